"""Which records are due and which wait, and the way of a due draft into the public folder."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import filterfalse
from operator import attrgetter
from pathlib import Path
from typing import Literal

from minutes import plain_files
from minutes.addresses.references import record_name
from minutes.errors import MinutesError
from minutes.findings.problem import Problem
from minutes.publication.correction_window import Due, is_public
from minutes.publication.gate import Gate
from minutes.records import document, front_matter_edit
from minutes.records.front_matter import Bilingual
from minutes.records.model import Meeting
from minutes.settings import Settings
from pipeline.checks.rules.table import Context
from pipeline.checks.validation import context_for, validate_file
from pipeline.history import tombstones
from pipeline.publishing import renaming
from pipeline.source import files as ingest
from pipeline.source import parser
from pipeline.source.files import SourceFile
from pipeline.source.safe_write import create, replace_file, tidy

ATTACHMENTS = "attachments"
_MOVING = "moving"
LARGEST = 1 << 30  # bytes of an attachment: more is no file of a meeting
State = Literal["due", "waits", "barred", "withdrawn", "taken", "faulty"]


class PublishRefused(MinutesError):
    """A record cannot be published now; the message says why."""


# What the check only warns of, and no draft should go out with.
_UNFINISHED = frozenset({"empty-record"})


@dataclass(frozen=True, slots=True)
class Pending:
    """A record that is not in public yet.

    `state`: `due` may go public now; `waits` for `due.day`; `barred`: its head cannot be read or a
    date is missing; `withdrawn`: it was taken down; `taken`: a public record has its name;
    `faulty`: due, but something must be put right first. `problems` are what keeps one from going
    out that is barred or faulty, or has no day. `draft` tells where the file lies.
    """

    id: str
    path: str
    draft: bool
    state: State
    due: Due
    meeting: Meeting
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        return self.meeting.title

    @property
    def unconfirmed(self) -> bool:
        """Whether its front matter was guessed and nobody has looked at it."""
        return self.meeting.unconfirmed

    @property
    def hold(self) -> str:
        """What it waits for without a day, in somebody's own words."""
        return self.meeting.edit.hold or ""

    @property
    def by_name(self) -> bool:
        """Whether it goes out only when somebody names it: no rule tells that it is ready."""
        return self.due.reason == "none" or self.unconfirmed


@dataclass(frozen=True, slots=True)
class MovedDraft:
    """A draft that was moved: its new file, whether `published` was written into it, and what went
    with it: attachments, the row of a name that it had before."""

    id: str
    file: Path
    noted: bool
    beside: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _DraftFile:
    file: SourceFile
    data: bytes
    meeting: Meeting


def survey(settings: Settings, now: dt.datetime, *, thorough: bool = False) -> list[Pending]:
    """All drafts, and the records in the public folder that wait; what is due comes first. With
    `thorough` each is checked now, also one that waits."""
    found, gate = _read(settings)
    taken = {one.file.id.casefold(): one for one in found if not one.file.draft}
    survey = _Survey(settings, now, gate, taken, _moving(settings), thorough)
    return sorted(filter(None, map(survey.entry, found)), key=_rank)


# Where the gate has a record that lies in the public folder; one that it lets pass is no entry.
_IN_PUBLIC: dict[str, State] = {"held": "waits", "barred": "barred"}


@dataclass(frozen=True)
class _Survey:
    """What is known of all files where one is looked at: `taken` are the public ones by their folded ids,
    `moving` is the path of the draft that a killed run was moving."""

    settings: Settings
    now: dt.datetime
    gate: Gate
    taken: dict[str, _DraftFile]
    moving: str
    thorough: bool

    def entry(self, record: _DraftFile) -> Pending | None:
        """A file as an entry; None for one that is public already."""
        state = self._state(record)
        if state is None:
            return None
        file, due = record.file, self.gate.due(record.meeting)
        problems = self._obstacles(record) if self._is_checked(record, state, due) else ()
        if problems and state == "due":
            state = "faulty"
        return Pending(file.id, file.path, file.draft, state, due, record.meeting, problems)

    def _state(self, record: _DraftFile) -> State | None:
        """Where a record stands."""
        state = self.gate.state(record.meeting, self.now)
        if not record.file.draft:
            return _IN_PUBLIC.get(state)
        if state == "withdrawn" or state == "barred":
            return state
        public = self.taken.get(record.file.id.casefold())
        if public is not None and not self._is_half_moved(record, public):
            return "taken"
        return "due" if is_public(self.gate.due(record.meeting), self.now) else "waits"

    def _is_half_moved(self, draft: _DraftFile, public: _DraftFile) -> bool:
        """Whether the public file is this very draft: a run that was killed left both, and wrote down
        which one it was moving."""
        if not draft.file.path == public.file.path == self.moving:
            return False
        published = public.meeting.edit.published
        if published is None:
            return draft.data == public.data
        return public.data in {draft.data, note_published(draft.data, draft.file.path, published)}

    def _is_checked(self, record: _DraftFile, state: State, due: Due) -> bool:
        """Whether a file is looked at: always for the sake of whoever asks what goes next. What is moving
        was checked, and what belongs to it is on its way already."""
        is_ready = record.file.draft and state == "due"
        if is_ready and record.file.path == self.moving:
            return False
        return any((self.thorough, due.withheld, state == "barred", is_ready))

    def _obstacles(self, record: _DraftFile) -> tuple[Problem, ...]:
        """What must be mended in a file before it may be public."""
        found = validate_file(record.data, record.file.path, self._context)
        return tuple(p for p in found if p.severity == "error" or p.code in _UNFINISHED)

    @cached_property
    def _context(self) -> Context:
        settings = self.settings
        return context_for(settings.drafts or settings.transcripts, self.now, settings.transcripts)


_RANKS: dict[State, int] = {"due": 0, "faulty": 1, "waits": 2}


def _rank(entry: Pending) -> tuple[int, dt.date, str]:
    """What is due comes first, then what would be but for its faults."""
    return _RANKS.get(entry.state, len(_RANKS)), entry.due.day or dt.date.max, entry.id


def _read(settings: Settings) -> tuple[list[_DraftFile], Gate]:
    """All files as they are now, and the gate for their records."""
    found = []
    for file in ingest.of_archive(settings):
        with contextlib.suppress(OSError):  # it went away since the folder was read
            data = ingest.read(settings, file)
            outline = parser.outline(data, file.path)
            found.append(_DraftFile(file, data, dataclasses.replace(outline, draft=file.draft)))
    sides = tombstones.side_files_of(settings)
    return found, sides.gate(settings.archive.zone, [record.meeting for record in found])


def _moving(settings: Settings) -> str:
    """The path of the draft that a killed run was moving; "" where none was killed."""
    try:
        return plain_files.read_text(settings.data, _MOVING)
    except (OSError, UnicodeDecodeError, plain_files.FolderMissing):
        return ""


def publish(settings: Settings, now: dt.datetime, wanted: Collection[str] = ()) -> list[MovedDraft]:
    """Move the drafts whose day has come, or the `wanted` ones, into the public folder.

    `wanted` are ids or file names; nothing is moved unless all of them may be. A draft without a
    window has no day, and one that was guessed may have a wrong one, so these only go when they are
    wanted: nobody else can tell whether they are ready.
    Each file is written whole before its draft goes. Raises `PublishRefused`.
    """
    if settings.drafts is None:
        raise PublishRefused(
            "there is no folder of drafts: name it with --drafts or MINUTES_DRAFTS",
            zh="沒有草稿資料夾，請用 --drafts 或 MINUTES_DRAFTS 指定",
        )
    drafts = list(filter(attrgetter("draft"), survey(settings, now)))
    chosen = _named(drafts, wanted) if wanted else list(filter(_goes_by_itself, drafts))
    refused = filterfalse(_is_due, chosen)
    if refusals := list(map(refusal, refused)):
        in_english, in_chinese = (map(attrgetter(lang), refusals) for lang in ("en", "zh"))
        raise PublishRefused("\n".join(in_english), zh="\n".join(in_chinese))
    return [_move(settings, settings.drafts, entry, now) for entry in chosen]


def _named(drafts: Iterable[Pending], wanted: Iterable[str]) -> list[Pending]:
    """The drafts that are wanted, each once."""
    entries = {entry.id: entry for entry in drafts}
    names = dict.fromkeys(map(record_name, wanted))
    for name in filterfalse(entries.__contains__, names):
        raise PublishRefused(f"{name}: there is no such draft", zh=f"{name}：沒有這份草稿")
    return [entries[name] for name in names]


def _is_due(entry: Pending) -> bool:
    return entry.state == "due"


def _goes_by_itself(entry: Pending) -> bool:
    return _is_due(entry) and not entry.by_name


def refusal(entry: Pending) -> Bilingual:
    """Why a draft may not be published now."""
    obstacle = _obstacle(entry)
    return Bilingual(f"{entry.id}：{obstacle.zh}", f"{entry.id}: {obstacle.en}")


def _obstacle(entry: Pending) -> Bilingual:
    first = _first(entry)
    match entry.state:
        case "waits":
            cause, day = why(entry), entry.due.day
            if day is None:
                return cause
            return Bilingual(f"{cause.zh}，{day} 起公開", f"{cause.en}; public from {day}")
        case "barred":
            return Bilingual(
                f"日期或檔頭無法讀取{first.zh}",
                f"its date or front matter cannot be read{first.en}",
            )
        case "withdrawn":
            return Bilingual("這份紀錄已經撤下", "it has been withdrawn")
        case "taken":
            return Bilingual("已有同名的公開紀錄", "a public record has this name already")
        case "faulty":
            return Bilingual(f"還有要改的地方{first.zh}", f"it must be put right first{first.en}")
    return Bilingual("可以公開", "due")


def _first(entry: Pending) -> Bilingual:
    """Which of its problems comes first."""
    if not entry.problems:
        return Bilingual()
    first = entry.problems[0]
    return Bilingual(
        f"，第一項在第 {first.line} 行（{first.code}）",
        f", the first in line {first.line} ({first.code})",
    )


def why(entry: Pending) -> Bilingual:
    """What an entry waits for, or that it is due."""
    if entry.due.reason == "hold":
        return Bilingual(
            f"暫緩公開，沒有預定日期：{entry.hold}", f"held back without a day: {entry.hold}"
        )
    if entry.state != "due":
        return reason(entry.due)
    if entry.unconfirmed:
        return Bilingual(
            "檔頭是推得的，指名才公開；確認後請刪掉「請逐項確認後刪除本行」那兩行",
            "its head was guessed, so it goes out when it is named; check it and delete the lines that ask for it",
        )
    return reason(entry.due) if entry.due.reason == "none" else Bilingual("可以公開", "due")


def reason(due: Due) -> Bilingual:
    """What a record waits for."""
    return {
        "window": Bilingual(
            "等候十個工作日的訂正期", "waits for the ten working days of corrections"
        ),
        "hold_until": Bilingual(
            "有人指定延後，等到那天零時",
            "waits until 00:00 of a day that somebody asked for",
        ),
        "collaborative": Bilingual(
            "等候該案的協作會議", "waits for the case's collaborative meeting"
        ),
        "unagreed": Bilingual(
            "提早公開的理由沒有寫明發言的人都已確認或同意",
            "the reason to publish earlier does not say that everybody who spoke has agreed",
        ),
        "unreadable": Bilingual("有欄位無法讀取", "a field cannot be read"),
        "none": Bilingual("沒有訂正期，指名才公開", "has no window and goes out when it is named"),
    }.get(due.reason, Bilingual("沒有要等的", "waits for nothing"))


def _move(settings: Settings, drafts: Path, entry: Pending, now: dt.datetime) -> MovedDraft:
    source = drafts / entry.path
    data = plain_files.read(drafts, entry.path)
    today = now.astimezone(settings.archive.zone).date()
    written = note_published(data, entry.path, today)
    target = make_place(settings.transcripts, entry.path)
    settings.data.mkdir(parents=True, exist_ok=True)
    replace_file(settings.data / _MOVING, entry.path.encode("utf-8"))
    tidy(target.parent)
    if not target.exists():  # a run that was killed may have come so far
        create(target, written)
    moved = tuple(_move_attachments(drafts, settings.transcripts, entry.id))
    rows = renaming.carry_rows(drafts, settings.transcripts, entry.id)
    source.unlink()
    (settings.data / _MOVING).unlink(missing_ok=True)
    return MovedDraft(entry.id, target, written != data, (*moved, *rows))


def note_published(data: bytes, path: str, day: dt.date) -> bytes:
    """The file with `edit.published` in its front matter and every other byte of the body kept.

    Where there is no window (another tier without `edit:`) or no front matter, the same bytes: an
    `edit:` block would add a window.
    """
    text = data.decode("utf-8")
    parts = document.parse(text)
    meeting = parser.outline(data, path)
    if document.readable(parts.front) is None or meeting.edit.published:
        return data
    if "edit" in parts.data:
        noted = front_matter_edit.add_to_block(text, "edit", "published", day)
    elif meeting.tier == "other" and "tier" in meeting.given:
        return data
    else:
        noted = front_matter_edit.replace_fields(text, {"edit": f"edit:\n  published: {day}\n"})
    after = document.parse(noted)
    if after.body != parts.body or document.readable(after.front) is None:
        raise front_matter_edit.UneditableHead(
            f"{path}: `published` cannot be written", zh=f"{path}：無法寫入 published"
        )
    return noted.encode("utf-8")


def _move_attachments(drafts: Path, public: Path, ident: str) -> Iterator[Path]:
    """Move the plain files of a draft's attachments; one that is in public already stays there."""
    below = f"{ATTACHMENTS}/{ident}"
    for name in plain_files.names(drafts, below):
        path = f"{below}/{name}"
        data = plain_files.read(drafts, path, LARGEST)
        target = make_place(public, path)
        tidy(target.parent)
        if not target.exists():
            create(target, data)
            yield target
        if plain_files.read(public, path, LARGEST) == data:
            (drafts / path).unlink()
    with contextlib.suppress(OSError):
        (drafts / below).rmdir()


def make_place(folder: Path, path: str) -> Path:
    """The file at `path` below `folder`, with its folders made. Raises `PublishRefused` where one of
    these is a link: what is written there would land elsewhere."""
    target = folder / path
    for parent in reversed(target.relative_to(folder).parents[:-1]):
        if (folder / parent).is_symlink():
            raise PublishRefused(
                f"{folder / parent}: a link is not followed",
                zh=f"{folder / parent}：這是連結，不跟隨",
            )
        (folder / parent).mkdir(exist_ok=True)
    return target

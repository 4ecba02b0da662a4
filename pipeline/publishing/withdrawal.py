"""Takes a record, or one speech of it, out of the archive for good and leaves a tombstone."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import filterfalse
from operator import itemgetter
from pathlib import Path
from typing import Literal

from minutes import plain_files
from minutes.addresses.redirects import REDIRECTS_FILE, with_rows
from minutes.addresses.references import record_name, reference, split_reference
from minutes.errors import MinutesError
from minutes.publication import correction_window
from minutes.publication.gate import Gate, Withdrawal, conceal
from minutes.records import redaction
from minutes.records.document import Item
from minutes.settings import Settings
from minutes.text import personal_data
from pipeline.history import ledger, tombstones
from pipeline.history.resolution import KnownIds
from pipeline.publishing import plan, same_words, typed_names
from pipeline.publishing.publisher import ATTACHMENTS, LARGEST, make_place
from pipeline.publishing.tombstone_file import add_tombstone, text_of
from pipeline.source import files as ingest
from pipeline.source import parser, withdrawn_speeches
from pipeline.source.files import SourceFile
from pipeline.source.safe_write import create, tidy
from pipeline.source.side_files import SideFiles

Disposal = Literal["keep", "move", "delete"]
"""What becomes of the file of a record that is withdrawn."""
MAX_REASON = 300
_SURROGATE = re.compile("[\ud800-\udfff]")


class WithdrawRefused(MinutesError):
    """Nothing was withdrawn; the message says why."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was done.

    `file` is where the record's file lies now, None where it was deleted. `changed` are all files
    that were written. `same_words` are other places (meeting, id) that hold the very words of a
    withdrawn speech, or (meeting, "") most of those of a record; `twin` is the record of the same
    meeting in another language, "" if none.
    `attendee_line` is where the file's head still lists the speaker among those who attended, 0 if
    it does not.
    """

    tombstone: Withdrawal
    file: Path | None
    changed: tuple[Path, ...]
    same_words: tuple[tuple[str, str], ...] = ()
    renamed: int = 0
    twin: str = ""
    attendee_line: int = 0


def withdraw(
    settings: Settings,
    meeting: str,
    why: str,
    now: dt.datetime,
    *,
    speech: str = "",
    file: Disposal = "keep",
) -> Withdrawn:
    """Withdraw a public record, or the `speech` (its id or address) of one.

    The tombstone is written first: from then on no page shows the words, whatever happens next. A
    speech's words are then replaced in the file by a mark with date and reason, and nothing in its
    head or in issue files refers to it any longer. A whole record's file stays (`keep`), goes to
    the drafts folder (`move`) or is deleted. Raises `WithdrawRefused`, and `NotSeparable` for a
    speech that cannot be cut out.
    """
    why = _reason(why)
    today = now.astimezone(settings.archive.zone).date()
    for home in settings.homes:
        tidy(home)
    finished = plan.finish(settings)  # what a killed run had written down
    record = _find(settings, meeting, now, file)
    if speech:
        return _withdraw_speech(record, speech, why, today, tuple(finished))
    if file == "move" and settings.drafts is None:
        raise WithdrawRefused("there is no folder of drafts to take it", zh="沒有草稿資料夾可放")
    twin = record.twin()  # told by files that may go
    # Without a file in the public folder, only the row itself tells that it is no slip.
    stays = file == "keep" and record.is_in_public_folder
    tombstone = Withdrawal(
        meeting=record.ident, date=today, reason=why, file="" if stays else "removed"
    )
    earlier = record.gate.withdrawn(record.ident)
    changed = [] if earlier else [add_tombstone(settings.transcripts, tombstone)]
    holders = tuple(same_words.holders(settings, record.path, record.data))
    place = _put_away(record, file)
    if place != record.path:
        changed.append(record.path)
    return Withdrawn(earlier or tombstone, place, tuple(changed), holders, twin=twin)


def _gone_already(name: str) -> WithdrawRefused:
    return WithdrawRefused(f"{name}: it has been withdrawn already", zh=f"{name}：已經撤下")


def _reason(text: str) -> str:
    if _SURROGATE.search(text):
        raise WithdrawRefused(
            "the reason is no UTF-8: set the terminal to it",
            zh="理由不是 UTF-8，請設定終端機的編碼",
        )
    text = " ".join(text.split())
    unfit = (
        (not correction_window.is_reason(text), "a reason in words is needed", "請用文字寫理由"),
        (len(text) > MAX_REASON, f"it has over {MAX_REASON} characters", f"超過 {MAX_REASON} 個字"),
        (personal_data.holds(text), "it holds personal data", "含有個資"),
    )
    for _, en, zh in filter(itemgetter(0), unfit):
        raise WithdrawRefused(
            f"--reason: {en}; it will be public", zh=f"--reason：{zh}；理由會公開"
        )
    return text


@dataclass(frozen=True, slots=True)
class _PublicRecord:
    """A record that was public: its file, and what is known of all that was withdrawn."""

    settings: Settings
    path: Path
    data: bytes
    sides: SideFiles
    gate: Gate

    @property
    def ident(self) -> str:
        """Its id."""
        return record_name(self.path.name)

    @property
    def is_in_public_folder(self) -> bool:
        """Whether its file lies where everybody may read it."""
        return self.path.is_relative_to(self.settings.transcripts)

    def twin(self) -> str:
        """The record of the same meeting in another language, as the table or either file tells; "" if none."""
        pairs = list(self.sides.twins)
        for file in ingest.find(self.settings.transcripts):
            meeting = parser.outline(_bytes(self.settings, file), file.path)
            if meeting.original:
                pairs.append((file.id, meeting.original))
        own = next((pair for pair in pairs if self.ident in pair), (self.ident, ""))
        return own[1] if own[0] == self.ident else own[0]


def _find(settings: Settings, meeting: str, now: dt.datetime, disposal: Disposal) -> _PublicRecord:
    """A public record, named by its id or by an address that leads to it.

    One that became public among the drafts, and was not moved yet, counts as well; so does one that
    was withdrawn and whose file is still to be put away.
    """
    found = ingest.by_id(settings)
    sides = tombstones.side_files_of(settings)
    # That what is kept of other withdrawn words is lost, or was never made here, changes nothing of whether a
    # record was public.
    sides = replace(sides, traces=replace(sides.traces, lost=False))
    outlines = {
        ident: replace(parser.outline(_bytes(settings, f), f.path), draft=f.draft)
        for ident, f in found.items()
    }
    gate = sides.gate(settings.archive.zone, outlines.values())
    typed = record_name(typed_names.path_of(meeting))
    name = _called(settings, typed, outlines, sides)
    if name is None:
        if gate.withdrawn(typed) is not None:
            raise _gone_already(typed)
        raise WithdrawRefused(f"{typed}: there is no such record", zh=f"{typed}：沒有這份紀錄")
    state = gate.state(outlines[name], now)
    path = _path(settings, found[name])
    if state == "withdrawn" and (
        disposal == "keep" or not path.is_relative_to(settings.transcripts)
    ):
        raise _gone_already(name)
    published = settings.archive.public_repository and not found[name].draft
    if state not in {"public", "withdrawn"} and not published:
        raise WithdrawRefused(
            f"{name}: it was never public, so change or delete its file instead",
            zh=f"{name}：還沒有公開過，直接修改或刪除檔案即可",
        )
    return _PublicRecord(settings, path, _bytes(settings, found[name]), sides, gate)


def _called(settings: Settings, typed: str, names: Collection[str], sides: SideFiles) -> str | None:
    return typed_names.record_of(typed, names, sides.redirects, ledger.load(settings.data))


def _path(settings: Settings, file: SourceFile) -> Path:
    return settings.home(draft=file.draft) / file.path


def _bytes(settings: Settings, file: SourceFile) -> bytes:
    return ingest.read(settings, file)


def _put_away(record: _PublicRecord, disposal: Disposal) -> Path | None:
    """Where the record's file lies now, with all that is attached to it; None where it is deleted."""
    settings, path, ident = record.settings, record.path, record.ident
    private = settings.drafts is not None and path.is_relative_to(settings.drafts)
    if disposal == "keep" or (disposal == "move" and private):
        return path
    home = settings.home(draft=private)
    below = f"{ATTACHMENTS}/{ident}"
    drafts = settings.drafts if disposal == "move" else None
    target = None
    if drafts is not None:
        target = make_place(drafts, path.relative_to(settings.transcripts).as_posix())
        _keep(target, record.data)
    for name in plain_files.names(home, below):
        if drafts is not None:
            kept = make_place(drafts, f"{below}/{name}")
            _keep(kept, plain_files.read(home, f"{below}/{name}", LARGEST))
        (home / below / name).unlink()
    with contextlib.suppress(OSError):
        (home / below).rmdir()
    path.unlink()
    return target


def _keep(file: Path, data: bytes) -> None:
    """A file with this content; one that an earlier run left there is right as it is."""
    try:
        create(file, data)
    except FileExistsError:
        if plain_files.read(file.parent, file.name, LARGEST) != data:
            raise


def _withdraw_speech(
    record: _PublicRecord, speech: str, why: str, today: dt.date, finished: tuple[Path, ...]
) -> Withdrawn:
    # What was withdrawn earlier and came back, or has a tombstone that was written by hand, goes
    # from the file as well: the ids on the page are those of the text without it.
    read = parser.parse(record.data, record.path.name)
    before = withdrawn_speeches.cut(record.data, read, record.gate)
    wanted = _speech_id(record, speech, before)
    earlier = record.gate.withdrawn_speech(record.ident, wanted)
    item = before.parsed.document.by_id.get(wanted, before.gone.get(wanted))
    if item is None and earlier is not None and finished:
        return Withdrawn(earlier, record.path, finished, twin=record.twin())
    item = _separable(record, wanted, item, is_withdrawn=earlier is not None)
    if same_words.are_quoted(why, item):
        raise WithdrawRefused("the reason repeats words of the speech", zh="理由引用了發言的內容")
    tombstone = earlier or Withdrawal(
        meeting=record.ident, date=today, reason=why, speech=conceal(item.id)
    )
    text, renamed = _with_mark(before, wanted, tombstone)
    folder, gone = record.settings.transcripts, frozenset({item.id, *before.gone})
    changed = [] if earlier else [add_tombstone(folder, tombstone)]
    changed += plan.carry_out(
        record.settings,
        [
            plan.FileChange(record.path, record.data, text.encode("utf-8", "surrogatepass")),
            *_update_issues(folder, gone, renamed),
            *_keep_addresses(folder, renamed),
        ],
    )
    return Withdrawn(
        tombstone,
        record.path,
        tuple(changed),
        same_words=tuple(same_words.elsewhere(record.settings, item)),
        renamed=len(renamed),
        twin=record.twin(),
        attendee_line=_attendee_line(text, record.path.name, item.speaker),
    )


def _speech_id(record: _PublicRecord, speech: str, before: withdrawn_speeches.Redacted) -> str:
    """The id that the speech has now, which is named by an id that it had, or by its address."""
    named, wanted = split_reference(typed_names.path_of(speech))
    named = record_name(named)
    if (
        named not in {"", "speech"}
        and _called(record.settings, named, (record.ident,), record.sides) is None
    ):
        raise WithdrawRefused(
            f"{speech}: a speech of another record", zh=f"{speech}：別份紀錄的發言"
        )
    ids = {*before.parsed.document.by_id, *before.gone}
    return _present_id(record.settings, record.ident, wanted, ids, record.sides)


def _separable(
    record: _PublicRecord, wanted: str, item: Item | None, *, is_withdrawn: bool
) -> Item:
    """The item, if it is there and can be withdrawn by itself."""
    if item is None and is_withdrawn:
        raise _gone_already(wanted)
    if item is None:
        raise WithdrawRefused(
            f"{record.ident}: it has no speech {wanted}; `minutes show` prints their ids",
            zh=f"{record.ident}：沒有 {wanted} 這段發言；用 minutes show 可以看到代號",
        )
    if item.type not in {"speech", "narrative"}:
        raise WithdrawRefused(
            f"{wanted}: a heading, not a speech", zh=f"{wanted}：是標題，不是發言"
        )
    return item


def _with_mark(
    before: withdrawn_speeches.Redacted, wanted: str, tombstone: Withdrawal
) -> tuple[str, Mapping[str, str]]:
    """The text of the file with a mark in the place of a speech, if it stands there yet, and the speeches whose
    ids changed by it."""
    document = before.parsed.document
    place = next((n for n, item in enumerate(document.items) if item.id == wanted), None)
    if place is None:
        return before.data.decode("utf-8", "surrogatepass"), before.renamed
    words = redaction.mark_words(before.parsed.meeting.lang, tombstone.date, tombstone.reason)
    redacted = redaction.redact(document, {place: redaction.mark_line(words)})
    return redacted.text, withdrawn_speeches.chained_ids(before.renamed, redacted.renamed)


def _present_id(
    settings: Settings, meeting: str, wanted: str, ids: Collection[str], sides: SideFiles
) -> str:
    """The id that a speech has now: an earlier one leads on through the table of old addresses, or
    through the ledger."""
    if wanted in ids:
        return wanted

    def there(address: str) -> str | None:
        ident = split_reference(address)[1]
        return ident if ident in ids else None

    for old in (f"speech/{wanted}", reference(meeting, wanted), wanted):
        if found := sides.redirects.find(old, there):
            return found
    book = ledger.load(settings.data)
    outcome = KnownIds(settings.transcripts, book, settings.archive.zone).resolve(
        meeting, wanted, ids
    )
    return (outcome and outcome.successor) or wanted


def _attendee_line(text: str, name: str, speaker: str | None) -> int:
    """The line of the head in which a speaker is listed as having attended, 0 where none is."""
    read = parser.parse(text.encode("utf-8", "surrogatepass"), name)
    if not speaker or "attendees" in read.meeting.inferred:
        return 0
    for number, person in enumerate(read.meeting.front.attendees):
        if person.name and speaker.startswith(person.name):
            return read.document.place("attendees", number)[0]
    return 0


def _update_issues(
    folder: Path, gone: frozenset[str], renamed: Mapping[str, str]
) -> Iterator[plan.FileChange]:
    """Issue files refer to the speech no longer, and to its neighbours by their new ids."""
    for name in ingest.find_issues(folder):
        data = plain_files.read(folder, name)
        before = data.decode("utf-8", "surrogateescape")
        after = redaction.without_references(before, gone, renamed)
        if after != before:
            yield plan.FileChange(folder / name, data, after.encode("utf-8", "surrogateescape"))


def _keep_addresses(folder: Path, renamed: Mapping[str, str]) -> Iterator[plan.FileChange]:
    """Rows of old addresses for the short speeches whose id depends on the withdrawn words."""
    path = folder / REDIRECTS_FILE
    before = text_of(folder, REDIRECTS_FILE)
    lines = set(before.splitlines())
    rows = (f"speech/{old}\tspeech/{new}" for old, new in renamed.items())
    missing = list(filterfalse(lines.__contains__, rows))
    if missing:
        data = plain_files.read(folder, REDIRECTS_FILE) if path.is_file() else None
        yield plan.FileChange(path, data, with_rows(before, missing).encode("utf-8"))

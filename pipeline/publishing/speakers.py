"""Gives a speaker another name in the whole archive: records, registry, old address; or takes the old
name out of all of it, for somebody who is not to be named any more."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import starmap
from operator import attrgetter
from pathlib import Path
from urllib.parse import unquote

from minutes import plain_files
from minutes.addresses.redirects import (
    REDIRECTS_FILE,
    fold_address,
    load_redirects,
    read_rows,
)
from minutes.errors import MinutesError
from minutes.publication.withdrawn_records import shown
from minutes.records import document, redaction
from minutes.records.front_matter import Bilingual
from minutes.records.speaker_labels import calling
from minutes.registers.people import PEOPLE_FILE
from minutes.settings import Settings
from minutes.text.folding import fold
from minutes.text.han import count_han
from minutes.text.lists import han_words
from minutes.yaml_text import nested, reading
from minutes.yaml_text.errors import UnreadableYaml
from pipeline.history import bookkeeping, earlier, ledger, tombstones
from pipeline.publishing import relabelling, renaming
from pipeline.publishing.relabelling import Renaming, is_noted
from pipeline.source import files, git, parser, safe_write

LONGEST = 60
_NAME = re.compile(r"[\w（）(][\w（）()・·.’'／/ -]*")
_SIGNS = re.compile(r"[\W_]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")  # in quoted text of a head (YAML 1.2.2, 5.7)
_OF_SPEAKER = re.compile(r"(?:^|[/\s])speaker/(?P<name>[^/?#\t]+)", re.I)
_NO_HISTORY = (frozenset[str](), frozenset[str]())
# What is replaced within words must be long enough to be somebody's name and nothing else.
_LEAST_HAN, _LEAST_LETTERS = 2, 4


class SpeakerRefused(MinutesError):
    """The speaker cannot be renamed so; the message says why."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """New content for a file, and how many labels, entries of attendees and other words change."""

    file: Path
    data: bytes
    labels: int = 0
    attendees: int = 0
    words: int = 0


@dataclass(frozen=True, slots=True)
class SpeakerRenaming:
    """What a renaming does: the files that change, and those that go on holding the old name, in
    their names or in words that are nobody's to change here."""

    changes: tuple[Rewritten, ...]
    left: tuple[Path, ...] = ()


def plan(settings: Settings, wanted: Renaming, now: dt.datetime) -> SpeakerRenaming:
    """What is to be done; nothing is written. Raises `SpeakerRefused`."""
    _look(wanted)
    return (_taken_out if wanted.anonymise else _renamed)(settings, wanted, now)


def _taken_out(settings: Settings, wanted: Renaming, now: dt.datetime) -> SpeakerRenaming:
    """The old name, and those that lead to it, out of all that the archive holds."""
    wanted = replace(wanted, before=tuple(_names_before(settings, wanted.old)))
    records = dict(_records(settings, wanted, now))
    renamed = {old: new for ids in records.values() for old, new in ids.items()}
    issues = list(_issues(settings, wanted, renamed))
    people = list(_registry(settings, wanted))
    changes = [*_without_rows(settings, wanted), *people, *records, *issues]
    widened = replace(wanted, before=(*wanted.before, *_single_names(wanted.old)))
    return SpeakerRenaming(tuple(changes), tuple(_left(settings, widened, changes)))


def _single_names(label: str) -> Iterator[str]:
    """The names that a label of several holds. Each may be that of somebody who is named elsewhere with right, so
    where it stands is told, and left to whoever anonymises."""
    names = han_words(label)
    return filter(_is_long_enough, names if len(names) > 1 else ())


def _renamed(settings: Settings, wanted: Renaming, now: dt.datetime) -> SpeakerRenaming:
    """The new name on labels, in the register, and behind the old address."""
    records = dict(_records(settings, wanted, now))
    changes = [*_registry(settings, wanted), *records]
    rows = [_row(wanted)] if any(map(attrgetter("labels"), changes)) else []
    led_on = starmap(Rewritten, renaming.with_new_rows(settings.transcripts, rows))
    return SpeakerRenaming((*led_on, *changes))


def carry_out(work: SpeakerRenaming) -> None:
    """Write the files, each whole. What was interrupted is ended by the same command: a file that has
    the new name already is as it should be."""
    for each in work.changes:
        safe_write.replace_file(each.file, each.data)


def _look(wanted: Renaming) -> None:
    for is_wrong, why in _REFUSED:
        if is_wrong(wanted):
            names = {"old": wanted.old, "new": wanted.new}
            raise SpeakerRefused(why.en.format_map(names), zh=why.zh.format_map(names))


def _is_name(words: str) -> bool:
    """Whether it can be the name of a speaker."""
    fits = _NAME.fullmatch(words) is not None and words == words.strip()
    return fits and len(words) <= LONGEST


# What is not done, and why.
_REFUSED: tuple[tuple[Callable[[Renaming], object], Bilingual], ...] = (
    (
        lambda w: not _is_name(w.new),
        Bilingual("{new}：不能當發言者的名稱", "{new}: not a name for a speaker"),
    ),
    (lambda w: w.old in {"", w.new}, Bilingual("{old}：名稱相同", "{old}: the same name")),
    (
        lambda w: w.anonymise and not _is_long_enough(w.old),
        Bilingual(
            "{old}：太短，無法在內文中替換；請先只改標籤，內文逐處修改",
            "{old}: too short to be taken out of words; change the labels alone, then the words by hand",
        ),
    ),
    (
        lambda w: w.anonymise and w.anywhere.search(w.new),
        Bilingual("{new}：新名稱含有舊名", "{new}: it holds the old name"),
    ),
)


def _is_long_enough(name: str) -> bool:
    """Whether it can be looked for within words without taking other words for it."""
    letters = sum(map(str.isalpha, name)) - count_han(name)
    return count_han(name) >= _LEAST_HAN or letters >= _LEAST_LETTERS


def _names_before(settings: Settings, old: str) -> Iterator[str]:
    """The names from which old addresses lead to this one."""
    table = load_redirects(settings.transcripts)
    here = {fold_address(f"speaker/{old}")}
    for _, left, _ in read_rows(settings.transcripts, REDIRECTS_FILE):
        name = _name_in(left)
        if not _is_long_enough(name) or calling(name) in {"office", "body"}:
            continue  # 主席 leads to who presided, and is anybody's
        if table.leads_to(left, here):
            yield name


def _name_in(address: str) -> str:
    """The speaker that an address in a table names, however it is written; "" where it names none."""
    found = _OF_SPEAKER.search(unquote(address))
    return found["name"].strip() if found else ""


def _history(settings: Settings, wanted: Renaming) -> tuple[frozenset[str], frozenset[str]]:
    """The records that held a name in an earlier version that may be shown, in any form and under any name
    of theirs: none of these is to be shown any more. And the files, by path, that are not as they were
    committed. Nothing without a history. Raises `GitFailed` where that cannot be read."""
    folder = settings.transcripts
    if not git.is_repository(folder):
        return _NO_HISTORY
    try:
        head = git.text(folder, "rev-parse", "--quiet", "--verify", "HEAD")
    except git.GitFailed:  # no commit yet
        return _NO_HISTORY
    book = ledger.load(settings.data)
    if book.head != head:
        sides = tombstones.side_files_of(settings)
        gate = sides.gate(settings.archive.zone, ())
        book = bookkeeping.of_records(folder, gate, sides.redirects, (), ())
    once = earlier.records_with(folder, book, partial(_tells_in_markdown, wanted))
    changed = git.text(folder, "diff", "--name-only", "--relative", "-z", "HEAD").split("\0")
    return once, frozenset(changed)


def _row(wanted: Renaming) -> str:
    return f"speaker/{wanted.old}\tspeaker/{wanted.new}"


def _records(
    settings: Settings, wanted: Renaming, now: dt.datetime
) -> Iterator[tuple[Rewritten, Mapping[str, str]]]:
    """The records that change, each with the ids that its speeches have then (old → new)."""
    gate = tombstones.side_files_of(settings).gate(settings.archive.zone, ())
    today = now.astimezone(settings.archive.zone).date()
    once, changed = _history(settings, wanted) if wanted.anonymise else _NO_HISTORY
    for file in files.of_archive(settings):
        data = files.read(settings, file)
        text = data.decode("utf-8", "surrogateescape")
        relabelled = relabelling.relabel(text, wanted)
        had_name = not file.draft and file.id in once
        if not relabelled.places and not had_name:
            continue
        meeting = replace(parser.outline(data, file.path), draft=file.draft)
        if not relabelled.places and file.path in changed and is_noted(meeting, wanted, today):
            continue  # by a run that is not committed yet
        after, renamed = relabelled.text, dict[str, str]()
        if wanted.anonymise:
            after, renamed = _references_kept(text, after)
        if gate.state(meeting, now) == "public" and _notes(text, wanted):
            after = relabelling.with_note(after, meeting, wanted, today)
        if after != text:
            place = settings.home(draft=file.draft) / file.path
            new = after.encode("utf-8", "surrogateescape")
            counts = relabelled.labels, relabelled.attendees, relabelled.words
            yield Rewritten(place, new, *counts), renamed


def _notes(text: str, wanted: Renaming) -> bool:
    """Whether a note is to be written: always where somebody is protected by it, for it tells that no
    older version may be shown; else where there is a head for it."""
    return wanted.anonymise or document.split_front(text)[1] is not None


def _references_kept(before: str, after: str) -> tuple[str, dict[str, str]]:
    """The text whose head names its speeches by the ids that they have now."""
    old, new = document.parse(before), document.parse(after)
    pairs = zip(old.items, new.items, strict=False)
    renamed = {o.id: n.id for o, n in pairs if o.id and o.id != n.id}
    return redaction.without_references(new.head, frozenset(), renamed) + new.body, renamed


def _issues(
    settings: Settings, wanted: Renaming, renamed: Mapping[str, str]
) -> Iterator[Rewritten]:
    for name in files.find_issues(settings.transcripts):
        data = plain_files.read(settings.transcripts, name)
        before = data.decode("utf-8", "surrogateescape")
        after, count = wanted.anywhere.subn(wanted.new, before)
        after = redaction.without_references(after, frozenset(), renamed)
        if after != before:
            new = after.encode("utf-8", "surrogateescape")
            yield Rewritten(settings.transcripts / name, new, words=count)


def _registry(settings: Settings, wanted: Renaming) -> Iterator[Rewritten]:
    """The register of people: with the new label; without the person, where nobody may be led from
    the one name to the other."""
    text = _text(settings.transcripts, PEOPLE_FILE)
    try:
        loaded = reading.load(text)
    except UnreadableYaml as error:
        raise SpeakerRefused(
            f"{PEOPLE_FILE}: {error.en}", zh=f"{PEOPLE_FILE}：無法讀取（{error.zh}）"
        ) from error
    people = nested.items(loaded.value)
    lines = text.splitlines(keepends=True)
    starts = [loaded.place((n,))[0] - 1 for n in range(len(people))]
    ends = [*starts[1:], len(lines)]
    found = [n for n, person in enumerate(people) if _is_named(person, wanted)]
    for number in reversed(found):
        span = slice(starts[number], ends[number])
        kept = [wanted.alone.sub(wanted.new, line) for line in lines[span]]
        lines[span] = [] if wanted.anonymise else kept
    after = "".join(lines)
    if after != text:
        place = settings.transcripts / PEOPLE_FILE
        yield Rewritten(place, after.encode(), words=len(found))


def _is_named(person: object, wanted: Renaming) -> bool:
    entry = str(person)
    return bool((wanted.anywhere if wanted.anonymise else wanted.alone).search(entry))


def _without_rows(settings: Settings, wanted: Renaming) -> Iterator[Rewritten]:
    """The tables of old addresses without rows that lead to the old name or from it."""
    for home in settings.homes:
        text = _text(home, REDIRECTS_FILE)
        lines = text.splitlines(keepends=True)
        kept = [
            row for row in lines if not (_name_in(row) and wanted.anywhere.search(unquote(row)))
        ]
        if kept != lines:
            yield Rewritten(home / REDIRECTS_FILE, "".join(kept).encode(), words=1)


def _left(settings: Settings, wanted: Renaming, changes: list[Rewritten]) -> Iterator[Path]:
    """Files that hold the old name still: in their own names, or in words that were not looked for."""
    after = {each.file: each.data for each in changes}
    for home in settings.homes:
        small_files = plain_files.names(home)
        for path in dict.fromkeys((*small_files, *_below(home))):
            is_text = path in small_files or path.endswith(".md")  # no picture is searched
            text = _text_after(home, path, after) if is_text else ""
            if wanted.anywhere.search(path) or _tells(wanted, path, text):
                yield home / path


def _text_after(home: Path, path: str, after: Mapping[Path, bytes]) -> str:
    """What a file says once the changes are made."""
    data = after.get(home / path)
    if data is None:
        data = plain_files.read(home, path)
    return data.decode("utf-8", "replace")


def _tells(wanted: Renaming, path: str, text: str) -> bool:
    """Whether a text tells the old name."""
    if path.endswith(".md"):
        return _tells_in_markdown(wanted, text)
    return wanted.anywhere.search(text) is not None


def _tells_in_markdown(wanted: Renaming, text: str) -> bool:
    """Whether a text in Markdown tells the old name, also in a form in which it was not replaced: with
    signs between its letters or other forms of them (**李**樣本, 李·樣本, 李样本), encoded, or within tags."""
    readings = list(map(_letters, {text, shown(text)}))
    names = filter(None, map(_letters, (wanted.old, *wanted.before)))
    return any(name in letters for name in names for letters in readings)


def _letters(text: str) -> str:
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), unquote(html.unescape(text)))
    return _SIGNS.sub("", fold(plain))


def _below(home: Path) -> Iterator[str]:
    """The paths of the records, of what belongs to them, and of the issue files of a folder."""
    yield from files.find_issues(home)
    for file in files.find(home):
        yield file.path
        folder = f"attachments/{file.id}"
        yield from (f"{folder}/{name}" for name in plain_files.names(home, folder))


def _text(home: Path, name: str) -> str:
    try:
        return plain_files.read_text(home, name)
    except FileNotFoundError:
        return ""

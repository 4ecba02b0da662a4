"""A record as it was read, without the speeches of it that are withdrawn."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import fold_address
from minutes.findings.problem import Problem, problem
from minutes.publication.gate import Gate, Withdrawal, conceal
from minutes.records import redaction
from minutes.records.document import Item
from minutes.records.front_matter_edit import UneditableHead, replace_fields
from minutes.text.lists import without_none
from pipeline.source import files, parser
from pipeline.source.parser import Parsed

# Speeches to take out, times items of their record: thirty of a thousand take a second or two.
_MOST_WORK = 30_000
# In the place of one that says what is withdrawn, and is not written a field a line: nobody may see the record.
_UNREADABLE_HEAD = "---\ntitle: [\n---\n"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A file without its withdrawn speeches: what it then says, the items that went, and the ids
    that others have in it (old → new). `words` are those of each tombstone that found its speech."""

    data: bytes
    parsed: Parsed
    gone: Mapping[str, Item] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def remove(data: bytes, parsed: Parsed, gate: Gate) -> tuple[bytes, Parsed]:
    """The file's bytes and what they say, marks in the place of withdrawn speeches.

    A file that came back with such words is served, searched and kept as if `minutes withdraw` had
    just been run on it. The digest stays that of the file as it lies on disk.
    """
    redacted = cut(data, parsed, gate)
    return redacted.data, redacted.parsed


def cut(data: bytes, parsed: Parsed, gate: Gate) -> Redacted:
    """The file without its withdrawn speeches.

    First those that the tombstones name; then, where the words of these are known, every other that
    has them in it but for a letter here and there. Where most of such words still stand in the file, in
    pieces or with something between their letters, nobody may see the record.
    """
    whole = _without_alike(_without_named(Redacted(data, parsed), gate), gate)
    repeated = gate.repeated_speech(parsed.meeting.id, whole.data)
    return _unreadable(whole, repeated) if repeated else whole


def _unreadable(whole: Redacted, tombstone: Withdrawal) -> Redacted:
    """The file with a head that nobody can read, so that the record waits, and why."""
    meeting, body = whole.parsed.meeting, whole.parsed.document.body
    found = problem(meeting.path, "like-withdrawn-speech", 1, date=str(tombstone.date))
    return _with_problems(_reread(whole, _UNREADABLE_HEAD + body, {}, {}), [found])


def _without_named(whole: Redacted, gate: Gate) -> Redacted:
    """The id of a short speech changes with its neighbours. So the tombstones are followed in their
    order, as they were made, and each finds its speech by any id that it had on the way."""
    parsed = whole.parsed
    wanted = _of_speeches(gate.withdrawals).get(likeness(parsed.meeting.id), ())
    names = _names(whole) if wanted else []
    if _is_too_much(names, wanted, gate):
        return _without_all_named(whole, names, wanted, gate)
    before: Redacted | None = None
    while whole is not before:
        before = whole
        for tombstone in wanted:
            marks = gate.marks(tombstone)
            number = next((n for n, ids in enumerate(names) if ids & marks), None)
            if number is None:
                continue
            try:
                whole = _without(whole, number, tombstone)
            except redaction.NotSeparable:  # rather a record that reads oddly than the words
                whole = _remove_whole_items(whole, _named(names, wanted, gate))
                names = _names(whole)
                continue
            names = [ids | more for ids, more in zip(names, _names(whole), strict=True)]
            names[number] = frozenset()
    return whole


def _is_too_much(
    names: Sequence[frozenset[str]], wanted: Collection[Withdrawal], gate: Gate
) -> bool:
    """Whether one after the other is too much work: after each the file is read again."""
    most = min(len(wanted), len(names)) * len(names)
    return most > _MOST_WORK and len(_named(names, wanted, gate)) * len(names) > _MOST_WORK


def _without_all_named(
    whole: Redacted,
    names: Sequence[frozenset[str]],
    wanted: Collection[Withdrawal],
    gate: Gate,
) -> Redacted:
    """The file without all that the tombstones name in it as it is; without all that is said, where one
    of them finds nothing, for what it means may be found only after another one is gone."""
    there = frozenset().union(*names)
    is_clear = all(gate.marks(tombstone) & there for tombstone in wanted)
    return _remove_whole_items(
        whole, _named(names, wanted, gate) if is_clear else range(len(names))
    )


def _named(
    names: Sequence[frozenset[str]], wanted: Iterable[Withdrawal], gate: Gate
) -> Collection[int]:
    """The places of the items that any of the tombstones names."""
    marks = frozenset().union(*map(gate.marks, wanted))
    return {n for n, ids in enumerate(names) if ids & marks}


def _without_alike(whole: Redacted, gate: Gate) -> Redacted:
    meeting, parts = whole.parsed.meeting, whole.parsed.document
    if not gate.knows_words(meeting.id):
        return whole
    asked = {n: _withdrawn(gate, meeting.id, _wordings(i)) for n, i in enumerate(parts.items)}
    alike = without_none(asked)
    if not alike:
        return _without_fields(whole, gate)
    gone = {parts.items[n].id: parts.items[n] for n in alike}
    problems = [
        problem(meeting.path, "like-withdrawn-speech", item.line, date=str(alike[n].date))
        for n, item in enumerate(parts.items)
        if n in alike
    ]
    try:
        redacted = redaction.redact(parts, {n: _mark(meeting.lang, w) for n, w in alike.items()})
        left = _reread(whole, redacted.text, gone, redacted.renamed)
    except redaction.NotSeparable:
        left = _remove_whole_items(whole, alike)
    return _without_fields(_with_problems(left, problems), gate)


def _without_fields(whole: Redacted, gate: Gate) -> Redacted:
    """The file with nothing in those fields of its head that have withdrawn words in them. One that says
    when it may be public cannot be read then, so that the record waits; so it does where they stand in
    the head beside the fields, in a comment."""
    parts = whole.parsed.document
    asked = {n: _withdrawn(gate, whole.parsed.meeting.id, texts(v)) for n, v in parts.data.items()}
    repeating = without_none(asked)
    if parts.front is None:
        return whole
    left = _without_repeating_fields(whole, repeating) if repeating else whole
    beside = _withdrawn(gate, whole.parsed.meeting.id, [left.parsed.document.head])
    return _unreadable(left, beside) if beside else left


def _without_repeating_fields(whole: Redacted, repeating: Mapping[str, Withdrawal]) -> Redacted:
    meeting, parts = whole.parsed.meeting, whole.parsed.document
    assert parts.front is not None  # noqa: S101 (its fields told of withdrawn words)
    try:
        text = replace_fields(
            parts.head + parts.body, {name: f'{name}: ""\n' for name in repeating}
        )
    except UneditableHead:
        text = _UNREADABLE_HEAD + parts.body
    places = {name: parts.front.place(name)[0] for name in repeating}
    found = [
        problem(meeting.path, "like-withdrawn-speech", places[name], date=str(repeating[name].date))
        for name in repeating
    ]
    return _with_problems(_reread(whole, text, {}, {}), found)


def _with_problems(whole: Redacted, more: Iterable[Problem]) -> Redacted:
    parsed = dataclasses.replace(whole.parsed, problems=(*whole.parsed.problems, *more))
    return dataclasses.replace(whole, parsed=parsed)


def _wordings(item: Item) -> tuple[str, str, str]:
    """All that an item shows: its words, what stands within their marks, and who says them."""
    return item.text, item.markdown, item.label


def texts(value: object) -> Iterator[str]:
    """The words in a field of a head, however deep they stand."""
    match value:
        case Mapping():
            yield from chain.from_iterable(map(texts, value.values()))
        case list() | tuple():
            yield from chain.from_iterable(map(texts, value))
        case _:
            yield str(value)


def _withdrawn(gate: Gate, meeting: str, wordings: Iterable[str]) -> Withdrawal | None:
    """The tombstone of the first of some wordings that have withdrawn words in them."""
    found = (gate.withdrawn_words(meeting, words) for words in wordings)
    return next(filter(None, found), None)


def _names(whole: Redacted) -> list[frozenset[str]]:
    return [frozenset({conceal(i.id)}) for i in whole.parsed.document.items]


def _without(whole: Redacted, number: int, tombstone: Withdrawal) -> Redacted:
    parts = whole.parsed.document
    item = parts.items[number]
    mark = _mark(whole.parsed.meeting.lang, tombstone)
    redacted = redaction.redact(parts, {number: mark})
    left = _reread(whole, redacted.text, {item.id: item}, redacted.renamed)
    return dataclasses.replace(left, words={**left.words, tombstone.speech: item.text})


def _remove_whole_items(whole: Redacted, numbers: Collection[int]) -> Redacted:
    parts = whole.parsed.document
    gone = {parts.items[n].id: parts.items[n] for n in numbers}
    words = {conceal(ident): item.text for ident, item in gone.items()}
    kept = (item.source for n, item in enumerate(parts.items) if n not in numbers)
    text = redaction.without_references(parts.head, frozenset(gone), {}) + "".join(kept)
    left = _reread(whole, text, gone, {})
    return dataclasses.replace(left, words={**words, **left.words})


def _reread(
    whole: Redacted, text: str, gone: Mapping[str, Item], renamed: Mapping[str, str]
) -> Redacted:
    meeting = whole.parsed.meeting
    data = text.encode("utf-8", "surrogatepass")
    again = parser.parse(data, meeting.path)
    same = dataclasses.replace(again.meeting, digest=meeting.digest, draft=meeting.draft)
    parsed = dataclasses.replace(again, meeting=same, problems=whole.parsed.problems)
    return Redacted(
        data, parsed, {**whole.gone, **gone}, chained_ids(whole.renamed, renamed), whole.words
    )


def chained_ids(first: Mapping[str, str], then: Mapping[str, str]) -> dict[str, str]:
    """Old → new over two changes of a text, one after the other."""
    return {**then, **{old: then.get(new, new) for old, new in first.items()}}


def _mark(lang: str, tombstone: Withdrawal) -> str:
    words = redaction.mark_words(lang, tombstone.date, tombstone.reason)
    return redaction.mark_line(words)


def moved_ids(folder: Path, gate: Gate) -> tuple[tuple[str, str], ...]:
    """Rows (old address, new) of the speeches whose ids depend on words that a tombstone hides
    while the file in `folder` still holds them. `minutes withdraw` writes them into the file of old
    addresses; a tombstone that was written by hand has nobody to do so."""
    return tuple(
        (f"speech/{old}", f"speech/{new}")
        for redacted in _cuts(folder, gate)
        for old, new in redacted.renamed.items()
    )


def idle_tombstones(folder: Path, gate: Gate, drafts: Path | None = None) -> tuple[Withdrawal, ...]:
    """The tombstones that hide nothing, so that the words that were meant may still be public: of a
    record that is not there, though nobody says that its file was removed, and of a speech for which
    the record has neither the words nor the mark that would stand in their place, nor lost both, as its
    history tells."""
    homes = list(filter(None, (folder, drafts)))
    return (*_of_missing_records(homes, gate), *_of_unmarked_speeches(homes, gate))


def _of_missing_records(homes: Sequence[Path], gate: Gate) -> Iterator[Withdrawal]:
    """The tombstones of records of which there is no file, and nobody says that it was removed."""
    names = {likeness(file.id) for home in homes for file in files.find(home)}
    for tombstone in gate.withdrawals:
        if not tombstone.file and names.isdisjoint(gate.names(tombstone)):
            yield tombstone


def _of_unmarked_speeches(homes: Sequence[Path], gate: Gate) -> Iterator[Withdrawal]:
    """The tombstones of speeches of which no file of their record has the words, nor a mark in their place."""
    hidden: set[tuple[object, ...]] = set()
    unmarked: dict[tuple[object, ...], Withdrawal] = {}
    for path, data, wanted in chain.from_iterable(_files(home, gate) for home in homes):
        left = set(without_mark(cut(data, parser.parse(data, path), gate).data, wanted))
        hidden.update(map(_row, left.symmetric_difference(wanted)))
        unmarked |= {_row(tombstone): tombstone for tombstone in left - gate.taken_out}
    # A speech may be gone from one of the files that its record has by now.
    yield from (unmarked[row] for row in unmarked if row not in hidden)


def _row(tombstone: Withdrawal) -> tuple[object, ...]:
    """What the tombstones of one row have in common, whatever its record is called by now."""
    return tombstone.speech, tombstone.date, tombstone.reason


def otherwise_named(folder: Path, gate: Gate) -> Iterator[Problem]:
    """The files of withdrawn records that are not called as their tombstones call them."""
    for file in files.find(folder) if gate.withdrawals else ():
        yield from other_name(gate, file.id, file.path)


def other_name(gate: Gate, ident: str, path: str) -> Iterator[Problem]:
    """What to say of a withdrawn file that has not quite the name of the withdrawn record, or another."""
    tombstone = gate.withdrawn(ident)
    if tombstone is None and gate.copied_record(ident):
        yield problem(path, "copy-of-withdrawn", id=gate.copied_record(ident))
    elif tombstone is not None and fold_address(tombstone.meeting) != fold_address(ident):
        is_alike = likeness(tombstone.meeting) == likeness(ident)
        code = "lookalike-of-withdrawn" if is_alike else "withdrawn-under-another-name"
        yield problem(path, code, id=tombstone.meeting)


def returned_words(folder: Path, gate: Gate) -> Iterator[Problem]:
    """The speeches that are hidden only because their words are nearly those of a withdrawn one."""
    for redacted in _cut_where_known(folder, gate):
        yield from (p for p in redacted.parsed.problems if p.code == "like-withdrawn-speech")


def led_astray(folder: Path, gate: Gate) -> Iterator[Problem]:
    """The speeches that a tombstone hides though it was written of another one: the table of old ids leads there."""
    for redacted in _cut_where_known(folder, gate):
        path, lines = redacted.parsed.meeting.path, {i.text: i.line for i in redacted.gone.values()}
        for speech, words in redacted.words.items():
            if gate.traces.is_another(speech, words):
                yield problem(path, "hides-another-speech", lines.get(words, 1))


def _cut_where_known(folder: Path, gate: Gate) -> Iterator[Redacted]:
    """The files of records of whose withdrawn speeches the words are known, without these."""
    for path, data, _ in _files(folder, gate):
        if gate.knows_words(PurePosixPath(path).stem):
            yield cut(data, parser.parse(data, path), gate)


def untouched_twins(
    folder: Path, gate: Gate, pairs: Iterable[tuple[str, str]]
) -> Iterator[Problem]:
    """The records in another language of which fewer speeches are withdrawn: nobody may have thought of them.
    `pairs` are those of the archive's table."""
    rows = Counter(likeness(w.meeting) for w in gate.withdrawals if w.speech)
    places = {file.id: file.path for file in files.find(folder)} if rows else {}
    twins = [pair for pair in (*pairs, *_originals(folder, places)) if places.keys() >= set(pair)]
    for one, other in dict.fromkeys((*twins, *(pair[::-1] for pair in twins))):
        if rows[likeness(one)] > rows[likeness(other)] and gate.withdrawn(other) is None:
            yield problem(places[other], "twin-not-withdrawn", id=one)


def _originals(folder: Path, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The records that say of which other one they are a translation."""
    for ident, path in places.items():
        with suppress(OSError):  # it went away since the folder was read
            original = parser.outline(plain_files.read(folder, path), path).original
            yield from [(ident, original)] if original else ()


def _cuts(folder: Path, gate: Gate) -> Iterator[Redacted]:
    for path, data, wanted in _files(folder, gate):
        # A file that has all its marks has been dealt with, and need not be read.
        if any(without_mark(data, wanted)):
            yield cut(data, parser.parse(data, path), gate)


def without_mark(data: bytes, tombstones: Iterable[Withdrawal]) -> Iterator[Withdrawal]:
    """Those of the tombstones that have no mark in the file."""
    text = data.decode("utf-8", "replace")
    left: dict[str, int] = {}
    for tombstone in tombstones:
        marks = (_mark("zh", tombstone), _mark("en", tombstone))
        found = next((m for m in marks if left.setdefault(m, text.count(m))), None)
        if found is None:
            yield tombstone
        else:
            left[found] -= 1


def _files(folder: Path, gate: Gate) -> Iterator[tuple[str, bytes, tuple[Withdrawal, ...]]]:
    """The files of records with withdrawn speeches, each with the tombstones of these."""
    wanted = _of_speeches(gate.withdrawals)
    for file in files.find(folder) if wanted else ():
        if likeness(file.id) in wanted and gate.withdrawn(file.id) is None:
            try:
                data = plain_files.read(folder, file.path)
            except OSError:
                continue  # it went away since the folder was read
            yield file.path, data, wanted[likeness(file.id)]


def _of_speeches(withdrawals: Iterable[Withdrawal]) -> dict[str, tuple[Withdrawal, ...]]:
    found: dict[str, tuple[Withdrawal, ...]] = {}
    for tombstone in withdrawals:
        if tombstone.speech:
            name = likeness(tombstone.meeting)
            found[name] = (*found.get(name, ()), tombstone)
    return found

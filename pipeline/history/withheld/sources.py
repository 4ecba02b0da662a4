"""What is withheld: speeches with a tombstone, records that nobody may read (any more, or yet), and what
stands only in versions of a record that are not shown. The words are read from the repository, and kept
nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from minutes import plain_files
from minutes.addresses.likeness import likeness
from minutes.addresses.references import record_name
from minutes.publication.gate import Gate, Withdrawal, conceal
from pipeline.history.ledger import PUBLISHED, Ledger, Life
from pipeline.history.revisions import Blobs
from pipeline.history.withheld.sayings import Saying, addressed, all_said, letters
from pipeline.history.withheld.unseen import unseen
from pipeline.history.wordings.rereading import Piece, Reading, read
from pipeline.source import git

SPEECH, ROW, UNSEEN = "speech:", "row:", "unseen:"
"""How the names of what is withheld begin, where it is no record by its own name."""
Text = Callable[[], bytes | None]
_IsMeant = Callable[[Piece], bool]
Sayings = Callable[[Blobs], Iterator[Saying]]


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """A public record as the index has it: a fingerprint that changes with its text, its text, and that folded;
    where some of it is withdrawn, its file as it lies."""

    meeting: str
    fingerprint: str
    read: Callable[[], bytes]
    whole: Callable[[], bytes] | None = None
    folded: Callable[[], str] = str

    @classmethod
    def in_folder(cls, folder: Path, path: str) -> PublishedRecord:
        """A record as its file lies in an archive."""
        return cls(record_name(path), "", partial(plain_files.read, folder, path))


@dataclass(frozen=True, slots=True)
class LyingFile:
    """A file beside what is committed: the record's name, a digest of its bytes, and how to read them."""

    record: str
    digest: str
    read: Text

    def is_blob(self, blob: str) -> bool:
        """Whether it lies there as it is committed."""
        data = self.read()
        return data is not None and git.blob_id(data, len(blob)) == blob


def _nothing() -> None:
    """No bytes."""


NO_FILE = LyingFile("", "", _nothing)
"""Where none lies."""


def _not_known(_: str) -> Sayings | None:
    return None


@dataclass(frozen=True, slots=True)
class Withholding:
    """Something withheld: its name, the record to which it belongs, its state (another one where its words
    may be others), and the sayings; where it said nothing else before, also those that came since it was in
    an earlier state."""

    name: str
    record: str
    state: str
    sayings: Sayings
    since: Callable[[str], Sayings | None] = _not_known


def rows_of(gate: Gate) -> frozenset[str]:
    """The names of the rows of tombstones, each of which has to be looked for."""
    return frozenset(map(_row_name, gate.withdrawals))


def sources(
    book: Ledger, gate: Gate, public: Mapping[str, PublishedRecord], lying: Iterable[LyingFile]
) -> Iterator[Withholding]:
    """All that is withheld. `public` are the records that may be read; `lying` are the files of others, and
    those of records of which speeches are withdrawn."""
    files = {file.record: file for file in lying}
    for row in gate.withdrawals:
        if row.speech:
            yield _of_speech(book, gate, row, files)
    for life in book.lives:
        if _is_public(life, public):
            yield from _of_unseen(book, life, public[life.stems[-1]])
        elif not life.gone or _is_withdrawn(life, gate):
            yield _of_record(life, files)
    committed = {life.stems[-1] for life in book.lives}
    for name in files.keys() - committed - public.keys():
        yield Withholding(name, name, files[name].digest, partial(_in_file, files[name], _every))


def _row_name(row: Withdrawal) -> str:
    return f"{SPEECH}{row.speech}" if row.speech else f"{ROW}{likeness(row.meeting)}"


def _is_public(life: Life, public: Collection[str]) -> bool:
    return not life.gone and life.stems[-1] in public


def _is_withdrawn(life: Life, gate: Gate) -> bool:
    return any(gate.withdrawn(name) or gate.copied_record(name) for name in life.stems)


def _of_record(life: Life, files: dict[str, LyingFile]) -> Withholding:
    """All that a record says or said. A file that lies there as it is committed says nothing more."""
    name = life.stems[-1]
    lying = files.get(name)
    beside = lying if lying and not lying.is_blob(life.versions[-1].blob) else None
    state = f"{life.versions[-1].commit} {beside.digest if beside else ''}"
    since = _not_known if beside else partial(_since, life)
    return Withholding(name, name, state, partial(_of_life, life, beside, _every), since)


def _since(life: Life, state: str) -> Sayings | None:
    """What a record said first after it was in an earlier state; None where that is not known, or something
    beside what is committed belonged to it."""
    commit, _, beside = state.partition(" ")
    commits = [version.commit for version in life.versions]
    if beside or commit not in commits:
        return None
    return partial(_of_life, life, None, _every, known=commits.index(commit))


def _of_speech(
    book: Ledger, gate: Gate, row: Withdrawal, files: dict[str, LyingFile]
) -> Withholding:
    """A speech in all forms that it had in its record."""
    lives = book.lives_of(row.meeting)
    lying = files.get(row.meeting)
    marks = forms(book, gate, row)
    digest = lying.digest if lying else ""
    state = " ".join((*(life.versions[-1].commit for life in lives), digest, *sorted(marks)))
    is_meant = partial(_is_one_of, marks)

    def sayings(blobs: Blobs) -> Iterator[Saying]:
        for life in lives:
            yield from _of_life(life, None, is_meant, blobs)
        yield from _in_file(lying, is_meant, blobs) if lying else ()

    return Withholding(f"{SPEECH}{row.speech}", row.meeting, state, sayings)


def _of_unseen(book: Ledger, life: Life, record: PublishedRecord) -> Iterator[Withholding]:
    """What only those versions of a public record say that nobody may read any more, or ever could."""
    name = life.stems[-1]
    present = book.present.get(name, PUBLISHED)
    numbers = unseen(life, present)
    if numbers:
        state = f"{life.versions[-1].commit} {present.fingerprint}"
        sayings = partial(_said_only_in, numbers, life, record)
        yield Withholding(f"{UNSEEN}{name}", name, state, sayings)


def forms(book: Ledger, gate: Gate, tombstone: Withdrawal) -> frozenset[str]:
    """The concealed ids of a withdrawn speech, also of what became it in its record."""
    found = set(gate.marks(tombstone))
    for life in book.lives_of(tombstone.meeting):
        fates = chain.from_iterable(version.ended for version in reversed(life.versions))
        for fate in fates:
            if fate.kind != "gone" and not found.isdisjoint(map(conceal, fate.new)):
                found.add(conceal(fate.old))
    return frozenset(found)


def _every(_: Piece) -> bool:
    return True


def _is_one_of(marks: Collection[str], piece: Piece) -> bool:
    return conceal(piece.id) in marks or conceal(piece.id.partition("-")[0]) in marks


def _in_file(file: LyingFile, is_meant: _IsMeant, _: Blobs) -> Iterator[Saying]:
    data = file.read()
    if data is not None:
        yield from sayings_of(all_said(_reading(data)), is_meant)


def _of_life(
    life: Life, lying: LyingFile | None, is_meant: _IsMeant, blobs: Blobs, known: int = -1
) -> Iterator[Saying]:
    """The sayings that are meant, in all versions of a record, each with the commit in which it came; those
    of the version with the number `known` are known already."""
    seen = set[tuple[str, str | None]]()
    numbers = range(max(known, 0), len(life.versions))
    for number, commit, reading in _readings(life, numbers, blobs):
        pieces = all_said(reading)
        fresh = _said(filter(is_meant, pieces)) - seen
        seen |= fresh
        unknown = fresh if number != known else ()
        yield from sayings_of(pieces, partial(_is_among, unknown), commit)
    yield from _in_file(lying, is_meant, blobs) if lying else ()


def _said_only_in(
    numbers: Collection[int], life: Life, record: PublishedRecord, blobs: Blobs
) -> Iterator[Saying]:
    """What these versions of a record say, and neither the others nor what is published; or not in that
    voice."""
    others = sorted(set(range(len(life.versions))).difference(numbers))
    left = _said(all_said(_reading(record.read())))
    for _, _, reading in _readings(life, others, blobs):
        left |= _said(all_said(reading))
    for _, commit, reading in _readings(life, sorted(numbers), blobs):
        pieces = all_said(reading)
        yield from sayings_of(pieces, partial(_is_among, _said(pieces) - left), commit)


def _reading(data: bytes) -> Reading:
    return read(data.decode("utf-8", "replace"))


def _said(pieces: Iterable[Piece]) -> set[tuple[str, str | None]]:
    return {(piece.text, piece.speaker) for piece in pieces}


def _is_among(sayings: Collection[tuple[str, str | None]], piece: Piece) -> bool:
    return (piece.text, piece.speaker) in sayings


def _readings(
    life: Life, numbers: Iterable[int], blobs: Blobs
) -> Iterator[tuple[int, str, Reading]]:
    """Versions of a record that can be read, each with its number and commit."""
    before: Reading | None = None
    for number in numbers:
        version = life.versions[number]
        data = blobs.read(version.blob) if version.blob else None
        if data is not None:
            before = read(data.decode("utf-8", "replace"), before)
            yield number, version.commit, before


def sayings_of(pieces: Iterable[Piece], is_meant: _IsMeant, commit: str = "") -> Iterator[Saying]:
    """Those of a version's pieces that are meant, with what stands around them."""
    with_words = [piece for piece in pieces if piece.text.strip()]
    words = ["", *(letters(piece.text) for piece in with_words), ""]
    for number, piece in enumerate(with_words, 1):
        if is_meant(piece):
            before, after = words[number - 1], words[number + 1]
            whole = addressed(piece.text)
            yield Saying(words[number], piece.label, before, after, commit, whole)

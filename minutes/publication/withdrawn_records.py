"""What is kept of records of which something is withdrawn, so that they are known again under any name,
whoever brings them, when and how: keyed marks of their words, which never leave the data folder."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar
from urllib.parse import unquote

from minutes.text import markup
from minutes.text.folding import compose, fold
from minutes.text.han import HAN, only_han

# Letters of a mark. Of 632 records of the network no two share more than a third of such marks (with
# three letters, long ones share nearly all); one changed letter in each twenty leaves 0.6.
SHINGLE = 8
LONG = 15
"""Letters that follow each other: with so many in common, words went from one file that changes to another."""
STRETCH = LONG - SHINGLE + 1
"""The runs of these."""
# One mark in so many letters is kept: by which letter it begins with, so that copies keep the same.
_ONE_IN = 4
# So much of a record in another one: it is the same, with 0.95 of its letters.
SAME = 0.55
# Shorter ones ("no record was made of this meeting") are alike and give nobody away.
_FEWEST = 16
# Where what several other records say, too, is left out, fewer are enough: these words are its own.
_FEWEST_OWN = 8
# With fewer (a speech of less than some 70 letters) nobody is held back: who says all of it is only told of.
_FEWEST_TOLD = 2
_QUOTED = 2  # marks in common: with one kept in four some fifteen letters or more
_MOST = 2048  # marks of a record: more tell nothing more
_MARK_BYTES = 8
# Signs, and the letters that nobody sees (fillers of Hangul).
_SIGNS = re.compile(r"[\W_\u115f\u1160\u3164\uffa0]+")
_NO_HAN = re.compile(f"[^{HAN}]+")
# Letters that are judged together: a speech, so that what stands around it tells nothing.
_STRETCH = 400
_MIXED = 2 * SHINGLE  # with longer runs of Han letters than this most marks are in them
# Labels, titles, and the marks in the place of withdrawn speeches (`redaction.mark_words`) are the same
# in many records; what is longer than a title is said, whatever it is written as.
_FORMULAS = re.compile(
    r"^ {0,3}(?:#.{0,40}|> （(?:本段發言已於|This speech was withdrawn on).*)$", re.MULTILINE
)
# What nobody sees between the letters: tags, and where a link leads. (Each match ends where the next
# could begin, so that the time is linear.)
_UNSEEN = re.compile(r"<[^<>]*>|\]\([^()]*\)|\]\[[^\[\]]*\]")
# The same where an address has brackets of its own: up to the last one before the next link.
_UNSEEN_WIDE = re.compile(r"<[^<>]*>|\]\([^\[\]\n]*\)|\]\[[^\[\]]*\]")
_MARKED_UP = re.compile(r"<|\]\(")
Marks = frozenset[int]
Runs = frozenset[str]
T = TypeVar("T")


def marks(key: bytes, body: str) -> Marks:
    """All marks of what is said below a record's front matter, however it is marked up."""
    return _hashed(key, _shingles(_said(body)))


def han_marks(key: bytes, body: str) -> Marks:
    """The same, of the Han letters alone: whatever else is written between them."""
    return _hashed(key, _shingles(only_han(_said(body))))


def marks_anywhere(key: bytes, text: str) -> Marks:
    """All marks of what stands in a file, its head and titles included, by every reading of its markup: what
    is a tag or an address in one may be shown to a reader in another, and a browser shows the letters of an
    address that is written in percent signs."""
    return _hashed(key, frozenset().union(*map(_shingles, _readings(text))))


def runs(text: str) -> Runs:
    """All that marks would be made of, of what a file says, for a comparison of which nothing is kept."""
    said = _said(text)
    return frozenset().union(*map(_runs, {said, _han_where_mixed(said)}))


def _readings(text: str) -> Iterable[str]:
    plain = _without_comments(text)
    seen = {
        text,
        unquote(text),
        shown(text),
        *(reading.sub("", plain) for reading in (_UNSEEN, _UNSEEN_WIDE)),
    }
    readings = {_said(text), *map(_letters, seen)}
    return readings | set(map(_han_where_mixed, readings))


def shown(text: str) -> str:
    """The text with what stands in tags and addresses taken out as it is where a page is made."""
    return "\n\n".join(
        markup.to_text(block) if _MARKED_UP.search(block) else block for block in text.split("\n\n")
    )


def _han_where_mixed(letters: str) -> str:
    """The Han letters of those stretches in which others stand between them."""
    stretches = (letters[at : at + _STRETCH] for at in range(0, len(letters), _STRETCH))
    return "".join(map(only_han, filter(_is_mixed, stretches)))


def _is_mixed(letters: str) -> bool:
    """Whether others stand between Han letters so often that little is left of the words."""
    return len(_NO_HAN.findall(letters)) * _MIXED > len(letters)


def _said(body: str) -> str:
    return _letters(_FORMULAS.sub("", _UNSEEN.sub("", _without_comments(body))))


def _without_comments(body: str) -> str:
    *parts, rest = body.split("-->")
    return "".join((*(part.partition("<!--")[0] for part in parts), rest))


def _letters(text: str) -> str:
    return _SIGNS.sub("", fold(compose(html.unescape(text))))


def _shingles(letters: str) -> frozenset[str]:
    begins = (at for at in range(len(letters) - SHINGLE + 1) if not ord(letters[at]) % _ONE_IN)
    return frozenset(letters[at : at + SHINGLE] for at in begins)


def _runs(letters: str) -> Runs:
    return frozenset(letters[at : at + SHINGLE] for at in range(len(letters) - SHINGLE + 1))


def _hashed(key: bytes, shingles: frozenset[str]) -> Marks:
    return frozenset(_hash(key, shingle) for shingle in shingles)


def _hash(key: bytes, shingle: str) -> int:
    text = shingle.encode("utf-8", "surrogatepass")
    made = hashlib.blake2b(text, digest_size=_MARK_BYTES, key=key).digest()
    return int.from_bytes(made, "big")


def _call(marks: Sequence[int]) -> int:
    joined = b"".join(mark.to_bytes(_MARK_BYTES, "big") for mark in marks)
    digest = hashlib.blake2b(joined, digest_size=_MARK_BYTES).digest()
    return int.from_bytes(digest, "big") if marks else 0


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record as it was once: by which row of tombstones it is meant (the folded name in it),
    under which name, and the lowest of its marks. `called` is what this form of the record is called
    beside its others, after all marks that it had when it was read; 0 where an older version kept it.
    Where a `speech` is named (as its tombstone calls it), the marks are those of that speech alone; where that
    is short, `told` says that nobody is held back for it."""

    row: str
    name: str
    marks: Marks
    called: int = 0
    speech: str = ""
    told: bool = False

    @classmethod
    def of(cls, row: str, name: str, whole: Marks, speech: str = "") -> KeptRecord:
        """What to keep of a record with these marks; of one that says too little, its name alone."""
        told = bool(speech) and len(whole) < _FEWEST
        is_enough = len(whole) >= (_FEWEST_TOLD if told else _FEWEST)
        lowest = sorted(whole)[:_MOST] if is_enough else []
        return cls(row, name, frozenset(lowest), _call(lowest), speech, told)

    def without(self, formulas: Marks) -> KeptRecord:
        """The same record without marks that tell nothing of it, as others have them, too."""
        own = self.marks - formulas
        fewest = _FEWEST_TOLD if self.told else _FEWEST_OWN
        return replace(self, marks=own if len(own) >= fewest else frozenset[int]())

    @property
    def form(self) -> int:
        """By what this form of the record is told from its others; of what an older version kept, by the
        lowest mark, which forms that have much in common may share."""
        return self.called or min(self.marks, default=0)

    def share_in(self, whole: Marks) -> float:
        """How much of it stands in a record with these marks: from 0 to 1."""
        return len(self.marks & whole) / len(self.marks) if self.marks else 0.0

    def is_in(self, whole: Marks) -> bool:
        """Whether it stands there: most of it; all of what is short."""
        return self.share_in(whole) >= (1.0 if self.told else SAME)


@dataclass(frozen=True, slots=True)
class RecordCopy:
    """A file that holds what a row of tombstones is about, under whatever name: its digest is that of its
    bytes, `forms` those of the record that it holds. `before`: it held them before the row was written, so
    that whoever wrote that left it there; `said` are the marks of what it said in public then, and does
    still."""

    row: str
    name: str
    digest: str
    forms: frozenset[int] = frozenset()
    before: bool = False
    said: Marks = frozenset()


@dataclass(frozen=True)
class WithdrawnRecords:
    """All that is kept, the copies that were found when the archive was last indexed, and what was looked
    at for that: `read` are forms of the records by row and blob id, `seen` files by name and digest. `files` are
    rows, each with the mark of a file that was attached to its record. `lost`: there was something, and it cannot be
    read any more."""

    key: bytes = b""
    kept: tuple[KeptRecord, ...] = ()
    copies: tuple[RecordCopy, ...] = ()
    read: frozenset[tuple[str, str]] = frozenset()
    seen: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[tuple[str, int]] = frozenset()
    lost: bool = False

    def are_quoted_by(self, said: Marks) -> bool:
        """Whether a few words with these marks repeat some of any of them: several marks, or half of what they have."""
        enough = min(_QUOTED, (len(said) + 1) // 2)
        return bool(said) and any(len(one.marks & said) >= enough for one in self.kept)

    @cached_property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return _by_row((kept.row, kept.name) for kept in self.kept)

    @cached_property
    def _held(self) -> dict[str, tuple[str, ...]]:
        return _by_row((copy.row, copy.name) for copy in self.copies if not copy.before)

    @cached_property
    def rows(self) -> frozenset[str]:
        """The rows of whose records something is kept."""
        return frozenset(record.row for record in self.kept)

    @cached_property
    def spoken(self) -> frozenset[int]:
        """The forms that are a withdrawn speech alone."""
        return frozenset(record.form for record in self.kept if record.speech)

    @cached_property
    def told(self) -> frozenset[int]:
        """The forms for which nobody is held back."""
        return frozenset(record.form for record in self.kept if record.told)

    @cached_property
    def left(self) -> Mapping[tuple[str, str], Marks]:
        """By (row, name) of the copies that stay where they are what they said in public before."""
        return {(c.row, c.name): c.said for c in self.copies if c.before and c.said}

    @cached_property
    def marks(self) -> Mapping[str, Marks]:
        """By row the marks of all that is kept."""
        return _marks_by_row(self.kept)

    @cached_property
    def barring(self) -> Mapping[str, Marks]:
        """By row the marks of what nobody else may come to say."""
        return _marks_by_row(one for one in self.kept if not one.told)

    def names(self, row: str) -> tuple[str, ...]:
        """The names that the records of a row had when it was first read."""
        return self._names.get(row, ())

    def held(self, row: str) -> tuple[str, ...]:
        """The names of the files that are held back for the words of a row's records."""
        return self._held.get(row, ())

    def file_of(self, ids: Iterable[str]) -> str:
        """The row of the withdrawn record to which a file was attached, by the ids that git may give to its bytes; ""
        where it was attached to none."""
        marks = {file_mark(self.key, ident) for ident in ids} if self.files else set()
        return next((row for row, mark in sorted(self.files) if mark in marks), "")

    def alike(self, whole: Marks) -> Mapping[str, frozenset[int]]:
        """The rows of whose records most stands in one with these marks, each with the forms that do."""
        alike = (kept for kept in self.kept if kept.is_in(whole))
        found = _by_row((kept.row, kept.form) for kept in alike)
        return {row: frozenset(forms) for row, forms in found.items()}


def file_mark(key: bytes, ident: str) -> int:
    """What is kept of a file, by the id that git gives to its bytes."""
    return _hash(key, ident)


NO_RECORDS = WithdrawnRecords()
"""Of an archive of which nothing was withdrawn."""


def _marks_by_row(kept: Iterable[KeptRecord]) -> Mapping[str, Marks]:
    pairs = ((one.row, mark) for one in kept for mark in one.marks)
    return {row: frozenset(marks) for row, marks in _by_row(pairs).items()}


def _by_row(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, tuple[T, ...]] = {}
    for row, name in dict.fromkeys(pairs):
        found[row] = (*found.get(row, ()), name)
    return found

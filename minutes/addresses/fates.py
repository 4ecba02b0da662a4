"""What became of the id of a speech when its record was edited, and the rows that keep it written.

A row is `old id<TAB>fate<TAB>ids now<TAB>day`. The ids now are those of the speech (`revised`), of its
parts (`split`), of the speech that took it in (`merged`), of those that it may be (`unclear`), or of
what stands before and after the place where it stood (`gone`). `same` is written for a speech that was
revised in nothing: a short one has another id where its neighbour was mended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["revised", "split", "merged", "unclear", "gone"]
IDS_FOLDER = ".ids"
MAX_ROWS = 100_000
_SAME = "same"
_WORDS: dict[str, tuple[Kind, bool]] = {kind: (kind, False) for kind in get_args(Kind)}
_WORDS[_SAME] = ("revised", True)
HEADING = "# old id\tfate\tids now\tday\n"
_ID = re.compile(r"[a-z2-7]{12}(?:-[1-9][0-9]{0,5})?")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one id in one edit: `old` is no longer there, `new` says where to look. Of what is
    `revised`, `same` is whether no word of it was: a short speech whose neighbour was mended."""

    old: str
    kind: Kind
    new: tuple[str, ...] = ()
    same: bool = False

    @property
    def word(self) -> str:
        """How a written ledger calls it."""
        return _SAME if self.same else self.kind


@dataclass(frozen=True, slots=True)
class DatedFate:
    """A fate with the day from which on it held; None where nobody wrote the day."""

    fate: Fate
    day: dt.date | None


def fate_of(old: str, word: str, new: Iterable[str]) -> Fate:
    """A fate as a written ledger tells it. Raises `KeyError` for a word that is none of its own."""
    kind, same = _WORDS[word]
    return Fate(old, kind, tuple(new), same)


def is_speech_id(text: str) -> bool:
    """Whether a text has the form of a speech's id."""
    return _ID.fullmatch(text) is not None


def read_rows(text: str) -> Iterator[DatedFate]:
    """The rows of a written ledger, in their order. What is no row is passed over: a ledger that
    somebody damaged still resolves what it holds."""
    for line in text.splitlines()[:MAX_ROWS]:
        row = _row(line.split("\t"))
        if row is not None:
            yield row


def _row(fields: list[str]) -> DatedFate | None:
    if len(fields) < 3 or not is_speech_id(fields[0]) or fields[1] not in _WORDS:
        return None
    new = tuple(fields[2].split())
    if not all(map(is_speech_id, new)):
        return None
    return DatedFate(fate_of(fields[0], fields[1], new), _day(fields[3:4]))


def _day(fields: list[str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(fields[0].strip())
    except (ValueError, IndexError):
        return None


def write_rows(rows: Iterable[DatedFate]) -> str:
    """A written ledger as a file holds it: a heading, then a line for each id with tabs between
    its fields: the old id, its fate, the ids that it became, the day; `read_rows` reads it
    again."""
    lines = (
        f"{r.fate.old}\t{r.fate.word}\t{' '.join(r.fate.new)}\t{r.day.isoformat() if r.day else ''}\n"
        for r in rows
    )
    return HEADING + "".join(lines)


def led_on(ended: Iterable[Fate], became: Iterable[Fate]) -> Iterator[Fate]:
    """The same fates, but where an id is gone what it became by the others."""
    later = {fate.old: fate for fate in became}
    yield from (later.get(fate.old, fate) if fate.kind == "gone" else fate for fate in ended)

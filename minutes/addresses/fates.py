"""What became of the id of a speech when its record was edited, and the rows that keep it written.

A row is `old id<TAB>fate<TAB>ids now<TAB>day`. The ids now are those of the speech (`revised`), of its
parts (`split`), of the speech that took it in (`merged`), of those that it may be (`unclear`), or of
what stands before and after the place where it stood (`gone`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

Kind = Literal["revised", "split", "merged", "unclear", "gone"]
IDS_FOLDER = ".ids"
MAX_ROWS = 100_000
HEADING = "# old id\tfate\tids now\tday\n"
_ID = re.compile(r"[a-z2-7]{12}(?:-[1-9][0-9]{0,5})?")


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one id in one edit: `old` is no longer there, `new` says where to look."""

    old: str
    kind: Kind
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedFate:
    """A fate with the day from which on it held; None where nobody wrote the day."""

    fate: Fate
    day: dt.date | None


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
    if len(fields) < 3 or not is_speech_id(fields[0]) or not _is_kind(fields[1]):
        return None
    new = tuple(fields[2].split())
    if not all(map(is_speech_id, new)):
        return None
    return DatedFate(Fate(fields[0], fields[1], new), _day(fields[3:4]))


def _is_kind(text: str) -> TypeGuard[Kind]:
    return text in get_args(Kind)


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
        f"{r.fate.old}\t{r.fate.kind}\t{' '.join(r.fate.new)}\t{r.day.isoformat() if r.day else ''}\n"
        for r in rows
    )
    return HEADING + "".join(lines)


def led_on(ended: Iterable[Fate], became: Iterable[Fate]) -> Iterator[Fate]:
    """The same fates, but where an id is gone what it became by the others."""
    known = {fate.old: fate for fate in became}
    yield from (known.get(fate.old, fate) if fate.kind == "gone" else fate for fate in ended)

"""Old addresses: one table of `old<TAB>new` for meetings and speeches, asked on every miss."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from minutes import plain_files

REDIRECTS_FILE = ".redirects"
ALTERNATES_FILE = ".alternates"
_UNSEEN = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Redirects:
    """Pairs of addresses in folded form; either side of a row may be the one that exists."""

    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _beside(self) -> dict[str, list[str]]:
        beside: dict[str, list[str]] = {}
        for a, b in self.pairs:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
        return beside

    def find(self, old: str, exists: Callable[[str], str | None]) -> str | None:
        """The record that `old` leads to, or None. `exists` gives the id that an address names, if
        it names one (without regard to case). A row is read in both directions, for in real tables
        either side may be the record."""
        seen = {fold_address(old)}
        frontier = list(seen)
        while frontier:
            following = dict.fromkeys(
                other
                for here in frontier
                for other in self._beside.get(here, ())
                if other not in seen
            )
            for address in following:
                target = exists(address)
                if target is not None:
                    return target
            seen.update(following)
            frontier = list(following)
        return None

    def reached(self, old: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """All records to which `old` leads over addresses that are no records' own. `known` gives the
        record of a folded address."""
        return tuple(dict.fromkeys(self._reached(fold_address(old), known)))

    def _reached(self, old: str, known: Mapping[str, str]) -> Iterator[str]:
        seen, todo = {old}, [old]
        while todo:
            near = [a for a in self._beside.get(todo.pop(), ()) if a not in seen]
            seen.update(near)
            yield from (known[address] for address in near if address in known)
            todo += [address for address in near if address not in known]


def fold_address(address: str) -> str:
    """The form in which addresses are compared: case, `：` and how an accent is encoded do not
    matter."""
    name = unicodedata.normalize("NFC", address).strip().removeprefix("/").removesuffix(".md")
    return name.replace("：", "-").lower()


def bare_name(name: str) -> str:
    """A name in lower case and NFKC, without characters that nobody sees: full-width letters and a
    zero-width space make no other name of it."""
    told = unicodedata.normalize("NFKC", name)
    return "".join(c for c in told if unicodedata.category(c) not in _UNSEEN).strip().casefold()


def slug(stem: str) -> str:
    """The address that the older archive made of a file's stem: lower case, `：` → `-`, cut at 50
    UTF-16 units."""
    units = stem.lower().replace("：", "-").encode("utf-16-le")[:100]
    return units.decode("utf-16-le", "ignore")


def read_rows(folder: Path, name: str) -> list[tuple[int, str, str]]:
    """The rows `(line, left, right)` of a table file; what has not two fields is left out."""
    try:
        data = plain_files.read(folder, name)
    except OSError:
        return []
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        fields = fields_of(line)
        if len(fields) == 2 and all(fields) and not line.startswith("#"):
            rows.append((number, fields[0], fields[1]))
    return rows


def fields_of(line: str) -> list[str]:
    """The fields of a row. They are set apart by Tab; where there is none, by an arrow (`->`, `→`) or
    by two spaces or more, as an editor in the browser types them, or by one where it is the only one."""
    plain = line.strip()
    for mark in ("\t", "->", "→", "\u3000", "  ", " "):
        if mark in plain and not plain.startswith("#"):
            fields = [field.strip() for field in plain.split(mark)]
            return fields if mark == "\t" else [field for field in fields if field]
    return [plain]


def load_redirects(folder: Path) -> Redirects:
    """The archive's table of old addresses; empty where there is none."""
    rows = [
        row
        for row in read_rows(folder, REDIRECTS_FILE)
        if not any("://" in side or side.startswith("//") for side in row[1:])
    ]
    return Redirects(tuple((fold_address(a), fold_address(b)) for _, a, b in rows))


def load_twins(folder: Path) -> tuple[tuple[str, str], ...]:
    """Pairs of stems that are the same meeting in two languages."""
    rows = read_rows(folder, ALTERNATES_FILE)
    return tuple((a.removesuffix(".md"), b.removesuffix(".md")) for _, a, b in rows)

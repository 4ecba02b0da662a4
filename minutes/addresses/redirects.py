"""Old addresses: one table of `old<TAB>new` for meetings and speeches, asked on every miss."""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from minutes import plain_files

Named = TypeVar("Named")
REDIRECTS_FILE = ".redirects"
ALTERNATES_FILE = ".alternates"
_UNSEEN = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Redirects:
    """Pairs of addresses in folded form; either side of a row may be the one that exists."""

    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _beside(self) -> dict[str, list[str]]:
        beside: defaultdict[str, list[str]] = defaultdict(list)
        for a, b in self.pairs:
            beside[a].append(b)
            beside[b].append(a)
        return dict(beside)

    def find(self, old: str, named: Callable[[str], Named | None]) -> Named | None:
        """What `old` leads to, or None. `named` gives what an address names, such as a record's id, if
        it names anything (without regard to case). A row is read in both directions, for in real
        tables either side may be the record."""
        targets = map(named, self._reached(old))
        return next((target for target in targets if target is not None), None)

    def resolve(self, address: str, named: Callable[[str], Named | None]) -> Named | None:
        """What an address names itself (in folded form), or else leads to."""
        own = named(fold_address(address))
        return self.find(address, named) if own is None else own

    def reaches(self, address: str, addresses: Collection[str]) -> bool:
        """Whether an address is one of some folded ones, or leads to one."""
        return fold_address(address) in addresses or self.leads_to(address, addresses) is not None

    def leads_to(self, old: str, addresses: Collection[str]) -> str | None:
        """The nearest of some folded addresses to which `old` leads, None where it leads to none."""
        return next(filter(addresses.__contains__, self._reached(old)), None)

    def _reached(self, old: str) -> Iterator[str]:
        """The addresses to which one leads, the nearest first, each once."""
        seen = {fold_address(old)}
        frontier = deque(seen)
        while frontier:
            for address in self._beside.get(frontier.popleft(), ()):
                if address not in seen:
                    seen.add(address)
                    frontier.append(address)
                    yield address

    def reaching(self, known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        """By each address that is no record's own the records to which it leads over others that are
        none either: the same for all that lead to one another. `known` gives the record of a folded
        address. Each row is read once, however many addresses lead to one place."""
        found: dict[str, tuple[str, ...]] = {}
        for address in self._beside:
            if address not in found and address not in known:
                joined, records = self._joined(address, known)
                found |= dict.fromkeys(joined, records)
        return found

    def _joined(
        self, address: str, known: Mapping[str, str]
    ) -> tuple[Collection[str], tuple[str, ...]]:
        """All addresses that lead to one another with this one, and the records beside them."""
        joined, todo = {address: None}, [address]
        records: dict[str, None] = {}
        while todo:
            near = dict.fromkeys(self._beside[todo.pop()])
            records |= dict.fromkeys(known[a] for a in near if a in known)
            new = [a for a in near if a not in known and a not in joined]
            joined |= dict.fromkeys(new)
            todo += new
        return joined, tuple(records)

    def beside(self, address: str) -> tuple[str, ...]:
        """The addresses that stand in one row with this one."""
        return tuple(self._beside.get(fold_address(address), ()))


def fold_address(address: str) -> str:
    """The form in which addresses are compared: case, `：` and how an accent is encoded do not
    matter."""
    name = unicodedata.normalize("NFC", address).strip().removeprefix("/").removesuffix(".md")
    return name.replace("：", "-").lower()


def bare_name(name: str) -> str:
    """A name in lower case and NFKC, without characters that nobody sees: full-width letters and a
    zero-width space make no other name of it."""
    normal = unicodedata.normalize("NFKC", name)
    return "".join(c for c in normal if unicodedata.category(c) not in _UNSEEN).strip().casefold()


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
    return rows_of(data)


def rows_of(data: bytes) -> list[tuple[int, str, str]]:
    """The same of what stood in such a file."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        fields = fields_of(line)
        if len(fields) == 2 and all(fields):
            rows.append((number, fields[0], fields[1]))
    return rows


def with_rows(text: str, rows: Iterable[str]) -> str:
    """The text of a table with rows at its end."""
    ended = text if not text or text.endswith("\n") else f"{text}\n"
    return ended + "".join(f"{row}\n" for row in rows)


_SIGNS = ("\t", "->", "→", "\u3000", "  ", " ")


def fields_of(line: str) -> list[str]:
    """The fields of a row, a comment as one. They are set apart by Tab; where there is none, by an arrow
    (`->`, `→`) or by two spaces or more, as an editor in the browser types them, or by one where it is
    the only one."""
    plain = line.strip()
    mark = next((mark for mark in _SIGNS if mark in plain), None)
    if mark is None or plain.startswith("#"):
        return [plain]
    fields = list(map(str.strip, plain.split(mark)))
    return fields if mark == "\t" else list(filter(None, fields))


def load_redirects(folder: Path) -> Redirects:
    """The archive's table of old addresses; empty where there is none."""
    return redirects_of(read_rows(folder, REDIRECTS_FILE))


def redirects_of(rows: Iterable[tuple[int, str, str]]) -> Redirects:
    """The table that these rows make; a row that leads to another site is none."""
    pairs = (row[1:] for row in rows if not any(map(_is_elsewhere, row[1:])))
    return Redirects(tuple((fold_address(a), fold_address(b)) for a, b in pairs))


def _is_elsewhere(address: str) -> bool:
    return "://" in address or address.startswith("//")


def load_twins(folder: Path) -> tuple[tuple[str, str], ...]:
    """Pairs of stems that are the same meeting in two languages."""
    rows = read_rows(folder, ALTERNATES_FILE)
    return tuple((a.removesuffix(".md"), b.removesuffix(".md")) for _, a, b in rows)

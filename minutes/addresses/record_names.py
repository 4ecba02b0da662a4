"""Which records somebody means who writes a name down: the one place where a name that is not quite a
record's own is understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import Redirects, fold_address, slug
from minutes.addresses.references import SHORT
from minutes.addresses.short_ids import Shortlinks

_Table = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RecordNames:
    """The names of some records, and the table of old addresses that may lead to them."""

    names: tuple[str, ...]
    redirects: Redirects

    def meant(self, written: str) -> tuple[str, ...]:
        """The records that a name means, by their own names: those that are called so, else all to which
        the table of old addresses leads; () where there is none."""
        return self.called(written) or self.led_to(written)

    def called(self, written: str) -> tuple[str, ...]:
        """The records whose own name or short id this is, or whose name looks like it; else those to
        which the older archive gave this address."""
        return _all(map(self._called, self.long(written)))

    def _called(self, name: str) -> tuple[str, ...]:
        return self._alike.get(likeness(name)) or self._slugs.get(fold_address(name), ())

    def led_to(self, address: str) -> tuple[str, ...]:
        """All records to which the table of old addresses leads from one: where it names several, nobody
        can tell which of them was meant."""
        return _all(map(self._led, map(fold_address, self.long(address))))

    def _led(self, old: str) -> tuple[str, ...]:
        if old not in self._folded:
            return self._reaching.get(old, ())
        own = self._folded[old]
        found = chain.from_iterable(map(self._led_over, self.redirects.beside(old)))
        return tuple(dict.fromkeys(name for name in found if name != own))

    def _led_over(self, address: str) -> tuple[str, ...]:
        """The record of an address, or those to which it leads."""
        own = self._folded.get(address)
        return (own,) if own else self._reaching.get(address, ())

    def long(self, written: str) -> tuple[str, ...]:
        """The records' own names or old addresses where a short id is given, all that begin so; else what is written."""
        if not written.startswith(SHORT):
            return (written,)
        return self._short.find(written.removeprefix(SHORT)) or (written,)

    def has(self, name: str) -> bool:
        """Whether one of the records is called so, or so that a person takes it for that."""
        return likeness(name) in self._alike

    @cached_property
    def _alike(self) -> _Table:
        return _table(self.names, likeness)

    @cached_property
    def _slugs(self) -> _Table:
        return _table(self.names, slug)

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        slugs = {address: found[0] for address, found in self._slugs.items()}
        return slugs | {fold_address(name): name for name in self.names}

    @cached_property
    def _reaching(self) -> _Table:
        return self.redirects.reaching(self._folded)

    @cached_property
    def _short(self) -> Shortlinks:
        addresses = (address for pair in self.redirects.pairs for address in pair)
        return Shortlinks.of([*self.names, *addresses])


def _all(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _table(names: Iterable[str], form: Callable[[str], str]) -> _Table:
    found: dict[str, tuple[str, ...]] = {}
    for name in dict.fromkeys(names):
        found[form(name)] = (*found.get(form(name), ()), name)
    return found

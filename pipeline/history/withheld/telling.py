"""From which version on a record tells nothing that is withheld in another one at one moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from minutes.publication.gate import Gate
from pipeline.history.ledger import Life, Present
from pipeline.history.withheld.found import Elsewhere
from pipeline.history.withheld.sources import rows_of


@dataclass(frozen=True, slots=True)
class Telling:
    """What was found when the archive was last indexed, for those who may read the `public` records. Where
    something is withheld since that was not looked for (`is_whole` is false), nothing that any record ever
    lost is shown."""

    found: Elsewhere
    public: Collection[str]
    is_whole: bool

    @classmethod
    def of(
        cls, found: Elsewhere, gate: Gate, known: Collection[str], public: Collection[str]
    ) -> Telling:
        """Of the `known` records some are `public`."""
        waiting = set(known) - set(public)
        is_whole = rows_of(gate) <= found.rows and waiting <= found.sources.keys()
        return cls(found, public, is_whole)

    def first(self, life: Life, present: Present) -> int:
        """The number of the first version that tells nothing of it; that of the next one, where what is
        published now does so first."""
        if not self.is_whole:
            return _last_loss(life, present)
        until = self.found.until.get(life.stems[-1], {})
        return max((n for name, n in until.items() if name not in self.public), default=0)


def _last_loss(life: Life, present: Present) -> int:
    if present.ended:
        return len(life.versions)
    return max((n for n, version in enumerate(life.versions) if version.ended), default=0)


EVERYTHING = Telling(Elsewhere(), (), is_whole=True)
"""Where nothing is withheld."""

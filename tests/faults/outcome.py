"""What came of each try, and the table of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Result = Literal["right", "refused", "wrong"]
# right: as if nothing had happened; refused: an honest error and nothing shown; wrong: anything else.
RESULTS: tuple[Result, ...] = ("right", "refused", "wrong")


@dataclass
class Tally:
    """The tries of all faults so far, and what the wrong ones were."""

    counts: Counter[tuple[str, Result]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, fault: str, result: Result, how: str = "") -> None:
        """One more try."""
        self.counts[fault, result] += 1
        if result == "wrong":
            self.wrong.append(f"{fault}: {how}")

    def tries(self, fault: str = "") -> int:
        return sum(n for (name, _), n in self.counts.items() if fault in {"", name})

    def table(self) -> str:
        """A row for each fault, in Markdown."""
        rows = ["| fault | tries | right | refused | wrong |", "|---|---:|---:|---:|---:|"]
        for fault in sorted({name for name, _ in self.counts}):
            found = [self.counts[fault, result] for result in RESULTS]
            rows.append(f"| {fault} | {sum(found)} | " + " | ".join(map(str, found)) + " |")
        found = [
            sum(self.counts[f, r] for f, r in self.counts if r == result) for result in RESULTS
        ]
        rows.append(f"| all | {self.tries()} | " + " | ".join(map(str, found)) + " |")
        return "\n".join(rows)

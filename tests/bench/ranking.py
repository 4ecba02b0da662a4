"""`python -m tests.bench.ranking`: how well the first results answer questions with graded answers.

Grades: 2 wanted, 1 useful. The invented set asks the sample archive; the other set, real questions to
real records, lies beside the repository and is asked where it is there.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from minutes import settings as archive_settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.trails.inferences import found_subjects
from pipeline.updates import after_indexing

ROOT = Path(__file__).parents[2]
INVENTED = Path(__file__).with_name("questions.json")
SHARED = ROOT.parent / "shared"
REAL = SHARED / "queries" / "dev.json"
LOOKED_AT = 50
Grades = Mapping[str, int]
Ask = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the order of results is, over a set of questions; each figure from 0 to 1.

    `ndcg`: nDCG of the first five. `recall`: the share of the wanted records among the first n, with n
    the number of wanted ones, at least three. `first`: how often the first result is a wanted one.
    """

    questions: int
    ndcg: float
    recall: float
    first: float
    found: int
    wanted: int

    def __str__(self) -> str:
        return (
            f"{self.questions} questions: nDCG@5 {self.ndcg:.3f}  recall@max(3,n) {self.recall:.3f} "
            f"({self.found} of {self.wanted})  success@1 {self.first:.3f}"
        )


def quality(file: Path, ask: Ask) -> Quality:
    """The figures for the questions in a file; `ask` gives the ids of a query's results in order."""
    told = [(q["query"], q["relevant"]) for q in json.loads(file.read_text(encoding="utf-8"))]
    answers = [(list(ask(query)[:LOOKED_AT]), grades) for query, grades in told]
    number = len(answers)
    hits = [_hits(ids, grades) for ids, grades in answers]
    return Quality(
        number,
        sum(_ndcg(ids, grades) for ids, grades in answers) / number,
        sum(found / wanted for found, wanted in hits) / number,
        sum(grades.get(ids[0], 0) == 2 for ids, grades in answers if ids) / number,
        sum(found for found, _ in hits),
        sum(wanted for _, wanted in hits),
    )


def _ndcg(ids: Sequence[str], grades: Grades) -> float:
    best = sorted(grades.values(), reverse=True)[:5]
    return _gain([grades.get(name, 0) for name in ids[:5]]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _hits(ids: Sequence[str], grades: Grades) -> tuple[int, int]:
    wanted = [name for name, grade in grades.items() if grade == 2]
    first = ids[: max(3, len(wanted))]
    return sum(name in first for name in wanted), len(wanted)


def asking(view: View) -> Ask:
    """Asks a view, as the search page does."""

    def ask(typed: str) -> Sequence[str]:
        query, subjects = view.parse_query(typed), found_subjects(view)
        found = view.search(query, limit=LOOKED_AT, subjects=subjects)
        return [result.meeting.id for result in found.results]

    return ask


def rows(work: Path) -> Iterator[str]:
    """A line for each set that is there; the index goes into `work`."""
    sample = archive_settings.load(ROOT / "transcripts", work / "sample")
    yield f"invented, {quality(INVENTED, asking(Archive(sample, in_memory=True).view()))}"
    if REAL.exists():
        real = archive_settings.load(SHARED / "corpus", work / "real")
        after_indexing.refresh(real)
        yield f"real, {quality(REAL, asking(Archive(real).view()))}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as work:
        for row in rows(Path(work)):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How well the trails of real cases are found: `python tests/trails_figures.py [FOLDER] [DATA]`.

Prints, for the cases in `tests/data/trails.yaml` and `more_trails.yaml`, the share of their records
that is found and the share of what is found that is right; FOLDER holds the public transcripts
(default ../shared/corpus), DATA is the folder for its index. The issue files tell nothing but title,
number and host.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from minutes import settings
from minutes.records.front_matter import Bilingual, IssueFront
from minutes.records.model import Issue
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.source import side_files
from pipeline.trails import assembly

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Figures:
    """One case: what was missed, what is wrong, what has the wrong stage, and both shares."""

    case: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    misnamed: tuple[str, ...]
    aside: tuple[str, ...]
    recall: float
    precision: float


def truth() -> list[dict[str, Any]]:
    """The trails as people read them."""
    loaded: list[dict[str, Any]] = yaml.safe_load(
        (HERE / "data" / "trails.yaml").read_text("utf-8")
    )
    return loaded


def more() -> list[dict[str, Any]]:
    """The records of further cases, without the stages of all of them."""
    loaded: list[dict[str, Any]] = yaml.safe_load(
        (HERE / "data" / "more_trails.yaml").read_text("utf-8")
    )
    return [{"either": [], "mentions": [], **entry} for entry in loaded]


def issues() -> tuple[Issue, ...]:
    """The issue files of these cases."""
    return side_files.load_issues(HERE / "data")


def more_issues() -> tuple[Issue, ...]:
    """Issues of the further cases that tell only title, number and host."""
    return tuple(
        Issue(
            slug=f"case-{entry['case']}",
            path=f"issues/case-{entry['case']}.md",
            front=IssueFront(
                title=Bilingual(zh=entry["title"]),
                case=(entry["case"],),
                host_agency=tuple(entry["hosts"]),
            ),
            body="",
        )
        for entry in more()
    )


def with_issues(view: View, files: tuple[Issue, ...]) -> View:
    """The same records beside other issue files."""
    catalogue = dataclasses.replace(view.snapshot.catalogue, issues=files)
    snapshot = dataclasses.replace(view.snapshot, catalogue=catalogue)
    return View(snapshot, catalogue.public(view.public.now))


def figures(view: View) -> list[Figures]:
    """Both figures for each case of the truth."""
    return [measure(view, entry) for entry in truth()]


def measure(view: View, entry: dict[str, Any]) -> Figures:
    """One case compared with the truth."""
    trail = assembly.trail(view, entry["case"])
    assert trail is not None, entry["case"]
    expected, either = entry["records"], entry["either"]
    found = {e.meeting: e.stage for e in trail.records}
    right = {m for m in found if m in expected or m in either}
    missed = tuple(m for m in expected if m not in found)
    listed = {e.meeting for e in (*trail.records, *trail.mentions)}
    return Figures(
        entry["case"],
        missed,
        tuple(m for m in found if m not in right),
        _misnamed(entry, found),
        tuple(m for m in entry["mentions"] if m not in listed),
        1 - len(missed) / len(expected),
        len(right) / len(found) if found else 0.0,
    )


def _misnamed(entry: dict[str, Any], found: dict[str, str]) -> tuple[str, ...]:
    if isinstance(entry["records"], dict):
        stages = {**entry["records"], **entry["either"]}
        return tuple(m for m in found if m in stages and found[m] not in stages[m])
    released = entry.get("released")
    return tuple(m for m in found if m == released and found[m] != "released")


def main(folder: str = str(CORPUS), data: str = "") -> int:
    archive = settings.load(folder, data or None)
    indexer.refresh(archive)
    bad = 0
    plain = Archive(archive).view()
    told = with_issues(plain, (*issues(), *more_issues()))
    for name, view in (("with issue files", told), ("without", plain)):
        every = [(measure(view, entry), entry) for entry in (*truth(), *more())]
        for f, _ in every:
            print(f"case {f.case:3} {name:16}  found {f.recall:4.0%}  right {f.precision:4.0%}")  # noqa: T201 (its output)
            for what in ("missed", "wrong", "misnamed", "aside"):
                for meeting in getattr(f, what):
                    print(f"    {what}: {meeting}")  # noqa: T201
        records = sum(len(e["records"]) for _, e in every)
        missed = sum(len(f.missed) for f, _ in every)
        wrong = sum(len(f.wrong) for f, _ in every)
        print(  # noqa: T201
            f"{name}: {len(every)} cases, {records} records, {missed} missed "
            f"(found {1 - missed / records:.1%}), {wrong} wrong"
        )
        bad += sum(
            name != "without" and (f.recall < 1 or f.precision < 0.8)
            for f, _ in every[: len(truth())]
        )
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

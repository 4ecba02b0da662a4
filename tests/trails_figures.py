"""How well the trails of real cases are found: `python tests/trails_figures.py [FOLDER] [DATA]`.

Prints, for the cases in `tests/data/trails.yaml`, the share of their records that is found and the
share of what is found that is right; FOLDER holds the public transcripts (default ../shared/corpus),
DATA is the folder for its index. The issue files tell nothing but title, number and host.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from minutes import settings
from minutes.model import Issue
from pipeline import index, sides, trails
from pipeline.archive import Archive, View

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


def issues() -> tuple[Issue, ...]:
    """The issue files of these cases."""
    return sides.load_issues(HERE / "data")


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
    trail = trails.trail(view, entry["case"])
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
        tuple(m for m in right if found[m] not in {**expected, **either}[m]),
        tuple(m for m in entry["mentions"] if m not in listed),
        1 - len(missed) / len(expected),
        len(right) / len(found) if found else 0.0,
    )


def main(folder: str = str(CORPUS), data: str = "") -> int:
    archive = settings.load(folder, data or None)
    index.refresh(archive)
    bad = 0
    plain = Archive(archive).view()
    for name, view in (("with issue files", with_issues(plain, issues())), ("without", plain)):
        for f in figures(view):
            print(f"case {f.case:3} {name:16}  found {f.recall:4.0%}  right {f.precision:4.0%}")  # noqa: T201 (its output)
            for what in ("missed", "wrong", "misnamed", "aside"):
                for meeting in getattr(f, what):
                    print(f"    {what}: {meeting}")  # noqa: T201
            bad += name != "without" and (f.recall < 1 or f.precision < 0.8)
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))

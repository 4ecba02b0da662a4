"""`python -m tests.bench.cases`: the claims about real cases, compared with what people read.

Puts ../shared/corpus and ../shared/network together as one archive, asks for each case of the truth
what `minutes trail CASE --json` prints, and counts by kind of claim and year what is claimed, right,
wrong and missed. `--list` prints each wrong and each missed claim; `--until 2019` leaves out the
records of later years; `--thresholds` repeats all of it with each threshold 20 % lower and higher.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from minutes import settings
from minutes.recognition.names import alike
from minutes.registers.agencies import Agencies
from minutes.text.folding import fold
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.trails.case import case as whole_case
from tests.bench import thresholds

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = ("corpus", "network")
TRUTH = SHARED / "truth" / "cases-2017-2020.yaml"
KINDS = ("title", "hosts", "co_hosts", "chosen", "status", "replies", "records")
ALIKE = 0.6  # of the pairs of characters of the shorter title: the same case, in other words
_DATED = re.compile(r"(\d{4})")
Claim = tuple[str, ...]
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim: of which case and year, of which kind, and what came of it."""

    case: int
    kind: str
    year: str
    verdict: str
    claim: str


@dataclass
class Table:
    """All judged claims."""

    judged: list[Judged] = field(default_factory=list)

    def count(self, kind: str, years: Iterable[str]) -> Counter[str]:
        """How many claims of a kind had each verdict in these years."""
        wanted = frozenset(years)
        return Counter(j.verdict for j in self.judged if j.kind == kind and j.year in wanted)

    def years(self) -> list[str]:
        return sorted({j.year for j in self.judged})


def archive(work: Path) -> settings.Settings:
    """One archive of both folders' records, in a folder of its own."""
    folder = work / "transcripts"
    folder.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        for file in (SHARED / name).iterdir():
            target = folder / file.name
            if file.is_file() and not target.exists():
                shutil.copyfile(file, target)
    return settings.load(folder, work / "data")


def judge(view: View, until: str = "9999") -> Table:
    """Every claim about the cases of the truth, judged."""
    table = Table()
    for entry in yaml.safe_load(TRUTH.read_text("utf-8")):
        found = whole_case(view, entry["case"])
        said = found.as_json() if found else {}
        table.judged += [
            j for j in _judged(entry, said, view.snapshot.catalogue.agencies) if j.year <= until
        ]
    return table


def _judged(
    entry: Mapping[str, Any], said: Mapping[str, Any], agencies: Agencies
) -> Iterator[Judged]:
    case, year = entry["case"], _year_of(entry)
    yield from judged_title(case, year, entry, said)
    yield from judged_agencies(case, year, "hosts", entry, said, agencies)
    yield from judged_agencies(case, year, "co_hosts", entry, said, agencies)
    yield from judged_choice(case, year, entry, said)
    yield from _status(case, year, entry, said)
    yield from judged_replies(case, entry, said)
    yield from judged_records(case, entry, said)


def _year_of(entry: Mapping[str, Any]) -> str:
    """The year in which a case begins, as far as the truth tells."""
    told = [str((entry["chosen"] or {}).get("date") or "")]
    told += [str(m["record"]) for m in (*entry["meetings"], *entry["reported"])]
    return min(word[:4] for word in told if _DATED.match(word))


def judged_title(
    case: int, year: str, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Judged]:
    """Its title: right where it is alike one that people noted."""
    text = (said.get("title") or {}).get("text")
    known = [*filter(None, (entry["title"], *entry["title_also"]))]
    if not text:
        if known:
            yield Judged(case, "title", year, "missed", known[0])
        return
    right = any(_same_title(fold(text), fold(name)) for name in known)
    yield Judged(case, "title", year, "right" if right else "wrong", text)


def _same_title(said: str, known: str) -> bool:
    said, known = (re.sub(r"\W|案$", "", t) for t in (said, known))
    return alike(said, known) >= ALIKE


def judged_agencies(
    case: int,
    year: str,
    kind: str,
    entry: Mapping[str, Any],
    said: Mapping[str, Any],
    agencies: Agencies,
) -> Iterator[Judged]:
    """Its hosts or co-hosts, each by itself."""
    told = {_body(agencies, name) for name in entry[kind]}
    claimed = ((h["agency"], h.get("named") or h["agency"]) for h in said.get(kind, ()))
    bodies = ([_body(agencies, one) for one in names] for names in claimed)
    # Of a body below a ministry either may be noted; the claim says both.
    found = {own if own in told else ministry for ministry, own in bodies}
    for body in sorted(found | told):
        verdict = "right" if body in found & told else "wrong" if body in found else "missed"
        yield Judged(case, kind, year, verdict, body)


def _body(agencies: Agencies, word: str) -> str:
    """The id of an agency, under its later name where it has one: either name may be told."""
    found = agencies.resolve(word, dt.date(2019, 1, 1)) or agencies.resolve(word, None)
    later = found.successor if found and len(found.successor) == 1 else ()
    return next(iter(later), found.id if found else word)


def judged_choice(
    case: int, year: str, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Judged]:
    """How and on which day it was chosen."""
    told, found = entry["chosen"], said.get("chosen")
    told = told if told and told.get("date") else None
    if not found:
        if told:
            yield Judged(case, "chosen", year, "missed", f"{told['how']} {told['date']}")
        return
    right = told and (told["how"], str(told["date"])) == (found["how"], found["date"])
    claim = f"{found['how']} {found['date']} for {told and (told['how'], str(told['date']))}"
    yield Judged(case, "chosen", year, "right" if right else "wrong", claim)


def _status(
    case: int, year: str, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Judged]:
    """How a case ended; that one goes on is right where nothing says that it ended."""
    found = said.get("status") or {"value": "unknown"}
    value, since = found["value"], found.get("since")
    ends = _ends(entry)
    if value in {"released", "paused", "not_held", "self_run"}:
        conditional = bool((entry["released"] or {}).get("condition"))
        right = (value, since) in ends
        if right and value == "released" and bool(found.get("condition")) != conditional:
            yield Judged(
                case, "condition", year, "wrong" if found.get("condition") else "missed", str(since)
            )
        elif right and conditional:
            yield Judged(case, "condition", year, "right", str(since))
        told = f"{value} {since} for {sorted(ends)}"
        yield Judged(case, "status", str(since)[:4], "right" if right else "wrong", told)
    elif ends:
        last = max(day for _, day in ends)
        yield Judged(case, "status", last[:4], "missed", f"{value} for {sorted(ends)}")


def _ends(entry: Mapping[str, Any]) -> set[tuple[str, str]]:
    ends = set()
    if entry["released"]:
        ends.add(("released", str(entry["released"]["date"])))
    if entry["ended_otherwise"] and not entry["released"]:
        ends.add((entry["ended_otherwise"]["how"], str(entry["ended_otherwise"]["date"])))
    return ends


def judged_replies(
    case: int, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Judged]:
    """Its replies, each by its day."""
    told = {str(r["date"]) for r in entry["replies"] if r["date"]}
    found = {str(r["date"]) for r in said.get("replies", ()) if r["date"]}
    for day in sorted(told | found):
        verdict = "right" if day in told & found else "wrong" if day in found else "missed"
        yield Judged(case, "replies", day[:4], verdict, day)


def judged_records(
    case: int, entry: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[Judged]:
    """Its records, each by itself."""
    told = {m["record"] for m in (*entry["meetings"], *entry["reported"])}
    chosen = (entry["chosen"] or {}).get("record")
    told |= {chosen} if chosen else set()
    either = {m["record"] for m in entry["listed_only"]}
    found = {r["meeting"] for r in said.get("records", ())}
    for record in sorted(told | found):
        if record in either and record not in told:
            yield Judged(case, "listed", record[:4], "claimed", record)
        verdict = "right" if record in found & told else "wrong" if record in found else "missed"
        yield Judged(case, "records", record[:4], verdict, record)


def lines(table: Table, years: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """The table of all kinds by year, as Markdown."""
    yield "| claim | year | claimed | right | wrong | missed | right of claimed | made |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for kind in (*KINDS, "condition"):
        for name, within in years:
            n = table.count(kind, within)
            claimed, known = n["right"] + n["wrong"], n["right"] + n["missed"]
            if claimed or known:
                counts = f"{claimed} | {n['right']} | {n['wrong']} | {n['missed']}"
                shares = f"{_share(n['right'], claimed)} | {_share(n['right'], known)}"
                yield f"| {kind} | {name} | {counts} | {shares} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def _figures_of(until: str, view: View) -> dict[str, float]:
    """Both shares of each kind, in percent."""
    table, found = judge(view, until), {}
    for kind in KINDS:
        n = table.count(kind, table.years())
        claimed, known = n["right"] + n["wrong"], n["right"] + n["missed"]
        found[f"{kind} right"] = 100 * n["right"] / claimed if claimed else 0.0
        found[f"{kind} made"] = 100 * n["right"] / known if known else 0.0
    return found


def fresh(where: settings.Settings) -> View:
    """A view that has worked nothing out yet."""
    view = Archive(where).view()
    return View(dataclasses.replace(view.snapshot, data=None), view.public)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="each wrong and missed claim")
    parser.add_argument("--until", default="9999", help="the last year that is looked at")
    parser.add_argument("--work", type=Path, help="a folder to keep the index in")
    parser.add_argument("--kind", default="", help="list claims of this kind only")
    parser.add_argument("--thresholds", nargs="*", help="each of these (or all) 20 %% off")
    options = parser.parse_args(arguments)
    work = options.work or Path(tempfile.mkdtemp(prefix="cases-"))
    where = archive(work)
    indexer.refresh(where)
    if options.thresholds is not None:
        figures = partial(_figures_of, options.until)
        for line in thresholds.table(fresh(where), figures, options.thresholds):
            print(line, flush=True)
        return 0
    table = judge(Archive(where).view(), options.until)
    every = table.years()
    for line in lines(table, [*((y, (y,)) for y in every), ("all", tuple(every))]):
        print(line)
    for j in sorted(table.judged, key=lambda j: (j.kind, j.year, j.case)) if options.list else ():
        if j.verdict in {"wrong", "missed"} and options.kind in {"", j.kind}:
            print(f"{j.kind:9} {j.year} case {j.case:3} {j.verdict:7} {j.claim}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""`python -m tests.bench.strangers FOLDER`: the claims about an archive that somebody else wrote, with what they know of it.

Such a folder holds `records/`, `truth.yaml` (as ../shared/truth, and a `status` for each case) and `speeches.yaml`:
by case and record the `ranges` of lines that are said on the case, and the lines that only name it (`listed`). Hosts,
helpers and status of which nothing is told (null) are judged neither way. Its
records are put beside the real ones, from which the cases of its first months come. `--list` prints each false and
each missed claim.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from minutes.recognition.statements.shares import percent
from minutes.text.folding import fold
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.trails.case import case as whole_case
from tests.bench import cases

KINDS = (*cases.KINDS[:4], "share", *cases.KINDS[4:], "condition", "speeches")
_NOTHING_CLAIMED = frozenset({"unknown", "proposed"})
_UNDER_WAY = frozenset({"proposed", "preparing", "met", "tracked"})
Told = Mapping[str, Any]


class Verdict(NamedTuple):
    """What came of one claim: right, wrong, missed, or (a speech) no more than a line that names the case."""

    case: int
    kind: str
    verdict: str
    claim: str


def judge(view: View, folder: Path) -> Iterator[Verdict]:
    """Every claim about the cases of a folder."""
    spoken = {one["case"]: one["records"] for one in _read(folder, "speeches.yaml")}
    own = frozenset(file.stem for file in (folder / "records").glob("*.md"))
    for entry in _read(folder, "truth.yaml"):
        found = whole_case(view, entry["case"])
        said = found.as_json() if found else {}
        yield from _claims(view, entry, said, own)
        places = {one["record"]: one for one in spoken.get(entry["case"], ())}
        for record in said.get("records", ()):
            if record["meeting"] in own:
                place = places.get(record["meeting"], {})
                yield from _speeches(view, entry["case"], record, place)


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    read: list[dict[str, Any]] = yaml.safe_load((folder / name).read_text("utf-8"))
    return read


def _claims(view: View, entry: Told, said: Told, own: Collection[str]) -> Iterator[Verdict]:
    agencies = view.snapshot.catalogue.agencies
    number, first = entry["case"], min(own)
    bodies = [kind for kind in ("hosts", "co_hosts") if entry[kind] is not None]
    judged = (
        *cases.judged_title(number, "", entry, said),
        *chain.from_iterable(
            cases.judged_agencies(number, "", kind, entry, said, agencies) for kind in bodies
        ),
        *cases.judged_choice(number, "", entry, said),
        *cases.judged_replies(number, entry, said),
        *cases.judged_records(number, entry, said),
    )
    for one in judged:
        if not _is_from_before(entry, one, first):
            yield Verdict(number, one.kind, one.verdict, one.claim)
    yield from _share(number, entry["chosen"], said.get("chosen"))
    if entry["status"] is not None:
        yield from _status(number, entry["status"], said.get("status") or {"value": "unknown"})


def _is_from_before(entry: Told, one: cases.Judged, first: str) -> bool:
    """Whether a claim tells of records before the `first` of a folder, of which its truth says nothing."""
    day = re.search("[0-9]{4}-[0-9]{2}-[0-9]{2}", one.claim)
    is_early = day is not None and day[0] < first[:10]
    is_untold = one.kind == "records" or (one.kind == "chosen" and not entry["chosen"])
    return one.verdict == "wrong" and is_early and is_untold


def _share(number: int, told: Told | None, found: Told | None) -> Iterator[Verdict]:
    """The share of the votes, where it is known on which day the case was chosen."""
    if told and found and str(told["date"]) == found["date"]:
        shares = str(told.get("share") or ""), str(found.get("share") or "")
        if any(shares):
            yield Verdict(number, "share", _agree(*shares), f"{shares[1]} for {shares[0]}")


def _agree(told: str, found: str) -> str:
    """A share may be told in other words than it is claimed in: 七成一 is 71%."""
    told, found = ("".join(fold(share).split()) for share in (told, found))
    return "right" if percent(told) == percent(found) else "wrong" if found else "missed"


def _status(number: int, told: Told, found: Told) -> Iterator[Verdict]:
    """Where it stands: of an ending the day must agree, of what goes on the value."""
    known, value = told["value"], found["value"]
    days = str(told["since"]), str(found.get("since"))
    is_right = value == known and (days[0] == days[1] or known in _UNDER_WAY)
    is_silent = value in _NOTHING_CLAIMED and not is_right
    verdict = "right" if is_right else "missed" if is_silent else "wrong"
    words = (found.get("evidence") or {}).get("words", "")
    yield Verdict(number, "status", verdict, f"{value} {days[1]} for {known} {days[0]}: {words}")
    conditions = bool(told.get("condition")), bool(found.get("condition"))
    if is_right and any(conditions):
        kinds = {(True, True): "right", (False, True): "wrong", (True, False): "missed"}
        yield Verdict(number, "condition", kinds[conditions], str(told.get("condition")))


def _speeches(view: View, number: int, record: Told, place: Told) -> Iterator[Verdict]:
    """Each speech that a record of a case is quoted with."""
    lines = {item.id: item for item in view.document(view.public.by_id[record["meeting"]]).items}
    for item in map(lines.__getitem__, record["speeches"]):
        within = any(first <= item.line <= last for first, last in place.get("ranges", ()))
        verdict = (
            "right" if within else "listed" if item.line in place.get("listed", ()) else "wrong"
        )
        yield Verdict(
            number, "speeches", verdict, f"{record['meeting'][:10]} {item.line} {item.text[:60]}"
        )


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The figures of each kind, as Markdown."""
    yield "| claim | right | false | missed | only listed |"
    yield "|---|---:|---:|---:|---:|"
    for kind in KINDS:
        n = Counter(one.verdict for one in verdicts if one.kind == kind)
        missed = "–" if kind == "speeches" else n["missed"]
        yield f"| {kind} | {n['right']} | {n['wrong']} | {missed} | {n['listed'] or '–'} |"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.strangers")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true", help="each false and missed claim")
    parser.add_argument("--work", type=Path, help="a folder to keep the index in")
    options = parser.parse_args(arguments)
    work = options.work or Path(tempfile.mkdtemp(prefix="strangers-"))
    where = cases.archive(work)
    for file in (options.folder / "records").iterdir():
        shutil.copyfile(file, work / "transcripts" / file.name)
    indexer.refresh(where)
    verdicts = list(judge(cases.fresh(where), options.folder))
    for line in table(verdicts):
        print(line)
    wanted = {"wrong", "missed"} if options.list else set()
    for one in sorted(
        filter(lambda v: v.verdict in wanted, verdicts), key=lambda v: (v.kind, v.case)
    ):
        print(f"{one.kind:9} case {one.case:3} {one.verdict:6} {one.claim}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""The day of a meeting and the day of publication mean the same in every format of one record."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import html5lib
import pytest
from flask.testing import FlaskClient

from minutes.records.front_matter import Edit
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts
from tests.pipeline.git_archive import FIRST_DAY, GitArchive
from tests.webapp.citation_readers import read_bibtex, read_latex, read_ris
from tests.webapp.records import record, shelf
from webapp.formats.bibliography import Bibliography

NAME = "2025-12-22-示範會議"
HELD = "2025-12-22"
# Ten working days, with 25 December and 1 January off: the tenth is 7 January.
COMPUTED = "2026-01-08"
STATED = "2026-02-02"
HEAD = "---\ntitle: 示範會議\ndate: 2025-12-22\ntier: monthly\nkind: main\n{more}---\n"
SPOKEN = "# 示範會議\n\n### 張假名：\n\n大家好。\n"

Told = tuple[str, str, bool]  # the day of the meeting, that of publication, whether it is inferred


def _html(client: FlaskClient) -> dict[str, Told]:
    page = html5lib.parse(client.get(f"/{quote(NAME)}").data, namespaceHTMLElements=False)
    metas = {m.get("name"): m.get("content") for m in page.iter("meta")}
    times = [t.get("datetime") for t in page.iter("time")]
    facts = next(e for e in page.iter("dl") if "facts" in e.get("class", ""))
    inferred = "推算" in "".join(facts.itertext())
    data = json.loads(next(s.text for s in page.iter("script") if s.get("type")))
    event, report = data["@graph"]
    return {
        "HTML": (times[0], times[1], inferred),
        "Dublin Core": (
            metas["DC.Date"],
            metas["DCTERMS.available"],
            "推算" in metas.get("DCTERMS.provenance", ""),
        ),
        "JSON-LD": (event["startDate"], report["datePublished"], "publication" in report),
        "Highwire": (
            metas["citation_publication_date"].replace("/", "-"),
            metas["citation_online_date"].replace("/", "-"),
            inferred,
        ),
    }


def _noted(held: str, note: str) -> Told:
    found = re.fullmatch(r"公開日 ([0-9-]{10})(（推算）)?", note)
    assert found, note
    return held, found[1], bool(found[2])


def _csl_day(value: dict[str, list[list[int]]]) -> str:
    return dt.date(*value["date-parts"][0]).isoformat()


def _files(client: FlaskClient) -> dict[str, Told]:
    ris = read_ris(client.get(f"/{quote(NAME)}.ris").text)
    bibtex = read_bibtex(client.get(f"/{quote(NAME)}.bib").text)[2]
    csl = client.get(f"/{quote(NAME)}.csl.json").get_json(force=True)[0]
    published = csl["available-date"]
    return {
        "BibTeX": _noted(bibtex["date"], read_latex(bibtex["annotation"])),
        "RIS": _noted(ris["DA"][0].strip("/").replace("/", "-"), ris["N1"][0]),
        "CSL": (_csl_day(csl["issued"]), _csl_day(published), published.get("circa", False)),
    }


@pytest.mark.parametrize(
    ("more", "published", "inferred"),
    [
        ("", COMPUTED, True),
        (f"edit:\n  published: {STATED}\n", STATED, False),
        # before the correction window was over nobody could read it
        ("edit:\n  published: 2025-12-30\n", COMPUTED, True),
    ],
    ids=["computed", "stated", "stated-too-early"],
)
def test_all_formats_of_one_record_tell_the_same_days(
    transcripts: Transcripts,
    site_of: Callable[[Transcripts], FlaskClient],
    more: str,
    published: str,
    inferred: bool,
) -> None:
    transcripts.write(f"{NAME}.md", HEAD.format(more=more) + SPOKEN)
    client = site_of(transcripts)
    told = {**_html(client), **_files(client)}
    assert told == dict.fromkeys(told, (HELD, published, inferred))


def _observed(folder: Path, files: dict[str, str]) -> tuple[Bibliography, Archive]:
    """An archive that began with another record, and got these the day after."""
    made = GitArchive.new(folder)
    made.commit({"2025-11-03-創始.md": SPOKEN})
    made.commit(dict(files))
    made.index()
    archive = Archive(made.settings)
    view = archive.view()
    plain = shelf()
    return Bibliography(view.public, plain.archive, plain.links, observed=view.published), archive


def test_the_day_on_which_git_saw_a_record_become_public_is_its_day_of_publication(
    tmp_path: Path,
) -> None:
    books, archive = _observed(tmp_path, {f"{NAME}.md": HEAD.format(more="") + SPOKEN})
    meeting = archive.view().meeting(NAME)
    assert meeting is not None
    days = books.days(meeting)
    second = (FIRST_DAY + dt.timedelta(days=2)).date()
    assert (days.published, days.inferred) == (second, False)


def test_an_archive_that_was_brought_in_as_a_whole_shows_no_days_of_publication(
    tmp_path: Path,
) -> None:
    many = {f"2025-12-{day:02}-會議.md": SPOKEN for day in range(1, 21)}
    books, archive = _observed(tmp_path, many)
    view = archive.view()
    assert len(view.public.meetings) == 21
    brought = [m for m in view.public.meetings if m.id.startswith("2025-12")]
    assert all(books.days(m).inferred for m in brought)


def test_a_stated_day_counts_before_what_history_shows() -> None:
    meeting = record(edit=Edit(published=dt.date(2026, 2, 2)))
    plain = shelf(meeting)
    seen = Bibliography(
        plain.view, plain.archive, plain.links, observed=lambda _: dt.date(2026, 3, 3)
    )
    days = seen.days(meeting)
    assert (days.published, days.inferred) == (dt.date(2026, 2, 2), False)

"""What is open: by agency, as a page, a table, a feed and a calendar."""

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from minutes import settings
from pipeline.updates import after_indexing
from tests.conftest import Transcripts
from tests.webapp.records import read_xml
from webapp import create_app
from webapp.formats.follow_up_files import FollowUpLine, table

ATOM = "{http://www.w3.org/2005/Atom}"


def rows(client: FlaskClient, path: str = "/following/cases.csv") -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_what_is_open_is_counted_and_listed_with_its_days(client: FlaskClient) -> None:
    page = client.get("/following").text
    assert "列管與待辦" in page
    assert "環保杯歸還站" in page
    assert (
        "圖書館夜間還書" not in page[page.index('class="open stacked"') : page.index('id="tasks"')]
    )
    assert "逾期" in page


def test_an_agency_has_its_own_page(client: FlaskClient) -> None:
    page = client.get("/following/trial-council").text
    assert "試辦發展委員會" in page
    assert "協調候車亭座椅高度的主辦機關" in page
    assert "兩縣市試辦數字公布後一個月內" not in page
    assert client.get("/following/nobody").status_code == 404


@pytest.mark.parametrize("path", ["/following", "/following/trial-council"])
def test_the_table_the_feed_and_the_calendar_tell_the_same(client: FlaskClient, path: str) -> None:
    told = rows(client, f"{path}/cases.csv")
    tasks = [r for r in told if r["type"] == "task"]
    assert tasks
    due = sorted(r["title"] for r in tasks if r["due"])
    calendar = Calendar.from_ical(client.get(f"{path}/due.ics").data)
    events = [str(e["summary"]).removeprefix("逾期：") for e in calendar.walk("VEVENT")]
    assert sorted(events) == due
    root = read_xml(client.get(f"{path}/feed.atom").data)
    words = " ".join(e.findtext(f"{ATOM}summary") or "" for e in root.iter(f"{ATOM}entry"))
    for row in tasks:
        assert row["title"] in words


def test_every_row_leads_to_its_record(client: FlaskClient) -> None:
    for row in rows(client):
        assert row["url"].startswith("http://localhost/2")


def test_no_cell_of_the_table_is_taken_for_a_formula() -> None:
    told = table([FollowUpLine(type="task", title="=1+1", note="@x", agency="-y", to="+z")]).decode(
        "utf-8-sig"
    )
    cells = list(csv.reader(io.StringIO(told)))[1]
    assert {"'=1+1", "'@x", "'-y", "'+z"} <= set(cells)


def test_the_pace_stands_beside_what_is_meant_in_principle(client: FlaskClient) -> None:
    page = client.get("/en/following").text
    assert "2 a month" in page
    assert '<th scope="row">2025-07</th><td>1</td>' in page
    assert '<th scope="row">2025-06</th><td>0</td>' in page


def test_the_number_beside_an_agency_says_what_it_counts(client: FlaskClient) -> None:
    page = client.get("/following").text
    chips = re.findall(r'<a href="/following/[\w-]+">[^<]+<small>([^<]*)</small>', page)
    assert chips
    assert not [said for said in chips if re.match(r"\d+( ·|$)", said)]


def test_lists_of_records_say_what_a_numbered_case_is_about(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    said = "\n\n".join(f"### 講者{n}：\n夜間還書箱第{n}個問題是收箱的人力" for n in range(12))
    head = "---\ntitle: 第907案協作會議\ndate: 2025-07-10\ntier: collaborative\ncase: 907\n---\n"
    transcripts.write(
        "2025-07-10-第907案協作會議.md", f"{head}# 2025-07-10 第907案協作會議\n\n{said}\n"
    )
    issue = "---\ntitle: {zh: 夜間還書, en: Night returns}\ncase: 907\n---\n"
    transcripts.write("issues/night.md", issue)
    where = settings.load(transcripts.path, tmp_path / "data")
    after_indexing.refresh(where, jobs=1)
    client = create_app(where).test_client()
    for page in ("/meetings/collaborative", "/search?q=還書箱"):
        assert re.search(r"第 907 案 夜間還書", client.get(page).text), page

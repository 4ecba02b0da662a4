"""What is open: by agency, as a page, a table, a feed and a calendar."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from minutes import settings
from pipeline.updates import after_indexing
from tests.conftest import Transcripts
from tests.webapp.records import TAIPEI, read_xml
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


@pytest.mark.parametrize("path", ["/following", "/following/trial-council", "/quarter"])
def test_of_cases_whose_end_no_record_tells_no_list_says_that_they_go_on(
    client: FlaskClient, path: str
) -> None:
    said = re.sub(r"<a [^>]*>列管與待辦</a>", "", client.get(path).text)
    assert "未見結案" in said
    for claim in ("列管中", "仍在列管", "追蹤中", "進行中</dt>"):
        assert claim not in said, claim


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


def test_a_task_in_a_calendar_is_a_later_version_when_its_record_changed_or_its_day_passed(
    client: FlaskClient,
) -> None:
    events = Calendar.from_ical(client.get("/following/due.ics").data).walk("VEVENT")
    assert events
    for event in events:
        stamp, said = event.decoded("dtstamp"), str(event["summary"])
        since = stamp - dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
        assert event["sequence"] == since.total_seconds(), said
        assert stamp.year >= 2025, said  # that of the record
        if said.startswith("逾期："):
            assert stamp.astimezone(TAIPEI).date() > event.decoded("dtstart"), said


def test_every_row_leads_to_its_record(client: FlaskClient) -> None:
    for row in rows(client):
        assert row["url"].startswith("http://localhost/2")


def test_every_list_says_as_the_page_of_a_case_when_it_was_last_spoken_of(
    client: FlaskClient,
) -> None:
    told = dict(spoken_of(client.get("/following").text))
    assert told == {address: page_of(client, address)[0] for address in told}
    assert told["/case/904"] == told["/issue/bus-stop-seats"] == "2026-02-03"
    assert told == {address: row["last"] for address, row in case_rows(client).items()}
    paper = client.get("/following/agenda.md").text.split("\n### ")[1:]
    points = (re.search(r"localhost(/[^>]+).*?最後一次提到：([\d-]+)", p, re.S) for p in paper)
    assert told == {point[1]: point[2] for point in points if point}
    running = dict(spoken_of(client.get("/quarter").text))
    assert running == {"/case/904": told["/case/904"]}


def test_a_case_is_counted_as_open_until_it_was_last_spoken_of(client: FlaskClient) -> None:
    days = (dt.date(2026, 2, 3) - dt.date(2025, 5, 6)).days
    assert case_rows(client)["/case/904"]["days"] == str(days)
    assert f">{days} 天</td>" in client.get("/following").text
    assert f"到當時辦理 {days} 天" in client.get("/case/904").text


def test_a_day_that_words_alone_tell_is_marked_and_a_state_that_people_declared_is_not(
    client: FlaskClient,
) -> None:
    told = case_rows(client)
    assert told["/case/904"]["inferred"] == "agency last"
    assert told["/issue/bus-stop-seats"]["inferred"] == "last"
    row = client.get("/following").text.partition('abbr="候車亭座椅高度"')[2].partition("</tr>")[0]
    state, day, *_ = row.split("<td ")[2:]
    assert ("自動尋得" in state, "自動尋得" in day) == (False, True)
    assert "自動尋得" in page_of(client, "/issue/bus-stop-seats")[1]


def spoken_of(page: str) -> Iterator[tuple[str, str]]:
    """The pages of the cases that a list names, each with the day beside it."""
    lists = page[page.index("<h2>") :]
    for row in re.findall(r"<tr><th scope=.row.*?</tr>|<li>.*?</li>", lists, re.S):
        address = re.search(r'href="(/(?:case|issue)/[^"#]+)"', row)
        if address:
            yield address[1], re.findall(r'datetime="([\d-]+)"', row)[-1]


def page_of(client: FlaskClient, address: str) -> tuple[str, str]:
    """The day on which a case's page says that it was last spoken of, and the line that says so."""
    page = client.get(address).text
    line = page[page.index("最後一次提到") : page.index('class="facts"')]
    return re.findall(r'datetime="([\d-]+)"', line)[0], line


def case_rows(client: FlaskClient) -> dict[str, dict[str, str]]:
    """The rows of cases in the table, by their pages."""
    told = [row for row in rows(client) if row["type"] == "case"]
    return {f"/issue/{r['issue']}" if r["issue"] else f"/case/{r['case']}": r for r in told}


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

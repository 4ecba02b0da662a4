"""A quarter for the heads: its page, and the block on its seasonal meeting's page."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.conftest import Transcripts
from tests.webapp.conftest import PARK

SEASONAL = "/2025-06-17-範例院114年第2季開放政府政策協調聯繫會議"


def test_a_quarter_gathers_cases_votes_and_requests(client: FlaskClient) -> None:
    page = client.get("/quarter/2025/2").text
    assert "114年第2季" in page
    for words in ("步道里程牌", "環保杯歸還站", "90.0%", "夜間收箱的人力", SEASONAL[1:20]):
        assert words in page


def test_a_quarter_does_not_know_what_came_after_it(client: FlaskClient) -> None:
    page = client.get("/quarter/2025/2").text
    assert "2025-09-02" not in page
    assert "https://join.example.org/idea/902/reply" not in page
    later = client.get("/quarter/2025/4").text
    assert "https://join.example.org/idea/902/reply" in later


@pytest.mark.parametrize(
    "path", ["/quarter/2025/0", "/quarter/2025/5", "/quarter/1999/1", "/quarter/99999/1"]
)
def test_there_is_no_quarter_outside_the_archive(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_running_quarter_is_there_in_both_languages(client: FlaskClient) -> None:
    assert "未見結案" in client.get("/quarter").text
    assert "running, up to" in client.get("/en/quarter").text


def test_a_seasonal_meeting_s_page_has_its_quarter_and_no_other_page_does(
    client: FlaskClient,
) -> None:
    page = client.get(SEASONAL).text
    assert 'href="/quarter/2025/2"' in page
    assert "步道里程牌" in page
    assert "/quarter/" not in client.get(f"/{PARK}").text


def test_a_monthly_meeting_s_page_has_its_cases_and_the_threshold(client: FlaskClient) -> None:
    page = client.get("/2025-05-06-範例院114年5月開放政府聯絡人工作推動會議").text
    assert "達 50% 通過" in page
    assert 'href="/case/901"' in page


def test_an_agency_s_page_has_its_officers_with_their_days_and_shared_cases(
    client: FlaskClient,
) -> None:
    page = client.get("/agency/demo-agency").text
    assert "周接手" in page[page.index("開放政府聯絡人（PO）") :]
    assert "2025年11月30日" in page
    assert "共同辦理的案件" in page
    assert "所屬 PO 參加的其他機關會議" in page


def test_a_quarter_names_its_seasonal_meeting_that_has_no_record(client: FlaskClient) -> None:
    page = client.get("/quarter/2026/1").text
    assert "範例院115年第1季開放政府政策協調聯繫會議" in page
    assert "等候紀錄" in page
    assert "本季沒有季會紀錄" not in page


def test_a_quarter_tells_why_its_seasonal_meeting_was_not_held(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    transcripts.write(
        "2025-04-10-第7案協作會議.md", "# 2025-04-10 第7案協作會議\n\n### 甲：\n好。\n"
    )
    transcripts.write(
        "schedule.yaml",
        "- {period: 2025-Q2, tier: seasonal, not_held: {zh: 併入下一季, en: Put off to the next}}\n",
    )
    client = site_of(transcripts)
    assert "併入下一季" in client.get("/quarter/2025/2").text
    assert "Put off to the next" in client.get("/en/quarter/2025/2").text
    assert "併入下一季" not in client.get("/quarter/2025/3").text


def test_without_a_seasonal_record_every_link_of_the_page_leads_somewhere(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    transcripts.write(
        "2024-03-06-甲.md",
        "---\ntitle: 甲\ndate: 2024-03-06\ntier: other\n---\n# 2024-03-06 甲\n\n### 王範例：\n好。\n",
    )
    site = site_of(transcripts)
    page = site.get("/quarter").text
    for path in sorted(set(re.findall(r'href="(/[^"#]*)"', page))):
        assert site.get(path).status_code in {200, 301, 302, 303}, path


def shown_words(site: FlaskClient, path: str) -> str:
    """What a page says, without its marks."""
    return re.sub(r"<[^>]*>", "", site.get(path).text)


def test_a_past_quarter_says_up_to_where_it_tells_and_not_that_nothing_later_is_known(
    client: FlaskClient,
) -> None:
    past = shown_words(client, "/quarter/2025/2")
    assert "以下依截至2025年6月30日的紀錄。" in past
    assert "之後的情形本典藏不知道" not in past
    assert "之後的情形本典藏不知道" in shown_words(client, "/quarter")


@pytest.mark.parametrize("page", ["/following", "/quarter", "/quarter/2024/1", "/following/agenda"])
def test_without_a_record_of_the_network_no_page_tells_a_day_of_its_newest(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts, page: str
) -> None:
    transcripts.write(
        "2024-03-06-甲.md",
        "---\ntitle: 甲\ndate: 2024-03-06\ntier: other\n---\n# 2024-03-06 甲\n\n### 王範例：\n好。\n",
    )
    assert "最新的聯絡人會議紀錄" not in shown_words(site_of(transcripts), page)


def test_a_quarter_without_later_records_says_which_is_the_newest(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    transcripts.write(
        "2025-04-10-第7案協作會議.md", "# 2025-04-10 第7案協作會議\n\n### 甲：\n好。\n"
    )
    site = site_of(transcripts)
    assert "最新的聯絡人會議紀錄是2025年4月10日" in shown_words(site, "/quarter/2025/3")
    assert "截至2025年3月31日的紀錄" in shown_words(site, "/quarter/2025/1")


def test_what_is_paused_is_told_apart_by_name_where_it_is_counted_apart(
    client: FlaskClient,
) -> None:
    assert "未見結案（暫停另計）" in client.get("/quarter").text


def test_the_calendar_file_tells_when_the_schedule_was_last_changed(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)  # nothing is on before
    line = f"- {{date: {day}, time: 'TIME', tier: 月會, title: 工作推動會議, case: 901}}\n"
    transcripts.write("schedule.yaml", line.replace("TIME", "14:00"))
    site = site_of(transcripts)
    first = site.get("/calendar/meetings.ics").text
    assert re.search(r"SEQUENCE:[1-9]", first)
    assert "DTSTAMP:1970" not in first
    assert re.search(r"URL:\S+/calendar", first)
    assert site.get("/calendar").location == f"/calendar/{day:%Y/%m}"

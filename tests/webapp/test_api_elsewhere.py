"""How addresses of pages elsewhere are compared, and which records belong to one."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.source.written_addresses import addresses_in
from tests.conftest import Transcripts
from tests.webapp.outward_sites import client_of, record, site
from webapp.lookup.linked_pages import issues_of, normalised

IDEA = "a1b2c3d4-0000-4000-8000-1234567890ab"


@pytest.mark.parametrize(
    "written",
    [
        "https://example.org/page",
        "http://example.org/page/",
        "https://www.example.org/page#part",
        "HTTPS://EXAMPLE.ORG:443/page?utm_source=a&utm_medium=b",
        "example.org/page?fbclid=1",
        "//example.org/page",
        "https://example.org./page",
        "http://www.example.org:80/page/",
        "https://EXAMPLE。org/p%61ge#a-part",
        "http://example.org:443/page?&openExternalBrowser=1",
    ],
)
def test_one_page_written_in_many_ways_is_one_page(written: str) -> None:
    assert normalised(written) == "example.org/page"


@pytest.mark.parametrize(
    "written",
    [
        f"https://join.gov.tw/idea/detail/{IDEA}",
        f"http://www.join.gov.tw/idea/detail/{IDEA.upper()}/",
        f"https://join.gov.tw/idea/detail/{IDEA}?fbclid=2#comments",
        f"https://join.gov.tw/idea/export/endorse/{IDEA}",
        f"https://join.gov.tw/ideas/detail/{IDEA}?page=2&sort=new",
        f"https://join.gov.tw/policies/detail/{IDEA}/",
        f"https://m.join.gov.tw/idea/detail/{IDEA}",
        f"http://beta.join.gov.tw/acts/detail/{IDEA}",
        f"https://join.gov.tw/idea/detail?id={IDEA}&from=app",
        f"https://join.gov.tw/mobile/#/idea/detail/{IDEA}",
        f"https://join.gov.tw/idea%2Fdetail%2F{IDEA}",
        f"join.gov.tw/idea/detail/{IDEA}",
        f"https://join.gov.tw:443/idea/detail/{IDEA}-",
    ],
)
def test_an_idea_of_join_is_known_by_its_id(written: str) -> None:
    assert normalised(written) == f"join.gov.tw/{IDEA}"


def test_different_pages_stay_different() -> None:
    pages = [
        "example.org/a",
        "example.org/b",
        "example.org/A",
        "example.org/a?id=1",
        "example.org/a?id=2",
        "sub.example.org/a",
        "example.org:8080/a",
        f"example.org/idea/detail/{IDEA}",
        "example.org/#/idea/1",
        "example.org/#/idea/2",
        "example.org",
        f"notjoin.gov.tw/idea/detail/{IDEA}",
        f"join.gov.tw/idea/detail/{IDEA}",
        f"join.gov.tw/idea/detail/{IDEA[:-1]}c",
    ]
    assert len({normalised(p) for p in pages}) == len(pages)


def test_parameters_may_stand_in_any_order_and_letters_may_be_encoded() -> None:
    assert normalised("example.org/x?b=2&a=1") == normalised("example.org/x?a=1&b=2")
    assert normalised("https://example.org/議題") == normalised(
        "https://example.org/%E8%AD%B0%E9%A1%8C"
    )
    assert normalised("https://例子.tw/") == normalised("https://xn--fsqu00a.tw")


@pytest.mark.parametrize(
    "other",
    [
        "",
        "javascript:alert(1)",
        "ftp://example.org/x",
        "mailto:a@example.org",
        "x y",
        "https://",
        "https://[",
        "https://example.org:99999/",
    ],
)
def test_what_is_no_page_has_no_form(other: str) -> None:
    assert normalised(other) == ""


addresses = st.tuples(
    st.sampled_from(["", "http://", "HTTPS://", "//", "ftp://"]),
    st.sampled_from(["", "www.", "www.www.", "WWW."]),
    st.sampled_from(
        ["example.org", "例子.tw", "xn--fsqu00a.tw", "tw", "a。b", "join.gov.tw", "[::1]", "a..b"]
    ),
    st.sampled_from(["", ":80", ":443", ":8080", ":0", ":x", "."]),
    st.text("/%?#&=.:;+ aA2議41-~!@", max_size=24),
).map("".join)


@given(addresses)
def test_the_form_of_an_address_is_its_own_form(address: str) -> None:
    once = normalised(address)
    assert normalised(once) == once
    assert once.isascii()


@given(st.text(max_size=60))
def test_any_text_is_taken_without_an_error_and_the_form_is_final(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once


PAGE = "https://join.gov.tw/idea/detail/" + IDEA
ISSUE = f"---\ntitle: {{zh: 遮陽, en: Shade}}\nurls: ['{PAGE}']\n---\n"


@pytest.fixture
def client(transcripts: Transcripts, tmp_path: Path) -> FlaskClient:
    """Records that belong to one page in four ways, and one that has nothing to do with it."""
    transcripts.write("issues/shade.md", ISSUE)
    heads = {
        "2025-01-06-連結": "links:\n- {type: petition, url: 'http://www.join.gov.tw/idea/detail/"
        + IDEA.upper()
        + "?utm_source=x'}",
        "2025-01-07-存檔": "links:\n- {type: other, url: 'https://example.org/x', archived: '"
        + PAGE
        + "/'}",
        "2025-01-08-議題": "issue: shade",
        "2025-01-10-無關": "lang: zh-Hant-TW",
    }
    for stem, lines in heads.items():
        text = record(stem[11:], stem[:10], tier="other").replace("---\n\n#", f"{lines}\n---\n\n#")
        transcripts.write(f"{stem}.md", text)
    said = f"### 甲：\n\n請大家看 {PAGE}#comments，也看 https://例子.tw/提案/七 的說明。\n"
    transcripts.write("2025-01-09-提到.md", record("提到", "2025-01-09", said, tier="other"))
    return client_of(site(transcripts.path, tmp_path / "data"))


def ways(client: FlaskClient, address: str) -> dict[str, str]:
    answer = client.get("/api/v1/records", query_string={"url": address})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return {r["meeting"][11:]: r["how"] for r in answer.json["records"]}


def test_head_archive_issue_and_words_each_tie_a_record_to_a_page(client: FlaskClient) -> None:
    found = ways(client, f"https://m.join.gov.tw/ideas/detail/{IDEA}?page=3#top")
    assert found.pop("議題") == "issue"
    assert found == {"連結": "link", "存檔": "link", "提到": "words"}


@pytest.mark.parametrize(
    "written", ["https://例子.tw/提案/七", "http://XN--FSQU00A.tw/%E6%8F%90%E6%A1%88/%E4%B8%83/"]
)
def test_words_in_any_script_are_found_by_the_address_that_they_hold(
    client: FlaskClient, written: str
) -> None:
    assert ways(client, written) == {"提到": "words"}


@pytest.mark.parametrize(
    ("line", "address"),
    [
        (
            "> （請點選 [簡報](https://slides.example.org/a_b/53?utm_source=x) 參考）",
            "slides.example.org/a_b/53",
        ),
        (
            "> （投影：<https://board.example.org/app/o9J=/>）",
            "https://board.example.org/app/o9J=/",
        ),
        (
            "### 甲：\n\n請看[手冊](https://docs.example.org/%E6%89%8B%E5%86%8A)。",
            "docs.example.org/手冊",
        ),
        (
            "### 甲：\n\n網址是 join.gov.tw/idea/detail/a1b2c3d4-0000-4000-8000-1234567890ab，謝謝。",
            f"https://join.gov.tw/acts/detail/{IDEA}",
        ),
    ],
)
def test_the_targets_of_links_and_narratives_tie_a_record_to_a_page(
    transcripts: Transcripts, tmp_path: Path, line: str, address: str
) -> None:
    said = f"### 乙：\n\n您好。\n\n{line}\n"
    transcripts.write("2025-01-09-連到.md", record("連到", "2025-01-09", said, tier="other"))
    client = client_of(site(transcripts.path, tmp_path / "data"))
    answer = client.get("/api/v1/records", query_string={"url": address}).json["records"]
    assert [(r["how"], len(r["speeches"])) for r in answer] == [("words", 1)]


def test_a_record_has_the_issue_whose_page_it_links_to(
    transcripts: Transcripts, client: FlaskClient, tmp_path: Path
) -> None:
    view = Archive(settings.load(transcripts.path, tmp_path), in_memory=True).view()
    told = {m.id[11:]: [i.slug for i in issues_of(view, m)] for m in view.public.meetings}
    assert told == {"連結": ["shade"], "存檔": ["shade"], "議題": ["shade"], "無關": [], "提到": []}


def test_an_address_ends_where_chinese_punctuation_begins() -> None:
    text = "請看 https://example.org/a，以及（http://example.org/b）。"
    assert list(addresses_in(text)) == ["https://example.org/a", "http://example.org/b"]

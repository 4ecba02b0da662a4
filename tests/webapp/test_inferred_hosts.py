"""Hosts that only words of meetings tell count where hosts count, and are marked there."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from minutes import settings
from pipeline.updates import after_indexing
from tests.conftest import Transcripts
from tests.pipeline.test_hosts import CASE, view_of
from webapp.standalone import create_app

# The days of both records, as pages show them.
MET, MONTHLY = 'datetime="2017-05-19"', 'datetime="2017-06-06"'
CALL = "序號9，遊具遮陽案，請文化部報告。"


@pytest.fixture
def client(transcripts: Transcripts, tmp_path: Path) -> FlaskClient:
    view_of(transcripts, tmp_path, CALL)
    where = settings.load(transcripts, tmp_path / "index")
    after_indexing.refresh(where)
    return create_app(where).test_client()


def test_a_facet_and_a_filter_count_them_and_say_how_many(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=遮陽").get_json()
    assert {"value": "moc", "count": 1, "found": 1} in found["facets"]["agency"]
    narrowed = client.get("/search?q=遮陽&agency=moc").get_data(as_text=True)
    assert MET in narrowed
    assert MONTHLY not in narrowed


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("agency:文化部", "/agency/moc"),
        ("遮陽 機關：文化部", "/search?q=遮陽&agency=moc"),
    ],
)
def test_a_field_that_fits_no_record_leads_to_those_of_which_only_words_tell(
    client: FlaskClient, typed: str, link: str
) -> None:
    page = client.get("/search", query_string={"q": typed}).get_data(as_text=True)
    hint = page.split("沒有註明主辦機關")[1].split("</p>")[0]
    assert f'href="{link}"' in unquote(html.unescape(hint))
    assert "文化部主辦的紀錄" in hint
    assert "1 份為自動尋得" in hint
    other = client.get("/search", query_string={"q": "agency:財政部"}).get_data(as_text=True)
    assert "主辦的紀錄" not in other


def test_a_search_for_what_an_agency_hosted_finds_them_and_says_how_many(
    client: FlaskClient,
) -> None:
    found = client.get("/api/v1/search?q=文化部主辦的協作會議").get_json()
    assert [item["meeting"]["id"] for item in found["items"]] == [CASE]
    page = client.get("/search?q=文化部主辦的協作會議").get_data(as_text=True)
    assert (
        'data-found="automatic"' in page.split('class="chips on understood"')[1].split("</ul>")[0]
    )
    assert client.get("/api/v1/search?q=財政部主辦的協作會議").get_json()["items"] == []


def test_a_record_in_the_api_says_that_it_does_not_state_its_host(client: FlaskClient) -> None:
    row = client.get(f"/api/v1/meetings/{CASE}").get_json()
    assert [host["id"] for host in row["hosts"]] == ["moc"]
    assert "host_agency" in row["inferred"]
    assert [m["id"] for m in client.get("/api/v1/meetings?agency=moc").get_json()["items"]] == [
        CASE
    ]


def test_the_list_of_agencies_counts_them_and_says_how_many(client: FlaskClient) -> None:
    for path in ("/agencies", "/en/agencies"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        row = answer.get_data(as_text=True).split("/agency/moc")[1].split("</li>")[0]
        assert 'data-found="automatic"' in row, path


def test_what_a_search_offers_counts_them_and_says_how_many(client: FlaskClient) -> None:
    page = client.get("/search?q=文化部").get_data(as_text=True)
    offered = page.split('class="offers"')[1].split("</ul>")[0]
    assert "/agency/moc" in offered
    assert 'data-found="automatic"' in offered


def test_a_co_host_that_is_a_host_by_words_too_is_counted_once(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    head = f"---\ntitle: {CASE}\ndate: 2017-05-19\ntier: collaborative\nco_agencies: 文化部\n---\n"
    view_of(transcripts, tmp_path, CALL, head)
    where = settings.load(transcripts, tmp_path / "index")
    after_indexing.refresh(where)
    client = create_app(where).test_client()
    told = client.get("/api/v1/agencies/moc").get_json()
    assert (told["hosted"], told["hosted_found"]) == (1, 1)
    row = client.get("/agencies").get_data(as_text=True).split("/agency/moc")[1].split("</li>")[0]
    assert "主辦或協辦 1 場" in row


def test_the_feed_of_an_agency_has_the_records_of_its_page(client: FlaskClient) -> None:
    page = client.get("/agency/moc").get_data(as_text=True)
    feed = client.get("/agency/moc/feed.atom").get_data(as_text=True)
    assert page.count('<li class="row') == feed.count("<entry>") == 1


@pytest.mark.parametrize(
    ("prefix", "title"),
    [("", "第9案 遊具遮陽（自動尋得）"), ("/en", "Case 9: 遊具遮陽 (found automatically)")],
)
def test_a_shared_link_to_a_case_says_which_it_is_and_where_it_stands(
    client: FlaskClient, prefix: str, title: str
) -> None:
    page = html.unescape(client.get(f"{prefix}/case/9").get_data(as_text=True))
    told = dict(re.findall(r'<meta [^>]*property="(og:[^"]+)" content="([^"]*)"', page))
    assert f"<title>{title} · " in page
    assert (told["og:title"], told["og:type"]) == (title, "website")
    assert told["og:url"].endswith(f"{prefix}/case/9")
    assert told["og:description"]
    assert told["og:image"].endswith("/c/9/card.png")


def test_a_card_and_a_feed_call_a_case_as_the_words_beside_it_do(client: FlaskClient) -> None:
    for path in ("/embed/c/9", "/oembed?url=http://localhost/case/9&format=xml"):
        card = html.unescape(client.get(path).get_data(as_text=True))
        assert re.search("第9案 遊具遮陽</a> .*?<q[^>]*>[^<]*遊具遮陽[^<]*</q>", card), (path, card)
    for path in ("/case/9/feed.atom", "/en/case/9/feed.atom"):
        feed = client.get(path).get_data(as_text=True)
        assert re.search(r"<title>遊具遮陽(（| \()[^)）]*「[^」]*遊具遮陽[^」]*」[)）] · ", feed), (
            feed
        )


def test_the_words_of_a_claim_are_shown_whole_in_lists_and_cards_too(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    # What decides stands at the end of a long sentence: cut at its beginning, it would bear nothing out.
    before = "接下來我們回到上個月大家已經聽過一次、當時請主辦機關再回去確認經費與期程的那一件，"
    view_of(transcripts, tmp_path, f"{before}{CALL}")
    where = settings.load(transcripts, tmp_path / "index")
    after_indexing.refresh(where)
    client = create_app(where).test_client()
    claims = client.get("/api/v1/cases/9").get_json()["claims"]
    [host] = claims["hosts"]
    words = host["evidence"]["words"]
    assert before in words
    for path in ("/following", "/following/moc"):
        assert words in html.unescape(client.get(path).get_data(as_text=True)), path
    card = html.unescape(client.get("/embed/c/9").get_data(as_text=True))
    assert claims["title"]["evidence"]["words"] in card


def test_the_page_and_the_api_of_an_agency_tell_them_apart(client: FlaskClient) -> None:
    page = client.get("/agency/moc").get_data(as_text=True)
    marked = page.index('data-found="automatic"')
    assert marked < page.index(MET, marked)
    told = client.get("/api/v1/agencies/moc").get_json()
    assert (told["hosted"], told["hosted_found"]) == (1, 1)


def test_a_subject_in_a_list_is_the_words_that_tell_it_and_leads_to_them(
    client: FlaskClient,
) -> None:
    page = client.get("/search?q=遮陽").get_data(as_text=True)
    found = re.search(r'<a class="evidence" href="([^"]+)">[^<]*遊具遮陽', page)
    assert found, page
    there = client.get(unquote(html.unescape(found[1])).partition("#")[0])
    assert "序號9，遊具遮陽案" in there.get_data(as_text=True)


def test_the_next_meeting_s_paper_says_of_what_its_words_are_the_ground(
    client: FlaskClient,
) -> None:
    paper = client.get("/following/agenda.md").text
    told = [line for line in paper.splitlines() if "自動尋得" in line]
    assert told
    assert all(re.match(r"- (案名|主辦機關：|狀態：|最後一次提到：)", line) for line in told), told


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "遊具遮陽（自動尋得）"), ("/en", "遊具遮陽 (found automatically)")],
)
def test_the_titles_of_a_record_and_its_speeches_name_the_subject_of_its_case(
    client: FlaskClient, prefix: str, said: str
) -> None:
    record = client.get(f"{prefix}/{CASE}").text
    ident = re.search(r'id="s(\w{12})"', record)
    assert ident
    for page in (record, client.get(f"{prefix}/speech/{ident[1]}").text):
        titles = re.findall(r'<title>([^<]+)|og:title" content="([^"]+)', page)
        assert len(titles) == 2, titles
        assert all(said in "".join(told) for told in titles), titles
    heading = re.search(r"<h1[^>]*>([^<]+)", record)
    assert heading
    assert "遊具遮陽" not in heading[1]  # what the record calls itself stays as it is


def test_the_page_of_an_agency_shows_the_words_that_make_it_a_host(client: FlaskClient) -> None:
    [host] = client.get("/api/v1/cases/9").get_json()["claims"]["hosts"]
    page = html.unescape(client.get("/agency/moc").get_data(as_text=True))
    words = re.search(r'<a class="evidence" href="([^"]+)"><q[^>]*>([^<]+)</q>', page)
    assert words, page
    assert words[2] == host["evidence"]["words"]
    assert CALL in client.get(unquote(words[1]).partition("#")[0]).get_data(as_text=True)
    assert 'class="evidence"' not in client.get("/agency/moi").get_data(as_text=True)


@pytest.mark.parametrize("what", ["record", "speech", "hold"])
@pytest.mark.parametrize("indexed", [True, False])
def test_a_host_that_only_words_told_that_are_taken_back_is_told_nowhere(
    transcripts: Transcripts, tmp_path: Path, what: str, indexed: bool
) -> None:
    view = view_of(transcripts, tmp_path, CALL)
    where = settings.load(transcripts, tmp_path / "index")
    after_indexing.refresh(where)
    client = create_app(where).test_client()
    assert client.get("/api/v1/agencies/moc").get_json()["hosted_found"] == 1
    monthly = next(m for m in view.public.meetings if m.tier == "monthly")
    said = next(i for i in view.document(monthly).items if "請文化部報告" in i.text)
    row = {
        "record": f"- {{meeting: {monthly.id}, date: 2026-01-01, reason: 誤植}}\n",
        "speech": f"- {{meeting: {monthly.id}, date: 2026-01-01, reason: 誤植, speech: {said.id}}}\n",
    }
    if what == "hold":
        there = (transcripts.path / monthly.path).read_text(encoding="utf-8")
        held = there.replace("---\n", "---\nedit: {hold: 查證}\n", 1)
        transcripts.write(
            monthly.path, held if held != there else f"---\nedit: {{hold: 查證}}\n---\n{there}"
        )
    else:
        transcripts.write("withdrawn.yaml", row[what])
    if indexed or what == "hold":
        after_indexing.refresh(where)
    asked = ("/api/v1/cases/9", "/api/v1/search?q=遮陽", "/agencies", "/agency/moc", "/case/9")
    answers = {path: client.get(path).text for path in asked}
    assert client.get("/api/v1/agencies/moc").get_json()["hosted_found"] == 0
    facets = client.get("/api/v1/search?q=遮陽").get_json()["facets"]["agency"]
    assert all(f["value"] != "moc" for f in facets), facets
    for path, answer in answers.items():
        assert "請文化部報告" not in answer, path
    kept = b"".join(f.read_bytes() for f in (tmp_path / "index").rglob("*") if f.is_file())
    if indexed and what != "hold":
        assert "請文化部報告".encode() not in kept


def test_a_record_tells_what_its_case_is_about_where_that_is_known(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=遮陽").get_json()["items"]
    shown = [client.get(f"/{one['meeting']['id']}").get_data(as_text=True) for one in found]
    heads = [page.partition('<dl class="facts">')[2].partition("</dl>")[0] for page in shown]
    told = [head for head in heads if "遊具遮陽" in head]
    assert told, heads
    assert all('data-found="automatic"' in head for head in told), told


@pytest.mark.parametrize(
    ("prefix", "short", "mark"), [("", "自動", "自動尋得"), ("/en", "auto", "found automatically")]
)
def test_an_agency_s_page_says_once_that_hosts_were_found_and_marks_each_in_a_word(
    client: FlaskClient, prefix: str, short: str, mark: str
) -> None:
    page = client.get(f"{prefix}/agency/moc").get_data(as_text=True)
    head, _, below = page.partition(mark)[2].partition("</p>")
    assert re.search("「自動」|“auto”", head)
    rows = below.partition("<h2")[0]
    marks = re.findall(r'class="guess"[^>]*>([^<]+)<', rows)
    assert len(marks) > 1
    assert set(marks) == {short}
    assert rows.count(f'aria-label="{mark}"') == len(marks)
    assert '<q lang="zh-Hant-TW">' in rows


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/case/9", "內政部（內政部消防署）"),
        ("/en/case/9", "Ministry of the Interior (National Fire Agency)"),
    ],
)
def test_a_body_below_a_ministry_stands_behind_it_in_brackets_of_the_language(
    transcripts: Transcripts, tmp_path: Path, address: str, name: str
) -> None:
    view_of(
        transcripts, tmp_path, "序號9，遊具遮陽案，主辦機關文化部，協辦機關消防署，請文化部報告。"
    )
    where = settings.load(transcripts, tmp_path / "index")
    after_indexing.refresh(where)
    page = create_app(where).test_client().get(address).get_data(as_text=True)
    assert name in re.sub(r"<[^>]+>", "", page)

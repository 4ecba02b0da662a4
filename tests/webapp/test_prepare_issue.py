"""`/prepare/issue`: an issue file from a form, with what the public records of its case tell."""

import re
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from minutes.settings import load
from pipeline.authoring import issue_files
from pipeline.index import indexer
from tests.conftest import ROOT
from tests.webapp.backstage_app import backstage_app
from tests.webapp.test_prepare import fields
from tests.webapp.test_site_language import unmarked


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = load(ROOT / "transcripts", tmp_path_factory.mktemp("issues") / "data")
    indexer.refresh(settings, jobs=1)
    return backstage_app(settings, local=True).test_client()


def test_an_issue_is_opened_changed_and_given_out_and_the_rest_of_it_stays(
    client: FlaskClient,
) -> None:
    page = client.get("/prepare/issue?case=902").get_data(as_text=True)
    form = fields(page)
    source = (ROOT / "transcripts/issues" / f"{form['slug']}.md").read_text("utf-8")
    assert form["text"] == source
    same = client.post("/prepare/issue", data={**form, "do": "check"}).get_data(as_text=True)
    assert fields(same)["text"] == source
    taken = client.post("/prepare/issue", data={**form, "do": "take:0"}).get_data(as_text=True)
    added = set(fields(taken)["text"].splitlines()) - set(source.splitlines())
    assert len(added) == 1
    assert re.fullmatch(r'  - \{status: \w+, date: [\d-]+, speech: ".+#s\w+"\}', added.pop())


def test_the_steps_that_records_tell_lead_to_their_words_and_are_accepted_all_at_once(
    client: FlaskClient,
) -> None:
    page = client.get("/prepare/issue?case=902").get_data(as_text=True)
    sources = re.findall(r'<a href="([^"]+#s\w+)" target="_blank">看出處', page)
    offered = re.findall(r'value="take:\d+"', page)
    assert len(sources) == len(offered) > 1
    assert {client.get(source).status_code for source in sources} == {200}
    taken = {**fields(page), "do": "take:all"}
    after = client.post("/prepare/issue", data=taken).get_data(as_text=True)
    told = [source.rpartition("/")[2] for source in sources]
    assert [s for s in told if s not in unquote(fields(after)["text"])] == []
    assert 'value="take:0"' not in after


def offered_steps(client: FlaskClient, case: int) -> dict[str, str]:
    """What the page offers for the history of a case: the day and where the case stands."""
    page = client.get(f"/prepare/issue?case={case}").get_data(as_text=True)
    return {
        day: state for state, day in re.findall(r"進度：<b>(\w+)</b>；日期：<b>([\d-]+)</b>", page)
    }


def test_a_step_is_offered_as_the_record_says_that_the_case_stands(client: FlaskClient) -> None:
    assert set(offered_steps(client, 905).values()) == {"自辦"}
    assert offered_steps(client, 904)["2025-11-04"] == "暫停"
    not_held = offered_steps(client, 903)
    assert (not_held["2025-05-06"], not_held["2025-09-02"]) == ("列管", "不召開")


def test_that_a_case_is_spoken_of_before_it_met_is_offered_as_no_step(client: FlaskClient) -> None:
    assert "2025-02-11" not in offered_steps(client, 902)  # 「902 案下個月成案之後」
    assert offered_steps(client, 902)["2025-06-17"] == "列管"


def test_a_new_issue_begins_with_a_name_and_ends_as_a_file(client: FlaskClient) -> None:
    begun = {"slug": "Bus Shelters!", "title_zh": "候車亭", "do": "check"}
    form = fields(client.post("/prepare/issue", data=begun).get_data(as_text=True))
    assert form["slug"] == "bus-shelters"
    form |= {"case": "第905案", "status.0.status": "proposed", "status.0.date": "115年3月2日"}
    form |= {"body": "一段中立的話。", "urls.0.value": "https://join.example.org/idea/905"}
    answer = client.post("/prepare/issue", data={**form, "do": "file"})
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="bus-shelters.md"'
    )
    assert answer.get_data(as_text=True) == (
        "---\ntitle: {zh: 候車亭}\ncase: 905\nstatus:\n  - {status: proposed, date: 2026-03-02}\nurls:\n"
        '  - "https://join.example.org/idea/905"\n---\n一段中立的話。\n'
    )


def test_what_is_wrong_stands_beside_its_row_and_holds_the_file_back(client: FlaskClient) -> None:
    form = fields(
        client.post("/prepare/issue", data={"slug": "x", "title_zh": "甲"}).get_data(as_text=True)
    )
    form |= {"status.0.status": "met", "status.0.date": "明年"}
    page = client.post("/en/prepare/issue", data={**form, "do": "file"})
    assert page.mimetype == "text/html"
    assert 'id="e-status.0.date"' in page.get_data(as_text=True)
    untitled = client.post("/prepare/issue", data={**form, "title_zh": ""}).get_data(as_text=True)
    assert 'href="#title_zh">議題名稱' in untitled
    kept = client.post("/en/prepare/issue", data={**form, "do": "unfinished"})
    assert "unfinished-x.md" in kept.headers["Content-Disposition"]


def test_what_can_be_put_right_without_thought_is_a_button_at_its_field(
    client: FlaskClient,
) -> None:
    form = fields(
        client.post("/prepare/issue", data={"slug": "x", "title_zh": "甲"}).get_data(as_text=True)
    )
    form |= {"host_agency": "交通布", "title_zh": "乙"}
    for row, day in enumerate(("2026-03-02", "", "2026-01-05")):
        form |= {f"status.{row}.status": "met", f"status.{row}.date": day}
        form |= {f"status.{row}.note": f"第{row}步"}
    page = client.post("/prepare/issue", data=form).get_data(as_text=True)
    assert 'id="e-host_agency"' in page
    for act in ("call:交通布→交通部", "sort:status"):
        assert f'name="do" value="{act}"' in page, act
        page = client.post("/prepare/issue", data={**fields(page), "do": act}).get_data(
            as_text=True
        )
    made = fields(page)
    assert made["host_agency"] == "交通部"
    assert [made[f"status.{row}.note"] for row in range(3)] == ["第2步", "第0步", "第1步"]
    assert 'class="findings"' not in page


def test_the_address_of_a_speech_is_pasted_as_it_is(client: FlaskClient) -> None:
    form = fields(client.get("/prepare/issue?case=902").get_data(as_text=True))
    first = client.post("/prepare/issue", data={**form, "do": "take:all"}).get_data(as_text=True)
    reference, *_ = (
        value
        for name, value in fields(first).items()
        if re.fullmatch(r"status\.\d+\.speech", name) and value and value not in form.values()
    )
    meeting, speech = reference.split("#s")
    form |= {"highlights.9.value": f"http://localhost/{meeting}#s{speech}"}
    made = fields(client.post("/prepare/issue", data=form).get_data(as_text=True))
    assert reference in {v for n, v in made.items() if n.startswith("highlights.")}


def test_what_the_archive_does_not_know_is_told(client: FlaskClient) -> None:
    assert client.get("/prepare/issue?case=99999").status_code == 404
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/prepare/issue", data={"slug": "x"}, headers=elsewhere).status_code == 403
    big = {"slug": "x", "text": "甲" * 300_000}
    assert client.post("/prepare/issue", data=big).status_code == 413


def test_a_public_record_is_opened_by_its_address(client: FlaskClient) -> None:
    name = "2025-04-10-範例院第901案協作會議-公園遊具遮陽"
    address = {"record": f"http://localhost/{name}"}
    page = client.get("/prepare", query_string=address).get_data(as_text=True)
    assert fields(page)["text"] == (ROOT / f"transcripts/{name}.md").read_text("utf-8")
    for address in ("2025-04-10-nothing", "https://example.org/x"):
        assert client.get("/prepare", query_string={"record": address}).status_code == 404, address


def test_what_records_tell_of_the_head_stands_with_its_words_until_somebody_accepts_it(
    client: FlaskClient,
) -> None:
    page = client.get("/prepare/issue?case=903").get_data(as_text=True)
    assert "<q>903 案由範例部主辦。</q>" in page
    form = fields(page)
    assert form["title_zh"] == "步道里程牌"
    assert form["host_agency"] == ""
    taken = client.post("/prepare/issue", data={**form, "do": "fill:0"}).get_data(as_text=True)
    assert fields(taken)["host_agency"] == "範例部"
    assert "903 案由範例部主辦。" not in taken
    wrong = client.post("/prepare/issue", data={**form, "do": "fill:7"}).get_data(as_text=True)
    assert fields(wrong)["host_agency"] == ""


def test_the_page_that_readers_will_see_is_shown_and_nothing_of_it_stays(
    client: FlaskClient,
) -> None:
    form = fields(client.get("/prepare/issue?case=902").get_data(as_text=True))
    form |= {"title_zh": "另一個名稱", "body": "一段新的說明。"}
    page = client.post("/prepare/issue", data={**form, "do": "preview"}).get_data(as_text=True)
    public = client.get(f"/issue/{form['slug']}").get_data(as_text=True)
    assert "<h1>另一個名稱</h1>" in page
    assert "<p>一段新的說明。</p>" in page
    assert "這是預覽" in page
    assert '<meta name="robots" content="noindex">' in page
    assert stations(page) == stations(public) != []
    assert "另一個名稱" not in public
    again = client.get(f"/issue/{form['slug']}").get_data(as_text=True)
    assert again == public


def test_a_file_with_errors_is_not_shown_as_a_page_but_with_what_is_wrong(
    client: FlaskClient,
) -> None:
    form = fields(client.get("/prepare/issue?case=902").get_data(as_text=True))
    form |= {"status.0.date": "明年"}
    page = client.post("/prepare/issue", data={**form, "do": "preview"}).get_data(as_text=True)
    assert 'id="e-status.0.date"' in page


def stations(page: str) -> list[str]:
    """The places of a trail that a page lists."""
    return re.findall(r'<li id="t\d+".*?</li>', page, re.DOTALL)


@pytest.mark.parametrize(
    "path",
    ["/issue?case=903", "/issue?issue=playground-shade", "?record=2025-10-15-範例公園走讀對談"],
)
def test_chinese_words_on_the_english_desk_are_marked_for_voices(
    client: FlaskClient, path: str
) -> None:
    assert unmarked(client.get(f"/en/prepare{path}").data) == []


def test_a_head_with_more_than_a_form_can_show_is_told_before_anything_is_worked_out(
    client: FlaskClient,
) -> None:
    many = "".join(f"k{n}: 1\n" for n in range(issue_files.MAX_ROWS + 1))
    hosts = ", ".join(f"範例{n}部" for n in range(issue_files.MAX_ROWS + 1))
    for head in (many, f"host_agency: [{hosts}]\n"):
        form = {"slug": "x", "text": f"---\ntitle: 甲\n{head}---\n", "rows": "1", "do": "preview"}
        answer = client.post("/prepare/issue", data=form)
        assert answer.status_code == 413, head[:20]
        assert "超過 500 項" in answer.get_data(as_text=True), head[:20]

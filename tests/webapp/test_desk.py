"""The desk: what waits and what is late, for those who hold its key; nobody else learns that it is there."""

import datetime as dt
import html
import re
from pathlib import Path
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from minutes.publication import preview_links
from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.publishing import corrections
from pipeline.publishing.corrections import WishedCorrection
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app

KEY = "a key for tests alone, 32 letters"
TODAY = dt.datetime.now(ZoneInfo("Asia/Taipei")).date()
DRAFT = "2026-03-02-還沒公開的會議"
DUE = "2026-01-05-可以公開的會議"
PUBLIC = "2026-02-02-公開的月會"
PATHS = ("/desk", "/desk/invite", "/desk/corrections", "/desk/handover", f"/desk/draft/{DRAFT}")


def head(ident: str, more: str = "") -> str:
    return (
        f"---\ntitle: {ident[11:]}\ndate: {ident[:10]}\ntier: monthly\nkind: main\n"
        f"host_agency: 國家發展委員會\n{more}---\n# {ident[:10]} {ident[11:]}\n\n"
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("desk")
    public, drafts = Transcripts(folder / "transcripts"), Transcripts(folder / "drafts")
    for place in (public, drafts):
        place.path.mkdir()
    soon = TODAY + dt.timedelta(days=9)
    public.write(
        "archive.yaml",
        "contact: po@example.org\nbase_url: https://minutes.example.tw\n"
        "repository: https://github.com/example/records\n"
        "drafts_repository: https://github.com/example/drafts\n",
    )
    public.write(
        "schedule.yaml",
        f"- {{date: {soon}, tier: monthly, title: 下一次月會}}\n"
        "- {date: 2026-02-10, tier: monthly, title: 沒有紀錄的月會, host: 國家發展委員會}\n"
        "- {date: 2026-03-02, tier: monthly, title: 還沒公開的會議}\n",
    )
    public.write(
        "people.yaml",
        "- id: wang\n  name: {zh: 王範例, en: Wang}\n  labels: [王範例]\n"
        "  po: [{agency: 國家發展委員會, from: 2026-01-01}]\n",
    )
    public.write(
        "issues/shade.md",
        "---\ntitle: 遮陽棚\ncase: 904\nhost_agency: 交通部\nstatus:\n"
        "  - {status: tracked, date: 2026-02-02}\n---\n",
    )
    public.write(
        f"{PUBLIC}.md",
        head(
            PUBLIC,
            "actions: [{task: 做遮陽棚, agency: 國家發展委員會, due: 2026-02-20}]\n"
            f"corrections: [{{date: {TODAY}, what: 更正數字, asked_by: host}}]\n"
            "edit: {waiver_reason: 所有與會者都已確認}\ncase: 不是數字\n",
        )
        + "### 王範例：\n公園有三座遮陽棚。\n\n### 李樣本：\n謝謝。\n",
    )
    drafts.write(
        f"{DRAFT}.md",
        head(DRAFT, "case: 不是數字\nedit: {hold: 草案通過後}\n")
        + "### 王範例：\n草稿裡有三座遮陽棚。\n\n### 李樣本：\n草稿裡的謝謝。\n",
    )
    drafts.write(
        f"{DUE}.md", head(DUE).replace("國家發展委員會", "交通部") + "### 王範例：\n好。\n"
    )
    made = load(public, folder / "data", drafts)
    indexer.refresh(made)
    return made


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """Somebody who came by a link with the key."""
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    made = backstage_app(settings).test_client()
    entered = made.get(f"/desk?key={quote(key())}")
    assert entered.status_code == 302
    assert entered.headers["Location"] == "/desk"
    return made


def key(days: int = 90) -> str:
    return preview_links.sign_desk(KEY, dt.datetime.now(dt.UTC) + dt.timedelta(days=days))


def section(page: str, name: str) -> str:
    found = re.search(rf'<section aria-labelledby="{name}">.*?</section>', page, re.S)
    assert found, name
    return found[0]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("with_key", ["", "expired", "draft", "other"])
def test_without_the_key_there_is_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str, with_key: str
) -> None:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    token = {
        "": "",
        "expired": key(-1),
        "draft": preview_links.sign(KEY, DRAFT, later),
        "other": preview_links.sign_desk(KEY + "x", later),
    }[with_key]
    for prefix in ("", "/en"):
        client = backstage_app(settings).test_client()
        nowhere = client.get(f"{prefix}/desk-of-nobody").text
        client.set_cookie("minutes_desk", token)
        answer = client.get(f"{prefix}{path}?key={quote(token)}")
        assert answer.status_code == 404, prefix
        assert answer.text == nowhere.replace("desk-of-nobody", quote(path[1:])), prefix
        assert client.post(f"{prefix}{path}").status_code in {404, 405}, prefix


def test_the_key_of_the_desk_is_no_link_to_a_draft_and_works_only_here(client: FlaskClient) -> None:
    assert client.get(f"/preview/{key()}").status_code == 404
    assert client.get("/preview").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PATHS)
def test_nobody_keeps_lists_or_hands_on_a_page_of_the_desk(
    client: FlaskClient, prefix: str, path: str
) -> None:
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in answer.headers
    assert 'name="robots" content="noindex"' in answer.text


def counted(page: str) -> dict[str, int]:
    """How many rows the page says that each list has."""
    return {k: int(n) for k, n in re.findall(r'<h2 id="(\w+)"><b>(\d+)</b>', page)}


def test_the_desk_tells_how_much_each_agency_has_to_do_and_leads_there(client: FlaskClient) -> None:
    page = client.get("/desk").text
    lines = re.findall(r'<tr><th scope="row">(?:<a[^>]+><span[^>]*>)?([^<]+)(.*?)</tr>', page)
    told = {name: re.findall(r">(\d+)<", cells) for name, cells in lines}
    assert told == {
        "國家發展委員會": ["1", "1", "1", "1", "1"],  # no case
        "交通部": ["1", "1"],
        "全部": ["2", "1", "1", "1", "1", "1"],
    }
    assert next(iter(told)) == "全部"  # however long the table is
    leading = set(re.findall(r'href="(/desk\?agency=[^#"]+)#\w+"', page))
    assert len(leading) == 3
    for place in leading:
        there = client.get(place).text
        numbers = {k: n for k, n in counted(there).items() if n}
        named = re.findall(rf'href="{re.escape(place)}#(\w+)"[^>]*>(\d+)', page)
        assert {k: int(n) for k, n in named} == numbers, place


def test_the_desk_tells_what_waits_what_is_awaited_and_what_is_late(client: FlaskClient) -> None:
    page = client.get("/desk?agency=ndc").text
    waiting = section(page, "waiting")
    assert "暫緩公開，沒有預定日期：草案通過後" in waiting
    assert "2099" not in page
    assert '<b class="error">錯誤</b>' in waiting  # it waits, and is told of its error today
    assert "https://github.com/example/drafts/edit/main/" in unquote(waiting)
    assert "可以公開了" in section(client.get("/desk?agency=motc").text, "waiting")
    awaited = section(page, "awaited")
    assert "沒有紀錄的月會" in awaited
    assert "還沒公開的會議" not in awaited  # there is a draft
    assert "做遮陽棚" in section(page, "overdue")
    assert "遮陽棚" not in section(page, "cases")  # another agency's
    assert "下一次月會" in section(page, "cases")
    assert "公開的月會" in section(page, "faulty")
    assert "更正數字" in section(page, "corrected")


def test_what_words_alone_tell_of_a_case_stands_with_its_mark(sample_settings: Settings) -> None:
    client = backstage_app(sample_settings, local=True).test_client()
    for path in ("/desk?agency=example-ministry", "/desk/handover"):
        rows = re.findall(r"<li>.*?</li>", client.get(path).text)
        (told,) = [row for row in rows if "/case/904" in row]
        assert re.search(r'>範例部</a></span> <span class="ground" data-found="automatic"', told), (
            path
        )


def test_a_record_without_a_host_is_its_case_s_host_s_and_what_names_none_has_a_line_too(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    (tmp_path / "drafts").mkdir()
    drafts = Transcripts(tmp_path / "drafts")
    transcripts.write(
        "issues/shade.md", "---\ntitle: 遮陽棚\ncase: 904\nhost_agency: 交通部\n---\n"
    )
    named = "---\ntier: monthly\n{}---\n# {}\n\n### 王範例：\n好。\n"
    of_case = "2026-03-02 有案號的會議"
    drafts.write("2026-03-02-有案號的會議.md", named.format("case: 904\n", of_case))
    drafts.write("2026-03-03-誰也沒寫的會議.md", named.format("", "2026-03-03 誰也沒寫的會議"))
    made = load(transcripts, tmp_path / "data", tmp_path / "drafts")
    indexer.refresh(made)
    client = backstage_app(made, local=True).test_client()
    table = client.get("/desk").text
    assert "未註明機關" in table
    assert "有案號的會議" in section(client.get("/desk?agency=motc").text, "waiting")
    nobody = section(client.get("/desk?agency=-").text, "waiting")
    assert "誰也沒寫的會議" in nobody
    assert "有案號的會議" not in nobody


def test_the_desk_of_one_agency_tells_what_concerns_it(client: FlaskClient) -> None:
    page = client.get("/desk?agency=motc").text
    assert 'value="motc" selected' in page
    assert "可以公開的會議" in section(page, "waiting")
    assert "還沒公開的會議" not in section(page, "waiting")
    assert "做遮陽棚" not in page
    assert "遮陽棚" in section(page, "cases")


def test_an_archive_with_nothing_to_do_says_so(
    transcripts: Transcripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    empty = load(transcripts, tmp_path / "data")
    indexer.refresh(empty)
    client = backstage_app(empty, local=True).test_client()
    assert client.get("/desk").text.count("沒有。") == 6
    assert client.get("/en/desk/handover").status_code == 200


def test_the_link_for_participants_is_made_with_the_mail_to_send(client: FlaskClient) -> None:
    page = html.unescape(client.get(f"/desk/invite?draft={quote(DRAFT)}&days=7&lang=en").text)
    link = re.search(r'value="(https://minutes\.example\.tw/en/preview/[^"]+)"', page)
    assert link
    mail = page[page.index('id="mail"') :]
    assert link[1] in mail
    assert "held back and has no day yet: 草案通過後" in mail
    assert "po@example.org" in mail
    shown = client.get(link[1].removeprefix("https://minutes.example.tw"))
    assert "草稿裡有三座遮陽棚" in shown.text
    assert "草稿裡" not in client.get(f"/preview/{quote(DRAFT)}").text


@pytest.mark.parametrize(
    ("prefix", "said"), [("", "沒有這份草稿"), ("/en", "There is no such draft")]
)
def test_a_draft_that_is_not_there_or_public_is_not_asked_about(
    client: FlaskClient, prefix: str, said: str
) -> None:
    for ident in ("2026-03-02-沒有的會議", PUBLIC):
        page = client.get(f"{prefix}/desk/invite?draft={quote(ident)}").text
        assert re.search(rf'role="alert">{said}[^<]*</p>', page), ident


def test_without_a_key_the_desk_says_in_the_reader_s_language_who_sets_it(
    settings: Settings,
) -> None:
    client = backstage_app(settings, local=True).test_client()
    for prefix, said in (("", "請管理員設定"), ("/en", "its keeper sets")):
        page = client.get(f"{prefix}/desk/invite?draft={quote(DRAFT)}").text
        assert f"{said} {preview_links.KEY_VARIABLE}" in page


def dropped(client: FlaskClient, changes: list[WishedCorrection], **more: str) -> str:
    text = corrections.written(changes, "zh")
    return client.post("/desk/corrections", data={"list": text, "do": "look", **more}).text


def test_corrections_are_accepted_or_refused_one_by_one(client: FlaskClient) -> None:
    changes = [
        WishedCorrection(
            DRAFT, "x", "草稿裡有三座遮陽棚。", "草稿裡有四座遮陽棚。", "口誤", "host"
        ),
        WishedCorrection(DRAFT, "x", "草稿裡的謝謝。", "草稿裡的不謝。"),
        WishedCorrection(DRAFT, "x", "從來沒有這句話。", "現在有了。"),
    ]
    looked = dropped(client, changes)
    assert looked.count('value="yes"') == 2
    assert "草稿裡有<del>三</del><ins>四</ins>座遮陽棚。" in looked
    assert "原文已經不在這份紀錄裡" in looked
    done = {"accept-0": "yes", "accept-1": "no", "accept-2": "yes"}
    made = dropped(client, changes, do="apply", **done)
    assert "訂正好了" in made
    assert f"https://github.com/example/drafts/edit/main/{DRAFT}.md" in unquote(made)
    file = dropped(client, changes, do="file", note="1", **done)
    assert "四座遮陽棚" in file
    assert "草稿裡的謝謝。" in file
    assert "現在有了" not in file
    assert f"- {{date: {TODAY}, what: 口誤, asked_by: host}}" in file
    assert "corrections" not in dropped(client, changes, do="file", **done)


def test_a_public_record_is_corrected_with_its_note(client: FlaskClient) -> None:
    changes = [WishedCorrection(PUBLIC, "x", "公園有三座遮陽棚。", "公園有四座遮陽棚。")]
    looked = dropped(client, changes)
    assert 'name="note" value="1" checked' in looked
    file = dropped(
        client, changes, do="file", note="1", **{"accept-0": "yes", "what-0": "更正座數"}
    )
    assert "更正數字" in file
    assert "更正座數" in file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("沒有清單的信", "沒有訂正清單"),
        ("[訂正 1] 2026-03-02-沒有的會議 #x\n原文｜甲\n改為｜乙\n", "找不到這份清單所說的紀錄"),
    ],
)
def test_what_is_no_list_is_told_so(client: FlaskClient, text: str, said: str) -> None:
    assert said in client.post("/desk/corrections", data={"list": text, "do": "look"}).text


def test_too_long_a_list_is_refused(client: FlaskClient) -> None:
    answer = client.post("/desk/corrections", data={"list": "字" * 1_000_000})
    assert answer.status_code == 413


def test_the_handover_tells_of_this_archive_by_its_own_data(client: FlaskClient) -> None:
    page = client.get("/desk/handover").text
    for said in (
        "公開的月會",
        "遮陽棚",
        "王範例",
        "下一次月會",
        "1 份草稿可以公開了",
        "1 份草稿有錯誤",
    ):
        assert said in page, said
    assert "https://github.com/example/drafts" in page


def test_the_handover_counts_all_that_stands_on_the_desk(client: FlaskClient) -> None:
    page = client.get("/desk/handover").text
    counts = counted(client.get("/desk?agency=*").text)
    for key, said in (
        ("awaited", "%d 場會議還沒有紀錄"),
        ("overdue", "%d 件待辦事項逾期"),
        ("cases", "%d 個案件要在下次會議報告"),
        ("faulty", "%d 份公開的紀錄有檢查結果"),
    ):
        line = f'<li><a href="/desk?agency=%2A#{key}">{said % counts[key]}</a></li>'
        assert line in page, said
    assert "沒有等著處理的事" not in page

"""Drafts are read by signed links that expire, or on their keeper's own machine, and nowhere else."""

import datetime as dt
import html
import re
import subprocess
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient

from minutes.publication import preview_links
from minutes.records import document
from minutes.settings import Settings, load
from pipeline.index import indexer
from pipeline.publishing import corrections, invitations
from pipeline.publishing.corrections import WishedCorrection
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app

KEY = "a key for tests alone, 32 letters"
ID = "2026-03-02-還沒公開的會議"
TEXT = """---
title: 還沒公開的會議
date: 2026-03-02
tier: monthly
edit: {hold_until: 2999-01-01}
---
# 2026-03-02 還沒公開的會議

## 第一案

### 王範例：
這句話要請與會者先看過，再公開出去給大家讀。

第二段也是他說的，<script>alert(1)</script>。

> （休息）

### 李樣本：
我說的話可能要訂正。
"""


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    (tmp_path / "drafts").mkdir()
    Transcripts(tmp_path / "drafts").write(f"{ID}.md", TEXT)
    transcripts.write(
        "archive.yaml", "contact: po@example.org\nreport: https://example.org/issues/new\n"
    )
    transcripts.write(
        "2026-01-05-公開.md",
        "---\ntitle: 公開\ndate: 2026-01-05\ntier: other\n---\n# 公開\n\n### 王：\n話。\n",
    )
    settings = load(transcripts, tmp_path / "data", tmp_path / "drafts")
    indexer.refresh(settings)
    return settings


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    return backstage_app(settings).test_client()


def link(meeting: str = ID, days: int = 14) -> str:
    return f"/preview/{preview_links.sign(KEY, meeting, dt.datetime.now(dt.UTC) + dt.timedelta(days=days))}"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_link_shows_the_draft_marked_as_one(client: FlaskClient, prefix: str) -> None:
    response = client.get(prefix + link())
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "這句話要請與會者先看過" in page
    assert ("草稿，尚未公開" if not prefix else "Draft, not public yet") in page
    assert "2999" in page
    assert "<script>alert" not in page


def test_nobody_keeps_lists_or_hands_on_a_draft(client: FlaskClient) -> None:
    response = client.get(link())
    assert response.headers["Cache-Control"] == "no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert 'name="robots" content="noindex"' in response.get_data(as_text=True)
    assert "ETag" not in response.headers


def test_beside_each_speech_there_is_a_way_to_have_it_put_right(client: FlaskClient) -> None:
    page = unquote(client.get(link()).get_data(as_text=True))
    assert page.count("訂正我的發言</button>") == 3
    assert "mailto:po@example.org?subject=訂正草稿" in page


def test_a_public_tracker_is_told_nothing_of_a_draft(
    settings: Settings, transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcripts.write("archive.yaml", "report: https://example.org/issues/new\n")
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    again = load(settings.transcripts, settings.data, settings.drafts)
    page = unquote(backstage_app(again).test_client().get(link()).get_data(as_text=True))
    assert "https://example.org/issues/new?" not in page
    assert "mailto:" not in page


@pytest.mark.parametrize("what", ["expired", "forged", "id", "unknown", "public"])
def test_everything_else_is_not_found(client: FlaskClient, what: str) -> None:
    path = {
        "expired": link(days=-1),
        "forged": link()[:-3] + "AAA",
        "id": f"/preview/{quote(ID)}",
        "unknown": link("2026-03-02-沒有的會議"),
        "public": link("2026-01-05-公開"),
    }[what]
    response = client.get(path)
    assert response.status_code == 404
    assert "與會者" not in response.get_data(as_text=True)


def test_without_a_key_no_link_opens_anything(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(preview_links.KEY_VARIABLE, raising=False)
    assert backstage_app(settings).test_client().get(link()).status_code == 404


def test_a_withdrawn_draft_opens_no_more(client: FlaskClient, transcripts: Transcripts) -> None:
    transcripts.write(
        "withdrawn.yaml", f"- {{meeting: {ID}, date: 2026-03-20, reason: 應當事人請求}}\n"
    )
    assert client.get(link()).status_code == 404


def test_on_their_keepers_own_machine_all_drafts_are_listed(settings: Settings) -> None:
    own = backstage_app(settings, local=True).test_client()
    page = own.get("/preview").get_data(as_text=True)
    assert "還沒公開的會議" in page
    assert "2999-01-01" in page
    assert own.get(f"/preview/{quote(ID)}").status_code == 200
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-For": "203.0.113.7"}):
        assert own.get("/preview", headers=headers).status_code == 404
        assert own.get(f"/preview/{quote(ID)}", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "CF-Connecting-IP", "Via"]
)
def test_whoever_comes_through_a_proxy_is_not_on_this_machine(
    settings: Settings, header: str
) -> None:
    own = backstage_app(settings, local=True).test_client()
    assert own.get("/preview", headers={header: "1.2.3.4"}).status_code == 404


def test_a_proxy_that_names_nobody_is_told_by_its_http_version(settings: Settings) -> None:
    own = backstage_app(settings, local=True).test_client()
    old = own.get("/preview", environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
    assert old.status_code == 404


def test_a_draft_that_is_due_is_shown_without_its_withdrawn_words(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    assert settings.drafts is not None
    text = TEXT.replace("2999-01-01", "2026-04-01")
    (settings.drafts / f"{ID}.md").write_text(text, encoding="utf-8")
    speech = next(i.id for i in document.parse(text).items if "再公開出去" in i.text)
    Transcripts(settings.transcripts).write(
        "withdrawn.yaml",
        f"- {{meeting: {ID}, date: 2026-05-01, reason: 應當事人請求, speech: {speech}}}\n",
    )
    page = backstage_app(settings).test_client().get(link())
    assert page.status_code == 200
    assert "這句話要請與會者先看過" not in page.get_data(as_text=True)
    assert "我說的話可能要訂正" in page.get_data(as_text=True)


def test_elsewhere_there_is_no_list_of_drafts(client: FlaskClient) -> None:
    assert client.get("/preview").status_code == 404


@pytest.mark.parametrize(
    ("prefix", "said"),
    [("", "暫緩公開，還沒有日子：草案通過後"), ("/en", "held back, no day is set: 草案通過後")],
)
def test_participants_are_told_that_a_draft_waits_for_something_without_a_day(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, prefix: str, said: str
) -> None:
    monkeypatch.setenv(preview_links.KEY_VARIABLE, KEY)
    assert settings.drafts is not None
    text = TEXT.replace("{hold_until: 2999-01-01}", "{hold: 草案通過後}")
    (settings.drafts / f"{ID}.md").write_text(text, encoding="utf-8")
    page = backstage_app(settings).test_client().get(prefix + link()).get_data(as_text=True)
    assert said in page
    assert "2999" not in page
    assert "2099" not in page


def wish(client: FlaskClient, address: str, **form: str) -> str:
    return client.post(address, data=form).get_data(as_text=True)


def text_in(page: str) -> str:
    found = re.search(r'<input type="hidden" name="list" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def test_a_participant_makes_a_list_of_corrections_without_scripts(client: FlaskClient) -> None:
    address = link()
    first, second, third = re.findall(r'name="speech" value="(\w+)"', client.get(address).text)
    opened = wish(client, address, list="", speech=third)
    assert f'name="of" value="{third}"' in opened
    assert "我說的話可能要訂正。</textarea>" in opened
    told = wish(
        client, address, list="", of=third, new="我說的話訂正了。", reason="口誤", capacity="host"
    )
    assert corrections.read(text_in(told)) == [
        WishedCorrection(ID, third, "我說的話可能要訂正。", "我說的話訂正了。", "口誤", "host")
    ]
    assert "mailto:po@example.org" in told
    more = wish(client, address, list=text_in(told), of=first, new="這句話請改成這樣。")
    assert [c.speech for c in corrections.read(text_in(more))] == [third, first]
    less = wish(client, address, list=text_in(more), drop="1")
    assert [c.speech for c in corrections.read(text_in(less))] == [first]
    again = wish(client, address, list=text_in(less), of=first, new="再改一次。")
    assert [c.new for c in corrections.read(text_in(again))] == ["再改一次。"]
    unchanged = wish(client, address, list="", of=second, new="")
    assert 'role="alert"' in unchanged


def test_the_list_shows_where_a_long_speech_is_changed(client: FlaskClient) -> None:
    first = re.findall(r'name="speech" value="(\w+)"', client.get(link()).text)[0]
    told = wish(
        client, link(), list="", of=first, new="這句話要請與會者先看過，再公布出去給大家讀。"
    )
    assert "再公<del>開</del><ins>布</ins>出去" in told


def test_a_participant_sees_only_what_is_his_and_corrects_it_there(client: FlaskClient) -> None:
    whole = client.get(link()).text
    assert all(f"?by={quote(name)}#own" in whole for name in ("王範例", "李樣本"))
    address = f"{link()}?by={quote('李樣本')}"
    mine = client.get(address).text
    (speech,) = re.findall(r'name="speech" value="(\w+)"', mine)
    assert "我說的話可能要訂正" in mine
    assert "這句話要請與會者" not in mine
    told = wish(client, address, list="", of=speech, new="我說的話訂正了。")
    assert f'action="{address}"' in told
    assert len(corrections.read(text_in(told))) == 1
    assert client.get(f"{link()}?by={quote('誰')}").text.count('name="speech"') == 3


def test_a_list_takes_wishes_for_this_draft_alone_and_never_a_name(client: FlaskClient) -> None:
    other = corrections.written([WishedCorrection("2026-03-03-別的會議", "x", "甲", "乙")], "zh")
    speech = re.findall(r'name="speech" value="(\w+)"', client.get(link()).text)[0]
    told = wish(client, link(), list=other, of=speech, new="改過的話。", capacity="王範例")
    (only,) = corrections.read(text_in(told))
    assert (only.meeting, only.capacity) == (ID, "")


def test_what_another_site_sends_is_no_wish(client: FlaskClient) -> None:
    speech = re.findall(r'name="speech" value="(\w+)"', client.get(link()).text)[0]
    sent = client.post(
        link(), data={"of": speech, "new": "別人的話。"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "別人的話" not in sent.text


@pytest.mark.parametrize(
    ("prefix", "days", "said"),
    [
        ("", -1, "這個連結的期限已經過了"),
        ("/en", -1, "This link has expired"),
        ("", None, "網址不完整或有錯字"),
        ("/en", None, "incomplete or mistyped"),
    ],
)
def test_a_link_that_is_over_says_so_and_whom_to_ask(
    client: FlaskClient, prefix: str, days: int | None, said: str
) -> None:
    address = link(days=days) if days else link()[:-4]
    answer = client.get(prefix + address)
    assert answer.status_code == 404
    assert said in answer.text
    assert "mailto:po@example.org" in answer.text
    assert "還沒公開的會議" not in answer.text


def asked(settings: Settings) -> str:
    made = invitations.invite(settings, ID, 14, dt.datetime.now(dt.UTC))
    return f"/preview/{made.token}"


def test_participants_are_told_what_changed_since_they_were_asked(
    settings: Settings, client: FlaskClient
) -> None:
    assert settings.drafts is not None
    file = settings.drafts / f"{ID}.md"
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "a"]):
        name = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", *name, *words], cwd=settings.drafts, check=True)
    address = asked(settings)
    assert "內容沒有改過" in client.get(address).text
    file.write_text(TEXT.replace("我說的話可能要訂正。", "我說的話已經訂正。"), encoding="utf-8")
    page = client.get(address).text
    assert "收到連結以後改過的地方" in page
    since = page[page.index('id="since"') : page.index("<h1")]
    assert ("改寫" in since, "這句話要請" in since) == (True, False)
    assert re.search(r'class="difference"[^>]*>我說的話<ins>已經</ins>訂正。', since)
    assert "可能" not in since  # whoever took it out, for whatever reason
    file.write_text(TEXT.replace("我說的話可能要訂正。", ""), encoding="utf-8")
    page = client.get(address).text
    since = page[page.index('id="since"') : page.index("<h1")]
    assert ("刪除" in since, "可能要訂正" in page) == (
        True,
        False,
    )  # whoever took it out, for whatever reason


def test_without_git_nobody_guesses_where_a_draft_changed(
    settings: Settings, client: FlaskClient
) -> None:
    assert settings.drafts is not None
    address = asked(settings)
    (settings.drafts / f"{ID}.md").write_text(TEXT + "\n又一段。\n", encoding="utf-8")
    assert "查不出改了哪裡" in client.get(address).text

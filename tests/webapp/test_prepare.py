"""`/prepare`: from a file or pasted words to a finished record, without a terminal or JavaScript."""

import datetime as dt
import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.findings.rules import Lang
from minutes.records.front_matter import FrontMatter
from minutes.settings import Settings, load
from pipeline.authoring.form import FORM_FIELDS, Form, fill
from pipeline.index import indexer
from pipeline.source.parser import parse
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing import prepare_page

WORDS = "2026-03-02 示範月會\n王範例：大家好，今天談三件事。\n李樣本：我先說第一件。\n王範例：謝謝。\n李樣本：再來是第二件。\n"


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    settings = load(transcripts, tmp_path / "data")
    indexer.refresh(settings)
    return settings


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return backstage_app(settings, local=True).test_client()


def fields(page: str) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    main = page[page.index('id="sheet"') : page.index("</form>", page.index('id="sheet"'))]
    main = re.sub(r"<template.*?</template>", "", main, flags=re.S)
    inputs = re.findall(r"<input [^>]*>", main)
    boxes = [tag for tag in inputs if 'type="checkbox"' not in tag or " checked" in tag]
    named = (re.search(r' name="([\w.]+)" value="([^"]*)"', tag) for tag in boxes)
    found = {match[1]: match[2] for match in named if match}
    found |= dict(re.findall(r'<textarea[^>]* name="([\w.]+)"[^>]*>\n(.*?)</textarea>', main, re.S))
    for name, options in re.findall(
        r'<select[^>]* name="([\w.]+)"[^>]*>(.*?)</select>', main, re.S
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def headings(page: str) -> list[str]:
    return re.findall(r"<h3[^>]*>([^<]*)</h3>", page)


def test_pasted_words_become_a_record_that_is_checked_and_shown(client: FlaskClient) -> None:
    page = client.post("/prepare", data={"text": WORDS, "do": "check"}).get_data(as_text=True)
    form = fields(page)
    assert (form["date"], form["tier"]) == ("2026-03-02", "monthly")
    assert "### 王範例：\n大家好，今天談三件事。" in form["text"]
    assert "李樣本" in headings(page)
    assert "2026年3月17日" in page  # the tenth working day is the 16th


def test_what_the_form_says_is_in_the_file_that_comes_back(client: FlaskClient) -> None:
    form = fields(client.post("/prepare", data={"text": WORDS}).get_data(as_text=True))
    form |= {"title": "115年3月示範月會", "host_agency": "國家發展委員會", "hold_until": "2026-05-01",
             "summary_zh": "談了三件事。"}  # fmt: skip
    response = client.post("/prepare", data={**form, "do": "file"})
    assert response.mimetype == "text/markdown"
    assert "filename*=UTF-8''2026-03-02-115" in response.headers["Content-Disposition"]
    parsed = parse(response.get_data(), "2026-03-02-115年3月示範月會.md")
    front = parsed.meeting.front
    assert (front.title, front.host_agency) == ("115年3月示範月會", ("國家發展委員會",))
    assert front.edit is not None
    assert str(front.edit.hold_until) == "2026-05-01"
    assert front.summary.zh == "談了三件事。"
    assert [i.text for i in parsed.document.items if i.type == "speech"] == [
        "大家好，今天談三件事。", "我先說第一件。", "謝謝。", "再來是第二件。"
    ]  # fmt: skip


def test_a_second_round_changes_nothing_that_nobody_changed(client: FlaskClient) -> None:
    form = fields(client.post("/prepare", data={"text": WORDS}).get_data(as_text=True))
    once = client.post("/prepare", data={**form, "do": "file"}).get_data(as_text=True)
    form = fields(client.post("/prepare", data=form).get_data(as_text=True))
    twice = client.post("/prepare", data={**form, "do": "file"}).get_data(as_text=True)
    assert once == twice


def test_an_uploaded_file_is_read_and_a_wrong_one_is_explained(client: FlaskClient) -> None:
    captions = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v 王範例>大家好。\n"
    upload = {"file": (io.BytesIO(captions.encode()), "2026-03-02-示範.vtt")}
    page = client.post("/prepare", data=upload).get_data(as_text=True)
    assert "王範例" in headings(page)
    wrong = client.post("/prepare", data={"file": (io.BytesIO(b"%PDF-1.7 x"), "a.pdf")})
    assert wrong.status_code == 422
    assert "PDF" in wrong.get_data(as_text=True)


def test_findings_are_told_in_the_language_of_the_page(client: FlaskClient) -> None:
    text = WORDS + "\n王範例：我的身分證字號是A123456789。\n"
    for path, words in (("/prepare", "身分證"), ("/en/prepare", "identity")):
        page = client.post(path, data={"text": text}).get_data(as_text=True)
        findings = page[
            page.index('class="findings"') : page.index("</ol>", page.index('class="findings"'))
        ]
        assert words in findings
        assert "A123456789" not in findings, (path, words)


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    text = "王範例：<script>alert(1)</script><img src=x onerror=alert(1)>\n李樣本：</textarea><script>1</script>\n"
    page = client.post("/prepare", data={"text": text, "name": '"><script>'}).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<script>1" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")


@pytest.mark.parametrize(
    ("path", "words"), [("/prepare", "上限是 12 MB"), ("/en/prepare", "limit is 12 MB")]
)
def test_a_file_that_is_too_large_is_refused_with_the_limit(
    client: FlaskClient, path: str, words: str
) -> None:
    big = b"x" * (prepare_page.MAX_UPLOAD + 300 * 1024)
    declared = client.post(path, data=big, content_type="multipart/form-data; boundary=b")
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    body = part + big[: -200 * 1024] + b"\r\n--b--\r\n"
    uploaded = client.post(path, data=body, content_type="multipart/form-data; boundary=b")
    for response in (declared, uploaded):
        assert response.status_code == 413
        assert words in response.get_data(as_text=True)


def test_a_file_and_pasted_words_at_once_are_not_guessed_between(client: FlaskClient) -> None:
    both = {"file": (io.BytesIO(b"WEBVTT"), "a.vtt"), "text": WORDS}
    response = client.post("/prepare", data=both)
    assert response.status_code == 400
    assert fields(response.get_data(as_text=True))["text"] == WORDS


def test_an_empty_file_is_not_taken_for_none(client: FlaskClient) -> None:
    for data in (b"", b"\xef\xbb\xbf\r\n"):
        response = client.post("/prepare", data={"file": (io.BytesIO(data), "a.docx")})
        assert (response.status_code, "檔案是空的" in response.get_data(as_text=True)) == (
            400,
            True,
        ), data
    nothing = client.post("/en/prepare", data={"text": " ", "do": "check"})
    assert (nothing.status_code, "Choose a file" in nothing.get_data(as_text=True)) == (400, True)


FAULTY = WORDS + "王範例：我的電話是 0912-345-678。\n"


def test_a_file_with_errors_is_given_out_as_unfinished_only(client: FlaskClient) -> None:
    page = client.post("/en/prepare", data={"text": FAULTY}).get_data(as_text=True)
    assert "Download the unfinished file" in page
    assert "Download the finished file" not in page
    assert "1 thing must be put right" in page
    form = fields(page)
    refused = client.post("/en/prepare", data={**form, "do": "file"})
    assert refused.mimetype == "text/html"
    assert "nothing was downloaded" in refused.get_data(as_text=True)
    given = client.post("/en/prepare", data={**form, "do": "unfinished"})
    assert "unfinished-2026-03-02" in given.headers["Content-Disposition"]
    mended = {**form, "text": form["text"].replace("0912-345-678", "公務電話"), "do": "file"}
    finished = client.post("/en/prepare", data=mended)
    assert finished.mimetype == "text/markdown"
    assert "unfinished" not in finished.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("path", "library"),
    [("/prepare", "mapping values|YAML|found"), ("/en/prepare", "mapping values|found")],
)
def test_a_slip_in_the_head_is_told_plainly_beside_the_whole_file(
    client: FlaskClient, path: str, library: str
) -> None:
    form = fields(client.post(path, data={"text": WORDS}).get_data(as_text=True))
    broken = form["text"].replace("title: ", "title: 甲: ")
    upload = {"file": (io.BytesIO(broken.encode()), form["name"])}
    page = client.post(path, data=upload).get_data(as_text=True)
    kept = fields(page)
    assert kept["text"] == broken
    assert "tier" not in kept
    assert "第 2 行" in page or "line 2" in page
    assert not re.search(library, page.replace(broken, ""))
    again = client.post(path, data={**kept, "text": form["text"]}).get_data(as_text=True)
    assert fields(again)["text"] == form["text"]
    assert fields(again)["tier"] == "monthly"


def test_a_finding_stands_beside_its_field_and_leads_there(client: FlaskClient) -> None:
    form = fields(client.post("/prepare", data={"text": WORDS}).get_data(as_text=True))
    page = client.post("/prepare", data={**form, "hold_until": "明年"}).get_data(as_text=True)
    assert 'href="#f-hold_until"' in page
    field = page[page.index('id="f-hold_until"') :]
    field = field[: field.index("</div>")]
    assert 'value="明年"' in field
    assert 'aria-describedby="h-f-hold_until e-f-hold_until" aria-invalid="true"' in field
    assert "不是日期" in field[field.index('id="e-f-hold_until"') :]


def test_what_was_said_of_the_first_file_is_still_there_in_the_second_round(
    client: FlaskClient,
) -> None:
    first = client.post("/prepare", data={"text": WORDS}).get_data(as_text=True)
    second = client.post("/prepare", data=fields(first)).get_data(as_text=True)
    for page in (first, second):
        assert "第一行當作標題" in page[page.index("從檔案讀到的") :]


@pytest.mark.parametrize(
    "sent", ["[", '{"title": {"a": [1]}, "guessed": 3, "dropped": [[1]]}', "[[1, [[0, 9, 3]]]]"]
)
def test_what_the_page_sends_along_may_be_tampered_with(client: FlaskClient, sent: str) -> None:
    form = fields(client.post("/prepare", data={"text": WORDS}).get_data(as_text=True))
    response = client.post("/prepare", data={**form, "earlier": sent, "notes": sent})
    assert response.status_code == 200
    assert fields(response.get_data(as_text=True))["date"] == "2026-03-02"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_words_of_another_language_or_a_library_reach_the_page(
    transcripts: Transcripts, lang: Lang
) -> None:
    values = ("[x]", "{a: b}", "'*'", "1.5", "true", "-1", "2026/1/1")
    said = []
    for name in FrontMatter.__dataclass_fields__:
        for value in values:
            head = "".join(
                f"{n}: {v}\n"
                for n, v in {
                    "title": "甲",
                    "date": "2026-03-02",
                    "tier": "other",
                    name: value,
                }.items()
            )
            text = f"---\n{head}---\n# 2026-03-02 甲\n\n### 王範例：\n好。\n"
            sheet = prepare_page.sheet_of(
                text.encode(), "2026-03-02-甲.md", None, transcripts.path, lang
            )
            said += [f.message for f in sheet.findings] + list(sheet.when)
    assert len(said) > 200
    for words in set(said):
        assert "Input should" not in words or lang == "en", words
        assert "?" not in words, words
        if lang == "zh":
            assert not re.search(r"(?:[A-Za-z]{2,} ){3}", words), words


@pytest.mark.parametrize(
    ("head", "zh", "en"),
    [
        ("tier: monthly\n", "訂正期到", "time for corrections ends"),
        ("tier: monthly\nedit: {waiver_reason: 全體都已確認}\n", "不必等訂正期", "need not wait"),
        ("tier: monthly\nedit: {hold_until: 2999-01-01}\n", "從 2999年1月1日 零時（臺北時間）起", "from 1 January 2999, 00:00 (Taipei"),
        ("tier: monthly\nedit: {hold_until: x}\n", "欄位看不懂，改好以前", "cannot be read"),
        ("tier: [\n", "開頭的欄位看不懂", "front matter cannot be read"),
        ("tier: other\n", "沒有訂正期", "no time for corrections"),
        ("tier: other\nedit:\n", "檔頭有 edit", "has the field edit"),
        ("kind: main\n", "還沒有選層級", "No tier has been chosen"),
        ("tier: collaborative\nkind: pre_meeting\ncase: 3\n", "也要等該案的協作會議", "collaborative meeting of its case"),
    ],
)  # fmt: skip
def test_when_it_will_be_public_is_what_the_gate_says(
    transcripts: Transcripts, head: str, zh: str, en: str
) -> None:
    today = dt.datetime.now(dt.UTC).date()
    text = f"---\ntitle: 甲\ndate: {today}\n{head}---\n# {today} 甲\n\n### 王範例：\n好。\n"
    for lang, words in (("zh", zh), ("en", en)):
        sheet = prepare_page.sheet_of(text.encode(), f"{today}-甲.md", None, transcripts.path, lang)  # type: ignore[arg-type]  # both are languages
        assert words in " ".join(sheet.when)
    for line in ("", "date: 春天\n"):
        text = text.replace(f"date: {today}\n", line).replace(f"# {today}", "#")
        sheet = prepare_page.sheet_of(text.encode(), "甲.md", None, transcripts.path, "zh")
        assert head.startswith(("tier: other\n", "tier: [")) or "公開" in sheet.when[0], line
        assert "從 " not in " ".join(sheet.when), line


def test_a_file_that_takes_too_long_ends_with_an_explanation(transcripts: Transcripts) -> None:
    with pytest.raises(prepare_page.TooSlow):
        prepare_page.work(WORDS.encode(), "a.txt", None, transcripts.path, "zh", seconds=0.01)


def test_an_error_that_nobody_foresaw_is_logged_without_the_words_of_the_file(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(prepare_page.Failed):
        prepare_page.work(WORDS.encode(), "a.txt", None, Path("\0"), "zh")
    assert "ValueError" in caplog.text
    assert "王範例" not in caplog.text


def test_nothing_is_stored(client: FlaskClient, settings: Settings, tmp_path: Path) -> None:
    before = sorted(p for p in tmp_path.rglob("*"))
    client.post("/prepare", data={"text": WORDS + "齉爩"})
    assert sorted(p for p in tmp_path.rglob("*")) == before


def test_a_form_on_another_site_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/prepare", data={"text": WORDS}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert response.status_code == 403


def test_nobody_keeps_or_lists_the_page(client: FlaskClient) -> None:
    for response in (client.get("/prepare"), client.post("/prepare", data={"text": WORDS})):
        assert response.headers["Cache-Control"] == "no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("setting", "local", "headers", "status"),
    [
        (None, True, {}, 200),
        (None, False, {}, 404),
        (True, False, {}, 200),
        (False, True, {}, 404),
        (None, True, {"X-Forwarded-For": "203.0.113.7"}, 404),
        (None, True, {"Host": "minutes.example.tw"}, 404),
    ],
)
def test_the_page_is_on_where_the_settings_say_so_and_by_default_on_this_machine_alone(
    transcripts: Transcripts,
    tmp_path: Path,
    setting: bool | None,
    local: bool,
    headers: dict[str, str],
    status: int,
) -> None:
    if setting is not None:
        transcripts.write("archive.yaml", f"prepare: {str(setting).lower()}\n")
    settings = load(transcripts, tmp_path / "data")
    indexer.refresh(settings)
    client = backstage_app(settings, local=local).test_client()
    assert client.get("/prepare", headers=headers).status_code == status
    assert client.post("/prepare", data={"text": ""}, headers=headers).status_code in {status, 400}


def test_the_head_of_a_file_keeps_what_the_form_does_not_know() -> None:
    text = "---\ntitle: 甲\n# 註解\ndate: 2026-03-02\ntier: other\nlicence: CC0-1.0\nedit: {closes: 2026-04-01}\n---\n# 甲\n"
    form = Form(
        title="乙", date="2026-03-03", tier="monthly", case="12、13", waiver_reason="都已確認"
    )
    made = fill(parse(text.encode(), "2026-03-02-甲.md"), form)
    front = parse(made.encode(), "2026-03-03-乙.md").meeting.front
    assert (front.title, str(front.date), front.tier, front.case) == (
        "乙",
        "2026-03-03",
        "monthly",
        (12, 13),
    )
    assert front.edit is not None
    assert (front.edit.waiver_reason, str(front.edit.closes)) == ("都已確認", "2026-04-01")
    assert "# 註解\n" in made
    assert front.licence == "CC0-1.0"
    assert set(FORM_FIELDS) >= {"title", "date", "tier", "case", "host_agency"}


def test_a_value_that_is_no_date_is_kept_for_the_check_to_report(client: FlaskClient) -> None:
    form = fields(client.post("/prepare", data={"text": WORDS}).get_data(as_text=True))
    page = client.post("/prepare", data={**form, "date": "三月二日", "case": "十二"}).get_data(
        as_text=True
    )
    assert fields(page)["date"] == "三月二日"
    assert "date: 三月二日" in fields(page)["text"]
    assert fields(page)["case"] == "12"
    assert "bad-date" in page


def test_the_title_says_what_came_of_it(client: FlaskClient) -> None:
    def title(path: str, **data: str) -> str:
        page = client.post(path, data=data | {"do": "check"}).get_data(as_text=True)
        found = re.search(r"<title>([^<]*)</title>", page)
        assert found
        return found[1]

    wrong = WORDS.replace("謝謝", "我的手機是 0912-345-678")
    assert title("/prepare", text=wrong).startswith("1 個錯誤 · 整理逐字稿")
    assert title("/en/prepare", text=wrong).startswith("1 error · Prepare a record")
    assert title("/prepare", text=WORDS).startswith("沒有錯誤 · ")
    assert title("/prepare", text="").startswith("有問題 · ")


def test_a_record_whose_day_has_passed_is_said_to_appear_among_the_drafts_too(
    client: FlaskClient,
) -> None:
    old = WORDS.replace("2026-03-02", "2017-05-19")
    said = client.post("/prepare", data={"text": old, "do": "check"}).get_data(as_text=True)
    assert "公開日（2017年6月6日）已經到了" in said
    assert "草稿資料夾，就會公開" in said
    said = client.post("/en/prepare", data={"text": old, "do": "check"}).get_data(as_text=True)
    assert "or among drafts that the site reads" in said

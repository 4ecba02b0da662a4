"""`/prepare`: from a file or pasted words to a finished record, without a terminal or JavaScript."""

import io
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.settings import Settings, load
from pipeline import index
from pipeline.parse import parse
from pipeline.prepare import FORM_FIELDS, Form, fill
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp import workbench

WORDS = "2026-03-02 示範月會\n王範例：大家好，今天談三件事。\n李樣本：我先說第一件。\n王範例：謝謝。\n李樣本：再來是第二件。\n"


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    settings = load(transcripts, tmp_path / "data")
    index.refresh(settings)
    return settings


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return backstage_app(settings, local=True).test_client()


def fields(page: str) -> dict[str, str]:
    """The form of a page as a browser would send it back."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.S))
    for name, options in re.findall(r'<select[^>]* name="(\w+)">(.*?)</select>', page, re.S):
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
    assert "2026-03-17" in page  # the tenth working day is the 16th


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
        assert "A123456789" not in findings


def test_hostile_words_stay_words(client: FlaskClient) -> None:
    text = "王範例：<script>alert(1)</script><img src=x onerror=alert(1)>\n李樣本：</textarea><script>1</script>\n"
    page = client.post("/prepare", data={"text": text, "name": '"><script>'}).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "<script>1" not in page
    assert "onerror=alert(1)>" not in page.replace("&gt;", "")


def test_a_file_that_is_too_large_is_refused_without_reading_it(client: FlaskClient) -> None:
    big = b"x" * (workbench.MAX_UPLOAD + 300 * 1024)
    response = client.post("/prepare", data=big, content_type="multipart/form-data; boundary=b")
    assert response.status_code == 413


def test_a_file_that_takes_too_long_ends_with_an_explanation(transcripts: Transcripts) -> None:
    with pytest.raises(workbench.TooSlow):
        workbench.work(WORDS.encode(), "a.txt", None, transcripts.path, "zh", seconds=0.01)


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
    index.refresh(settings)
    client = backstage_app(settings, local=local).test_client()
    assert client.get("/prepare", headers=headers).status_code == status
    assert client.post("/prepare", data={"text": ""}, headers=headers).status_code in {status, 400}


def test_the_head_of_a_file_keeps_what_the_form_does_not_know() -> None:
    text = "---\ntitle: 甲\n# 註解\ndate: 2026-03-02\ntier: other\nlicence: CC0-1.0\nedit: {closes: 2026-04-01}\n---\n# 甲\n"
    form = Form(
        title="乙", date="2026-03-03", tier="monthly", case="12、13", waiver_reason="都已確認"
    )
    made = fill(text, form)
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
    assert "三月二日" in fields(page)["text"]
    assert "bad-" in page or "error" in page

"""What is found in a head as offices write it, in the words of who has a form before them."""

import re
from pathlib import Path

import pytest

from minutes.findings.rules import Lang
from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing import prepare_page
from webapp.pages.editing.findings import grouped

SPOKEN = (
    "王範例：大家好。",
    "陳示範：我說。",
    "王範例：好。",
    "陳示犯：我也說。",
    "王範例：謝謝。",
    "陳示範：好。",
)


def test_a_field_or_a_day_as_offices_write_it_is_told_with_what_it_is_read_as(
    transcripts: Transcripts,
) -> None:
    head = "title: 甲\ndate: 115年3月2日\ntier: other\n主辦機關: 交通部\nattendees: [王範例（交通部 專員）]\n"
    text = f"---\n{head}---\n# 2026-03-02 甲\n\n### 王範例：\n好。\n"
    sheet = prepare_page.sheet_of(text.encode(), "2026-03-02-甲.md", None, transcripts.path, "zh")
    told = {found.at: found for found in sheet.findings}
    assert "讀作：2026-03-02。" in told["f-date"].message
    assert "讀作：這一欄現在顯示的。" in told["f-host_agency"].message
    assert "再檢查一次，就會改好" in told["f-host_agency"].message
    assert told["f-host_agency"].fix
    assert "按「改成這樣」" in told["attendees.0"].message


def test_an_issue_is_missed_only_where_no_public_one_is_called_so(transcripts: Transcripts) -> None:
    text = "---\ntitle: 甲\ndate: 2026-03-02\ntier: other\nissue: [bus-stop, harbour]\n---\n### 王範例：\n好。\n"
    sheet = prepare_page.sheet_of(
        text.encode(), "2026-03-02-甲.md", None, transcripts.path, "zh", ["harbour"]
    )
    told = [found.message for found in sheet.findings if found.code == "issue-not-looked-up"]
    assert [message.partition("。")[0] for message in told] == ["公開的議題裡沒有「bus-stop」"]


def test_a_head_that_cannot_be_read_is_put_right_by_the_button_of_its_finding(
    transcripts: Transcripts,
) -> None:
    text = "---\ntitle: 甲\ndate: 2026-03-02\ntier：other\n---\n# 2026-03-02 甲\n\n### 王範例：\n好。\n"
    name = "2026-03-02-甲.md"
    shown = prepare_page.sheet_of(text.encode(), name, None, transcripts.path, "zh")
    (found,) = shown.findings
    sent = {"name": name, "text": text, "do": f"fix:{found.fix}"}
    after = prepare_page.sheet_of(text.encode(), name, sent, transcripts.path, "zh")
    assert (after.raw, after.text) == (False, text.replace("tier：", "tier: "))


SAID = "".join(f"### 王範例：\n第{n}點。\n\n### 李樣本：\n好。\n\n" for n in range(110))
HEAD = "---\ntitle: 甲\ndate: 2026-03-02\ntier: other\n---\n# 2026-03-02 甲\n\n"


@pytest.mark.parametrize(
    ("code", "words", "named"),
    [
        (
            "words-without-speaker",
            "## 討論\n\n誰說的？\n\n## 結語\n\n這又是誰？\n\n## 散場\n\n再見。\n",
            [],
        ),
        (
            "label-once",
            "### 臨時動議：\n好。\n\n### 綜合整理：\n好。\n\n### 活動照片：\n好。\n",
            ["綜合整理", "活動照片"],
        ),
    ],
)
def test_what_is_said_of_several_places_is_said_once(
    transcripts: Transcripts, code: str, words: str, named: list[str]
) -> None:
    text = HEAD + SAID + words
    sheet = prepare_page.sheet_of(text.encode(), "2026-03-02-甲.md", None, transcripts.path, "zh")
    group, *others = (group for group in grouped(sheet.findings) if group[0].code == code)
    assert (len(group), others) == (3, [])
    assert all(one.at for one in group)
    assert all(name in one.what for name, one in zip(named, group[1:], strict=False))


def test_what_has_a_button_of_its_own_stands_alone(transcripts: Transcripts) -> None:
    text = HEAD + "###王範例：\n一。\n\n###李樣本：\n二。\n"
    sheet = prepare_page.sheet_of(text.encode(), "2026-03-02-甲.md", None, transcripts.path, "zh")
    groups = grouped(sheet.findings)
    assert [len(group) for group in groups if group[0].fix] == [1, 1]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", '陳示犯（紀錄第 <a href="#s5">5</a> 段，'),
        ("en", '陳示犯 (piece <a href="#s5">5</a> of the record, '),
    ],
)
def test_what_the_reader_of_a_file_doubts_leads_to_its_place_by_the_numbers_of_the_page(
    transcripts: Transcripts, lang: Lang, said: str
) -> None:
    words = ("2026-03-02 範例部會議", *SPOKEN)
    sheet = prepare_page.sheet_of("\n".join(words).encode(), "a.txt", None, transcripts.path, lang)
    assert any(said in note for note in sheet.guessed), sheet.guessed
    assert re.search(r'id="s5".*?我也說', sheet.words.pieces, re.S)


def test_a_doubt_of_the_reader_leads_to_its_piece_on_the_page_and_brings_no_markup_along(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("archive.yaml", "prepare: true\n")
    made = load(transcripts.path, tmp_path / "data")
    indexer.refresh(made)
    client = backstage_app(made, local=True).test_client()
    words = ("2026-03-02 範例部會議", *(line.replace("我也說", "我也<b>說") for line in SPOKEN))
    page = client.post("/prepare", data={"text": "\n".join(words)}).get_data(as_text=True)
    notes = page.partition('<ul class="notes">')[2].partition("</ul>")[0]
    assert '紀錄第 <a href="#s5">5</a> 段' in notes
    assert "我也&lt;b&gt;說" in notes
    assert 'id="s5"' in page

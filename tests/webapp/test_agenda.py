"""The next meeting's paper: as a page, as Markdown, and as files that office programs open."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from minutes import settings
from minutes.cases.claims import UNKNOWN, Standing
from pipeline.archive.archive import Archive
from pipeline.export import agenda_paper, papers
from pipeline.export.papers import Run, block
from pipeline.readers import reading
from pipeline.trails import agenda
from tests.conftest import Transcripts
from webapp.commands import trails

MAIN = "---\ntitle: 第907案協作會議\ndate: 2025-07-10\ntier: collaborative\ncase: 907\n---\n# 2025-07-10 第907案協作會議\n\n"
MONTH = "# 2025-08-05 114年8月開放政府聯絡人工作推動會議\n\n### 主席：\n接下來請示範署就序號907還書箱案說明\n\n### 王小明：\n夜間還書箱還在試辦，下個月回應，謝謝\n"


def test_the_paper_has_the_open_cases_by_number_with_what_was_said_last(
    client: FlaskClient,
) -> None:
    page = client.get("/following/agenda").text
    numbers = [int(n) for n in re.findall(r"<h3>.*?第 (\d+) 案", page)]
    assert numbers == sorted(numbers)
    assert "環保杯歸還站" in page
    assert "圖書館夜間還書" not in page.split("其他未完成事項")[0]
    assert re.search(r"最後一次提到：20\d\d-\d\d-\d\d", page)
    assert "Last spoken of: 20" in client.get("/en/following/agenda").text


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_both_office_files_open_again_with_the_same_words(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/following/agenda.{form}")
    assert answer.mimetype == (papers.ODT_TYPE if form == "odt" else papers.DOCX_TYPE)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as package:
        assert package.testzip() is None
        name = "content.xml" if form == "odt" else "word/document.xml"
        words = "".join(ET.fromstring(package.read(name)).itertext())  # noqa: S314 (our own)
    plain = re.sub(r"\]\(<[^>]*>\)|[\\\[#•\s-]", "", client.get("/following/agenda.md").text)
    assert re.sub(r"[•\s-]", "", words).replace("#", "") == plain
    assert "環保杯歸還站" in reading.read(answer.data, f"agenda.{form}").markdown


def test_what_words_alone_tell_is_marked_beside_them_in_every_form(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    said = "\n\n".join(f"### 講者{n}：\n夜間還書箱第{n}個問題是收箱的人力" for n in range(12))
    transcripts.write("2025-07-10-第907案協作會議.md", MAIN + said + "\n")
    transcripts.write("2025-08-05-114年8月開放政府聯絡人工作推動會議.md", MONTH)
    client = site_of(transcripts)
    page = client.get("/following/agenda").text
    assert re.search(
        r'data-found="automatic"[^>]*>（自動尋得）</a>.{0,8}<a href="[^"]+#s\w+"', page
    )
    seen = re.sub(r"<[^>]+>", "", client.get("/en/following/agenda").text)
    assert "(found automatically)" in seen
    assert not re.search(r"\S\(found automatically", seen)
    plain = client.get("/following/agenda.md").text
    assert "（自動尋得）[「接下來請示範署" in plain
    quoted = re.findall(r"\[「([^」]+)」\]", plain)
    assert len(quoted) == len(set(quoted))  # the same words stand there once


@pytest.mark.parametrize(
    ("claim", "end"),
    [
        (UNKNOWN, "（自動尋得）"),
        (
            Standing(found="declared", value="released"),
            "（自動尋得）「接下來請示範署就序號907還書箱案說明」",
        ),
    ],
    ids=["nothing led to it", "a record led to it"],
)
def test_a_state_that_words_tell_is_marked_also_where_no_sentence_tells_it(
    transcripts: Transcripts, tmp_path: Path, claim: Standing, end: str
) -> None:
    transcripts.write("2025-07-10-第907案協作會議.md", MAIN + "### 主席：\n開始\n")
    transcripts.write("2025-08-05-114年8月開放政府聯絡人工作推動會議.md", MONTH)
    archive = Archive(settings.load(transcripts.path, tmp_path / "data"), in_memory=True)
    view = archive.view()
    found = agenda.agenda(view, dt.date(2025, 9, 1), ())
    (point,) = found.points
    claims = replace(point.case.claims, status=claim)
    untold = replace(found, points=(replace(point, case=replace(point.case, claims=claims)),))
    (state,) = [
        "".join(run.text for run in each.runs)
        for each in agenda_paper.paper(view, untold, "zh", None)
        if each.runs[0].text.startswith("狀態")
    ]
    assert state.endswith(end)


def test_a_note_is_not_quoted_as_the_words_of_a_record_that_does_not_have_it(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    report = "---\ntier: monthly\nreports: {case: 907, status: tracked, note: 等候回應}\n---\n"
    transcripts.write("2025-07-10-第907案協作會議.md", MAIN + "### 主席：\n大家好\n")
    transcripts.write("2025-08-05-114年8月開放政府聯絡人工作推動會議.md", report + MONTH)
    noted = site_of(transcripts).get("/following/agenda.md").text
    assert "最後一次提到：2025-08-05 [「等候回應」]" in noted
    later = MAIN.replace("date: 2025-07-10", "date: 2025-09-09").replace("案協", "案第二次協")
    transcripts.write("2025-09-09-第907案第二次協作會議.md", later + "### 主席：\n大家好\n")
    page = site_of(transcripts).get("/following/agenda.md").text
    assert "最後一次提到：2025-09-09 [紀錄]" in page
    assert "等候回應" not in page


def test_words_that_look_like_marks_stay_words() -> None:
    blocks = [block("item", "*a* <b>", Run("[x]", "https://example.org/a_b")), block("text", "- 1")]
    assert papers.markdown(blocks) == (
        "- \\*a\\* \\<b\\>[\\[x\\]](<https://example.org/a_b>)\n\n\\- 1\n"
    )
    assert papers.odt(blocks) == papers.odt(blocks)


def test_the_command_writes_the_paper_and_overwrites_nothing(sample: Path, tmp_path: Path) -> None:
    place = ["--transcripts", str(sample), "--data", str(tmp_path / "data")]
    target = tmp_path / "agenda.odt"
    made = CliRunner().invoke(trails.agenda, ["--output", str(target), "--lang", "zh", *place])
    assert made.exit_code == 0, made.output
    assert zipfile.is_zipfile(target)
    again = CliRunner().invoke(trails.agenda, ["--output", str(target), *place])
    assert (again.exit_code, "exists already" in again.output) == (2, True)
    odd = CliRunner().invoke(trails.agenda, ["--output", str(tmp_path / "a.pdf"), *place])
    assert odd.exit_code == 2

"""What people declare of cases against what meetings say in so many words: a finding, never a change."""

from pathlib import Path

import pytest

from pipeline.checks.validation import validate_archive
from tests.pipeline.findings import NOW, codes, front, only

NAME = "2025-05-06-開放政府聯絡人第四次月會.md"
HEAD = "# 2025-05-06 開放政府聯絡人第四次月會\n\n"
MONTH = "title: 開放政府聯絡人第四次月會\ndate: 2025-05-06\ntier: monthly\nkind: main\n"
CALL = "### 司儀：\n接著是歷次協作會議的摘要報告，請序號901遊具遮陽案，請文化部。\n\n### 陳範例：\n遮陽棚已經修好了。\n\n"
RELEASED = CALL + "### 主席：\n沒有問題，這個案子就解除列管。\n"
HELD = CALL + "### 主席：\n還沒有公開，所以沒有辦法解除列管，下個月再報。\n"
COUNTED = "### 主席：\n來看這個結果。\n\n> （開票結果：「公園遊具遮陽」、「夜間還書」）\n"
OPTIONS = "votes: [{options: [{title: 公園遊具遮陽, result: %s}, {title: 步道照明, result: not_selected}]}]"


def month(fields: str, body: str) -> str:
    return front(MONTH + fields, body, HEAD)


@pytest.mark.parametrize(
    ("declared", "body", "is_unlike"),
    [
        ("tracked", RELEASED, True),
        ("released, note: 已在平台公開回應", HELD, True),
        ("tracked", HELD, False),
        ("released, note: 已在平台公開回應", RELEASED, False),
        ("self_run", RELEASED, False),
        ("tracked", CALL, False),
        ("tracked", RELEASED.replace("序號901", "序號902"), False),
        ("tracked", RELEASED.replace("就解除", "如果回應了就解除"), False),
    ],
)
def test_a_report_that_says_something_else_than_the_ruling_is_a_finding(
    declared: str, body: str, is_unlike: bool
) -> None:
    text = month(f"reports: [{{case: 901, status: {declared}}}]", body)
    assert ("status-unlike-words" in codes(text, NAME)) is is_unlike


def test_the_finding_gives_both_values_and_their_places() -> None:
    text = month("reports:\n  - case: 901\n    status: tracked\n", RELEASED)
    told = only(text, "status-unlike-words", NAME)
    assert told.line == text[: text.index("tracked")].count("\n") + 1
    said = text[: text.index("沒有問題")].count("\n") + 1
    for lang, remedy in (("zh", "請對照那段話"), ("en", "Read those words")):
        message = told.message("zh" if lang == "zh" else "en")
        for word in ("tracked", "released", "就解除列管", f"{NAME}:{said}", remedy):
            assert word in message, (lang, word)


@pytest.mark.parametrize(("declared", "is_unlike"), [("not_selected", True), ("selected", False)])
def test_a_result_that_the_record_gives_otherwise_is_a_finding(
    declared: str, is_unlike: bool
) -> None:
    found = codes(month(OPTIONS % declared, COUNTED), NAME)
    assert ("result-unlike-words" in found) is is_unlike


@pytest.mark.parametrize(
    ("fields", "said", "expected"),
    [
        ("host_agency: 教育部", "序號901由文化部主辦，請文化部。", {"host-unlike-words"}),
        ("host_agency: 文化部", "序號901由文化部主辦，請文化部。", set()),
        ("host_agency: 教育部\nco_agencies: 文化部", "序號901由文化部主辦，請文化部。", set()),
        ("host_agency: 教育部", "序號901遊具遮陽案，請文化部。", set()),
    ],
)
def test_an_issue_file_is_compared_with_the_meetings_of_its_steps(
    tmp_path: Path, fields: str, said: str, expected: set[str]
) -> None:
    body = RELEASED.replace("序號901遊具遮陽案，請文化部。", said)
    (tmp_path / "issues").mkdir()
    issue = f"---\ntitle: 遊具遮陽\ncase: 901\n{fields}\nstatus:\n  - {{status: tracked, date: 2025-05-06}}\n---\n"
    (tmp_path / "issues" / "shade.md").write_text(issue, "utf-8")
    (tmp_path / NAME).write_text(month("", body), "utf-8")
    found = {p.code for p in validate_archive(tmp_path, now=NOW) if "unlike-words" in p.code}
    assert found == {"status-unlike-words", *expected}

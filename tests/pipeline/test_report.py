"""Findings as text, JSON, annotations and SARIF, and the page that explains them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from minutes.findings.problem import Problem, problem
from minutes.findings.rules import RULES
from pipeline.checks.report import render, rules_page, summary

ROOT = Path(__file__).resolve().parents[2]
FOUND = [
    problem("a.md", "label-without-colon", 6, 1, name="空保處"),
    problem("乙, 50%.md", "empty-record", 2),
    problem("a.md", "label-names-nobody", 8, name="問"),
]


def test_a_line_of_text_tells_place_severity_code_and_words() -> None:
    lines = render(FOUND, "text", "zh").split("\n")
    assert lines[0].startswith("a.md:6:1: 錯誤 label-without-colon: 「### 空保處」後面沒有冒號。")
    assert render(FOUND, "text", "en").split("\n")[1].startswith("乙, 50%.md:2:1: warning empty-")
    assert lines[-1] == ""


def test_json_is_a_list_of_findings() -> None:
    told = json.loads(render(FOUND, "json", "en"))
    assert [set(entry) for entry in told] == [
        {"path", "line", "column", "code", "severity", "message"}
    ] * 3
    assert told[0]["path"] == "a.md"
    assert told[0]["line"] == 6
    assert json.loads(render([], "json", "en")) == []


def test_annotations_escape_what_would_end_them() -> None:
    lines = render(FOUND, "github", "en").split("\n")
    assert lines[0].startswith("::error file=a.md,line=6,col=1,title=label-without-colon::There is")
    assert lines[1].startswith("::warning file=乙%2C 50%25.md,line=2,")
    assert lines[2].startswith("::notice ")


def test_sarif_names_each_rule_and_result() -> None:
    (run,) = json.loads(render(FOUND, "sarif", "en"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "%E4%B9%99%2C%2050%25.md"
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]


def test_text_from_a_file_cannot_steer_the_terminal() -> None:
    told = render(
        [problem("a\x1b[2J.md", "unknown-agency", agency="\x1b]0;x\x07\u202e", near="")],
        "text",
        "zh",
    )
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_the_summary_counts_by_severity() -> None:
    assert summary(FOUND, 2, "en") == "2 files: 1 error, 1 warning, 1 note."
    assert summary(FOUND, 2, "zh") == "檢查了 2 個檔案：1 個錯誤、1 個警告、1 個提示。"


def test_the_page_of_all_checks_is_what_the_code_says() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == rules_page(), "run: python -m pipeline.checks.report > docs/checks.md"


@pytest.mark.parametrize("code", RULES)
def test_every_rule_speaks_in_whole_sentences_in_both_languages(code: str) -> None:
    rule = RULES[code]
    assert rule.severity in {"error", "warning", "info"}
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", code)
    for text in (rule.what, rule.why, rule.fix):
        assert text.zh.endswith("。")
        assert text.en.endswith(".")
        assert set(re.findall(r"\{(\w+)\}", text.zh)) == set(re.findall(r"\{(\w+)\}", text.en))
    assert isinstance(Problem("a", 1, 1, code).message("zh"), str)


def test_one_of_a_thing_is_told_as_one_in_english() -> None:
    one = problem("a.md", "name-one-off", 3, name="甲", other="乙", count=1)
    assert "“甲” (1 speech) differs" in one.message("en")
    assert "“甲” (2 speeches) differs" in replace(
        one, values=(*one.values, ("count", "2"))
    ).message("en")
    assert "（1 段發言）" in one.message("zh")
    assert summary([one], 1, "en") == "1 file: 0 errors, 1 warning, 0 notes."


def test_no_rule_says_a_count_before_a_word_for_several() -> None:
    """Where a number may be one, its word is written for both: `{count:speech|speeches}`."""
    counts = r"\{(?:count|votes|cast|sum)\} [a-z]+s\b"
    assert [code for code, rule in RULES.items() if re.search(counts, rule.what.en)] == []

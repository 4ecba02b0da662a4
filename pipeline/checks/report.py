"""Findings as people and programs want them, and the page that explains every one of them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from urllib.parse import quote

from minutes import __version__
from minutes.findings.problem import Problem
from minutes.findings.rules import RULES, Lang, RuleText
from minutes.text.lists import by_key
from minutes.text.numerals import plural

Format = Literal["text", "json", "github", "sarif"]
_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_SARIF = {"error": "error", "warning": "warning", "info": "note"}
SEVERITIES = {
    "error": RuleText("錯誤", "error"),
    "warning": RuleText("警告", "warning"),
    "info": RuleText("提示", "note"),
}


def render(problems: Sequence[Problem], form: Format, lang: Lang) -> str:
    """The findings in one of the formats, ending with a line break unless there is nothing to say."""
    match form:
        case "json":
            return (
                json.dumps([_record(p, lang) for p in problems], ensure_ascii=False, indent=2)
                + "\n"
            )
        case "sarif":
            return json.dumps(_sarif(problems, lang), ensure_ascii=False, indent=2) + "\n"
        case "github":
            return "".join(_annotation(p, lang) for p in problems)
    groups = by_key(problems, lambda p: (p.path, p.code, p.message(lang)))
    return "".join(_line(group, lang) for group in groups.values())


_SHOWN = 8  # lines that are named of a finding that stands in many

_AGAIN = RuleText(
    "（另有 {count} 處：第 {lines} 行）", " (and {count} more: {count:line|lines} {lines})"
)


def _line(group: Sequence[Problem], lang: Lang) -> str:
    """One finding on a line, with the other places in the file where the very same is to be said."""
    p, *others = group
    severity = SEVERITIES[p.severity].fill(lang, {})
    numbers = ", ".join(str(other.line) for other in others[:_SHOWN])
    numbers += "…" if len(others) > _SHOWN else ""
    values = {"count": str(len(others)), "lines": numbers}
    again = _AGAIN.fill(lang, values) if others else ""
    gap = " " if again and lang == "en" else ""
    said = f"{_visible(p.message(lang))}{gap}{again}"
    return f"{_visible(p.path)}:{p.line}:{p.column}: {severity} {p.code}: {said}\n"


def _visible(text: str) -> str:
    """Text from a stranger's file, without what would steer a terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", "�", text)


def _record(p: Problem, lang: Lang) -> dict[str, Any]:
    return {
        "path": p.path,
        "line": p.line,
        "column": p.column,
        "code": p.code,
        "severity": p.severity,
        "message": p.message(lang),
    }


def _annotation(p: Problem, lang: Lang) -> str:
    """A workflow command; its escapes are those of the Actions toolkit."""
    place = f"file={_property(p.path)},line={p.line},col={p.column},title={p.code}"
    return f"::{_GITHUB[p.severity]} {place}::{_data(p.message(lang))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(problems: Iterable[Problem], lang: Lang) -> dict[str, Any]:
    """SARIF 2.1.0, as code scanning reads it."""
    codes = list(RULES)
    rules = [
        {
            "id": code,
            "shortDescription": {"text": _open(rule.what, lang)},
            "fullDescription": {"text": _open(rule.why, lang)},
            "help": {"text": _open(rule.fix, lang)},
            "defaultConfiguration": {"level": _SARIF[rule.severity]},
        }
        for code, rule in RULES.items()
    ]
    results = [
        {
            "ruleId": p.code,
            "ruleIndex": codes.index(p.code),
            "level": _SARIF[p.severity],
            "message": {"text": p.message(lang)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(p.path)},
                        "region": {"startLine": p.line, "startColumn": p.column},
                    }
                }
            ],
        }
        for p in problems
    ]
    driver = {"name": "minutes check", "semanticVersion": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }


def summary(problems: Sequence[Problem], files: int, lang: Lang) -> str:
    """One line that counts what was found."""
    counts = {name: sum(p.severity == name for p in problems) for name in SEVERITIES}
    if lang == "zh":
        return (
            f"檢查了 {files} 個檔案：{counts['error']} 個錯誤、{counts['warning']} 個警告、"
            f"{counts['info']} 個提示。"
        )
    counted = (plural(counts[name], SEVERITIES[name].en) for name in SEVERITIES)
    return f"{plural(files, 'file')}: {', '.join(counted)}."


_COLON = RuleText("：", ": ")


def rules_page() -> str:
    """`docs/checks.md`: every finding, in both languages."""
    parts = [_HEAD]
    for code, rule in RULES.items():
        severity = SEVERITIES[rule.severity]
        parts.append(f"## {code}\n\n**{severity.zh} {severity.en}**\n")
        for lang, names in (
            ("zh", ("怎麼了", "為什麼", "怎麼改")),
            ("en", ("What", "Why", "Instead")),
        ):
            texts = zip(names, (rule.what, rule.why, rule.fix), strict=True)
            colon = _COLON.get(lang)
            lines = [f"- {name}{colon}{_open(text, lang)}" for name, text in texts]
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _open(text: RuleText, lang: str) -> str:
    """The words of a rule with a dash for each value, safe inside Markdown."""
    return text.blank(lang).replace("<", "\\<")


_HEAD = """\
# 檢查結果一覽 What the check reports

由 `python -m pipeline.checks.report` 產生，請勿手動修改；文字在 `minutes/data/rules.toml`。
Made by `python -m pipeline.checks.report`; do not edit. The words are in `minutes/data/rules.toml`.

- **錯誤 error**：不能上線，`minutes check` 會以 1 結束。Must not be published; `minutes check` exits with 1.
- **警告 warning**：多半寫錯了；加上 `--strict` 時視同錯誤。Probably wrong; an error with `--strict`.
- **提示 note**：值得看一眼，不改也可以。Worth a look, may stay.

`minutes check --fix` 會修好下列各項，不會動到任何字句：檔案開頭的 BOM、行尾的 CR 與多餘空白、標籤井字號後缺的空白、
冒號前的空白、半形冒號與長得像冒號的符號，以及同一檔案裡別處有相同標籤時漏掉的冒號；檔頭裡的中文欄位、中文的值、
民國日期與全形冒號，會改成標準寫法。會決定何時公開的欄位若寫錯名字，一律不自動修改。
`minutes check --fix` repairs these, and touches no word: a BOM, carriage returns and white space at line ends, the
space after a label's `###`, a space before its colon, a half-width one after a Chinese name or a sign that looks like
one, and a missing colon where the same file has that very label; fields, values, days of the Republic and full-width
colons in the head, as the schema writes them. A mistyped field that decides when a record is published is never touched.
"""


if __name__ == "__main__":
    sys.stdout.buffer.write(rules_page().encode())  # with the same ends of lines everywhere

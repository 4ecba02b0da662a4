"""Why a YAML text cannot be read, in words for people: PyYAML's own are English and a programmer's."""

from __future__ import annotations

import re

_QUOTE_ZH = "值裡有冒號、井字號或其他符號時，要用引號包起來"
_QUOTE_EN = "a value that holds a colon, # or another sign needs quotation marks"
# What PyYAML or our own loader says → Chinese, English. The first that fits counts.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        r"mapping values are not allowed",
        f"同一行有兩個冒號（{_QUOTE_ZH}）",
        f"two colons on one line ({_QUOTE_EN})",
    ),
    (
        r"could not find expected ':'",
        "這一行附近少了冒號，或冒號後面沒有空一格",
        "a colon, or the space after it, is missing near this line",
    ),
    (
        r"expected <block end>|sequence entries are not allowed|mapping keys are not allowed",
        "縮排不整齊：同一層的欄位要對齊",
        "the lines do not line up: fields of one level begin in one column",
    ),
    (r"found character '\\t'", "用了 Tab 鍵：縮排請用空格", "there is a tab: indent with spaces"),
    (
        r"found character",
        f"值的開頭是有特別意義的符號（{_QUOTE_ZH}）",
        f"a value begins with a sign that has a meaning of its own ({_QUOTE_EN})",
    ),
    (
        r"unexpected end of stream|unexpected document separator",
        "引號沒有成對",
        "a quotation mark is not closed",
    ),
    (
        r"unknown escape character|hexadecimal numbers",
        "雙引號裡的反斜線要寫兩個，或改用單引號",
        "a backslash within double quotation marks must be written twice",
    ),
    (
        r"expected ',' or",
        "方括號或大括號沒有成對，或少了逗號",
        "a bracket is not closed, or a comma is missing",
    ),
    (r"expected the node content", "這一行附近少了值", "a value is missing near this line"),
    (
        r"indentation indicator|comment or a line break",
        "「|」或「>」後面要直接換行",
        "a line break must follow | or >",
    ),
    (
        r"aliases \(|undefined alias|duplicate anchor|while scanning an a|expected alphabetic or numeric",
        f"值的開頭是 * 或 &（{_QUOTE_ZH}）",
        f"a value begins with * or & ({_QUOTE_EN})",
    ),
    (
        r"^tags \(|expected URI|tag handle|determine a constructor",
        f"值的開頭是驚嘆號（{_QUOTE_ZH}）",
        f"a value begins with an exclamation mark ({_QUOTE_EN})",
    ),
    (r"^'(?P<name>[A-Za-z_]{1,40})' is given", "「{name}」寫了兩次", "“{name}” is given twice"),
    (r"^'.*' is given twice", "有一個欄位寫了兩次", "a field is given twice"),
    (r"a key must be a word", "欄位名稱必須是文字", "the name of a field must be a word"),
    (r"nested too deeply", "層次太深", "it is nested too deeply"),
    (
        r"^more than (?P<most>[0-9]+) (?P<what>characters|rows)",
        "太長了：超過 {most}（{what}）",
        "it is too long: more than {most} {what}",
    ),
    (
        r"surrogate pair|unacceptable character|special characters",
        "有無法使用的字元",
        "it holds a character that cannot be used",
    ),
    (r"closing --- line", "少了結尾的「---」那一行", "the closing line of --- is missing"),
    (
        r"one line of --- above",
        "檔頭只能有一個，上下各一行「---」",
        "there must be one head, between two lines of ---",
    ),
    (
        r"the head ends before '(?P<name>[^']{1,60})'",
        "檔頭太早結束：「{name}」寫在結尾的「---」之後，不會生效。請移到「---」的上面",
        "the head ends too early: “{name}” stands below the closing line of --- and has no effect; move it above",
    ),
    (
        r"'(?P<name>[^']{1,60})' stands within the words of another field",
        "「{name}」寫進了上一個欄位的文字裡，不會生效。請移到最左邊，自成一行",
        "“{name}” has become part of the words of the field above it and has no effect; begin it at the left margin",
    ),
    (
        r"not a list of `field",
        "不是一行一個「欄位: 值」",
        "it is not a list of “field: value” lines",
    ),
)
_PATTERNS = tuple((re.compile(pattern), zh, en) for pattern, zh, en in _WORDS)


def explain(reason: str) -> tuple[str, str]:
    """What `UnreadableYaml.reason` means, in Chinese and in English."""
    for pattern, zh, en in _PATTERNS:
        if match := pattern.search(reason):
            values = match.groupdict()
            return zh.format(**values), en.format(**values)
    return "不合 YAML 的格式", "it is not YAML"

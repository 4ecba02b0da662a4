"""Lines of minutes that nobody says: fields of the head (時間：), headings of an agenda, outcomes (決議：).

The words stand in `minutes/data/lines.toml`.
"""

from __future__ import annotations

import re

from minutes.text.han import HAN
from minutes.text.word_tables import any_of, table

_DATA = table("lines")


CHAIRS = frozenset([*_DATA["chairs"].split(), "會議主席"])
"""Offices that open a line of the head (主席：王小明) as well as a speech (主席：我們開始)."""
_FIELDS = frozenset(_DATA["fields"].split()) - CHAIRS
_COMPOSED = re.compile("|".join(f"(?:{first})(?:{second})" for first, second in _DATA["composed"]))
_NUMERAL = "[一二三四五六七八九十百\\d０-９]{1,4}"
# The numbers before lines of minutes: 壹、 一、 （一） (1) 1. 1、 第一案
_FORMAL = "[壹貳參叁肆伍陸柒捌玖拾]{1,3}[、.． \u3000]"
NUMBER = re.compile(
    rf"(?:(?P<formal>{_FORMAL}\s*+(?=\S))|{_NUMERAL}[、.．)）](?!\d)|[（(]{_NUMERAL}[)）]|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}[.、]?\s+(?=\D))\s*+"
)
_STEM = re.compile(
    r"^[甲乙丙丁戊己庚辛][、．.]\s*+(?=\S)"
)  # 乙、討論事項; 甲、乙 may be two who speak
_POINTERS = " \t\u3000→⇒▶►➤※●■◎"  # → 結論：改在公園
_HEADING = re.compile(
    rf"{any_of([*_DATA['agenda']['headings'], *_DATA['agenda']['discussions']])}"
    r"(?P<after>[:：︰﹕∶].{0,40}|\s*+[（(].{0,30}[)）][:：︰﹕∶]?|)"
)
_DISCUSSION = re.compile(
    rf"{any_of(_DATA['agenda']['discussions'])}\s*+(?:[（(][^（()）]{{0,30}}[)）]\s*+)?[:：︰﹕∶]?"
)
_MATTER = re.compile(
    rf"(?:{any_of(_DATA['agenda']['matters'])}\s*{_NUMERAL}|第\s*{_NUMERAL}\s*案)(?:[:：、，,\s].*|$)"
)
_OUTCOME = re.compile(
    rf"{any_of(_DATA['agenda']['outcomes'])}\s*+(?:[（(][^（()）]{{0,20}}[)）]\s*+)?(?:[:：︰﹕∶](?P<rest>.*)|$)"
)
_LIST_HEAD = re.compile(any_of(_DATA["sentences"]["list_heads"]))
_LONGEST_HEADING = 60
_LONGEST_JUSTIFIED = 4  # characters of a word that is drawn out to the length of others
BEGINNINGS = re.compile(any_of(_DATA["sentences"]["beginnings"]))
"""How sentences begin that hold a colon: what begins so is no label."""
ENDINGS = re.compile(any_of(_DATA["sentences"]["endings"]) + "$")
"""How sentences end before a colon."""


def is_head_field(name: str) -> bool:
    """Whether `name：` opens a line of a head or list, perhaps in two languages (日期 Date)."""
    name = in_one_language(name.casefold())
    return name in _FIELDS or _COMPOSED.fullmatch(name) is not None


def in_one_language(field: str) -> str:
    """A field without spaces, and without the word in Latin letters behind it that says the same: 日期 Date."""
    field = "".join(field.split())
    both = _IN_TWO_LANGUAGES.fullmatch(field)
    return both[1] if both and both[2].casefold() in _FIELDS else field


_IN_TWO_LANGUAGES = re.compile(rf"([{HAN}]{{2,8}})[/／(（]?([A-Za-z]{{2,20}})[)）]?")


def is_list_head(name: str) -> bool:
    """Whether `name：` heads a list or note (優點：, 方案一：), as often as labels recur."""
    return _LIST_HEAD.fullmatch(name) is not None


def without_number(line: str) -> str:
    """The line without the number that it begins with (壹、, （一）, 1.)."""
    line = line.strip()
    number = NUMBER.match(line)
    return line[number.end() :] if number else line


def is_formally_numbered(line: str) -> bool:
    """Whether a line begins with 壹、貳、參…, which number the parts of minutes and little else."""
    number = NUMBER.match(line.strip())
    return number is not None and number["formal"] is not None


def is_agenda_heading(line: str) -> bool:
    """Whether a line is a heading of an agenda: 壹、報告事項, 討論事項：, 案由一：公園遊具, 散會（下午3時）."""
    words = _unjustified(_STEM.sub("", without_number(line).strip()))
    heading = _HEADING.fullmatch(words)
    is_heading = heading is not None and not heading["after"].lstrip(":： ")[15:]
    return len(words) <= _LONGEST_HEADING and (is_heading or _MATTER.match(words) is not None)


def _unjustified(words: str) -> str:
    """The words, those before a colon without the spaces that make them as long as others: 決　　議：通過."""
    before, colon, after = words.partition("：")
    joined = "".join(before.split())
    return joined + colon + after if len(joined) <= _LONGEST_JUSTIFIED else words


def divides_word(text: str, at: int) -> bool:
    """Whether a cut stands within a word that is drawn out to the length of others: 案　　號, 訪　談　人：."""
    return _DRAWN_OUT.fullmatch(text[:at]) is not None and _DRAWN_ON.match(text, at) is not None


_DRAWN_OUT = re.compile(rf"\s*(?:[{HAN}]\s+)+")
_DRAWN_ON = re.compile(rf"[{HAN}](?:\s+[{HAN}])*\s*(?:[:：︰﹕∶]|$)")


def is_discussion(line: str) -> bool:
    """Whether a line is a heading below which people speak: 五、綜合討論：, 與會人員意見（依發言順序）."""
    return _DISCUSSION.fullmatch(without_number(line).strip()) is not None


def is_section(words: str) -> bool:
    """Whether the words are a heading of an agenda, or of an outcome (決議): below them nobody speaks yet."""
    return is_agenda_heading(words) or outcome(words) is not None


def outcome(line: str) -> tuple[str, str] | None:
    """Heading and words of a line that tells an outcome (決議：照案通過, 主席裁示：), None of another."""
    words = _unjustified(without_number(line.lstrip(_POINTERS)).strip())
    found = _OUTCOME.fullmatch(words)
    if found is None:
        return None
    rest = (found["rest"] or "").strip()
    return words[: len(words) - len(found["rest"] or "")].rstrip(":：︰﹕∶ "), rest


def number_of(line: str) -> str:
    """The number that a line begins with, as it stands (九、); "" for none."""
    number = NUMBER.match(line.strip())
    return number[0] if number else ""

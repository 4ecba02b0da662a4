"""The ways in which a line of a transcript sets off who speaks: `姓名：`, 【姓名】, a clock, a tab.

A form only cuts the line; whether the words before the cut are a name is asked elsewhere. The readers
and the checks share this table, so that what one takes for a label the other knows too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutes.text.han import HAN
from minutes.text.word_tables import any_of, table

_DATA = table("label_forms")


COLONS = "：:︰﹕∶꞉︓"
"""The colon and what looks like it: U+FF1A, U+003A, U+FE30, U+FE55, U+2236, U+A789, U+FE13."""

PICTURES = "\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f"
"""Small pictures before a name (🎤 王示範), with what joins and colours them: Unicode's emoji blocks, as a class
of a regular expression."""

_C = f"[{COLONS}]"
_HAN = f"[{HAN}]"
_HALF = r"(?:[上下]午|凌晨|清晨|中午|晚上)"  # of a day
# Nothing of a time is given back: 00:03:45.280 is not 00:03:45.28 and a name that begins with 0.
_TIME = (
    rf"(?>\d{{1,2}}{_C}\d{{1,2}}{_C}\d{{1,2}}\.\d{{1,3}}"  # 0:1:9.880, as Teams wrote it
    rf"|(?:{_HALF} ?)?(?:\d{{1,3}}{_C})?\d{{1,3}}{_C}\d\d(?:[.,:;]\d{{1,3}})?(?: ?[AaPp]\.?[Mm]\b\.?)?(?: ?{any_of(_DATA['clock']['zones'])}\b)?"
    r"|\d{1,3}['’′]\d\d[\"”″])"
)
CLOCK = rf"[\[(（【〔]?{_TIME}(?: ?(?:-->|[-–—~～至]) ?{_TIME})?+[\])）】〕]?"
"""A time of day or of a recording, or a span of them, perhaps in brackets."""
DITTO = re.compile(rf"{any_of(_DATA['ditto']['signs'])}|")
"""What stands in the place of a name that is the one above, or nothing."""
SUFFIX = any_of(_DATA["files"]["suffixes"])
"""What ends the name of a recording or a document."""
_NO_SHORTENED = "".join(f"(?<!{word})" for word in _DATA["english"]["shortened"])
ENGLISH_END = rf"(?<=[A-Za-z]{{2}}){_NO_SHORTENED}\.[\"”’')]?(?:\s*$|\s+[\[(])"
"""The full stop that ends a sentence in Latin letters at the end of a line or before a bracket, and no shortened word (Sample Jr.)."""
MARKS = frozenset(_DATA["clock"]["marks"])
"""Words beside a time that name nobody: END 10:05 A.M."""
# Chats write the day too: 2026/6/18 下午3:20 - 王示範: 大家好; and 今天 beside the name.
_DAY = r"\d{2,4}[/.年-]\d{1,2}[/.月-]\d{1,2}日?[,，]? ?"
_WHEN = rf"(?:{CLOCK}|\[?{_DAY}(?:[上下]午)? ?{_TIME}(?: ?[AP]M)?\]?)"
_TODAY = rf"(?: ?[—–-] ?(?:今天|昨天|[Tt]oday at|[Yy]esterday at|{_DAY}) ?(?:[上下]午)? ?)?+"
_GAP = r"(?:\u3000+[ \u3000]*|[ \u2003\u00a0]{2,}\u3000*|\u2003+)"
# A dash or dot may touch the name (－王示範：); ○ and □ stand for what is left out of one (○委員).
_BULLET = (
    rf"(?:[-*•·+◎●○■□▪◆◇※★☆▲►▶>＞]{{1,4}}\s++"
    rf"|[-–—－─•·●■▪◎◆◇※★☆▲►▶]{{1,2}}\s*+(?=[{HAN}A-Z?？])|[●■◎◆◇※★☆▲►▶](?=[{COLONS}])|[{PICTURES}]{{1,6}}\s*+)?+"
)
_NAME = rf"(?P<name>[^{COLONS}\n\t]{{1,60}}?)"
_WORD = r"(?P<name>[^\s：:，。、；！？,;!?「」『』]{2,20}?)"
_SPEAKS = f"{any_of(_DATA['announced']['between'])}{{0,2}}{any_of(_DATA['announced']['speaks'])}"
_ANNOUNCED = rf"{any_of(_DATA['announced']['openings'])}\s*{_WORD}\s*{_SPEAKS}"
_ORDER = _DATA["field"]["number"]
FIELD = rf"{any_of(_DATA['field']['names']).replace('{number}', _ORDER)}(?:{_ORDER})?"
"""What stands before a name and says that somebody speaks: 發言人, 第2位發言, Speaker."""
TELLING = rf"{any_of(_DATA['told']['verbs'])}(?:[，,「『]|{_C}\s*[「『])"
"""What stands behind a name in a sentence that tells what somebody said: 表示，"""
SAID = re.compile(f"{any_of(_DATA['told']['verbs'])}$")
"""The verb of saying that ends words: 阿貓說."""
ASKED = "question or answer"
"""The form of numbered questions and answers: Q3."""
NOBODY = "nobody"
"""The form of a name that the stenographer did not know: no sentence begins with ？ or a colon."""
_SERIAL = r"(?:【 ?\d{1,4} ?】|\[ ?\d{1,4} ?\]|〔 ?\d{1,4} ?〕)"  # as a programme counts speeches: 【001】
_SHORT_NAME = r"(?P<name>[^\s：:，。、；！？,;!?][^：:，。、；！？;!?\t\n]{0,30}?)"


@dataclass(frozen=True, slots=True)
class LabelForm:
    """One way of setting off a label; `sure` where hardly anything but a label stands so."""

    name: str
    pattern: re.Pattern[str]
    example: str
    sure: bool = False

    @property
    def own(self) -> bool:
        """Whether one source has it of its own."""
        return False

    @property
    def weak(self) -> bool:
        """Whether its signs are those of sentences."""
        return False

    @property
    def is_own_and_clear(self) -> bool:
        """Whether one source has it of its own, with signs that no sentence has."""
        return self.own and not self.weak

    @property
    def is_loose(self) -> bool:
        """Whether only all lines together can tell that it sets off speakers."""
        return self.own or self.name in LOOSE


@dataclass(frozen=True, slots=True)
class Cut:
    """A line cut by a form: the words that may name a speaker, what follows, and where that begins."""

    form: LabelForm
    name: str
    rest: str
    at: int


def _form(name: str, pattern: str, example: str, *, sure: bool = False) -> LabelForm:
    return LabelForm(name, re.compile(_BULLET + pattern, re.S), example, sure)


FORMS = (
    _form(
        "announced",
        rf"[（(【〔\[]\s*{_ANNOUNCED}\s*{_C}?\s*[)）】〕\]]\s*{_C}?\s*(?P<rest>)",
        "（以下由王示範發言）",
    ),
    _form(
        "speaks, in brackets",
        rf"[（(【〔\[]\s*{_SHORT_NAME}\s*{_SPEAKS}\s*[)）】〕\]]\s*{_C}?\s*(?P<rest>)",
        "（王示範發言）",
    ),
    _form("announced, colon", rf"{_ANNOUNCED}\s*{_C}\s*(?P<rest>)", "接著由王示範說明："),
    _form(
        "field",
        rf"(?:{FIELD}\s*(?:{_C}|[|｜│/／](?=[^|｜│/／]+$))|[【〔\[]{FIELD}[】〕\]]\s*{_C}?)\s*{_SHORT_NAME}\s*{_C}?\s*(?P<rest>)",
        "發言人：王示範",
    ),
    _form(
        "field, in brackets",
        rf"[（(【〔\[]\s*{FIELD}\s*{_C}\s*{_SHORT_NAME}\s*[)）】〕\]]\s*{_C}?\s*(?P<rest>.*)",
        "[發言者：王示範]",
    ),
    _form(
        "verb, colon",
        rf"{_SHORT_NAME}\s*(?<!顧){any_of(_DATA['told']['verbs'])}\s*{_C}\s*(?P<rest>(?![「『]).*)",
        "王示範表示：大家好",
    ),
    _form(
        "told",
        rf"(?P<rest>{_WORD}{TELLING}.+)",
        "王示範表示，時間不夠。",
    ),
    _form("quoted", rf"{_WORD}\s?(?P<rest>[「『“].+[」』”])", "王示範「大家好。」"),
    _form(
        "clock, from name to",
        rf"{CLOCK}\s+(?:從|來自|[Ff]rom)\s+(?P<name>\S[^{COLONS}\t\n]{{0,58}}?)\s+(?:到|至|[Tt]o)\s+[^{COLONS}\t\n]{{1,60}}{_C}\s*(?P<rest>.*)",
        "19:02:18 從 王示範 到 所有人：大家好",
        sure=True,
    ),
    _form(
        "clock, name, colon",
        rf"{_WHEN}\s*+{_BULLET}{_NAME}\s*{_C}\s*(?P<rest>.*)",
        "[00:00:30] 王示範：大家好",
        sure=True,
    ),
    _form(
        "clock, name, tab",
        rf"(?:\d{{1,4}}[.、]?\s+)?{CLOCK}\s+{_SHORT_NAME} *\t\s*(?P<rest>\S.*)",
        "14:20\t王示範\t大家好",
        sure=True,
    ),
    _form(
        "clock, dash, name, dash",
        rf"{CLOCK}\s*[-–—－]\s*{_SHORT_NAME}(?:\s+[-–—]|\s*－|(?<={_HAN})[-–—])\s*(?P<rest>\S.*)",
        "00:10:54 - 王示範 - 大家好",
        sure=True,
    ),
    _form(
        "clock, bar, name, bar",
        rf"[|｜│]?\s*{CLOCK}\s*[|｜│]\s*(?P<name>[^\s：:，。、；！？|｜│][^：:，。、；！？|｜│\t\n]{{0,30}}?)\s*[|｜│]\s*(?P<rest>[^\s|｜│].*)",
        "00:10:54 | 王示範 | 大家好",
        sure=True,
    ),
    _form(
        "clock, name",
        rf"{CLOCK}\s*+{_SHORT_NAME}\s*(?P<rest>)",
        "00:01:20 王示範",
        sure=True,
    ),
    _form(
        "name, clock",
        rf"(?:[\[【](?P<other>[^\[\]【】]{{1,40}})[\]】]|{_SHORT_NAME}){_TODAY}[\s,，|·-]*+(?:[於在] ?)?{CLOCK}(?: ?[AP]M| ?{any_of(_DATA['clock']['units'])})?\s*+(?:發言)?\s*+{_C}?\s*+(?P<rest>)",
        "王示範 00:01:20",
        sure=True,
    ),
    _form(
        "name, clock, colon",
        rf"{_SHORT_NAME}\s*[\[(（【]{_TIME}[\])）】]\s*{_C}\s*(?P<rest>.*)",
        "王示範（14:20）：大家好",
        sure=True,
    ),
    _form(
        "name, clock in brackets, words",
        rf"{_SHORT_NAME}\s*[\[(（【]{_TIME}[\])）】]\s*(?P<rest>[^\s{COLONS}].*)",
        "王示範 [00:08:21] 大家好",
    ),
    _form(
        "name, clock, words",
        rf"(?P<name>[^\s：:，。、；！？\d][^：:，。、；！？\t\n]{{0,30}}?)[ \t\u3000]+{CLOCK}{_GAP}(?P<rest>\S.*)",
        "王示範 00:08:21　大家好",
    ),
    _form(
        "number in brackets, name, colon",
        rf"{_SERIAL}\s*{_SHORT_NAME}\s*{_C}\s*(?P<rest>.*)",
        "【001】王示範：大家好",
        sure=True,
    ),
    _form(
        "number in brackets, name",
        rf"{_SERIAL}\s*{_SHORT_NAME}\s*(?P<rest>)",
        "【001】王示範",
        sure=True,
    ),
    _form(
        "brackets",
        rf"(?!{_SERIAL})(?:【(?P<name>[^【】\n]{{1,40}})】|〔(?P<other>[^〔〕\n]{{1,40}})〕)\s*{_C}?\s*(?P<rest>.*)",
        "【王示範】大家好",
    ),
    _form(
        "order of speech, name, colon",
        rf"(?=[登發順次序第]|{_ORDER}號)(?:登記)?(?:發言)?(?:順序|次序|序號)?第?{_ORDER}(?:號|順?位)(?:發言)?[人者]?[、 ]?\s*(?P<name>[^\s：:，。、；！？,;!?{COLONS}]"
        rf"[^：:，。、；！？;!?\t\n{COLONS}]{{0,30}}?)\s*{_C}\s*(?P<rest>.*)",
        "登記發言3號 王示範：大家好",
        sure=True,
    ),
    _form(
        "counted field, name",
        rf"(?={_HAN}{{1,8}}\d|{_HAN}{{2,12}}[、.．]){FIELD}\s*[、.．]\s*{_SHORT_NAME}\s*(?:{_C}\s*|$)(?P<rest>.*)",
        "發言人十二、王示範",
        sure=True,
    ),
    _form(
        ASKED,
        rf"(?P<name>[QA問答]) ?{_ORDER} ?(?:[.．、]|{_C})\s*(?P<rest>\S.*)",
        "Q 3. 為什麼？",
    ),
    _form("colon", rf"{_NAME}\s*{_C}(?:(?<={_HAN}{_C}){_C})?+(?P<rest>.*)", "王示範：大家好"),
    _form(
        NOBODY,
        rf"(?P<name>[(（\[［【〔]?[?？]{{1,6}}[)）\]］】〕]?|[—─…■＊*_＿.．]{{1,12}}(?={_C})|(?={_C}))\s*(?:{_C}|[-–—－|｜／/>＞→])?\s*(?P<rest>.*)",
        "？大家好",
    ),
    _form(
        "semicolon",
        rf"(?P<name>{_HAN}{{2,12}}|[A-Z][\w.'-]{{1,20}})；(?P<rest>.*)",
        "王示範；大家好",
    ),
    _form("tab", r"(?P<name>[^\t\n]{1,30}?) *\t\s*(?P<rest>\S.*)", "王示範\t大家好"),
    _form(
        "bar or dash",  # a table's cells, which are set apart by spaces, are none
        r"(?P<name>[^\s：:，。、；！？｜|│—─]{1,24}(?: [^\s：:，。、；！？｜|│—─]{2,12})?|[A-Z][\w.'-]{1,20}(?: [A-Z][\w.'-]{0,20}){1,3})(?:[｜|│]|—{1,2}|─{1,2})(?P<rest>[^\s｜|│—─][^｜|│]*)",
        "王示範｜大家好",
    ),
    _form(
        "office and name, wide space",
        rf"(?P<name>[^\s：:，。、；！？]{{1,16}}{_GAP}{_HAN}{{2,4}}){_GAP}(?P<rest>\S.*)",
        "主席　王示範　大家好",
    ),
    _form(
        "spread name, space",
        rf"(?P<name>{_HAN}(?: {_HAN}){{1,3}}|[A-Z][a-z.'-]{{1,20}}(?= {_HAN}[^{COLONS}]{{0,9}}[，。！？、])) (?P<rest>\S\S.*|[^\s{HAN}].*)",
        "王 示 範 大家好",
    ),
    _form(
        "wide space",
        rf"(?P<name>{_HAN}[ \u3000]{{1,4}}{_HAN}|[^\s：:，。、；！？]{{1,24}}"
        rf"|[A-Z][\w.'-]{{0,20}}(?: [A-Z][\w.'-]{{0,20}}){{1,3}}(?<!\.)){_GAP}(?P<rest>\S.*)",
        "王示範　　大家好",
    ),
    _form(
        "plain brackets",
        rf"(?:[（(](?P<name>[^（()）\n]{{1,40}})[)）]|[\[［<＜〈《｛{{〖](?P<other>[^\[\]［］<>＜＞〈〉《》｛｝{{}}〖〗\n]{{1,40}})[\]］>＞〉》｝}}〗])"
        rf"(?!\()\s*{_C}?\s*(?P<rest>.*)",
        "(王示範) 大家好",
    ),
    _form(
        "stars",
        r"(?P<mark>\*\*|__|＊|\*)(?P<name>[^*＊_\n]{1,40})(?P=mark)\s*(?P<rest>.*)",
        "**王示範** 大家好",
    ),
    _form(
        "stroke or arrow",
        r"(?P<name>[^：:，。、；！？!?/／→⇒»≫>＞=\t\n\u3000]{1,40}?)"
        r"(?:\s+[-–—－|｜│]{1,2}\s+|－|\s*(?:[-=]?>{1,2}|[/／→⇒»≫＞])\s*)(?P<rest>[^\s/／].*)",
        "王示範 - 大家好",
    ),
)
"""The forms, those first that leave least doubt."""
FORM_OF = {form.name: form for form in FORMS}
"""The forms by their names."""
SAYING = frozenset(
    {"announced", "speaks, in brackets", "announced, colon", "field", "field, in brackets", "told"}
)
"""Forms that say in words that somebody speaks. What is `told` is a sentence and stays among the words whole."""
NUMBERED = LabelForm("number, alone", re.compile(r"(?!)"), "1、王示範")
"""A name on a line of its own with a number before it, as in a list of names."""
LED = LabelForm("type", re.compile(r"(?!)"), "**王示範** 大家好")
"""A name that nothing but its type (bold, a colour) sets off from the words behind it."""
LOOSE = frozenset(
    {
        *(
            "quoted",
            "plain brackets",
            "stars",
            "stroke or arrow",
            "question or answer",
            "verb, colon",
        ),
        *(NUMBERED.name, LED.name),
        *SAYING,
    }
)
"""Forms that set off remarks (笑), pairs (中央/地方), entries (A1), and lists of names more often than
speakers, or that sentences have too: only all lines together can tell."""
SETTING_OFF = frozenset(
    {
        *("brackets", "tab", "bar or dash", "office and name, wide space", "wide space"),
        "spread name, space",
        *("name, clock, words", "name, clock in brackets, words"),
    }
)
"""Forms without a word of their own that set off headings as often as names: 【決議】照案通過."""
ALONE = LabelForm("alone", re.compile(r"(?!)"), "王示範")
"""A name on a line of its own: only its type, or the lines around it, can tell."""


STAMP = re.compile(r"[（(](?:[蓋簽用]?[印章]|簽[名章]|官章|職章|signed)[)）]\s*$")
"""What stands behind the name of somebody who signs: （印）, （簽名）."""


def cuts(line: str) -> Iterator[Cut]:
    """The line cut by each form that it has, in the order of `FORMS`."""
    words = line[:_LONGEST_LINE].strip()
    before = line.find(words)
    for form in FORMS:
        found = form.pattern.fullmatch(words)
        if found:
            groups = found.groupdict()
            name = groups["name"] or groups.get("other") or ""
            yield Cut(form, name, found["rest"], before + found.start("rest"))


LONGEST_NAME = 60
"""Characters of a label; what is longer is a sentence."""
_LONGEST_LINE = 20_000
"""Characters of a line that are looked at: a label stands at its beginning."""


def is_clock(words: str) -> bool:
    """Whether the words are no more than a time."""
    return _CLOCK_ALONE.fullmatch(words.strip()) is not None


_CLOCK_ALONE = re.compile(CLOCK)

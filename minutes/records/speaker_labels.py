"""What minutes call a speaker: a name, an office, a body, or these put together.

One definition for the readers (is `X：` a label?) and the checks (was a label lost?). It knows the
shape of names and offices in Taiwan's minutes, no single person. The words that it knows stand in
`minutes/data/speaker_labels.toml`, the ways in which they are put together in `RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from minutes.text.folding import is_han
from minutes.text.han import HAN
from minutes.text.word_tables import any_of, table

Calling = Literal["person", "office", "body"]

_DATA = table("speaker_labels")


def _of_length(size: int, words: Iterable[str]) -> str:
    """Those of the words (with classes of characters) that have so many characters."""
    return any_of(word for word in words if len(_CLASS.sub("x", word)) == size)


# -- the grammar: each piece is a regular expression over the one before ---------------------------

_CLASS = re.compile(r"\[[^]]*\]")
_H = f"[{HAN}]"
_FAMILY = f"[{_DATA['family']['common']}]"
_SELDOM = f"[{_DATA['family']['seldom']}]"
_COMPOUND = any_of(_DATA["family"]["compound"])
_NOT = f"(?!{any_of(_DATA['not_names']['beginnings'])})"
_END = f"(?<![{_DATA['not_names']['endings']}])"
_SHORT: list[str] = _DATA["not_names"]["whole"]
_NO_GIVEN = f"(?!{any_of(_DATA['not_names']['given'])})"
# A family name and one or two characters; a double or compound family name, and one or two.
_NAME_OF_2 = f"(?!{_of_length(2, _SHORT)}){_FAMILY}{_H}"
_TITLES = any_of(_DATA["called"]["titles"])  # 陳組長 is no given name
_NAME_OF_3 = f"(?!{_of_length(3, _SHORT)}|{_H}{_TITLES})(?:{_FAMILY}{_H}|{_SELDOM}{_H}|{_COMPOUND}){_H}{_END}"
_NAME_OF_4 = f"(?:{_COMPOUND}|{_FAMILY}{{2}}){_H}{{2}}{_END}"
_NAME = f"{_NOT}(?:{_NAME_OF_4}|{_NAME_OF_3}|{_NAME_OF_2})"
_OFFICES = any_of(_DATA["called"]["offices"])
_WORD_OF_OFFICE = any_of([*_DATA["called"]["offices_of_one"], *_DATA["called"]["offices"]])


def _office(character: str) -> str:
    """An office, before which characters of a class may stand."""
    return (
        f"(?:{character}{{1,9}}{any_of(_DATA['called']['offices_of_one'])}"
        f"|{character}{{0,8}}{any_of(_DATA['called']['offices'])})"
    )


_SPOKEN_TO = f"{any_of(_DATA['not_names']['spoken_to'])}.*{_WORD_OF_OFFICE}"
_OFFICE = _office(_H)
_OFFICE_OF_ONE = _office(f"(?:(?![和與及]){_H})")  # 徐發言人及唐政委 are two people
_BEFORE = f".*?(?:{_WORD_OF_OFFICE}|{any_of(_DATA['called']['bodies'])}) *"
_TITLED = f"{_NOT}{_FAMILY}{_OFFICE_OF_ONE}"
_PARTED = f"{_NOT}(?:{_FAMILY}|{_SELDOM}){_OFFICE_OF_ONE}{_NO_GIVEN}{_H}{{1,2}}{_END}"
_NUMBERED = f".*{any_of(_DATA['called']['numbered'])}[A-Za-z一二三四五六七八九十甲乙丙丁戊己庚辛壬癸\\d]{{1,3}}"
_NO_BODY = "(?!謝謝|感謝|[請問對在]|詢問|然後|已經|接著|還有|包括)"
_EVENT = f"(?!.*{any_of(_DATA['called']['events'])}會$)"
_BODY = f"{_EVENT}{_NO_BODY}.*{any_of(_DATA['called']['bodies_alone'])}"

# What protects a person's data leaves out of a name: 王○○, 王○明, 王ＯＯ.
_LEFT_OUT = "[○〇◯●□△ＯO×ＸX＊*]"
_LEFT_OUT_BY_SIGN = "[○〇◯●□△Ｏ]"  # and no X, with which words begin
_MASKED = f"{_FAMILY}(?:{_LEFT_OUT}{{1,2}}|{_LEFT_OUT}{_H}|{_H}{_LEFT_OUT})"

_LATIN_WORD = r"[A-Z][\da-zA-Z\u00c0-\u024f_.'’\-]*"
_SPACED_OUT = re.compile(rf"^{_H}(?: {_H})+$")
_SPACE_IN_HAN = re.compile(rf"(?<={_H})[ \u3000]+(?={_H})")
_BRACKETED = re.compile(r"[（(][^（()）]{0,30}[)）]|「[^「」]{1,16}」|“[^“”]{1,16}”")
_LONGEST = 20  # 交通部運輸研究所運輸安全組王示範副組長 has 19 characters
_MOST = 60  # characters of any label; what is longer is a sentence
# Characters that no label of a speaker holds.
_SPEECHLIKE = (
    f"(?!{any_of(_DATA['not_names']['words_of_bodies'])})"
    "[的了是我你您他她它這那哪什麼嗎呢吧啊說沒很還就從把被讓給想們此些請也都，。、；！？,;!?…/|=<>]"
)
_GUARD = f"(?!.*{_SPEECHLIKE})(?=.{{1,{_LONGEST}}}$)"
# A name of three characters beside two to eight others that nothing is known of.
_MAY_HOLD_NAME = f"(?!.*{_SPEECHLIKE})(?=[^（()）「」]{{5,11}}$)(?:{_NOT}{_FAMILY}{_H}{{2}}{_END}.*|.*{_NOT}{_FAMILY}{_H}{{2}}{_END})"
# How programmes for meetings put an agency before or behind a name: 範例部/王示範, 王示範|範例局.
_STROKE = re.compile(rf"\s*[/|／｜@＠_]\s*|\s+[-–—－]\s+|(?<={_H})[-–—－](?={_H})")

_SMALL = "de|da|del|di|dos|du|van|von|der|ter|bin|al|of|the|and|&|la|le|y"
# A heading in capitals is no name: AUDREY SAMPLE could be one, and only its mark can tell.
_LATIN_NAME = (
    rf"(?!.*{_H})(?!(?:[A-Z\W\d]{{4,}} )+[A-Z\W\d]{{4,}}$)(?=..){_LATIN_WORD}"
    rf"(?:,? (?:{_LATIN_WORD}|\({_LATIN_WORD}\)|\d{{1,2}}|{_SMALL})){{0,5}}(?: ?\([^()]{{1,30}}\))?"
)
# What a programme for meetings shows of somebody who gave no name: an account, a device, a number.
_ACCOUNT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"  # an address for mail
    r"|\+?\d[\d() -]{4,20}"  # a telephone number
    r"|[A-Za-z]{1,20}[_.-]?\d{1,12}|(?:speaker|user|participant|guest|caller|attendee) \d{1,4}"
    r"|.{1,30}(?:iPad|iPhone|Phone|MacBook|Galaxy|Pixel)(?: ?[A-Za-z0-9]{1,8})?"
    r"|[^ 是了嗎呢吧在有這那我你用]{1,12}(?:手機|平板|筆電)(?: ?[A-Za-z0-9]{1,8})?"
    r"|Galaxy [A-Z]?\d{1,4}.{0,8}"
    r"|(?:語者|講者|發言者|說話者)[ _]?[A-Za-z一二三四五六七八九十\d]{0,3}"
    rf"|{_FAMILY}[?？]{{1,2}}",  # 王?
    re.I,
)
# What stenographers write where they did not know who spoke.
_NOT_KNOWN = re.compile(
    r"[?？○〇◯Ｏ×✕△□＿_]{1,12}|[XxＸ]{2,6}|[(（\[【]?(?:不明|不詳|未知|不知名|聽不清楚?|unknown)"
    r"(?:人士|者|發言者?|講者|來賓|男|女|speaker)?[)）\]】]?"
    r"|(?:語者|講者|發言者)?[?？]{0,3}[(（](?:無法辨[識認]|聽不清楚?|身分不明)[)）]"
    r"|(?:語者|講者|發言者)[?？]{1,3}|[?？]{1,6}[(（][^（()）]{1,12}[)）]|(?:不明|不詳|某)[男女](?:聲|性|士|生|子)"
    r"|[(（\[【](?:某|一)?(?:男|女)(?:聲|性|士|生|子)?[)）\]】]",
    re.I,
)


@cache
def _fullmatch_of(form: str) -> Callable[[str], re.Match[str] | None]:
    """The form made ready when it is first asked for: each class of Han characters in it takes
    Python a millisecond, and most commands read no label at all."""
    return re.compile(form).fullmatch


@dataclass(frozen=True, slots=True)
class CallingRule:
    """One way of calling a speaker: its name, what it calls by, the form (a regular expression over
    the whole of the words), and words that have it."""

    name: str
    calling: Calling | None
    form: str
    example: str

    def fits(self, words: str) -> bool:
        """Whether the words, tidied, have the form."""
        return _fullmatch_of(self.form)(words) is not None


_FORMS: tuple[tuple[str, Calling, str, str], ...] = (
    ("a full name", "person", _NAME, "王示範"),
    ("an office or a body, then a full name", "person", _BEFORE + _NAME, "交通部副署長王示範"),
    ("a full name, then an office", "person", f"{_NAME} *{_OFFICE}", "王示範副署長"),
    (
        "a name of which something is left out",
        "person",
        rf"(?:{_BEFORE})?{_MASKED} *(?:{_OFFICE})?",
        "王○○ 委員",
    ),
    (
        "an office around which the name is left out",
        "person",
        rf"(?:{_BEFORE})?{_LEFT_OUT_BY_SIGN}{_OFFICE_OF_ONE}{_LEFT_OUT_BY_SIGN}{{0,2}}",
        "工務局○科長○○",
    ),
    ("a family name and an office", "person", _TITLED, "陳組長"),
    ("an office or a body, then such", "person", _BEFORE + _TITLED, "交通部陳組長"),
    ("an office within the name", "person", _PARTED, "王副署長示範"),
    ("an office or a body, then such", "person", _BEFORE + _PARTED, "勞動部王副司長示範"),
    (
        "a name in Latin letters or of parts, then an office",
        "person",  # ABC代表 is no person
        rf"(?:(?:[A-Z][a-z.'’-]+ ){{1,3}}[A-Z][a-z'’-]+|{_H}{{1,8}}(?:[‧·•・．∙⋅]{_H}{{2}}){{1,3}}) ?{_OFFICE}",
        "Maria Sample 講師",
    ),
    (
        "an office, then a name in other letters",
        "person",
        rf"(?:{_TITLED}|{_BEFORE})(?=[A-Z][a-z]){_LATIN_WORD}(?:[‧·•・ ]{_LATIN_WORD}){{0,3}}",  # no 交通部API
        "潘代表Sample‧Tipus",
    ),
    ("a role with a number", "office", _NUMBERED, "聽眾E"),
    ("an office", "office", f"(?!{_SPOKEN_TO})(?:.+{_WORD_OF_OFFICE}|.*{_OFFICES})", "提案人"),
    ("a body", "body", _BODY, "財政部"),
)
_LATIN_WORDS = rf"{_LATIN_WORD}(?: {_LATIN_WORD}){{0,3}}"
_LATIN = CallingRule("a name in Latin letters", "person", _LATIN_NAME, "Audrey Sample")
# Most words are a sentence's: what stands before each of these forms is looked for once.
_GUARDED = re.compile(_GUARD)
_HAN_RULES = tuple(
    CallingRule(name, calls, f"{_GUARD}(?:{form})", example)
    for name, calls, form, example in _FORMS
)
_PART = rf"(?:{_H}{{1,8}}|{_LATIN_WORD})"
_DOTTED = CallingRule(
    "a name of parts with dots between them",
    "person",
    # 那莫 and 達悟 are parts of names; 樣本部落的耆老說 is none.
    rf"(?!.*[的說嗎呢了])(?=.{{0,19}}{_H}|[A-Z][a-z]+[‧·•・∙⋅][A-Z][a-z]+$)(?=.{{3,24}}$){_PART}(?:[‧·•・．∙⋅]{_PART}){{1,3}}",
    "以撒克‧樣本",
)
_BOTH = CallingRule(
    "a name in Han characters and one in Latin letters",
    "person",
    rf"(?=.{{4,60}}$)(?:{_NAME} ?{_LATIN_WORDS}|{_LATIN_WORDS} ?{_NAME})",
    "王示範 Wang Sample",
)
_ENDS_AS_VERBS = CallingRule(
    "a full name that ends as verbs do",
    "person",
    rf"(?!.{{0,1}}{_SPEECHLIKE}){_NOT}{_FAMILY}{_H}[想從]",
    "王示想",
)
_OTHER_RULES = (_ENDS_AS_VERBS, _DOTTED, _BOTH, _LATIN)
RULES = (*_HAN_RULES, *_OTHER_RULES)
"""The ways of calling a speaker; the first that fits decides."""
DIVIDED = CallingRule(
    "callings with a stroke between them", "person", _STROKE.pattern, "範例部/王示範"
)
NO_RULE = CallingRule("none of these", None, "(?!)", "")


def tidy(words: str) -> str:
    """The words with single spaces, and none in a name that is spaced out (`王 小 明`)."""
    words = " ".join(words.split())
    return _SPACED_OUT.sub(lambda name: "".join(name[0].split()), words)


def calling(words: str) -> Calling | None:
    """What the words could call a speaker by, on their looks alone; None where they do not look so.

    "person" holds a name (王示範, 副署長王示範, 交通部陳組長, Audrey Sample); "office" and "body" do
    not (主席, 提案人, 財政部).
    """
    return rule_of(words).calling


@lru_cache(maxsize=4096)
def rule_of(words: str) -> CallingRule:
    """The first of the rules that the words fit; `NO_RULE` where they fit none."""
    parts = _STROKE.split(_bare(words[:_MOST]))
    if len(parts) == 1:
        return _rule_of_part(parts[0])
    if any(map(is_speechlike, parts)):
        return NO_RULE  # 王示範 | 我覺得太貴
    first = next(filter(NO_RULE.__ne__, map(_rule_of_part, parts[:3])), NO_RULE)
    return DIVIDED if first.calling else first


def _rule_of_part(part: str) -> CallingRule:
    rules = RULES if _GUARDED.match(part) else _OTHER_RULES
    return next((rule for rule in rules if rule.fits(part)), NO_RULE)


def _bare(words: str) -> str:
    """The words tidied, without spaces between Han characters and without what stands in brackets."""
    return _BRACKETED.sub("", _SPACE_IN_HAN.sub("", tidy(words))).strip()


@dataclass(frozen=True, slots=True)
class LabelParts:
    """A calling taken apart: the person's own name, and agency and office as far as they are told."""

    name: str
    agency: str = ""
    role: str = ""


_AGENCY = f"(?P<agency>.*?{any_of(_DATA['called']['bodies'])})? *"
_PARTS = tuple(
    f"{_GUARD}(?:{form})"
    for form in (
        f"{_AGENCY}(?P<name>{_NAME})",
        f"{_AGENCY}(?P<name>{_NAME}) *(?P<role>{_OFFICE})",
        f"{_AGENCY}{_NOT}(?P<family>{_FAMILY}|{_SELDOM})(?P<role>{_OFFICE}){_NO_GIVEN}(?P<given>{_H}{{1,2}}){_END}",
        f"{_AGENCY}(?P<role>{_OFFICE}) *(?P<name>{_NAME})",
        f"{_AGENCY}(?P<name>{_MASKED}) *(?P<role>{_OFFICE})?",
    )
)


def parts(words: str) -> LabelParts | None:
    """Name, agency and office in words that hold a full name (交通部王副署長示範); None in others."""
    bare = _SPACE_IN_HAN.sub("", tidy(words[:_MOST]))
    found = next(filter(None, (_fullmatch_of(form)(bare) for form in _PARTS)), None)
    if found is None:
        return None
    fields = dict.fromkeys(("role", "agency", "name", "family", "given"), "") | found.groupdict("")
    return LabelParts(
        fields["name"] or fields["family"] + fields["given"], fields["agency"], fields["role"]
    )


def apart(words: str) -> LabelParts:
    """The same; words that hold no full name are a name as a whole."""
    return parts(words) or LabelParts(words)


def calls_behind_space(name: str) -> bool:
    """Whether somebody is named behind a space, whatever stands before it: 示範里 王里長示範."""
    _, space, last = name.rpartition(" ")
    return bool(space) and calling(last) == "person"


def agency_and_role(words: str) -> tuple[str, str]:
    """What stands in brackets behind a name: agency and office, "" for what is not told."""
    found = _fullmatch_of(_AGENCY_AND_ROLE)(tidy(words[:_MOST]))
    if found is None:
        return "", ""
    agency, role = found.groups("")
    return agency.strip(), role.strip()


_AGENCY_AND_ROLE = (
    f"(?P<agency>.*{any_of(_DATA['called']['bodies'])})?(?:^| +|(?<=.))(?P<role>{_OFFICE})?"
)


def may_hold_name(words: str) -> bool:
    """Whether a full name of three characters stands beside two to eight others that nothing is known
    of, such as a company's name (遠傳王示範) or an office's (王示範調解官). Not sure at all."""
    return _fullmatch_of(_MAY_HOLD_NAME)(_bare(words)) is not None


def is_nickname(words: str) -> bool:
    """Whether words have the form of what colleagues call each other: 小王, 阿美. A sentence may begin so; only where it
    stands can tell."""
    return _fullmatch_of(_NICKNAME)(words) is not None


_NICKNAME = f"{any_of(_DATA['nicknames']['before_family'])}{_FAMILY}|{any_of(_DATA['nicknames']['before_any'])}{_H}"


def may_be_titled(words: str) -> bool:
    """Whether an office stands within the second of two words, the first of which is a body, as it does within the
    names of people (範例部 樣科長示範), whatever the family is called."""
    body, _, named = tidy(words[:_MOST]).partition(" ")
    return calling(body) == "body" and _fullmatch_of(_TITLED_WITHIN)(named) is not None


_TITLED_WITHIN = f"(?!.*{_SPEECHLIKE}){_H}{{1,2}}{_TITLES}{_H}{{1,2}}"


def is_spoken_to(words: str) -> bool:
    """Whether words call those to whom somebody speaks: 報告主席, 各位委員."""
    return _fullmatch_of(_SPOKEN_TO)(words) is not None


def is_account(words: str) -> bool:
    """Whether the words are what a programme shows instead of a name: user01, an address, a number."""
    return _ACCOUNT.fullmatch(tidy(words)) is not None


def is_not_known(words: str) -> bool:
    """Whether the words say that the stenographer did not know who spoke: ？？？, ○○○, 不明."""
    return _NOT_KNOWN.fullmatch("".join(words.split())) is not None


def is_speechlike(words: str) -> bool:
    """Whether the words hold a character that sentences have and no calling has: 的, 我, 也, a comma."""
    return _SPEECH.search(words) is not None


_SPEECH = re.compile(_SPEECHLIKE)


def is_full_name(words: str) -> bool:
    """Whether the words are no more than a Chinese personal name: family name and one or two characters
    after it (three or four in all after a compound or double family name)."""
    return RULES[0].fits(words)


def may_be_family_and_given(words: str) -> bool:
    """Whether words could be a family name with two or three characters behind it, though they begin or
    end as other words do (曾經洲, 王當權). For those who look for labels that are certainly no names."""
    return _fullmatch_of(_MAYBE_NAME)(words) is not None


_ANY_FAMILY = any_of((_FAMILY, _SELDOM))
_MAYBE_NAME = f"(?!.*{_SPEECHLIKE})(?:{_ANY_FAMILY}{_H}{{2}}|{_NOT}{_ANY_FAMILY}{_H}{{3}})"

LOOK_ALIKES = "︰﹕∶︓"
"""Signs that stand for a colon in files from elsewhere (U+FE30, U+FE55, U+2236, U+FE13) and make no label."""


def colon_for(name: str) -> str:
    """The colon that goes with a name: full width after one with Han characters."""
    return "：" if any(map(is_han, name)) else ":"

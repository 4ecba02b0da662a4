"""The numbers of cases that a text names, in all their forms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from minutes.text.folding import fold
from minutes.text.han import HAN
from minutes.text.numerals import NUMBER, parse


class CaseMention(NamedTuple):
    """A case number in a text: its offsets, the number and the word it is counted with
    (案, 次, 案號, 序號, case or no.)."""

    start: int
    end: int
    number: int
    counter: str


_LIST = rf"{NUMBER}(?:\s?(?:[、,及和與跟至到~]|,\s?and\s|and\s|&)\s?{NUMBER}){{0,9}}"
_LATIN_LIST = r"[0-9]{1,4}(?:\s?(?:,\s?and\s|,|and\s|&)\s?[0-9]{1,4}){0,9}"


# What may stand between 第 N 次 and 協作: the network's name, a bracketed topic, another number.
_BETWEEN = (
    r"(?:\s|開放政府|政府|專責|聯絡人|議題|po|[、及和與](?=\s?第)"
    rf"|第\s?{NUMBER}\s?(?:次|階段)|[「『【《(][^」』】》)]{{0,40}}[」』】》)]){{0,8}}"
)


# Before a bare 「N 案」: these make it an amount, as do 件, 例, 子, 數 and 量 after it.
_AMOUNT = fold("共有計約近逾達僅剩餘每過前後了之")


# After a Han character only a list is clear enough: 「討論5、7案」.
_BARE_LIST = "[1-9][0-9]{0,2}(?:、[1-9][0-9]{0,2}){1,9}"


# Nor is it a case where a word says what is counted: "as was the case 20 years ago".
_NO_UNIT = (
    r"(?![0-9.%]*[^\W_])(?!\s(?:years?|months?|weeks?|days?|hours?|minutes?|percent|people)\b)"
)


# Each group holds the numbers; its name says with which word they are counted.
_MENTION = re.compile(
    rf"""
    第\s{{0,2}}(?:(?P<case>{_LIST})\s{{0,2}}案(?![例件])
        | (?P<meeting>{_LIST})\s{{0,2}}次(?={_BETWEEN}協作))
    | (?:案號|(?P<serial>序號))\s{{0,2}}[是為]?[:「『(]{{0,2}}\s{{0,2}}
        (?P<label>(?=[0-9]){_LIST}(?![a-z])|(?![0-9]){_LIST}(?=的|案|是|[^{HAN}]|$))
    | (?<![a-z0-9_/~$%+{_AMOUNT}-])(?<![0-9][.,:、])(?<![{_AMOUNT}]\s)(?P<bare>
        (?:(?<!\w)(?<![a-z0-9_]\s)[1-9][0-9]{{0,2}}|{_BARE_LIST})
        )\s?案(?![例件子數量])
    | (?<![^\W_])cases?\s?(?:no\.?|number|\#)?\s?(?P<latin>{_LATIN_LIST}){_NO_UNIT}
    | (?:(?<![^\W_])no\.|№)\s?(?P<no>[0-9]{{1,4}}){_NO_UNIT}
    | (?<![^\W_])(?P<nth>[0-9]{{1,4}})(?:st|nd|rd|th)\scollaborati(?:ve|on)\smeeting
    """,
    re.VERBOSE,
)
_COUNTERS = {
    "case": "案",
    "meeting": "次",
    "label": "案號",
    "bare": "案",
    "latin": "case",
    "no": "no.",
    "nth": "次",
}
_NUMBER = re.compile(NUMBER)
_RANGE = re.compile(r"\s?[至到~]\s?")
_LONGEST_RANGE = 50


def find_cases(text: str) -> list[CaseMention]:
    """Every case number that a text mentions, in its order; the text may be folded or not.

    Finds 第42案, 第四十二案, 第 42 次協作會議, 案號42, 序號 42, a bare 42 案, case 42, No. 42, and
    lists and ranges of them (第41、42案, 序號 1 至 3), whose numbers share one span. Amounts
    (三個案, 共 42 案, 42 案件) and other ordinals (第二次會前會) are not case numbers.
    「第一案」 may also count the items of a meeting's agenda, which only its surroundings can tell.
    """
    return [
        CaseMention(match.start(), match.end(), number, _counter(match))
        for match in _MENTION.finditer(fold(text))
        for number in _numbers(match[match.lastgroup or 0])
    ]


def _counter(match: re.Match[str]) -> str:
    return "序號" if match["serial"] else _COUNTERS[match.lastgroup or ""]


def _numbers(spelled: str) -> Iterable[int]:
    """The numbers of a list, with those between the ends of a range, each once."""
    return dict.fromkeys(_listed(spelled))


def _listed(spelled: str) -> Iterator[int]:
    """The numbers of a list as they stand there, with those between the ends of a range."""
    last, end = 0, 0
    for match in _NUMBER.finditer(spelled):
        number = parse(match[0])
        if not number:
            continue
        is_near = 0 < last < number <= last + _LONGEST_RANGE
        is_range = is_near and _RANGE.fullmatch(spelled, end, match.start())
        yield from range(last + 1 if is_range else number, number + 1)
        last, end = number, match.end()


class Counted(NamedTuple):
    """A number as an agenda counts: its offsets, the number, and the word it is counted with (序號,
    號, 案, 項, 次)."""

    start: int
    end: int
    number: int
    counter: str

    @property
    def serial(self) -> bool:
        """Whether it is counted as cases are."""
        return self.counter == "序號"


# 「序號15、19，四年內要…」: what follows a list may be an amount.
_NO_AMOUNT = "(?!(?!一[併起同])[0-9零〇一二兩三四五六七八九十百年月日個天點人位場次部成])"
_SEVERAL = rf"{NUMBER}(?:[號案]?\s?(?:[、,及和與跟至到~]|以及|[,(]?含)\s?(?:序號|編號|第)?\s?{NUMBER}{_NO_AMOUNT}){{0,9}}"
# 「還有17案」 calls one up: 2017-10-02 第八次月會.
_NOT_AN_AMOUNT = (
    f"(?<![0-9.a-z{_AMOUNT.replace('有', '')}-])(?<!(?<!還)有)"
    "(?:(?<![這那])|(?=1[3-9]|[2-9][0-9]|[1-9][0-9]{2}))"
)
# 「六十二案這次月會新增項目」: a number in characters that begins what is said, or follows what calls.
_BEGINS = r"(?:(?<=^)|(?<=[。,;:\s是])|(?<=下來)|(?<=接著)|(?<=再來)|(?<=先請))"
_TENS = "(?:[二三四五六七八九]十[一二三四五六七八九]?|十[三四五六七八九])"
_THESE = "(?:這[一兩二三四五六七八]?個?)?"
# 「序號113，不是，是序號115」, 「不是序號113，是115」: who corrects a number means the other one.
_LABEL = r"(?:序號|編號|第)\s?"
_CORRECTED = re.compile(
    fold(
        rf"(?P<label>{_LABEL}){NUMBER}\s?[號案]?,\s?[啊喔噢欸]?,?(?:抱歉|對不起|不好意思)?,?"
        rf"(?:不是|不對|我?[講說]錯了?|錯了|更正|口誤),?\s?(?:應該)?是?(?:{_LABEL})?(?=(?P<right>{NUMBER}))"
        rf"|(?<!是)不是(?P<other>{_LABEL}){NUMBER}\s?[號案]?,?(?:而|應該)?是(?:{_LABEL})?(?=(?P<meant>{NUMBER}))"
    ).replace("(?p<", "(?P<")
)
# 「序號1是87案、2是88案」 (invented): the first number is a place in a list, and the second one the case's.
_PLACE_IN_LIST = re.compile(
    fold(
        rf"(?:序號|項次)\s?{NUMBER}\s?(?:號|項)?,?(?:就?是|為|:)(?=(?:序號|第)?\s?[0-9]{{2,3}}\s?案)"
    )
)
# 「97外送員案、98候車案」 (invented): a number right before a name that ends with 案. It begins its clause, and is no
# amount, year or known abbreviation (「108課綱」, 「165線上報案」: 2020-11-02 and 2020-10-30).
_NAMED = (
    r"(?:(?<=^)|(?<=[,、。;跟和及與請是]))(?P<稱>[1-9][0-9]{1,2})"
    r"(?=(?![年月日號點元人件個天場次位條項款名票歲萬億千百公度期屆之多餘幾課])[^\s0-9a-z,.、。;:「」()的]{2,10}"
    r"(?<![提成方草答個法專檔本此這該全兩結議單預備各報])案(?:[,、。;請跟和及與這]|$))"
)
_COUNTED = re.compile(
    fold(
        rf"(?:序號|編號|(?<!列管)項次|案號)[的是為]?[:]?第?\s?(?P<序號>{_SEVERAL})\s?(?:號|案|項)?"
        rf"|第\s?(?P<號>{_SEVERAL})\s?號(?!頻道|解釋|令|函|公)"
        rf"|第\s?(?P<案>{_SEVERAL})\s?(?:案(?![例件])|個議題)"
        rf"|第\s?(?P<項>{_SEVERAL})\s?(?:項次|項(?=[,我的]))"
        rf"|第\s?(?P<次>{NUMBER})\s?次(?:開放政府|聯絡人|po|的){{0,3}}協作(?:會議|議題)"
        rf"|{_NOT_AN_AMOUNT}(?P<數>[0-9]{{1,3}}(?:\s?[、跟和與及至到~]\s?[0-9]{{1,3}}){{0,9}})\s?{_THESE}案(?![例件子數])"
        rf"|{_BEGINS}(?P<十>{_TENS})案(?![例件子數])"
        rf"|(?<![0-9.])(?:(?<=案)|(?=[0-9]{{2,3}}案))(?P<名>[1-9][0-9]{{1,2}})案?(?=「)"
        rf"|{_NAMED}"
        rf"|(?:(?<=案[,:])|(?<=案子[,:])|(?<=案件[,:])|(?<=案件有)|(?<=列管的有)|(?<=列管中的有)|(?<=依序是)|(?<=依序為))\s?(?P<列>[1-9][0-9]{{1,2}}(?:\s?[、和跟與及]\s?[1-9][0-9]{{1,2}}){{1,9}})(?![0-9./:%年月日號點元人件個天場票])"
        rf"|(?:#|no\.?\s?)(?P<標>[0-9]{{1,3}})(?![0-9.])"
        rf"|{_NOT_AN_AMOUNT}(?P<百>[一二三四五六七八九](?:百[零〇一二三四五六七八九十]{{1,4}}|[零〇一二三四五六七八九]{{2}}))案(?![例件子數])"
    ).replace("(?p<", "(?P<")
)


# What each of these forms holds: the long pattern is dear, and most of what is said counts nothing.
_MAY_COUNT = re.compile(fold("[案第#]|序號|編號|項次|no|依序|列管"))
_COUNTED_AS = dict.fromkeys(("數", "百", "十", "標", "名", "稱", "列"), "案")


def find_counted(text: str) -> list[Counted]:
    """Every number by which the heading of an agenda calls up cases, in their order; `text` is folded.

    Reads more forms than `find_cases`, which only a heading makes clear: 序號四十六號, 序號第37,
    編號33、36及37, 第9號, 第23項次, 第38個議題, 從87案開始, 序號31、序號34.
    """
    return list(_counted(text))


@lru_cache(maxsize=4096)  # whoever reads an agenda asks for the same words again and again
def _counted(text: str) -> tuple[Counted, ...]:
    if not _MAY_COUNT.search(text):
        return ()
    found: list[Counted] = []
    text = _CORRECTED.sub(_as_meant, _PLACE_IN_LIST.sub(_blank, text))
    for match in _COUNTED.finditer(text):
        counter = match.lastgroup or ""
        spelled = _LABELS.sub("", match[counter])
        named = _COUNTED_AS.get(counter, counter)
        found += [Counted(match.start(), match.end(), n, named) for n in _numbers(spelled)]
    return tuple(found)


# No day, share or amount: 「165解除列管，166繼續」, after both were called up.
_DIGITS = "[零〇一二三四五六七八九十百]"
_BARE = re.compile(
    fold(
        r"(?<![0-9a-z./$-])(?<![0-9]:)(?:[1-9][0-9]{1,2}(?!號)|(?:3[2-9]|[4-9][0-9]|[1-9][0-9]{2})(?=號))"
        r"(?![0-9a-z./:%年月日點元人件個天場條款歲票萬億頁張則])"
        rf"|(?<!{_DIGITS}){_DIGITS}{{2,6}}(?!{_DIGITS}|[年月日點元人件個天場萬億千])"
    )
)
_LINK = re.compile(fold(r"(?:「[^「」]{0,60}」)?[\s、跟和與及]*(?:還有|以及)?\s*(?:序號|第)?\s*"))


def find_bare(text: str, numbers: Collection[int], known: Iterable[Counted]) -> Iterator[Counted]:
    """Where a folded text names some cases by their mere numbers, apart from what is
    `known` of it: of two digits and more, as options and items of a list have one."""
    reached = {*chain.from_iterable(range(one.start, one.end) for one in known)}
    for match in _BARE.finditer(text) if numbers else ():
        number = parse(match[0])
        if number and match.start() not in reached and number in numbers:
            yield Counted(*match.span(), number, "號")


class NumbersInARow(NamedTuple):
    """Numbers that stand in a row (「131案跟132案」), and where it begins."""

    start: int
    numbers: frozenset[int]


def rows(text: str, counted: Iterable[Counted]) -> list[NumbersInARow]:
    """The rows in which the numbers of a folded text stand, in their order."""
    found: list[list[Counted]] = [[]]
    for one in counted:
        if not _is_next(text, found[-1][-1:], one):
            found.append([])
        found[-1].append(one)
    return [NumbersInARow(row[0].start, frozenset(map(_NUMBER_OF, row))) for row in found[1:]]


_NUMBER_OF = attrgetter("number")


def _is_next(text: str, last: Sequence[Counted], counted: Counted) -> bool:
    """Whether a number stands in the row that ends with the `last` one, if there is any."""
    between = [text[one.end : counted.start] for one in last]
    return any(map(_LINK.fullmatch, between))


def _blank(match: re.Match[str]) -> str:
    """Spaces for what is no case's number: what is behind it stays where it is."""
    return " " * len(match[0])


def _as_meant(match: re.Match[str]) -> str:
    """The label of a corrected number right before the one that is meant, as long as what it replaces."""
    label = match["label"] or match["other"]
    return label.rjust(len(match[0]))


_LABELS = re.compile(fold("序號|編號|第|號|案"))

"""What somebody says in a meeting and could go into the front matter: what was decided, who is asked for what
until when, and how many voted for what.

Somebody may say so and be wrong, or quote: these are offers to a person who accepts each, never claims.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from minutes.records.document import Document, Item
from minutes.text.folding import fold
from minutes.text.han import HAN
from minutes.text.numerals import parse
from pipeline.readers.drafting.proposals import Proposal, asked

_MOST = 60  # offers of one kind; more is no list that somebody reads
_LONGEST = 500  # characters of one offer
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
# 決議一：…, 結論：…, 裁示事項如下：…; what is asked or still open is none.
_DECISION = re.compile(
    r"(?:^|[，、；\s「])(?:(?:今天|本次|會議|本案)?的?(?:決議|結論|裁示)(?:事項)?"
    r"(?:第?[一二三四五六七八九十\d]{1,3}[項點]?)?(?:如下|是)?[：:])\s*(?P<text>[^：:]{4,})"
)
# The motion that is moved in the meeting itself, and only as the ruling at the end of a sentence: 提案通過 is said of much.
_MOTION = re.compile(r"(?P<text>臨時動議[^，；]{0,20}(?<![不否未有])(?:照案)?通過)[。！]?$")
_NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百〇零兩]{1,7})"
_OPTION = re.compile(
    rf"(?:「(?P<title>[^「」]{{1,80}})」|(?P<bare>[{HAN}A-Za-z]{{1,30}}?))\s*(?:得到|獲得|得|獲|有|是|為|共)?\s*"
    rf"[：:]?\s*(?P<votes>{_NUMBER})\s*票"
)
_CAST = re.compile(rf"(?P<cast>{_NUMBER})\s*(?:個|位)?(?:人|位|名)(?:參與|參加|出席)?(?:投票|表決)")
# Words before an option that are none of its name: 結果甲案18票.
_NOT_OF_NAMES = re.compile(r"^.*?(?:結果|其中|然後|最後|另外|以及|至於|和|跟)")
_NOT_VOTED = re.compile("每人|可以?投|有幾票|投幾票|一人")


def said(document: Document, day: dt.date | None) -> tuple[Proposal, ...]:
    """The offers that speeches of a record hold, in their order; `day` is the meeting's, for days
    without a year."""
    spoken = [item for item in document.items if item.type == "speech" and item.speaker]
    kinds = (_asked, _decided, _voted)
    return tuple(one for kind in kinds for one in _found(spoken, day, kind))


Reader = Callable[[str, int, dt.date | None], Iterator[Proposal]]


def _found(spoken: Sequence[Item], day: dt.date | None, read: Reader) -> list[Proposal]:
    lines = ((row, at) for item in spoken for at, row in enumerate(_rows(item), item.line))
    return [one for row, at in lines for one in read(row, at, day)][:_MOST]


def _rows(item: Item) -> list[str]:
    return [row.strip("-*> \t") for row in item.markdown.split("\n")]


def _sentences(row: str) -> Iterator[str]:
    return (found[0].strip()[:_LONGEST] for found in _SENTENCE.finditer(row))


def _asked(row: str, line: int, day: dt.date | None) -> Iterator[Proposal]:
    """Who is asked for something until a day that is named."""
    for words in _sentences(row):
        yield from (one for one in asked(words, line, day) if "due" in one.values)


def _decided(row: str, line: int, _day: dt.date | None) -> Iterator[Proposal]:
    """What follows 決議：, each to the end of its sentence."""
    for words in _sentences(row):
        for found in _DECISION.finditer(words):
            yield Proposal("decisions", {"text": found["text"].strip("，；、 ")}, words, line)
        if motion := _MOTION.search(words):
            yield Proposal("decisions", {"text": motion["text"].strip()}, words, line)


def _voted(row: str, line: int, _day: dt.date | None) -> Iterator[Proposal]:
    """The votes that one paragraph tells of two options or more, as one ballot."""
    words = row[: _LONGEST * 2]
    options = [] if _NOT_VOTED.search(words) else [_option(m) for m in _OPTION.finditer(words)]
    if len(options) < 2:  # one alone may be anything
        return
    cast = _CAST.search(words)
    total = {"cast": _count(cast["cast"])} if cast else {}
    yield Proposal("votes", {**total, "options": options}, words[:_LONGEST], line)


def _option(found: re.Match[str]) -> dict[str, Any]:
    name = found["title"] or _NOT_OF_NAMES.sub("", found["bare"])
    return {"title": name, "votes": _count(found["votes"])}


def _count(words: str) -> int:
    return parse(fold(words)) or 0

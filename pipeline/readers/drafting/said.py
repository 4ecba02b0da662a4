"""What somebody says in a meeting and could go into the front matter: what was decided, who is asked for what
until when, whose help is sought, and how many voted for what.

Somebody may say so and be wrong, or quote: these are offers to a person who accepts each, never claims.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import chain, count, islice
from typing import Any

from minutes.records.document import Document, Item
from minutes.text import numerals
from minutes.text.folding import fold
from minutes.text.han import HAN
from pipeline.readers.drafting.belonging import are_agencies
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
# Whose help somebody asks for: 請文化部協助…; told of a time that is past (有請, 當時是請) it is no request any more.
_HELP = re.compile(
    rf"(?<![有是曾已就申邀聘])(?:請|麻煩|拜託|希望|需要)(?P<to>[{HAN}、]{{2,30}}?)"
    r"(?:可不可以|能不能|能夠|可以|這邊|給予|提供|派員|能|再|也|都|一起|來|多)*(?:幫忙|協助|支援)(?P<rest>.*)"
)
# Who is asked to speak in the meeting itself (請交通部協助說明) is asked for no help.
_TO_SPEAK = re.compile("說明|回[應覆答]|補充|報告|看一下|確認|告訴|釐清")
_BODIES = re.compile("[、及和與]|以及")
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
    """The offers that speeches of a record hold, by their kind; `day` is the meeting's, for days
    without a year."""
    rows = list(chain.from_iterable(map(_rows, filter(_is_said, document.items))))
    kinds = (_asked(rows, day), _sought(rows), _decided(rows), _moved(rows), _voted(rows))
    return tuple(chain.from_iterable(islice(kind, _MOST) for kind in kinds))


Row = tuple[str, int]
"""A paragraph or a sentence of it, and its line."""


def _is_said(item: Item) -> bool:
    return item.type == "speech" and bool(item.speaker)


def _rows(item: Item) -> Iterator[Row]:
    lines = item.markdown.split("\n")
    bare = (line.strip("-*> \t") for line in lines)
    return zip(bare, count(item.line), strict=False)


def _sentences(rows: Sequence[Row]) -> Iterator[Row]:
    for row, line in rows:
        for found in _SENTENCE.findall(row):
            words = found.strip()
            yield words[:_LONGEST], line


def _asked(rows: Sequence[Row], day: dt.date | None) -> Iterator[Proposal]:
    """Who is asked for something until a day that is named."""
    for words, line in _sentences(rows):
        found = asked(words, line, day)
        yield from filter(_has_day, found)


def _has_day(proposal: Proposal) -> bool:
    return "due" in proposal.values


def _sought(rows: Sequence[Row]) -> Iterator[Proposal]:
    """Whose help is asked for, where all who are named are agencies of the state."""
    for words, line in _sentences(rows):
        found = _HELP.search(words)
        to = _BODIES.split(found["to"]) if found else []
        if found and are_agencies(to) and not _TO_SPEAK.search(found["rest"]):
            yield Proposal("requests", {"to": to, "what": words}, words, line)


def _decided(rows: Sequence[Row]) -> Iterator[Proposal]:
    """What follows 決議：, each to the end of its sentence."""
    for words, line in _sentences(rows):
        for found in _DECISION.finditer(words):
            text = found["text"].strip("，；、 ")
            yield Proposal("decisions", {"text": text}, words, line)


def _moved(rows: Sequence[Row]) -> Iterator[Proposal]:
    """A motion that was carried."""
    for words, line in _sentences(rows):
        for found in _MOTION.finditer(words):
            text = found["text"].strip()
            yield Proposal("decisions", {"text": text}, words, line)


def _voted(rows: Sequence[Row]) -> Iterator[Proposal]:
    """The votes that one paragraph tells of two options or more, as one ballot; one alone may be
    anything."""
    for row, line in rows:
        words = row[: _LONGEST * 2]
        options = list(map(_option, _OPTION.finditer(words)))
        if len(options) >= 2 and not _NOT_VOTED.search(words):
            values = {**_cast(words), "options": options}
            yield Proposal("votes", values, words[:_LONGEST], line)


def _cast(words: str) -> dict[str, int]:
    found = _CAST.search(words)
    return {"cast": _count(found["cast"])} if found else {}


def _option(found: re.Match[str]) -> dict[str, Any]:
    bare = _NOT_OF_NAMES.sub("", found["bare"] or "")
    votes = _count(found["votes"])
    return {"title": found["title"] or bare, "votes": votes}


def _count(words: str) -> int:
    return numerals.number(fold(words))

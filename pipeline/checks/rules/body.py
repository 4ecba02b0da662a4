"""Checks of the words: an empty record, stage directions, things that are not for publication."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter

from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from minutes.records.slicer import MOST_ITEMS, label_name
from minutes.text import markup, typed_marks
from minutes.text import personal_data as privacy
from pipeline.checks.rules.subject import SAID, Context, Subject, shown

_STAGE = ("(", "（")  # with which a stage direction begins
_DEPTH = Counter(dict.fromkeys("(（[【", 1) | dict.fromkeys(")）]】", -1))  # of other characters 0
_QUOTATION = re.compile(r"^[ ]{0,3}>[ ]?", re.M)
_WORDS = re.compile(r"[^\W_]")
# The mark at which the stenographer stops: 「以下不記錄」, 「以下發言不紀錄（略）」.
_OFF_RECORD = re.compile(
    r"(?<![「『“\"])(?:以下|接下來|底下)[^\n。；，,]{0,10}?不(?:要|用|得|列入|做|作|予|再)?\s?[紀記记纪][錄录]"
    r"|[(（\[](?:the following is |from here )?off[ -]the[ -]record[^)）\]\n]{0,20}[)）\]]",
    re.I,
)
_MAY_BE_OFF_RECORD = re.compile("[錄录]|record", re.I)
_AFTER_MARK = re.compile(r"^[\s。.…，,、）)】\]」』]*(?:[（(](?:略|省略)[)）])?[\s。.…]*")
_COMMENT = re.compile(r"<!--(?P<words>.*?)(?P<end>-->|\Z)", re.S)
_OPENING_TAG = re.compile(r"(?<!\\)<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])([^<>]*)>")
_LINKS = re.compile(
    r"<a\b.{0,1000}?</a>|\[[^\[\]]{0,500}\]\([^()]{0,1000}\)|https?://\S+|</?[A-Za-z][^<>]*>",
    re.S | re.I,
)
_EMBEDS = frozenset({"iframe", "video", "audio", "embed", "object", "img"})
_ATTRIBUTE = re.compile(r"\b(?:on[a-z]{3,}|style)\s*=|javascript:", re.I)
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|^ {0,3}(?:```|~~~).*", re.S)
# `*` that opens and closes with words on both sides of each; what emphasis seldom holds.
_WITHIN_WORDS = re.compile(
    r"(?<![*\\])(?P<before>[\w)）])\*(?![*\s])(?P<inner>[^*\n]{1,120})(?<![\s\\])\*(?=[\w(（])"
)
_NO_EMPHASIS = re.compile(r"[、，。；：:=＝+＋,;]|^[\d(（]|[\d)）]$")


def emptiness(subject: Subject, _: Context) -> Iterator[Problem]:
    """A record has words, not only a title."""
    has_words = any(map(attrgetter("text"), subject.said))
    if not has_words and not subject.parsed.meeting.broken:
        yield problem(subject.path, "empty-record", subject.parsed.document.body_line)


def narratives(subject: Subject, _: Context) -> Iterator[Problem]:
    """A stage direction is one bracket in a quotation: no words before its end are lost in it."""
    directions = (item for item in subject.parsed.document.items if item.type == "narrative")
    for item in directions:
        if code := _fault_of_brackets(item):
            yield problem(subject.path, code, item.line)


def _fault_of_brackets(narrative: Item) -> str:
    """What is wrong with the brackets of a stage direction, "" for nothing."""
    rest = _after_brackets(_QUOTATION.sub("", narrative.markdown).replace("\\", "").strip())
    if rest.startswith(_STAGE):
        return "bracket-not-closed"
    goes_on = narrative.text.startswith(_STAGE) and _WORDS.search(_LINKS.sub("", rest))
    return "words-after-bracket" if goes_on else ""


def _after_brackets(words: str) -> str:
    """What stands behind the brackets with which words begin, or from one on that nothing closes."""
    while words.startswith(_STAGE) and (end := _bracket_end(words)):
        words = words[end:].lstrip()
    return words


def _bracket_end(words: str) -> int:
    """Behind which character the bracket is closed with which words begin; 0 where none does."""
    depths = accumulate(map(_DEPTH.__getitem__, words))
    return next((count for count, depth in enumerate(depths, 1) if depth == 0), 0)


def off_record(subject: Subject, _: Context) -> Iterator[Problem]:
    """Nothing of the same speaker follows a mark that says that the rest is not recorded."""
    items = subject.parsed.document.items
    for index, item in enumerate(items):
        for mark in _off_record_marks(item)[-1:]:
            rest = _AFTER_MARK.sub("", item.markdown[mark.end() :])
            if _WORDS.search(rest) or _goes_on(items, index):
                yield problem(subject.path, "words-after-off-record", *_inside(item, mark.start()))


def _off_record_marks(item: Item) -> list[re.Match[str]]:
    may_hold = item.type in SAID and _MAY_BE_OFF_RECORD.search(item.text)
    return list(_OFF_RECORD.finditer(item.markdown)) if may_hold else []


def _goes_on(items: tuple[Item, ...], index: int) -> bool:
    """Whether the next words are of the same speaker, under the same label."""
    label_line = _label_in_force(items[: index + 1])
    following = items[index + 1 : index + 2]
    return any(item.is_spoken and item.label_line == label_line for item in following)


def _label_in_force(items: tuple[Item, ...]) -> int | None:
    """The line of the label under which the last of some items is said; a stage direction says nothing
    about that, and is of nobody where nobody was named before it."""
    last = items[-1]
    if last.type != "narrative":
        return last.label_line
    spoken = filter(attrgetter("is_speech"), reversed(items))
    return next(map(attrgetter("label_line"), spoken), 0) or None


def size(subject: Subject, _: Context) -> Iterator[Problem]:
    """More parts than are read: the rest is nobody's words."""
    rest = subject.parsed.document.items[MOST_ITEMS:]
    if rest:
        yield problem(subject.path, "too-many-parts", rest[0].line, most=f"{MOST_ITEMS:,}")


def lost_asterisks(subject: Subject, _: Context) -> Iterator[Problem]:
    """Asterisks within words that turn into italics and vanish, where something else was meant: a mask
    in a name (王*明), a product, a footnote."""
    for item in subject.said:
        match = _between_asterisks(item)
        if match and _NO_EMPHASIS.search(match["inner"]):
            place = _inside(item, item.markdown.find("*"))
            yield problem(
                subject.path, "asterisks-vanish", *place, shown=shown(match["before"] + "\\*")
            )


def _between_asterisks(item: Item) -> re.Match[str] | None:
    """The first words that two asterisks within words would set in italics."""
    if item.markdown.count("*") < 2:
        return None
    return _WITHIN_WORDS.search(typed_marks.standard(item.markdown))


def html(subject: Subject, _: Context) -> Iterator[Problem]:
    """HTML that will not be shown, and comments that hide a part of the record."""
    for item in subject.parsed.document.items:
        if "<" in item.markdown:
            yield from _comments(subject, item)
            yield from _tags(subject, item)


def _tags(subject: Subject, item: Item) -> Iterator[Problem]:
    """The tags of an item, outside of code, that readers get otherwise than they were written."""
    plain = _CODE.sub(lambda m: " " * len(m[0]), item.markdown)
    for match in _OPENING_TAG.finditer(plain):
        tag, attributes = match[1].lower(), match[2]
        code = _fate_of_tag(tag, attributes)
        if code:
            yield problem(subject.path, code, *_inside(item, match.start()), tag=tag)


def _fate_of_tag(tag: str, attributes: str) -> str:
    """The finding on what becomes of a tag; "" for one that is shown as it is."""
    if tag in _EMBEDS:
        return "embed-becomes-link"
    is_shown = tag in markup.TAGS and not _ATTRIBUTE.search(attributes)
    return "" if is_shown else "html-removed"


def _comments(subject: Subject, item: Item) -> Iterator[Problem]:
    for comment in _COMMENT.finditer(item.markdown):
        place = _inside(item, comment.start())
        if not comment["end"]:
            yield problem(subject.path, "comment-not-closed", *place)
        elif any(map(_is_label, comment["words"].split("\n"))):
            yield problem(subject.path, "comment-hides-speech", *place)


def _is_label(line: str) -> bool:
    return line.lstrip().startswith("#") and label_name(line) is not None


def _inside(item: Item, offset: int) -> tuple[int, int]:
    starts = _line_starts(item.markdown)
    line = bisect_right(starts, offset)
    return item.line + line - 1, offset - starts[line - 1] + 1


@lru_cache(maxsize=8)
def _line_starts(text: str) -> list[int]:
    """Where each line of a text begins; asked for again and again where there is much to find."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


def personal_data(subject: Subject, context: Context) -> Iterator[Problem]:
    """Identity numbers, mobile numbers, mail and home addresses, bank accounts: kind and place, never
    the value."""
    text = subject.text
    own = {context.archive.contact, context.archive.report}
    for finding in privacy.find(text):
        if text[finding.start : finding.end] not in own:
            yield problem(subject.path, finding.kind, *subject.at(finding.start))

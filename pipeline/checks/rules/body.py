"""Checks of the words: an empty record, stage directions, things that are not for publication."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from minutes.records.slicer import MOST_ITEMS, label_name
from minutes.text import markup, typed_marks
from minutes.text import personal_data as privacy
from pipeline.checks.rules.subject import Context, Subject, shown

_OPEN, _CLOSE = "(（[【", ")）]】"
_WORDS = re.compile(r"[^\W_]")
# The mark at which the stenographer stops: 「以下不記錄」, 「以下發言不紀錄（略）」.
_OFF_RECORD = re.compile(
    r"(?<![「『“\"])(?:以下|接下來|底下)[^\n。；，,]{0,10}?不(?:要|用|得|列入|做|作|予|再)?\s?[紀記][錄录]"
    r"|[(（\[](?:the following is |from here )?off[ -]the[ -]record[^)）\]\n]{0,20}[)）\]]",
    re.I,
)
_AFTER_MARK = re.compile(r"^[\s。.…，,、）)】\]」』]*(?:[（(](?:略|省略)[)）])?[\s。.…]*")
_TAG = re.compile(r"(?<!\\)</?([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])([^<>]*)>")
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
    if subject.parsed.meeting.broken:
        return
    if not any(
        item.text for item in subject.parsed.document.items if item.type in {"speech", "narrative"}
    ):
        yield problem(subject.path, "empty-record", subject.parsed.document.body_line)


def narratives(subject: Subject, _: Context) -> Iterator[Problem]:
    """A stage direction is one bracket in a quotation: no words before its end are lost in it."""
    for item in subject.parsed.document.items:
        if item.type == "narrative":
            words = (
                re.sub(r"^[ ]{0,3}>[ ]?", "", item.markdown, flags=re.M).replace("\\", "").strip()
            )
            while words[:1] in ("(", "（"):
                end = _bracket_end(words)
                if end is None:
                    yield problem(subject.path, "bracket-not-closed", item.line)
                    break
                words = words[end:].lstrip()
            else:
                if item.text.startswith(("(", "（")) and _WORDS.search(_LINKS.sub("", words)):
                    yield problem(subject.path, "words-after-bracket", item.line)


def _bracket_end(words: str) -> int | None:
    depth = 0
    for index, char in enumerate(words):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
            if depth == 0:
                return index + 1
    return None


def off_record(subject: Subject, _: Context) -> Iterator[Problem]:
    """Nothing of the same speaker follows a mark that says that the rest is not recorded."""
    items = subject.parsed.document.items
    for index, item in enumerate(items):
        if item.type not in {"speech", "narrative"} or (
            "錄" not in item.text and "ecord" not in item.text
        ):
            continue
        marks = list(_OFF_RECORD.finditer(item.markdown))
        if not marks:
            continue
        match = marks[-1]
        rest = _AFTER_MARK.sub("", item.markdown[match.end() :])
        if _WORDS.search(rest) or _goes_on(items, index):
            yield problem(subject.path, "words-after-off-record", *_inside(item, match.start()))


def _goes_on(items: tuple[Item, ...], index: int) -> bool:
    """Whether the next words are of the same speaker, under the same label."""
    following = items[index + 1] if index + 1 < len(items) else None
    if following is None or following.type != "speech" or not following.text:
        return False
    if items[index].type == "narrative":
        earlier = next((i for i in reversed(items[:index]) if i.type == "speech"), None)
        return earlier is not None and following.label_line == earlier.label_line != 0
    return following.label_line == items[index].label_line


def size(subject: Subject, _: Context) -> Iterator[Problem]:
    """More parts than are read: the rest is nobody's words."""
    rest = subject.parsed.document.items[MOST_ITEMS:]
    if rest:
        yield problem(subject.path, "too-many-parts", rest[0].line, most=f"{MOST_ITEMS:,}")


def lost_asterisks(subject: Subject, _: Context) -> Iterator[Problem]:
    """Asterisks within words that turn into italics and vanish, where something else was meant: a mask
    in a name (王*明), a product, a footnote."""
    for item in subject.parsed.document.items:
        if item.type not in {"speech", "narrative"} or item.markdown.count("*") < 2:
            continue
        source = typed_marks.standard(item.markdown)
        match = _WITHIN_WORDS.search(source)
        if match and _NO_EMPHASIS.search(match["inner"]):
            place = _inside(item, item.markdown.find("*"))
            yield problem(
                subject.path, "asterisks-vanish", *place, shown=shown(match["before"] + "\\*")
            )


def html(subject: Subject, _: Context) -> Iterator[Problem]:
    """HTML that will not be shown, and comments that hide a part of the record."""
    for item in subject.parsed.document.items:
        source = item.markdown
        if "<" not in source:
            continue
        if "<!--" in source:
            yield from _comments(subject, item)
        plain = _CODE.sub(lambda m: " " * len(m[0]), source)
        for match in _TAG.finditer(plain):
            tag, place = match[1].lower(), _inside(item, match.start())
            if match[0].startswith("</"):
                continue
            if tag in _EMBEDS:
                yield problem(subject.path, "embed-becomes-link", *place, tag=tag)
            elif tag not in markup.TAGS or _ATTRIBUTE.search(match[2]):
                yield problem(subject.path, "html-removed", *place, tag=tag)


def _comments(subject: Subject, item: Item) -> Iterator[Problem]:
    text, start = item.markdown, item.markdown.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            yield problem(subject.path, "comment-not-closed", *_inside(item, start))
            return
        lines = text[start + 4 : end].split("\n")
        if any(label_name(line) for line in lines if line.lstrip().startswith("#")):
            yield problem(subject.path, "comment-hides-speech", *_inside(item, start))
        start = text.find("<!--", end + 3)


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
    own = {word for word in (context.archive.contact, context.archive.report) if word}
    for finding in privacy.find(text):
        if text[finding.start : finding.end] in own:
            continue
        yield problem(subject.path, finding.kind, *subject.at(finding.start))

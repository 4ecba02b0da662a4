"""Rows of a Markdown note as the ways of naming speakers in notes are made one: **姓名** before the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, compress, groupby
from operator import itemgetter, ne

from minutes.records.speaker_labels import calling, tidy
from minutes.registers.generic_labels import is_generic
from minutes.text.label_forms import CLOCK
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import one_line

QUOTE = re.compile(r"\s*>\s?")
# HackMD signs quotations so, below the words or on their line: [name=王示範] [time=Thu, Apr 4, 2024] [color=#907bf7]
_SIGNED = re.compile(r"\s*>[^\[]*+(?:\[(?!name=)[^\[]*+)*+\[name=(?P<name>[^\[\]]{1,60})\]")
SIGNED_ANYWHERE = re.compile(
    r"^\s{0,8}(?:[-*+]\s{1,8})?>[^\[\n]*+(?:\[(?!name=)[^\[\n]*+)*+\[name=[^\[\]\n]{1,60}\]", re.M
)
_ENTRY = re.compile(r"^\s*[-*+]\s+(?=>)")  # - > 大家好。
_SIGNATURE = re.compile(r"\s*\[(?:name|time|color)=[^\[\]]{1,60}\]")
# <b>王示範</b>：大家好, which means what **王示範** means
_TAGGED = re.compile(
    r"(?<![^\s*+-])<(b|strong)>([^<>*]{1,60}[:：](?=</)|[^<>*]{1,60}(?=</[^<>]*>\s*(?:[:：]|$)))</\1>",
    re.I,
)
# <span style="color:red">王示範</span>, which says nothing that a label does not
_COLOURED = re.compile(r"<(span|font|mark|u)(?:\s[^<>]{0,80})?>([^<>]{1,60})</\1>", re.I)
# What folds: <details><summary>王示範</summary>, words, </details>
_FOLDED = re.compile(
    r"^\s*+(?:<details[^<>]{0,80}>\s*)?<summary>\s*([^<>]{1,60}?)\s*</summary>\s*$", re.I
)
_FOLD = re.compile(r"^\s*+</?details[^<>]{0,80}>\s*$", re.I)
_FOLD_TAG = re.compile(r"</?(?:details|summary)[^<>]{0,80}>", re.I)
_TIME_LINK = re.compile(
    rf"^(\s*(?:[-*+]\s+)?)\[({CLOCK})\]\((?P<address>https?://[^()\s]{{1,300}})\)"
)
_BOLD_FIRST = re.compile(
    r"\s*(?:\*\*|__)(?P<name>[^*_]{1,60}?)(?:[:：]\s*(?:\*\*|__)|(?:\*\*|__)\s*(?:[:：]|$))"
)
_FEWEST_QUOTED = 2  # quotations that begin with a bold name, before they are speeches


def one_way(rows: Sequence[str], draft: Draft) -> list[str]:
    """The rows, in which every way of naming who speaks is bold type; signatures are reported."""
    rows = _without_links(rows, draft)
    unfolded = [_FOLD.sub("", _FOLDED.sub(r"**\1**", row)) for row in rows]
    draft.leave(
        *chain.from_iterable(map(_FOLD_TAG.findall, compress(rows, map(ne, rows, unfolded))))
    )
    plain = [_COLOURED.sub(r"\2", row) for row in unfolded]
    tagged = [_TAGGED.sub(r"**\2**", row) for row in plain]
    return _said_in_quotations(_unquoted(_signed(tagged, draft)))


def _without_links(rows: Sequence[str], draft: Draft) -> list[str]:
    """The rows, in which a time at the beginning leads to no place of a recording; how many did is reported."""
    bare = [_TIME_LINK.sub(r"\1\2", row, count=1) for row in rows]
    linked = list(map(ne, rows, bare))
    draft.leave(*(found["address"] for found in map(_TIME_LINK.match, rows) if found))
    if any(linked):
        draft.drop(
            "time-links",
            f"{sum(linked)} 處時間的連結（影音的位置）",
            f"{plural(sum(linked), 'link')} of times (to places of a recording)",
            linked.index(True) + 1,
        )
    return bare


def _unquoted(rows: Sequence[str]) -> list[str]:
    """The rows, in which quotations that begin with somebody's name in bold type are no quotations."""
    out = list(rows)
    named = [block for block in quotations(rows) if _is_named(rows[block[0]])]
    speeches = named if len(named) >= _FEWEST_QUOTED else ()
    for index in chain.from_iterable(speeches):
        out[index] = QUOTE.sub("", rows[index], count=1)
    return out


def _said_in_quotations(rows: Sequence[str]) -> list[str]:
    """The rows; where nearly all words are quotations, below names that are none, they are none either."""
    words = [row for row in rows if row.strip() and not _STANDS_ABOVE.match(row)]
    quoted = list(filter(QUOTE.match, words))
    said = len(quoted) > _FEWEST_SAID and len(quoted) >= _NEARLY_ALL * len(words)
    return [QUOTE.sub("", row, count=1) for row in rows] if said else list(rows)


_STANDS_ABOVE = re.compile(
    r"\s*(?:#|\||-{3,}|(?:[-*+] )?(?:\*\*|__))"
)  # a heading, a table, a name
_FEWEST_SAID = 4  # rows that are quoted
_NEARLY_ALL = 0.8


def quotations(rows: Sequence[str]) -> Iterator[list[int]]:
    """The indexes of the rows of each quotation."""
    quoted = enumerate(QUOTE.match(row) is not None for row in rows)
    for is_quoted, block in groupby(quoted, itemgetter(1)):
        if is_quoted:
            yield list(map(itemgetter(0), block))


def _is_named(row: str) -> bool:
    found = _BOLD_FIRST.match(QUOTE.sub("", row, count=1))
    name = tidy(found["name"]) if found else ""
    return bool(calling(name)) or is_generic(name)


def _signed(rows: Sequence[str], draft: Draft) -> list[str]:
    """The rows, in which a quotation that somebody signed is a speech of theirs, an entry of a list too."""
    out, plain = list(rows), [_ENTRY.sub("", row) for row in rows]
    begun: int | None = None
    for index, row in enumerate(plain):
        signed = _SIGNED.match(row)
        if row != rows[index] or not QUOTE.match(row):
            begun = None
        if signed:
            first = index if begun is None else begun
            for at in range(first, index + 1):
                out[at] = QUOTE.sub("", _SIGNATURE.sub("", plain[at]), count=1)
            out[first] = f"**{signed['name']}**：{out[first]}"
            draft.leave(_signature(row))
            draft.drop(
                "signature",
                f"引文後的簽名：{_signature(row)}",
                f"A signature below a quotation: {_signature(row)}",
                index + 1,
            )
            begun = None
        elif begun is None and QUOTE.match(row):
            begun = index
    return out


def _signature(row: str) -> str:
    return one_line(" ".join(map(str.strip, _SIGNATURE.findall(row))))[:160]

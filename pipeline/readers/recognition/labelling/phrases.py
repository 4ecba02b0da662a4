"""Words before a colon among what people say: short phrases, and names behind the end of a sentence."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import is_full_name, is_speechlike, tidy
from minutes.text import label_forms
from minutes.text.label_forms import COLONS, Cut
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.labelling.called_names import asking
from pipeline.readers.recognition.labelling.candidates import (
    SENTENCE_SIGNS,
    Candidate,
    is_in_time_or_address,
)
from pipeline.readers.recognition.lines import Line, cut

_LONGEST_BEFORE_COLON = 12


def phrases(
    lines: Sequence[Line], known: Container[int], start: int, *, alone: bool, numbered: bool
) -> Iterator[tuple[int, Candidate]]:
    """Lines from `start` on, besides those `known`, that begin with a short phrase and a colon: Sli.do 提問：
    ends as sentences do, and may be a label; with nothing behind it only where labels stand `alone`, behind
    a number only where labels are `numbered`."""
    asked = _numbered_phrase if numbered else _phrase
    free = (at for at in range(start, len(lines)) if lines[at].fresh and at not in known)
    found = filter(None, (asked(lines[at], at) for at in free))
    telling = found if alone else filter(_RESTS, found)
    return ((one.line, one) for one in telling if one.rest or not _ends_as_sentence(one.name))


_RESTS = attrgetter("rest")


def _ends_as_sentence(name: str) -> bool:
    return head_lines.ENDINGS.search(name) is not None


_COLON = label_forms.FORM_OF["colon"]
# Behind the end of a sentence: 「…謝謝。 李示範：我補充。」
_INSIDE = re.compile(
    rf"(?<=[。！？!?」』）)…])\s*(?P<name>[^\s。，、；！？!?「」『』（）()…{COLONS}]{{2,20}})[{COLONS}]"
)


def inside(lines: Sequence[Line], names: Container[str]) -> Iterator[tuple[int, Candidate]]:
    """The first name of each line that stands with a colon behind the end of a sentence: one of the
    `names` of speakers, or somebody's by its looks. Another may begin to speak there."""
    for index, line in enumerate(lines):
        found = _first_inside(line, names)
        if found:
            rest = line.text[found.end() :].strip()
            yield index, Candidate(found["name"], rest, index, _COLON, found.end())


def divided(lines: Sequence[Line], names: Container[str]) -> Iterator[tuple[int, Line]]:
    """The lines with their indexes, those cut where the label of one of the `names` stands behind the end of a
    sentence, or in bold type, and not within a quotation."""
    for index, line in enumerate(lines):
        in_bold = filter(partial(_is_in_bold, line), _BEFORE_COLON.finditer(line.text))
        found = filter(partial(_begins_another, names), chain(_INSIDE.finditer(line.text), in_bold))
        starts = sorted({match.start("name") for match in found} - {0})
        first, *more = pairwise([0, *starts, len(line.text)])
        yield index, replace(line, spans=cut(line.spans, *first)) if more else line
        for start, end in more:
            yield index, Line(cut(line.spans, start, end), line.place)


_BEFORE_COLON = re.compile(rf"(?P<name>[^\s\W]{{2,20}})[{COLONS}]")


def _is_in_bold(line: Line, found: re.Match[str]) -> bool:
    """Whether a name is in bold type, and the words before it are not."""
    start, end = found.span("name")
    before, name = cut(line.spans, 0, start), cut(line.spans, start, end)
    return all(map(_STRONG, name)) and not all(map(_STRONG, before))


_STRONG = attrgetter("strong")


def _begins_another(names: Container[str], found: re.Match[str]) -> bool:
    before = found.string[: found.start()]
    closed = (before.count(opens) <= before.count(closes) for opens, closes in _QUOTES)
    named = map(names.__contains__, (found["name"], asking(found["name"])))
    return any(named) and all(closed) and not label_forms.is_clock(before)


_QUOTES = (("「", "」"), ("『", "』"), ("“", "”"), ("（", "）"))


def _first_inside(line: Line, names: Container[str]) -> re.Match[str] | None:
    within = _INSIDE.finditer(line.text)
    return next((m for m in within if m["name"] in names or is_full_name(m["name"])), None)


def _numbered_phrase(line: Line, index: int) -> Candidate | None:
    words = head_lines.without_number(line.text)
    found = _phrase(replace(line, spans=(TextRun(words),)), index)
    return None if found and head_lines.is_list_head(found.name) else found


def _phrase(line: Line, index: int) -> Candidate | None:
    first = next(filter(_is_by_colon, label_forms.cuts(line.text)), None)
    if first is None or _NO_LABEL.match(line.words):
        return None
    name = tidy(first.name)
    signs = (
        len(name) <= _LONGEST_BEFORE_COLON,
        not is_speechlike(name),
        _SHOWN.fullmatch(name) or not SENTENCE_SIGNS.search(name),
        not head_lines.is_head_field(name),
        not head_lines.is_section(line.words),
        not is_in_time_or_address(name, line.text, first.rest),
    )
    return Candidate(name, first.rest.strip(), index, first.form, first.at) if all(signs) else None


def _is_by_colon(cut: Cut) -> bool:
    return cut.form.name == "colon"


# What a programme or a stenographer may show instead of a name: 0912, #12, 王|示範局
_SHOWN = re.compile(r"[#＃@]?\d{2,12}|[#＃@][\w-]+|[\w-]+ ?[|｜/\\] ?[\w-]+")
# 第一點： orders what is said, （註：…） is a remark
_NO_LABEL = re.compile(rf"[第（(]|{head_lines.NUMBER.pattern}")


__all__ = ["divided", "inside", "phrases"]

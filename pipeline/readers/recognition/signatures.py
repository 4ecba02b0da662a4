"""Speeches that are signed: the name stands behind the words of each paragraph (大家好。（王示範）), or below the
words of each speech (——王示範)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import compress, count, product
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import calling
from minutes.registers.generic_labels import is_generic
from minutes.text.label_forms import COLONS, FIELD
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.frames import frame_of, recurring, signature
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN, USUAL
from pipeline.readers.recognition.labelling.loose_forms import is_short
from pipeline.readers.recognition.lines import Line, cut

_UNSIGNED = "？"  # whose words an unsigned paragraph among signed ones holds, nobody knows


def signed(lines: Sequence[Line]) -> list[Line] | None:
    """The lines, each with the one who signed it as its speaker; None where nearly all of those that hold
    sentences are not signed, or not by several people who come back."""
    return _signed_behind(lines) or signed_below(lines)


def _holds_sentence(line: Line) -> bool:
    return any((SENTENCE_SIGN.search(line.words), _STOPS_WITHIN.search(line.words)))


_STOPS_WITHIN = re.compile(r"(?<=[A-Za-z]{3})\. [A-Z]|\.{3}")  # Absolutely. I will...


def _calls_somebody(one: Candidate) -> bool:
    return any((calling(one.name), is_short(one), is_generic(one.name)))  # 問 too


_FORM = attrgetter("form.name")


# -- behind the words of each paragraph ------------------------------------------------------------


def _signed_behind(lines: Sequence[Line]) -> list[Line] | None:
    ends = [signature(line, index) for index, line in enumerate(lines)]
    forms = Counter(map(_FORM, filter(None, ends)))
    usual = max(forms, key=forms.__getitem__, default="")
    found = {one.line: one for one in filter(None, ends) if _is_signed(one, usual)}
    names = [one.name for one in found.values()]
    sentences = [at for at, line in enumerate(lines) if _holds_sentence(line)]
    if not _are_usual(names, len(sentences)):
        return _signed_parts(lines, found, sentences) if _are_usual(names, len(names)) else None
    begun = min(found)
    return [_spoken(line, found.get(at), at > begun) for at, line in enumerate(lines)]


def _signed_parts(
    lines: Sequence[Line], found: Mapping[int, Candidate], sentences: Sequence[int]
) -> list[Line] | None:
    """The lines, of which only the last of each speech is signed; None where sentences stand behind the last of these,
    or where hardly any is."""
    last = max(found)
    behind = (lines[at] for at in sentences if at > last)
    if len(found) < _SHARE_SIGNED * len(sentences) or not all(map(_is_of_minutes, behind)):
        return None
    signed = {at: _spoken(lines[at], one, begun=True) for at, one in found.items()}
    names = {at: one.name for at, one in found.items()}
    return [signed.get(at, line) for at, line in enumerate(_above(lines, names, gone=False))]


_SHARE_APART = 0.05  # of signatures, at most, below what looks like no sentence
_SHARE_SIGNED = 0.25  # of the sentences, where speeches have several paragraphs


def _is_signed(one: Candidate, form: str) -> bool:
    return _FORM(one) == form and _calls_somebody(one)


def _are_usual(found: Sequence[str], sentences: int) -> bool:
    """Whether signatures stand below nearly all sentences: those of several people, who come back."""
    enough = len(found) > max(FEW, USUAL * sentences)
    return enough and 1 < len(set(found)) < len(found)


def _spoken(line: Line, signature: Candidate | None, begun: bool) -> Line:
    """A line with who signed it; a sentence that nobody signed, after the first one, is somebody's unknown."""
    if signature:
        words = cut(line.spans, 0, signature.at)
        return replace(line, speaker=signature.name, spans=words, fresh=True)
    unsigned = begun and _holds_sentence(line)
    return replace(line, speaker=_UNSIGNED) if unsigned else line


# -- below the words of each speech ----------------------------------------------------------------


def signed_below(lines: Sequence[Line]) -> list[Line] | None:
    """The lines, each with the one whose name stands below as its speaker; None where not nearly all lines with a name and a
    sign before it stand below sentences, or somebody speaks behind the last."""
    alone = filter(_stands_alone, recurring(lines))
    names = {one.line: one.name for one in filter(_may_sign, alone)}
    sentences = [at for at, line in enumerate(lines, 1) if _holds_sentence(line)]
    said = (at for at in reversed(sentences) if not _is_of_minutes(lines[at - 1]))
    above = {*sentences, *compress(count(1), map(_is_remark, lines))}
    few = _SHARE_APART * len(names)
    below = (
        len(names.keys() - above) <= few,
        max(names, default=0) >= next(said, 0),
        min(names, default=0) >= min(sentences, default=0),  # where the first stands above, all do
    )
    if not all(below) or not _are_usual(list(names.values()), len(names)):
        return None
    return list(_above(lines, names))


def _is_remark(line: Line) -> bool:
    """Whether words are short and in brackets: （點頭） above a name is what that person did."""
    return all((_REMARK.fullmatch(line.words), calling(line.words[1:-1]) is None))


_REMARK = re.compile(r"[（(\[［][^（()）\[\]［］]{1,20}[)）\]］]")


def _may_sign(one: Candidate) -> bool:
    """Whether words call somebody; in brackets by their looks alone, for （播放影片） is a remark."""
    in_brackets = frame_of(one.form).before.rstrip().endswith(("（", "(", "[", "［"))
    return _CALLS[in_brackets](one)


def _is_called(one: Candidate) -> bool:
    return calling(one.name) is not None


_CALLS = {True: _is_called, False: _calls_somebody}


def _is_of_minutes(line: Line) -> bool:
    """Whether a line is a part of minutes that nobody signs: 參、臨時動議：無, 散會：下午4時."""
    field = _FIELD.split(line.words, maxsplit=1)[0]
    tests = (head_lines.is_agenda_heading, head_lines.is_section, head_lines.is_head_field)
    return any(test(words) for test, words in product(tests, (line.words, field)))


_FIELD = re.compile(f"[{COLONS}]")


def _stands_alone(one: Candidate) -> bool:
    """Whether a line holds no more than a name and signs before it, and not another name: 【王示範】可以。"""
    before = frame_of(one.form).before.strip()
    return not one.rest and _BEFORE_SIGNATURE.fullmatch(before) is not None


_BEFORE_SIGNATURE = re.compile(rf"(?:[\W\d_]|T|{FIELD}|by\b)+", re.I)


def _above(lines: Sequence[Line], names: Mapping[int, str], *, gone: bool = True) -> Iterator[Line]:
    """The words above each name as that person's; of the lines of the names nothing is left, if they are to be gone."""
    begun = 0
    for at in sorted(names):
        yield from map(partial(_said_by, name=names[at], begun=begun > 0), lines[begun:at])
        yield replace(lines[at], spans=() if gone else lines[at].spans)
        begun = at + 1
    yield from lines[begun:]


def _said_by(line: Line, name: str, *, begun: bool) -> Line:
    """A line as words of somebody; before the first signature sentences alone, for a title stands there too."""
    free = all((begun, line.kind == "text", not _is_of_minutes(line)))
    said = any((free, _holds_sentence(line), _is_remark(line)))
    return replace(line, speaker=name) if said else line


__all__ = ["signed", "signed_below"]

"""Marks of footnotes in labels: 王示範[2]：大家好。 labels the words of 王示範, and the note belongs to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from minutes.records.speaker_labels import calling
from minutes.text.label_forms import COLONS
from pipeline.readers.recognition.lines import Line, cut

_NAME = rf"[^*＊。，！？；{COLONS}\n\t]{{1,40}}?"
_MARK = (
    r"(?P<mark>(?:[\[［](?:註 ?)?\d{1,3}[\]］]|[（(]註 ?\d{0,3}[)）]|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*＊†‡])+)"
)
_SIGN = (
    rf"(?P<sign>[】\])）〕]?\s*(?:[{COLONS}]\s*|\t\s*|\u3000+))"  # sets a name off from its words
)
_LABEL = re.compile(rf"{_NAME}{_MARK}\s*{_SIGN}")
_ALONE = re.compile(rf"(?P<name>{_NAME}){_MARK}\s*")


def behind_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines, with the marks of notes behind the label of a line instead of in it; where a line holds no more
    than a name and such a mark, the mark stands before the words of the next line."""
    made = list(map(_behind_label, lines))
    for at in range(len(made) - 1):
        found = _ALONE.fullmatch(made[at].text)
        if found and calling(found["name"].strip()):
            mark = cut(made[at].spans, *found.span("mark"))
            made[at] = replace(made[at], spans=cut(made[at].spans, 0, found.end("name")))
            made[at + 1] = replace(made[at + 1], spans=(*mark, *made[at + 1].spans))
    return made


def _behind_label(line: Line) -> Line:
    found = _LABEL.match(line.text)
    if found is None:
        return line
    label, sign, mark = (
        cut(line.spans, start, end)
        for start, end in ((0, found.start("mark")), found.span("sign"), found.span("mark"))
    )
    return replace(line, spans=(*label, *sign, *mark, *line.after(found.end())))


__all__ = ["behind_labels"]

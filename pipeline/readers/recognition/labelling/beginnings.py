"""Names at the edges of lines that label nothing: which of them a person should look at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import calling, is_full_name, is_speechlike, parts, tidy
from minutes.text.label_forms import (
    ALONE,
    COLONS,
    TELLING,
    LabelForm,
)
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW
from pipeline.readers.recognition.labelling.loose_forms import (
    NO_NAMES,
    is_loose,
    is_saying,
    is_short,
)
from pipeline.readers.recognition.lines import Line

# How often a beginning recurs before it is told: a name, or in a form that is usual; other words.
_ENOUGH = {True: 2, False: FEW}
_FEW_SPEAK = 0.05  # of the lines bear a label: a speech of an hour has more
_BEGINNING = 80  # characters of a line that are looked at
_LONGEST = {True: 8, False: 20}  # Han characters, or letters, of a name that only its place tells


def passed_over(
    found: Sequence[Candidate], labels: Mapping[int, Candidate]
) -> dict[int, Candidate]:
    """What the forms that set off speakers here set off too, by its line, where it is no label and short
    enough for a name: the words below it would be those of whoever spoke before."""
    used = set(map(_SHAPE, filter(_is_markless, labels.values())))
    free = filterfalse(lambda one: one.line in labels, filter(is_short, found))
    alike = filter(lambda one: _SHAPE(one) in used, free)
    return {one.line: one for one in alike}


_SHAPE = attrgetter("form.name", "alone", "marked")


def _is_markless(one: Candidate) -> bool:
    """Whether nothing but what stands around a name sets it off."""
    set_off = (one.marked, is_saying(one))
    return not any(set_off) and any((is_loose(one), one.form is ALONE))


@dataclass(frozen=True, slots=True)
class BeginningSign:
    """What may stand behind a name at the beginning of a line; `sure` where single spaces and other
    punctuation of sentences stand so, and only full names that recur are looked at."""

    zh: str
    en: str
    form: LabelForm
    sure: bool = True


_NO_NAME = rf"\s{COLONS}，。、；！？,;!?/／|｜│→⇒»≫>＞=~～–—－─()（）\[\]<＜〈{{"
_NAME = rf"(?P<name>[^{_NO_NAME}]{{1,20}}?(?: [A-Z][\w.'-]{{0,20}}){{0,3}})"


def _sign(zh: str, en: str, pattern: str, *, sure: bool = True) -> BeginningSign:
    form = LabelForm(en, re.compile(rf"[\s*•·●○■□◆※]*+{pattern}(?P<rest>.*)", re.S), "")
    return BeginningSign(f"行首{zh}", f"At the beginnings of lines {en}", form, sure)


SIGNS = (
    _sign(
        "括號裡",
        "in brackets",
        r"[(（\[［<＜〈{｛「『](?P<name>[^()（）\[\]［］<>＜＞〈〉{}｛｝「」『』\n]{1,30})[)）\]］>＞〉}｝」』]",
    ),
    _sign("「表示」「說」前", "before “said”", _NAME + rf"(?={TELLING})"),
    _sign("井字或 @ 後", "behind # or @", r"[@＠#＃]\s*" + _NAME + r"(?=\s)"),
    _sign("橫線後", "behind a dash", r"(?:[—─―]{1,4}|[-–－]{2,4})\s*" + _NAME + "$"),
    _sign("橫線前", "before a dash", _NAME + r"\s*[-–—－─~～]+"),
    _sign("直線或斜線前", "before a bar or stroke", _NAME + r"\s*[/／|｜│\\＼]+"),
    _sign("箭頭前", "before an arrow", _NAME + r"\s*(?:[-=]?>+|[→⇒»≫＞]+)"),
    _sign(
        "多個空格或跳格前",
        "before several spaces or a tab",
        _NAME + r"(?:\t|\u3000|[ \u00a0]{2})\s*",
    ),
    _sign("空格前", "before a space", _NAME + r" ", sure=False),
    _sign("標點前", "before punctuation", _NAME + r"\s*[^\w\s]", sure=False),
    _sign("單獨成行", "alone", _NAME + r"$", sure=False),
)
"""The signs behind a name, the first that fits decides."""
ENDS = (
    BeginningSign(
        "行尾括號裡",
        "At the ends of lines in brackets",
        LabelForm(
            "at the end, in brackets",
            re.compile(r"(?P<rest>.*[^\s（(])\s*[（(](?P<name>[^（()）\n]{2,30})[)）]", re.S),
            "",
        ),
    ),
    BeginningSign(
        "行尾橫線後",
        "At the ends of lines behind a dash",
        LabelForm(
            "at the end, behind a dash",
            re.compile(
                r"(?P<rest>.*[^\s—─―–－-])\s*(?:[—─―]{1,4}|[-–－]{2,4})\s*(?P<name>[^—─―–－\n-]{2,30})",
                re.S,
            ),
            "",
        ),
    ),
)
"""The same behind the words."""
_USED_OF_OTHERS = {
    "before “said”",
    "before punctuation",
    "alone",
}  # 王示範說，…; 王示範，你覺得呢？
_AT_EDGES = [sign.form for sign in (*SIGNS, *ENDS) if sign.form.name not in _USED_OF_OTHERS]


def unread(
    lines: Sequence[Line], labels: Collection[int], *, told: Container[int]
) -> list[Candidate]:
    """Where nobody or hardly anybody speaks: what recurs at the beginnings of lines, and the full names
    there, besides the lines `told` otherwise. Nothing where people speak."""
    spoken = len(labels) + sum(line.speaker is not None for line in lines)
    few = max(1, _FEW_SPEAK * sum(map(bool, map(_WORDS, lines))))
    if spoken > few:
        return []
    left = (i for i in range(len(lines)) if i not in told)
    begun = list(filter(None, (_begun(lines[i], i) for i in left if i not in labels)))
    times = Counter(map(_LABEL, begun))
    usual = {form for form, number in Counter(map(_SIGN, begun)).items() if number > few}
    recur = {
        label for label, number in times.items() if number >= _ENOUGH[_is_likely(*label, usual)]
    }
    used = _SURE | {form for form, _ in recur}
    return [c for c in begun if _LABEL(c) in recur or _is_full(c, used)]


def beside_speeches(
    lines: Sequence[Line], labels: Mapping[int, Candidate], *, told: Collection[int]
) -> list[Candidate]:
    """Where people speak: their own names at the beginning or the end of other lines, set off by a sign that sets
    off no label here (唐鳳－大家好, 大家好。（唐鳳）). Others may speak there than who spoke before."""
    labelled = set(map(_NAMED, labels.values()))
    names = set(filter(is_full_name, chain(labelled, map(_bare_name, labelled))))
    free = filterfalse({*told, *labels}.__contains__, range(len(lines)))
    edges = (_at_edge(lines[index], index, names) for index in free)
    return list(filter(None, edges))


def _bare_name(label: str) -> str:
    own = parts(label)
    return own.name if own else label


def _at_edge(line: Line, index: int, names: Container[str]) -> Candidate | None:
    """One of the names at an edge of a line, by the first sign that sets it off."""
    if line.speaker:
        return None
    cuts = (_cut_by(form, line, index) for form in _AT_EDGES)
    return next((cut for cut in filter(None, cuts) if cut.name in names), None)


def _cut_by(form: LabelForm, line: Line, index: int) -> Candidate | None:
    found = form.pattern.fullmatch(line.words)
    return Candidate(tidy(found["name"]), found["rest"].strip(), index, form) if found else None


_WORDS = attrgetter("words")
_LINE = attrgetter("line")
_NAMED = attrgetter("name")
_LABEL = attrgetter("form", "name")
_SIGN = attrgetter("form")
_SURE = {sign.form for sign in SIGNS if sign.sure}


def _is_likely(form: LabelForm, name: str, usual: Container[LabelForm]) -> bool:
    return form in usual or calling(name) is not None


def _is_full(one: Candidate, used: Container[LabelForm]) -> bool:
    return one.form in used and is_full_name(one.name)


def _begun(line: Line, index: int) -> Candidate | None:
    """What may be a name at the beginning of a line, by the first sign that it has."""
    words = line.words[:_BEGINNING]
    if any((line.speaker, line.kind == "heading", head_lines.is_section(words))):
        return None
    unnumbered = words * (head_lines.NUMBER.match(words) is None)
    cuts = ((sign, sign.form.pattern.fullmatch(unnumbered)) for sign in SIGNS)
    made = (
        (sign, Candidate(tidy(found["name"]), found["rest"].strip(), index, sign.form))
        for sign, found in cuts
        if found
    )
    return next((one for sign, one in made if _may_name(one, sign)), None)


def _may_name(one: Candidate, sign: BeginningSign) -> bool:
    """Whether words could be a name: a full one, or short and neither remark, number, field nor phrase."""
    short = len(one.name) <= _LONGEST[one.has_han]
    looks = (
        sign.sure,
        any(map(str.isalpha, one.name)),
        one.rest,  # (笑) is a remark
        short or calling(one.name),
        not is_speechlike(one.name),
        not any(test(one.name) for test in NO_NAMES),
    )
    return is_full_name(one.name) or all(looks)


__all__ = ["ENDS", "SIGNS", "BeginningSign", "beside_speeches", "passed_over", "unread"]

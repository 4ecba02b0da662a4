"""Which first words of lines are labels of speakers: a table of signs, the first that holds decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from minutes.records.head_lines import ENDINGS, is_list_head
from minutes.records.speaker_labels import (
    calling,
    is_account,
    is_not_known,
    is_speechlike,
    may_hold_name,
)
from minutes.registers.generic_labels import is_generic
from minutes.text.label_forms import LOOSE, SETTING_OFF
from pipeline.readers.recognition.beginnings import passed_over, settled, unread
from pipeline.readers.recognition.candidates import (
    Candidate,
    are_together,
    candidates,
    inside,
    phrases,
)
from pipeline.readers.recognition.lines import Line
from pipeline.readers.recognition.looks import (
    FEW,
    MANY,
    SENTENCE_SIGN,
    USUAL,
    LabelEvidence,
    Sign,
    Verdict,
    all_of,
    any_of,
    are_all_numbered,
    are_full,
    form_is,
    in_discussion,
    in_runs,
    is_alone,
    is_called,
    is_chair_field,
    is_marked_alone,
    is_named,
    is_somebody,
    look,
    marked,
    mostly_alone,
    not_one,
    usual_look,
)

_QUOTED = re.compile(r"\s*[「『“\"]")
_LONGEST_SET_OFF = 12  # Han characters of an unknown name in bold type on a line of its own
_NICKNAME = 3  # characters of one that only its type sets off: 阿貓
_SHARE_ALONE = 0.1  # of the lines, likewise


SIGNS = (
    Sign(
        "a speech with its number, where all have one",
        "doubtful",
        all_of(lambda e: e.found.numbered, lambda e: e.all_numbered),
        "1. 王示範：好。",
    ),
    Sign(
        "an opinion with its number, in a discussion",
        "doubtful",
        all_of(lambda e: e.found.numbered, lambda e: e.discussed),
        "（一）財政部：同意。",
    ),
    Sign("an entry of a list", "left", lambda e: e.found.numbered, "一、財政部：同意。"),
    Sign(
        "a known name in a doubtful form",
        "doubtful",
        all_of(lambda e: e.known, form_is("semicolon")),
        "王示範；我補充。",
    ),
    Sign("a doubtful form", "no", form_is("semicolon"), "第一；我們要改。"),
    Sign("a name in a form that sets off people", "doubtful", form_is(*LOOSE), "(王示範) 好。"),
    Sign(
        "a time beside words that call nobody, once",
        "left",
        all_of(
            form_is("clock, name"),
            lambda e: e.times == 1,
            not_one(is_called),
            not_one(lambda e: e.in_use),
        ),
        "09:30-09:40 報到",
    ),
    Sign("a time beside the name", "label", lambda e: e.found.form.sure, "00:01:20 王示範"),
    Sign("a known name alone on its line", "label", all_of(is_alone, lambda e: e.known), "王示範"),
    Sign(
        "a name, alone where names stand alone",
        "label",
        all_of(is_alone, lambda e: e.in_use, is_named),
        "王示範",
    ),
    Sign(
        "short, in bold type, alone where names stand so",
        "doubtful",
        all_of(
            is_marked_alone,
            lambda e: e.in_use,
            lambda e: len(e.found.name) <= _LONGEST_SET_OFF or not e.found.has_han,
        ),
        "高山範例",
    ),
    Sign("a line of words", "no", is_alone, "休息十分鐘"),
    Sign(
        "a form that sets off no names here",
        "no",
        all_of(not_one(lambda e: e.in_use), form_is(*SETTING_OFF)),
        "【會前會】",
    ),
    Sign(
        "the head of a list",
        "left",
        lambda e: is_list_head(e.found.name),
        "優點：便宜。",
    ),
    Sign(
        "a form that sets off names here",
        "label",
        all_of(lambda e: e.in_use, form_is(*SETTING_OFF), is_named),
        "王示範\t大家好。",
    ),
    Sign(
        "short, in a form that sets off names here",
        "doubtful",
        all_of(lambda e: e.in_use, form_is(*SETTING_OFF)),
        "【阿貓】我想問。",
    ),
    Sign("only quoted words follow", "left", not_one(lambda e: e.spoken), "sli.do：「還要多久？」"),
    Sign(
        "a name, or what recurs, set off by its type",
        "label",
        all_of(lambda e: e.found.marked, any_of(is_called, lambda e: e.times > 1)),
        "**阿貓**：我想問。",
    ),
    Sign("several at once", "doubtful", lambda e: are_together(e.found.name), "王示範、李範例："),
    Sign(
        "once, set off by its type, where names are",
        "doubtful",
        all_of(
            lambda e: e.found.marked,
            lambda e: e.names_marked,
            lambda e: e.short,
            not_one(lambda e: is_speechlike(e.found.name)),
        ),
        "**阿貓**：我想問。",
    ),
    Sign("set off by its type", "left", lambda e: e.found.marked, "**居民意見**：走不過去。"),
    Sign(
        "nobody's name, by its own words",
        "label",
        lambda e: is_not_known(e.found.name),
        "？？？：好。",
    ),
    Sign("an account", "label", lambda e: is_account(e.found.name), "user01：好。"),
    Sign(
        "who says the same name",
        "doubtful",
        lambda e: e.introduced and e.calling is None,
        "操示範：大家好，我是操示範。",
    ),
    Sign(
        "a heading in Latin letters",
        "left",
        all_of(lambda e: e.latin_heading, lambda e: e.times == 1),
        "Slide 16: So we began.",
    ),
    Sign(
        "somebody called otherwise than all others",
        "doubtful",
        all_of(lambda e: e.odd, is_named, lambda e: e.found.has_han or " " in e.found.name),
        "提問者：還有嗎？",
    ),
    Sign("otherwise than all labels", "left", lambda e: e.odd, "執行頻率：每年一次。"),
    Sign(
        "a role that sentences end with too, once",
        "left",
        lambda e: e.times == 1 and e.calling is None and ENDINGS.search(e.found.name) is not None,
        "提問：還有嗎？",
    ),
    Sign("a name that recurs", "label", all_of(is_named, lambda e: e.times > 1), "王示範：好。"),
    Sign("a name, once", "doubtful", is_named, "王示範：好。"),
    Sign(
        "words that may hold a name",
        "doubtful",
        lambda e: may_hold_name(e.found.name),
        "遠山王示範：好。",
    ),
    Sign(
        "short, and recurs",
        "doubtful",
        all_of(lambda e: e.short, lambda e: e.times > 1),
        "大頭：好。",
    ),
    Sign(
        "short, and alone where labels stand alone",
        "doubtful",
        all_of(
            lambda e: e.short,
            lambda e: e.found.alone,
            lambda e: e.alone_usual,
            not_one(lambda e: is_speechlike(e.found.name)),
        ),
        "大頭：",
    ),
    Sign("entries of a list", "left", lambda e: e.listed, "站位：校門口。"),
    Sign("where nearly every line bears a label", "doubtful", lambda e: e.usual, "可樂：好。"),
    Sign("looks like no name", "left", lambda e: True, "快速綜整一下："),
)
"""What decides whether a candidate is a label. "doubtful" is taken and told, "left" is told and stays
among the words, "no" is neither."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Which lines (by index) hold a label. `doubtful` labels were taken on weak signs; `left` look like
    labels and were not taken; `set_off` are lines in bold type that are neither label nor sentence.
    `unread`, where hardly anybody was recognised, are what else looks like names at the beginnings of lines."""

    labels: dict[int, Candidate]
    doubtful: tuple[Candidate, ...]
    left: tuple[Candidate, ...]
    set_off: frozenset[int] = frozenset()
    unread: tuple[Candidate, ...] = ()


def recognise(
    lines: Sequence[Line], *, has_head: bool = True, apart: frozenset[int] = frozenset()
) -> Recognised:
    """Which lines are labels of speakers; those `apart` (the attendance) are none.

    In a source that `has_head`, a chair named before the first speech (主席：王小明) says nothing.
    """
    seen = [c for c in candidates(lines) if c.line not in apart]
    found = settled(seen, lines)
    source = _Source(found, lines)
    labels, left = dict[int, Candidate](), dict[int, Candidate]()
    doubtful: list[Candidate] = []
    for one in found:
        verdict = source.verdict(one)
        head = has_head and not labels and source.is_of_head(one)
        if one.line in labels or verdict == "no" or head:
            continue
        if verdict == "left":
            left[one.line] = one
            continue
        labels[one.line] = one
        left.pop(one.line, None)
        doubtful += [one] if verdict == "doubtful" else []
    forms = {c.form.name for c in labels.values()}
    if "colon" in forms:
        known = {*apart, *labels, *left}
        numbered = any(map(attrgetter("numbered"), labels.values()))
        left |= phrases(lines, known, min(labels), alone=source.alone_usual, numbered=numbered)
        names = {c.name for c in labels.values()}
        left |= {line: one for line, one in inside(lines, names) if line not in apart | left.keys()}
    passed = (passed_over(seen, labels) | left).values()
    asked = tuple(c for c in passed if not (has_head and is_chair_field(c)))
    set_off = source.headings_set_off(labels)
    others = unread(lines, labels, told=apart | left.keys())
    return Recognised(labels, tuple(doubtful), asked, set_off, tuple(others))


class _Source:
    """What all candidates together tell of each."""

    def __init__(self, found: Sequence[Candidate], lines: Sequence[Line]) -> None:
        self.found = found
        self.lines = lines
        told = [c for c in found if c.form.name != "alone" and not c.numbered]
        self.times = Counter(c.name for c in found if not c.numbered)
        self.spoken = {c.name for c in told if not _QUOTED.match(c.rest)}
        self.sure = {c.name for c in told if c.form.sure or c.form.name in ("colon", "brackets")}
        self.sure = {name for name in self.sure if calling(name) or self.times[name] > 1}
        self.alone_usual = mostly_alone(told)
        self.all_numbered = are_all_numbered(found)
        self.usual_look = usual_look(c for c in found if self.is_like_name(c.name))
        self.names_marked = {lines[c.line].kind for c in marked(found) if self.is_like_name(c.name)}
        self.runs = in_runs([c for c in told if c.form.name == "colon"], self.times)
        self.discussed = in_discussion(lines)
        self.full_names = are_full([c.name for c in told if not c.has_han])
        words = sum(1 for line in lines if line.speaker is None and line.words)
        labelled = {c.line for c in told if c.form.name == "colon" or c.form.sure}
        self.usual = len(labelled) >= MANY and len(labelled) >= USUAL * words
        self.in_use = {
            form: test(self, [c for c in found if c.form.name == form])
            for form, test in _IN_USE.items()
        }

    def verdict(self, one: Candidate) -> Verdict:
        """What the first sign that holds says of a candidate."""
        evidence = LabelEvidence(
            one,
            calling(one.name),
            self.times[one.name],
            one.name in self.spoken or (one.has_han and one.marked) or " " in one.name,
            self.alone_usual,
            self.usual,
            self._is_in_use(one),
            self.all_numbered,
            one.name in self.sure,
            self._is_odd(one),
            self.full_names,
            self._may_be_marked(one),
            one.line in self.runs,
            one.line in self.discussed,
        )
        return next(sign.verdict for sign in SIGNS if sign.holds(evidence))

    def _may_be_marked(self, one: Candidate) -> bool:
        """Whether names are set off by type in lines such as this one; a nickname in a paragraph may be too."""
        kind = self.lines[one.line].kind
        return any((kind in self.names_marked, kind == "text" and len(one.name) <= _NICKNAME))

    def _is_odd(self, one: Candidate) -> bool:
        plain = one.form.name == "colon" and not one.marked
        return plain and self.usual_look not in (None, look(one))

    def is_like_name(self, name: str) -> bool:
        """Whether words look like a name, name a role (問, 答), or recur."""
        return bool(calling(name)) or is_generic(name) or self.times[name] > FEW

    def is_set_off(self, one: Candidate) -> bool:
        """Whether all of its line is in bold type or a colour."""
        return self.lines[one.line].is_set_off()

    def is_of_head(self, one: Candidate) -> bool:
        """Whether a line, if nobody has spoken yet, names the chair or is a title with a colon."""
        return is_chair_field(one) or self._is_title(one)

    def _is_title(self, one: Candidate) -> bool:
        """Whether a colon stands in the title: 專訪王示範委員：開放政府."""
        once = one.line == 0 and self.times[one.name] == 1 and one.form.name == "colon"
        return once and calling(one.name) != "person" and not SENTENCE_SIGN.search(one.rest)

    def _is_in_use(self, one: Candidate) -> bool:
        form = (
            f"{one.form.name}, marked" if one.form.name == "alone" and one.marked else one.form.name
        )
        return self.in_use.get(form, False) and (one.form.name != "alone" or self._is_followed(one))

    def _is_followed(self, one: Candidate) -> bool:
        """Whether words follow a line: a name at the end of a list labels nothing."""
        after = self.lines[one.line + 1 : one.line + 2]
        return bool(after) and after[0].kind != "heading"

    def headings_set_off(self, labels: dict[int, Candidate]) -> frozenset[int]:
        """Where names stand alone in bold type: the other such lines, which end whoever spoke."""
        if not self.in_use["alone, marked"]:
            return frozenset()
        marked = (c.line for c in self.found if c.form.name == "alone" and c.marked)
        return frozenset(line for line in marked if line not in labels)


def _sets_off_names(source: _Source, found: Iterable[Candidate]) -> bool:
    """Whether most of what a form cuts off are names, or recur; a single one must be a person's."""
    found = list(found)
    like = sum(1 for c in found if source.is_like_name(c.name))
    if len(found) == 1:
        return calling(found[0].name) == "person"
    return 2 * like > len(found)


def _sets_off_in_bold(source: _Source) -> bool:
    """Whether most lines wholly in bold type are names, alone or with an agency: 【範例部】王示範."""
    alone = (c for c in source.found if c.alone and c.form.name not in LOOSE)
    return _sets_off_names(source, [c for c in alone if c.marked or source.is_set_off(c)])


def _stand_alone_bare(source: _Source, found: Iterable[Candidate]) -> bool:
    """Whether lines without any mark are names: several people, some more than once, all through."""
    people = Counter(c.name for c in found if not c.marked and is_somebody(c.name))
    spread = sum(people.values()) > max(FEW, _SHARE_ALONE * len(source.lines))
    return spread and len(people) > 1 and max(people.values()) > 1 and not source.usual


_IN_USE: dict[str, Callable[[_Source, Sequence[Candidate]], bool]] = {
    "clock, name": _sets_off_names,
    "brackets": _sets_off_names,
    "tab": _sets_off_names,
    "bar or dash": _sets_off_names,
    "office and name, wide space": _sets_off_names,
    "wide space": _sets_off_names,
    "alone, marked": lambda source, _: _sets_off_in_bold(source),
    "alone": lambda source, found: (
        not _sets_off_in_bold(source) and _stand_alone_bare(source, found)
    ),
}

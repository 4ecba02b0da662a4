"""Names at the beginnings of lines in forms that set off other words too: when they are labels, and which
of them a person should look at where hardly anybody was recognised as a speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import calling, is_full_name, is_speechlike, parts, tidy
from minutes.text.label_forms import (
    ALONE,
    COLONS,
    LED,
    NUMBERED,
    SAYING,
    TELLING,
    LabelForm,
)
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

_REMARKS = ("(", "（", "[", "［")
_NEARLY_ALL = 0.8  # of what a loose form cuts off are names
# How often a beginning recurs before it is told: a name, or in a form that is usual; other words.
_ENOUGH = {True: 2, False: FEW}
_FEW_SPEAK = 0.05  # of the lines bear a label: a speech of an hour has more
_BEGINNING = 80  # characters of a line that are looked at
_LONGEST = {True: 8, False: 20}  # Han characters, or letters, of a name that only its place tells


def settled(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """The candidates, of those in a loose form only people, and only where the form sets off people.

    It does where nearly all that it cuts off are names, and what else `_ASKED_OF` asks of it holds. A line
    that says in words who speaks (發言人：王示範) has no other label, and one in a layout that the source has
    of its own none that the table of forms finds in it.
    """
    asked = _asked(found)
    clear = frozenset(map(_LINE, filter(_is_clear, found))).difference(map(_LINE, asked))
    kept = asked
    for cut in _by_form(filter(_is_loose, found)).values():
        kept += _people_of(Cuts(_free(cut, clear), lines, clear))
    said = set(map(_LINE, filter(_says_alone, kept)))
    others = (c for c in filterfalse(_is_loose, found) if c.line not in said)
    return sorted([*kept, *others], key=_LINE)


def _by_form(found: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    by_form: dict[str, list[Candidate]] = {}
    for one in found:
        by_form.setdefault(_FORM(one), []).append(one)
    return by_form


_LINE = attrgetter("line")
_FORM = attrgetter("form.name")


def _free(cut: Sequence[Candidate], clear: Container[int]) -> tuple[Candidate, ...]:
    """What a form cuts off where no clearer form does; all of it where these are few beside its own."""
    free = tuple(one for one in cut if one.line not in clear or _is_saying(one))
    own = cut[0].form.own and not cut[0].form.weak
    return tuple(cut) if own and len(free) > _NEARLY_ALL * len(cut) else free


def _is_loose(one: Candidate) -> bool:
    return one.form.is_loose


def _is_saying(one: Candidate) -> bool:
    return one.form.name in SAYING


def _says_alone(one: Candidate) -> bool:
    """Whether no other form may name who speaks in the same line."""
    return _is_saying(one) or one.form.own


def _asked(found: Sequence[Candidate]) -> list[Candidate]:
    """Questions and answers with their numbers (Q2：, A2：); none where A1 is a person or an entry."""
    numbered = list(filter(_is_question, found))
    asks = {"Q", "問"}.intersection(map(_NAMED, numbered))
    answered = {"A", "答"}.intersection(map(_NAMED, found))
    return numbered if all((asks, answered)) else []


_NAMED = attrgetter("name")


def _is_question(one: Candidate) -> bool:
    return one.form.name == "question or answer"


def _is_clear(one: Candidate) -> bool:
    """Whether a form that is not loose sets off a name with what follows."""
    loose = _is_loose(one) or one.form.name in (ALONE.name, "semicolon")
    return not loose and one.name[0].isalpha() and calling(one.name) is not None


@dataclass(frozen=True, slots=True)
class Cuts:
    """All that one loose form cuts off in a source; `clear` are the lines with names in clearer forms."""

    found: tuple[Candidate, ...]
    lines: Sequence[Line]
    clear: frozenset[int]

    @property
    def people(self) -> list[Candidate]:
        """Those whose name calls a person or an office; in a layout of the source's own, those who come back."""
        return [one for one in self.found if _is_person(one) or one.name in self.familiar]

    @property
    def familiar(self) -> frozenset[str]:
        """The short words that come back where signs of no sentence set them off: 阿貓~."""
        form = self.found[0].form
        names = map(_NAMED, filter(_is_short, self.found)) if form.own and not form.weak else ()
        return frozenset(name for name, times in Counter(names).items() if times >= FEW)

    @property
    def names(self) -> Counter[str]:
        """How often each of these is named."""
        return Counter(map(_NAMED, self.people))

    @property
    def others(self) -> int:
        """How many lines bear a clearer label."""
        return len(self.clear.difference(map(_LINE, self.found)))

    def may_be_new(self, one: Candidate) -> bool:
        """Whether words that stand once may name somebody too: they do in brackets only as a remark does (笑)."""
        return _is_short(one) and not one.form.name.startswith(_REMARKS)

    def label_what_follows(self) -> bool:
        """Whether names stand before words: below the last one, or beside them, and not below the words as
        signatures do."""
        first, last = self.found[0], self.found[-1]
        words_above = any(map(SENTENCE_SIGN.search, map(_WORDS, self.lines[: first.line])))
        words_below = any(map(_WORDS, self.lines[last.line + 1 :]))
        return bool(last.rest or words_below or not words_above)

    def nearly_all(self) -> bool:
        """Whether hardly anything else is cut off, besides remarks (笑)."""
        remarks = sum(not c.rest for c in filterfalse(_is_person, self.found))
        return len(self.people) >= _NEARLY_ALL * (len(self.found) - remarks)

    def several(self) -> bool:
        """Whether they are not all the same."""
        return len(self.names) > 1

    def many(self) -> bool:
        """Whether they are more than a few, and more than all clearer forms set off."""
        return len(self.people) > max(FEW, self.others)

    def recur(self) -> bool:
        """Whether each is named twice, taken together; or people are named all through, and one again."""
        twice = len(self.people) >= 2 * len(self.names)
        all_through = self.fill_half() and self.come_back()
        return twice or (all_through and all(calling(name) != "body" for name in self.names))

    def come_back(self) -> bool:
        """Whether one is named again, as in no list of people."""
        return len(self.people) > len(self.names)

    def fill_half(self) -> bool:
        """Whether every second line of words bears one."""
        return 2 * len(self.people) >= sum(map(bool, map(_WORDS, self.lines)))

    def fill_third(self) -> bool:
        """Whether every third line of words bears one."""
        return 3 * len(self.people) >= sum(map(bool, map(_WORDS, self.lines)))

    def words_follow(self) -> bool:
        """Whether sentences of theirs stand on the line below nearly all people."""
        below = (self.below(one) for one in self.people)
        sentences = sum(SENTENCE_SIGN.search(words) is not None for words in below)
        return sentences >= _NEARLY_ALL * len(self.people)

    def below(self, one: Candidate) -> str:
        """The words on the line below; "" where that is a heading or bears a label of its own."""
        below = one.line + 1
        next_line = self.lines[below : below + 1]
        free = (line.words for line in next_line if line.kind != "heading")
        return "" if below in self.clear else next(free, "")


_ASKED_OF: dict[str, tuple[Callable[[Cuts], bool], ...]] = {
    "announced": (),
    "announced, colon": (Cuts.several, Cuts.many, Cuts.words_follow),
    "field": (Cuts.several, Cuts.words_follow),
    "told": (Cuts.several, Cuts.many, Cuts.fill_half),
    LED.name: (Cuts.several, Cuts.many),
    NUMBERED.name: (Cuts.several, Cuts.come_back, Cuts.words_follow),
}
_USUALLY = (Cuts.several, Cuts.many, Cuts.recur, Cuts.label_what_follows)
_WEAK = (*_USUALLY, Cuts.fill_third)


def _people_of(cut: Cuts) -> list[Candidate]:
    """The people among what one form cuts off; none where it does not set off people."""
    if not cut.found:
        return []
    form = cut.found[0].form
    usual = _WEAK if form.weak or not any(map(_is_person, cut.found)) else _USUALLY
    tests = (Cuts.nearly_all, *_ASKED_OF.get(form.name, usual))
    people = cut.people if all(test(cut) for test in tests) else []
    if people and form.own and not form.weak:
        return [one for one in cut.found if one in people or cut.may_be_new(one)]
    return list(filter(cut.below, people)) if form.name == "announced" else people


def _is_person(one: Candidate) -> bool:
    """Whether a name calls a person or an office; [Music] looks like a name in Latin letters too.

    Where a line says that somebody speaks (以下由遠山示範發言), a name need not look like one.
    """
    called = calling(one.name) is not None and (one.has_han or " " in one.name)
    return called or (one.form.name in _SAYS_SO and _is_short(one))


_SAYS_SO = SAYING - {"told"}
_LONGEST_UNKNOWN = {
    True: 4,
    False: 20,
}  # Han characters, or letters, of a name that looks like none


def _is_short(one: Candidate) -> bool:
    """Whether words are short enough for a name that nothing tells, and those of no sentence or heading."""
    fits = 2 <= len(one.name) <= _LONGEST_UNKNOWN[one.has_han]
    free = fits and not is_speechlike(one.name) and not any(test(one.name) for test in _NO_NAMES)
    return free or _is_titled(one.name)


def _is_titled(name: str) -> bool:
    """Whether an office stands behind words and a space, as behind any name: 遠山想 科長."""
    before, _, last = name.rpartition(" ")
    fits = 0 < len(before) <= _LONGEST_UNKNOWN[True]
    return fits and len(last) <= _LONGEST_UNKNOWN[True] and calling(last) == "office"


def passed_over(
    found: Sequence[Candidate], labels: Mapping[int, Candidate]
) -> dict[int, Candidate]:
    """What the forms that set off speakers here set off too, by its line, where it is no label and short
    enough for a name: the words below it would be those of whoever spoke before."""
    used = set(map(_SHAPE, filter(_is_markless, labels.values())))
    short = filter(_is_short, found)
    return {c.line: c for c in short if _SHAPE(c) in used and c.line not in labels}


_SHAPE = attrgetter("form.name", "alone", "marked")


def _is_markless(one: Candidate) -> bool:
    """Whether nothing but what stands around a name sets it off."""
    return not one.marked and not _is_saying(one) and (_is_loose(one) or one.form is ALONE)


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
        not any(test(one.name) for test in _NO_NAMES),
    )
    return is_full_name(one.name) or all(looks)


_NO_NAMES = (head_lines.is_head_field, head_lines.is_list_head, head_lines.is_section)


__all__ = ["ENDS", "SIGNS", "BeginningSign", "beside_speeches", "passed_over", "settled", "unread"]

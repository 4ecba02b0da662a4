"""What all lines of a source together tell of each candidate for a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import filterfalse, islice
from operator import attrgetter

from minutes.records.head_lines import CHAIRS
from minutes.records.speaker_labels import calling, is_nickname, is_not_known
from minutes.registers.generic_labels import is_generic
from minutes.text.label_forms import CLOCK, COLONS, SETTING_OFF
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.label_signs import verdict_of
from pipeline.readers.recognition.labelling.looks import (
    FEW,
    MANY,
    SENTENCE_SIGN,
    USUAL,
    LabelEvidence,
    Verdict,
    are_all_numbered,
    are_full,
    in_discussion,
    in_runs,
    is_chair_field,
    is_remark,
    is_somebody,
    look,
    marked,
    mostly_alone,
    stand_before_words,
    time_shape,
    usual_look,
)
from pipeline.readers.recognition.lines import Line
from pipeline.readers.recognition.numbered_lines import counts_on

_BULLET = re.compile(r"\s*[-*•·+]\s")
_ASKS = re.compile(rf"問\s*[{COLONS}]\s*$")
_QUOTED = re.compile(r"\s*[「『“\"]")
_ONLY_QUOTED = re.compile(r"\s*(?:「[^」]*」?|『[^』]*』?|“[^”]*”?|\"[^\"]*\"?)\W*$")
_NICKNAME = 3  # characters of one that only its type sets off: 阿貓
_SHARE_ALONE = 0.1  # of the lines, likewise


def _is_numbered(one: Candidate) -> bool:
    return one.numbered


def _is_told(one: Candidate) -> bool:
    """Whether a form sets a candidate off, and no number does."""
    return one.form.name != "alone" and not one.numbered


def _is_spoken(one: Candidate) -> bool:
    """Whether more than a quotation follows, or a person's words go on behind one."""
    person = calling(one.name) == "person"
    return (_ONLY_QUOTED if person else _QUOTED).match(one.rest) is None


def _is_beside_time(one: Candidate) -> bool:
    return one.form.name.startswith("clock")


def _is_of_one(name: str) -> bool:
    return len(name) == 1 and name.isalpha()


def _is_clear(one: Candidate) -> bool:
    return one.form.sure or one.form.name in ("colon", "brackets")


def _is_person_alone(one: Candidate) -> bool:
    return one.form.name == "alone" and calling(one.name) == "person"


def _is_usual(one: Candidate) -> bool:
    return one.form.sure or _is_before_colon(one)


def _is_before_colon(one: Candidate) -> bool:
    return one.form.name == "colon"


def _may_speak(line: Line) -> bool:
    return line.speaker is None and bool(line.words)


class SourceEvidence:
    """What all candidates together tell of each."""

    def __init__(self, found: Sequence[Candidate], lines: Sequence[Line]) -> None:
        self.found = found
        self.lines = lines
        told = list(filter(_is_told, found))
        self.times = Counter(map(_NAME, filterfalse(_is_numbered, found)))
        quoted = sum(map(_is_clear, filterfalse(_is_spoken, told)))
        others = sum(map(_is_clear, told)) + sum(map(_is_person_alone, found)) - quoted
        as_usual = quoted > others  # here all that is said stands in quotation marks
        self.spoken = set(map(_NAME, told if as_usual else filter(_is_spoken, told)))
        timed = list(filter(_is_beside_time, told))
        self.times_beside = Counter(map(_NAME, timed))
        self.time_shapes = set(map(self._time_shape, filter(self._comes_back, timed)))
        self.sure = set(map(_NAME, filter(self._is_sure, filter(_is_clear, told))))
        self.alone_usual = mostly_alone(told)
        single = filter(_is_of_one, self.times)
        self.of_one = sum(self.times[name] > 1 for name in single) >= FEW
        self.all_numbered = are_all_numbered(found) or counts_on(found, lines)
        self.lists_apart = self._are_lists_apart()
        self.spoken_outside = set(map(_NAME, filterfalse(self._is_in_list, marked(found))))
        self.usual_look = usual_look(filter(self._looks_named, found))
        self.names_marked = set(map(self._kind, filter(self._looks_named, marked(found))))
        self.runs = in_runs(list(filter(_is_before_colon, told)), self.times)
        self.discussed = in_discussion(lines)
        self.full_names = are_full(list(map(_NAME, filterfalse(_HAS_HAN, told))))
        self.labelled = set(map(_LINE, filter(_is_usual, told)))
        words = sum(map(_may_speak, lines))
        self.usual = len(self.labelled) >= max(MANY, USUAL * words)
        self.in_use = dict(map(self._use_of, _IN_USE))

    def _use_of(self, form: str) -> tuple[str, bool]:
        """A form, and whether the source sets off names in it."""
        cut = list(filter(lambda one: one.form.name == form, self.found))
        return form, _IN_USE[form](self, cut)

    def _is_sure(self, one: Candidate) -> bool:
        return calling(one.name) is not None or self._comes_back(one)

    def _looks_named(self, one: Candidate) -> bool:
        return self.is_like_name(one.name)

    def _kind(self, one: Candidate) -> str:
        return self.lines[one.line].kind

    def verdict(self, one: Candidate) -> Verdict:
        """What the first sign that holds says of a candidate."""
        evidence = LabelEvidence(
            one,
            calling(one.name),
            self.times_of(one),
            self._is_spoken(one),
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
            self.of_one,
            self._has_odd_time(one),
            self.lists_apart and self._is_in_list(one) and not self._is_among_speeches(one),
        )
        return verdict_of(evidence)

    def times_of(self, one: Candidate) -> int:
        """How often its name stands; beside a time, how often beside one: an agenda's 10:05 報告 is a heading too."""
        times = self.times_beside if _is_beside_time(one) else self.times
        return times[one.name]

    def _comes_back(self, one: Candidate) -> bool:
        return self.times_of(one) > 1

    def _time_shape(self, one: Candidate) -> str:
        return time_shape(self.lines[one.line].text)

    def _has_odd_time(self, one: Candidate) -> bool:
        """Whether its time is not written as beside the names that come back."""
        odd = _is_beside_time(one) and self._time_shape(one) not in self.time_shapes
        return odd and len(self.time_shapes) > 0

    def _is_spoken(self, one: Candidate) -> bool:
        """Whether its words are no mere quotation, and no question that is read out where labels look otherwise."""
        certain = (one.has_han and one.marked) or " " in one.name
        return certain or (one.name in self.spoken and not self._is_asking(one))

    def _is_asking(self, one: Candidate) -> bool:
        """Whether no person asks, and all labels look otherwise: 網友問："""
        asks = _ASKS.search(self.lines[one.line].text[: one.at]) and not one.name.endswith("問")
        return bool(asks) and self._is_odd(one) and calling(one.name) != "person"

    def _is_in_list(self, one: Candidate) -> bool:
        """Whether it is an entry of a list, or a mark of one is typed before it, and no type sets it off."""
        line = self.lines[one.line]
        return line.kind == "item" or (not one.marked and _BULLET.match(line.text) is not None)

    def _is_among_speeches(self, one: Candidate) -> bool:
        """Whether an item names somebody in bold type, and beside it stands neither another nor a heading."""
        named = is_not_known(one.name) or calling(one.name) or one.name in self.spoken_outside
        apart = not any(map(self._is_listed, self._beside(one.line)))
        return one.marked and bool(named) and apart

    def _beside(self, at: int) -> Iterator[Line]:
        """The nearest lines with words above and below one."""
        above, below = reversed(self.lines[:at]), self.lines[at + 1 :]
        for side in (above, below):
            yield from islice(filter(attrgetter("words"), side), 1)

    def _is_listed(self, line: Line) -> bool:
        return line.kind in ("item", "heading") or _BULLET.match(line.text) is not None

    def _are_lists_apart(self) -> bool:
        """Whether nearly all people are called outside of lists: those in them are of notes, not of speeches."""
        people = [self._is_in_list(one) for one in self.found if calling(one.name) == "person"]
        return len(people) >= MANY and sum(people) <= (1 - USUAL) * len(people)

    def _may_be_marked(self, one: Candidate) -> bool:
        """Whether names are set off by type in lines such as this one; a nickname in a paragraph may be too."""
        line = self.lines[one.line]
        nickname = line.kind == "text" and len(one.name) <= _NICKNAME
        return (line.kind in self.names_marked or nickname) and not _BULLET.match(line.text)

    def _is_odd(self, one: Candidate) -> bool:
        plain = one.form.name == "colon" and not one.marked
        return plain and self.usual_look not in (None, look(one))

    def is_like_name(self, name: str) -> bool:
        """Whether words look like a name or a nickname, name a role (問, 答), or recur."""
        named = any(test(name) for test in (calling, is_generic, is_nickname))
        return named or self.times[name] > FEW

    def is_in_type(self, one: Candidate) -> bool:
        """Whether bold type or a colour sets off a candidate, or all of its line."""
        return one.marked or self.lines[one.line].is_set_off()

    def is_of_head(self, one: Candidate) -> bool:
        """Whether a line, if nobody has spoken yet, names the chair or is a title with a colon."""
        tests = (is_chair_field, self._is_title, self._names_chair, _heads_list)
        return any(test(one) for test in tests)

    def _names_chair(self, one: Candidate) -> bool:
        """Whether a line says who was in the chair, and nobody's words follow: 主　席　王委員示範."""
        chair = one.name.partition(" ")[0] in CHAIRS or any(
            one.name.endswith(f"（{office}）") for office in CHAIRS
        )
        return chair and self.times[one.name] == 1 and not self.is_above_sentence(one)

    def _is_title(self, one: Candidate) -> bool:
        """Whether a colon stands in the title: 專訪王示範委員：開放政府."""
        once = one.line == 0 and self.times[one.name] == 1 and one.form.name in _IN_TITLES
        said = SENTENCE_SIGN.search(one.rest) or (one.alone and self.is_above_sentence(one))
        below = "".join(line.words for line in self.lines[1:2])
        named = calling(one.name) == "person" and calling(below.rstrip(f"{COLONS} ")) != "person"
        return all((once, not named, not said)) or self._is_dated_title(one)

    def _is_dated_title(self, one: Candidate) -> bool:
        """Whether the first line begins with a day, and no other with a label does: 2016-01-26 A visit."""
        if one.line != 0 or not self._is_dated(one):
            return False
        return not any(map(self._is_dated, filter(_LINE, self.found)))

    def _is_dated(self, one: Candidate) -> bool:
        return _DAY.match(self.lines[one.line].text) is not None

    def _is_in_use(self, one: Candidate) -> bool:
        form = (
            f"{one.form.name}, marked" if one.form.name == "alone" and one.marked else one.form.name
        )
        return self.in_use.get(form, False) and (one.form.name != "alone" or self._is_followed(one))

    def _is_followed(self, one: Candidate) -> bool:
        """Whether words follow a line: a name at the end of a list labels nothing."""
        after = self.lines[one.line + 1 : one.line + 2]
        return bool(after) and after[0].kind != "heading"

    def is_above_sentence(self, one: Candidate) -> bool:
        """Whether a sentence without a label of its own stands below a line."""
        if one.line + 1 in self.labelled:
            return False
        below = map(_WORDS, self.lines[one.line + 1 : one.line + 2])
        return any(SENTENCE_SIGN.search(words) and not _MOMENT.match(words) for words in below)

    def headings_set_off(self, labels: Mapping[int, Candidate]) -> frozenset[int]:
        """Where names stand alone in bold type: the other such lines, which end whoever spoke."""
        if not self.in_use["alone, marked"]:
            return frozenset()
        lines = map(_LINE, filter(_is_alone_and_marked, self.found))
        return frozenset(filterfalse(labels.__contains__, lines))


_IN_TITLES = frozenset({"colon", "alone", *SETTING_OFF})
_DAY = re.compile(r"\s*\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+(?=\S)")
_MOMENT = re.compile(rf".{{0,30}}\b(?:19|20)\d\d\b.{{0,10}}{CLOCK}")  # Sat, Oct 20, 2018 10:02AM
_WORDS = attrgetter("words")
_NAME = attrgetter("name")
_LINE = attrgetter("line")
_HAS_HAN = attrgetter("has_han")


def _is_alone_and_marked(one: Candidate) -> bool:
    return one.form.name == "alone" and one.marked


def _heads_list(one: Candidate) -> bool:
    """Whether a list of many stands behind what calls nobody: 媒體：中央社、自由、聯合."""
    many = one.rest.count("、") >= _MANY_LISTED and not SENTENCE_END.search(one.rest)
    return many and calling(one.name) != "person"


SENTENCE_END = re.compile("[。！？!?，]")
_MANY_LISTED = 3


def _sets_off_names(source: SourceEvidence, found: Sequence[Candidate]) -> bool:
    """Whether most of what a form cuts off are names, or recur; a single one must be a person's."""
    names = list(map(_NAME, found))
    if len(names) == 1:
        return calling(names[0]) == "person"
    if source.usual_look not in {None, *map(look, found)} and _stand_once(source, found):
        return False  # where labels look otherwise: Radically  actually
    return 2 * sum(map(source.is_like_name, names)) > len(names)


def _spreads_names(source: SourceEvidence, found: Sequence[Candidate]) -> bool:
    """Whether several names are spread out before a space: words in Latin letters stand so everywhere."""
    spread = list(filter(_HAS_HAN, found))
    return len(spread) >= FEW and _sets_off_names(source, spread)


def _stand_once(source: SourceEvidence, found: Sequence[Candidate]) -> bool:
    return set(map(source.times_of, found)) == {1}


def _sets_off_in_bold(source: SourceEvidence) -> bool:
    """Whether most lines wholly in bold type are names, alone or with an agency: 【範例部】王示範."""
    alone = filter(_is_alone_in_clear_form, source.found)
    return _sets_off_names(source, list(filter(source.is_in_type, alone)))


def _is_alone_in_clear_form(one: Candidate) -> bool:
    return one.alone and not one.form.is_loose


def _stand_alone_bare(source: SourceEvidence, found: Iterable[Candidate]) -> bool:
    """Whether lines without any mark are names: several people, some more than once, all through."""
    people = Counter(filter(is_somebody, map(_NAME, filterfalse(_IS_MARKED, found))))
    several = 1 < len(people) < people.total()
    return several and _fills(source, people.total())


_IS_MARKED = attrgetter("marked")


def _fills(source: SourceEvidence, lines: int) -> bool:
    """Whether so many lines stand all through a source in which other labels are not usual."""
    return lines > max(FEW, _SHARE_ALONE * len(source.lines)) and not source.usual


def _recur_above_sentences(source: SourceEvidence, found: Iterable[Candidate]) -> bool:
    """Whether nearly all short lines of their own come back, several of them, each above a sentence: they name
    who speaks, whatever they are (審判長問, 證人答)."""
    bare = list(filterfalse(is_remark, filterfalse(_IS_MARKED, found)))
    times = Counter(map(_NAME, bare))
    recur = list(filter(lambda one: times[one.name] > 1, bare))
    above = sum(map(source.is_above_sentence, recur))
    several = len(set(map(_NAME, recur))) > 1
    return several and above >= USUAL * len(bare) and _fills(source, len(recur))


def _stand_alone(source: SourceEvidence, found: Sequence[Candidate]) -> bool:
    again = [one for one in found if source.times[one.name] > 1]
    if not again or not stand_before_words(again, source.lines) or _sets_off_in_bold(source):
        return False
    return _stand_alone_bare(source, found) or _recur_above_sentences(source, found)


_IN_USE: dict[str, Callable[[SourceEvidence, Sequence[Candidate]], bool]] = {
    "clock, name": _sets_off_names,
    "brackets": _sets_off_names,
    "tab": _sets_off_names,
    "bar or dash": _sets_off_names,
    "office and name, wide space": _sets_off_names,
    "wide space": _sets_off_names,
    "spread name, space": _spreads_names,
    "name, clock, words": _sets_off_names,
    "name, clock in brackets, words": _sets_off_names,
    "alone, marked": lambda source, _: _sets_off_in_bold(source),
    "alone": _stand_alone,
}


__all__ = ["SourceEvidence"]

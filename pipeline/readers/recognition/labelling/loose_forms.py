"""Names in forms that set off other words too: in which of these a source sets off who speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import (
    calling,
    is_account,
    is_not_known,
    is_speechlike,
    may_hold_name,
)
from minutes.text.label_forms import ALONE, LED, NUMBERED, SAYING
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN, stand_before_words
from pipeline.readers.recognition.lines import Line

_NEARLY_ALL = 0.8  # of what a loose form cuts off are names
_REMARKS = ("(", "（", "[", "［")  # before what is a remark as often as a name
NO_NAMES = (head_lines.is_head_field, head_lines.is_list_head, head_lines.is_section)
"""What tells that words name nobody."""


def settled(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """The candidates, of those in a loose form only people, and only where the form sets off people.

    It does where nearly all that it cuts off are names, and what else `_ASKED_OF` asks of it holds. A line
    that says in words who speaks (發言人：王示範) has no other label, and one in a layout that the source has
    of its own none that the table of forms finds in it. Where only the colon is missing that stands behind the
    same name in the same type elsewhere, that is a label too.
    """
    asked = _asked(found)
    clear = frozenset(map(_LINE, filter(_is_clear, found))).difference(map(_LINE, asked))
    kept = asked
    labelled = Counter(map(_NAMED, filter(_is_in_type_before_colon, found)))
    for cut in _by_form(filter(is_loose, found)).values():
        free = _free(cut, clear)
        people = _people_of(free, lines, clear) if free else []
        typed = list(filter(_is_led, free))
        kept += people or [one for one in typed if labelled[one.name] > 1]
        kept += filterfalse(people.__contains__, filter(_is_nobody, typed))
    said = set(map(_LINE, filter(_says_alone, kept)))
    others = (c for c in filterfalse(is_loose, found) if c.line not in said)
    return sorted([*kept, *others], key=_LINE)


def _is_led(one: Candidate) -> bool:
    return one.form is LED


def _is_nobody(one: Candidate) -> bool:
    """Whether words say that nobody knows who speaks: ？ in red."""
    return is_not_known(one.name)


def _is_in_type_before_colon(one: Candidate) -> bool:
    return one.marked and one.form.name == "colon"


def _by_form(found: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    by_form: dict[str, list[Candidate]] = {}
    for one in found:
        by_form.setdefault(_FORM(one), []).append(one)
    return by_form


_LINE = attrgetter("line")
_FORM = attrgetter("form.name")


def _free(cut: Sequence[Candidate], clear: Container[int]) -> Sequence[Candidate]:
    """What a form cuts off where no clearer form does; all of it where these are few beside its own."""
    free = [one for one in cut if one.line not in clear or is_saying(one)]
    rules = cut[0].form.is_own_and_clear and len(free) > _NEARLY_ALL * len(cut)
    return cut if rules else free


def is_loose(one: Candidate) -> bool:
    """Whether only all lines together can tell that its form sets off speakers."""
    return one.form.is_loose


def is_saying(one: Candidate) -> bool:
    """Whether its line says in words that somebody speaks."""
    return one.form.name in SAYING


def _says_alone(one: Candidate) -> bool:
    """Whether no other form may name who speaks in the same line."""
    return is_saying(one) or one.form.own


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
    loose = is_loose(one) or one.form.name in (ALONE.name, "semicolon")
    return not loose and one.name[0].isalpha() and calling(one.name) is not None


@dataclass(frozen=True, slots=True)
class Cuts:
    """All that one loose form cuts off in a source, and those of it that are people; `clear` are the lines with
    names in clearer forms."""

    found: Sequence[Candidate]
    people: Sequence[Candidate]
    lines: Sequence[Line]
    clear: frozenset[int]

    @property
    def names(self) -> Counter[str]:
        """How often each of these is named."""
        return Counter(map(_NAMED, self.people))

    @property
    def others(self) -> int:
        """How many lines bear a clearer label."""
        return len(self.clear.difference(map(_LINE, self.found)))

    def label_what_follows(self) -> bool:
        """Whether they are no signatures below the words."""
        return stand_before_words(self.found, self.lines)

    def nearly_all(self) -> bool:
        """Whether hardly anything else is cut off, besides remarks (笑)."""
        return len(self.people) >= _NEARLY_ALL * (len(self.found) - self.remarks)

    @property
    def remarks(self) -> int:
        """How many others may be remarks: nothing follows them, and they stand in brackets."""
        form = self.found[0].form
        bracketed = not form.own or form.name.startswith(_REMARKS)
        others = filterfalse(set(self.people).__contains__, self.found)
        return sum(not one.rest for one in others) if bracketed else 0

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

    def fill_quarter(self) -> bool:
        """Whether every fourth line of words bears one."""
        return 4 * len(self.people) >= sum(map(bool, map(_WORDS, self.lines)))

    def words_follow(self) -> bool:
        """Whether sentences of theirs stand on the line below nearly all people."""
        below = map(self.below, self.people)
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
    "speaks, in brackets": (Cuts.several, Cuts.come_back),
    "announced, colon": (Cuts.several, Cuts.many, Cuts.words_follow),
    "field": (Cuts.several, Cuts.words_follow),
    "field, in brackets": (Cuts.several, Cuts.come_back),
    "verb, colon": (Cuts.several, Cuts.many, Cuts.come_back),
    "told": (Cuts.several, Cuts.many, Cuts.fill_half),
    LED.name: (Cuts.several, Cuts.many),
    NUMBERED.name: (Cuts.several, Cuts.come_back, Cuts.words_follow),
}
_USUALLY = (Cuts.several, Cuts.many, Cuts.recur, Cuts.label_what_follows)
_UNSURE = (*_USUALLY, Cuts.fill_quarter)
_IN_BRACKETS = (
    "plain brackets"  # (阿貓) 好。: where no name stands so, words that come back all through
)


def _people_of(
    found: Sequence[Candidate], lines: Sequence[Line], clear: frozenset[int]
) -> list[Candidate]:
    """The people among what one form cuts off; none where it does not set off people."""
    form = found[0].form
    named = set(map(_NAMED, filter(_is_person, found)))
    bare = all((form.name == _IN_BRACKETS, not named))
    familiar = any((form.is_own_and_clear, form is LED, bare))
    known = named | (_familiar(found) if familiar else set())
    cut = Cuts(found, list(filter(lambda one: one.name in known, found)), lines, clear)
    usual = _USUALLY if named and not form.weak else _UNSURE
    tests = (Cuts.nearly_all, *_ASKED_OF.get(form.name, usual))
    if not all(test(cut) for test in tests):
        return []
    new = filter(_may_be_new, found) if form.is_own_and_clear else ()
    people = sorted({*cut.people, *new}, key=_LINE)
    return list(filter(cut.below, people)) if form.name == "announced" else people


def _familiar(found: Sequence[Candidate]) -> set[str]:
    """The short words that come back, and so name somebody where signs of no sentence set them off: 阿貓~."""
    test = _is_before_words if found[0].form.name == _IN_BRACKETS else is_short
    times = Counter(map(_NAMED, filter(test, found)))
    return {name for name in times if times[name] >= FEW}


def _is_before_words(one: Candidate) -> bool:
    """Whether words follow: （甲）好。, but not （笑）."""
    return all((one.rest, len(one.name) <= _LONGEST_LETTERS))


_LONGEST_LETTERS = 4


def _may_be_new(one: Candidate) -> bool:
    """Whether words that stand once may name somebody too; in brackets they may be a remark (笑)."""
    return is_short(one) and not one.form.name.startswith(_REMARKS)


def _is_person(one: Candidate) -> bool:
    """Whether a name calls a person or an office; [Music] looks like a name in Latin letters too.

    Where a line says that somebody speaks (以下由遠山示範發言), a name need not look like one.
    """
    return is_account(one.name) or any(test(one) for test in _CALLED)


def _is_called(one: Candidate) -> bool:
    return calling(one.name) is not None and any((one.has_han, " " in one.name))


def _is_told(one: Candidate) -> bool:
    """Whether the form says that somebody speaks, and the words may be a name: 里長伯王示範發言：."""
    if one.form.name == _SPEAKS and may_hold_name(one.name):
        return True
    return one.form.name in _SAYS_SO and is_short(one)


def _is_in_field(one: Candidate) -> bool:
    return one.form.name in ("field", "field, in brackets") and len(one.name) <= _LONGEST_IN_FIELD


_CALLED = (_is_called, _is_told, _is_in_field)


_LONGEST_IN_FIELD = 12  # characters of whoever 提問人： names
_SPEAKS = "verb, colon"
_SAYS_SO = SAYING - {"told"}
_LONGEST_UNKNOWN = {
    True: 4,
    False: 20,
}  # Han characters, or letters, of a name that looks like none


def is_short(one: Candidate) -> bool:
    """Whether words are short enough for a name that nothing tells, and those of no sentence or heading."""
    fits = 2 <= len(one.name) <= _LONGEST_UNKNOWN[one.has_han]
    free = fits and not is_speechlike(one.name) and not any(test(one.name) for test in NO_NAMES)
    return free or _is_titled(one.name)


def _is_titled(name: str) -> bool:
    """Whether an office stands behind words and a space, as behind any name: 遠山想 科長."""
    before, _, last = name.rpartition(" ")
    fits = 0 < len(before) <= _LONGEST_UNKNOWN[True]
    return fits and len(last) <= _LONGEST_UNKNOWN[True] and calling(last) == "office"


_WORDS = attrgetter("words")

__all__ = ["NO_NAMES", "is_loose", "is_saying", "is_short", "settled"]

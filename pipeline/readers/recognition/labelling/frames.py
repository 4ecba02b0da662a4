"""The layout that a source has of its own: the same signs, numbers or times around a name, in many of its lines.

No sign is known here. A beginning of a line is cut at each of its first signs; what stands around the words
(`~`, `#0 …`, `<<…>>`) is their frame, and a frame that sets off people who come back is how this source says who
speaks. Which of them do is asked in `beginnings.settled`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from minutes.records import head_lines
from minutes.records.speaker_labels import tidy
from minutes.text.label_forms import CLOCK, COLONS, LabelForm
from pipeline.readers.recognition.labelling.candidates import Candidate, may_bear_label
from pipeline.readers.recognition.lines import Line

_BEGINNING = 120  # characters of a line that are looked at
_MOST_WORDS = 4  # of a name: Mary Ann of Sample
_MOST_PREFACED = 2  # constant words before a name: 發言人 王示範
_MOST_SIGNS = 6  # behind a name, times and spaces too
_FEWEST = 4  # lines that bear a frame
_TOLD = 10  # characters of a line that bears no name
_AS_OFTEN = 0.8  # as a shorter frame: then the longer one is the frame
_WORD = r"[^\W\d_][^\W_]*"
_A_WORD = re.compile(_WORD)
_JOIN = re.compile(rf"(?:\. |[ .'’·‧・•-])(?={_WORD})")
_IN_BRACKETS = re.compile(rf" ?[（(]{_WORD}(?:[ 、]{_WORD}){{0,3}}[)）]")
_UNITS = r"(?:\d{1,3} ?(?:小時|時|分鐘?|秒鐘?|[hms](?![a-z])) ?){1,3}"
_DAY = r"\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_TIME = rf"(?:{CLOCK}|{_DAY}|{_UNITS})"
_SIGN = r"(?:[^\w\s]|_)"
# What may stand before a name, and behind it: there a number only with a sign of its own.
_LEAD = re.compile(rf"(?:{_TIME}|\d+|{_SIGN}|\s)*+")
_UNIT = re.compile(rf"{_TIME}|#\d+|\s+|(?P<sign>{_SIGN})(?P=sign)*+")
_TIMES = re.compile(_TIME)
_NUMBERS = re.compile(r"\d+")
_BESIDE = re.compile(rf"(?<={_SIGN})\s+|\s+(?={_SIGN})")
_SPACES = re.compile(r"\s+")
_OPENS = frozenset("「『《〈（(“[【〔{｛<＜‘")
_IN_SENTENCES = frozenset("，。、；！？,.;!?… 「」『』“”（）()《》'’%&")
# What forms of the table see: a name before a colon, a tab or wide spaces, or alone.
_END = "\n"  # the line ends with the name
_OF_THE_TABLE = frozenset([*COLONS, "  ", _END])


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and behind a name, with 0 for each number and T for each time."""

    before: str
    behind: str

    @property
    def is_weak(self) -> bool:
        """Whether sentences have the same signs."""
        return not self.before.strip() and _IN_SENTENCES.issuperset(self.behind)

    @property
    def is_known(self) -> bool:
        """Whether a form of the table is the same."""
        return not self.before.strip("-*•·+◎●○■□▪◆◇※★☆▲►▶>＞ ") and self.behind in _OF_THE_TABLE

    @property
    def rank(self) -> tuple[bool, int]:
        """Which of several frames of a line is asked first: what tells more."""
        return self.is_weak, -len(self.before) - len(self.behind)

    def shorter(self) -> Iterator[Frame]:
        """The frames that end where this one goes on."""
        return (Frame(self.before, self.behind[:end]) for end in range(1, len(self.behind)))


@dataclass(frozen=True, slots=True)
class OwnForm(LabelForm):
    """A frame as a form of labels."""

    frame: Frame = Frame("", "")

    @property
    def own(self) -> bool:
        return True

    @property
    def weak(self) -> bool:
        return self.frame.is_weak


_NEVER = re.compile(r"(?!)")


def _form(frame: Frame) -> OwnForm:
    before, behind = frame.before, frame.behind
    return OwnForm(f"{before}…{behind}", _NEVER, f"{before}王示範{behind}", frame=frame)


def framed(lines: Sequence[Line]) -> list[Candidate]:
    """What the frames that recur in the lines set off, the most telling frame of a line first."""
    found: dict[Frame, list[_Reading]] = defaultdict(list)
    for index, line in enumerate(lines):
        readings = _readings(line.text[:_BEGINNING], index) if may_bear_label(line) else {}
        for frame, one in readings.items():
            found[frame].append(one)
    recurring = {frame: cut for frame, cut in found.items() if _recurs(cut)}
    chosen = sorted(_whole(recurring), key=_RANK)
    return [one.of(_form(frame), lines[one.line]) for frame in chosen for one in recurring[frame]]


_RANK = attrgetter("rank")


def nameless(
    lines: Sequence[Line], labels: Mapping[int, Candidate]
) -> Iterator[tuple[int, Candidate]]:
    """Lines that begin with the signs that stand before names here (a time, `#0`), and bear no label."""
    forms = {
        one.form.frame.before: one.form for one in labels.values() if isinstance(one.form, OwnForm)
    }
    free = (
        index for index, line in enumerate(lines) if index not in labels and line.speaker is None
    )
    for index in free:
        text = lines[index].text
        at = _lead(text[:_BEGINNING])
        form = forms.get(_shape(text[:at])) if text[:at].strip() else None
        if form:
            yield index, Candidate(text[at : at + _TOLD], text[at:], index, form, at)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Words of a line that may be a name, and where what follows them begins."""

    name: str
    line: int
    at: int

    def of(self, form: OwnForm, line: Line) -> Candidate:
        """The candidate that it is in a frame."""
        rest, marked = line.text[self.at :].strip(), line.leads(self.at)
        return Candidate(self.name, rest, self.line, form, self.at, marked)


def _recurs(cut: Sequence[_Reading]) -> bool:
    """Whether a frame stands often enough, around words that come back, and not always the same."""
    names = {one.name for one in cut}
    return len(cut) >= _FEWEST and 1 < len(names) < len(cut)


def _whole(found: Mapping[Frame, Sequence[_Reading]]) -> list[Frame]:
    """Of frames of which one goes on where another ends: the longest that stands nearly as often."""
    parts = set[Frame]()
    for frame, cut in found.items():
        for shorter in filter(found.__contains__, frame.shorter()):
            nearly = len(cut) >= _AS_OFTEN * len(found[shorter])
            parts.add(shorter if nearly else frame)
    return [frame for frame in found if frame not in parts]


def _readings(text: str, index: int) -> dict[Frame, _Reading]:
    """The frames in which first words of a line stand."""
    made: dict[Frame, _Reading] = {}
    for start in _starts(text):
        before = _shape(text[:start])
        for end in _ends(text, start):
            for at in _after(text, end):
                frame = Frame(before, _shape(text[end:at]) or _END)
                if not frame.is_known:
                    made.setdefault(frame, _Reading(tidy(text[start:end]), index, at))
    return made


def _starts(text: str) -> Iterator[int]:
    """Where a name may begin: behind signs, numbers and times, and behind a word or two."""
    at = _lead(text)
    for _ in range(_MOST_PREFACED + 1):
        word = _A_WORD.match(text, at)
        if word is None:
            return
        yield at
        at = _LEAD.match(text, word.end()).end()  # type: ignore[union-attr]  # it fits nothing too


def _lead(text: str) -> int:
    number = head_lines.NUMBER.match(text)
    return _LEAD.match(text, number.end() if number else 0).end()  # type: ignore[union-attr]


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name may end: behind each of its words, with what stands in brackets or without."""
    at = start
    for _ in range(_MOST_WORDS):
        word = _A_WORD.match(text, at)
        if word is None:
            return
        yield word.end()
        bracket = _IN_BRACKETS.match(text, word.end())
        if bracket:
            yield bracket.end()
        joined = _JOIN.match(text, word.end())
        if joined is None:
            return
        at = joined.end()


def _after(text: str, end: int) -> Iterator[int]:
    """Where words may begin behind a name: after each of the signs and times there."""
    at = end
    yield from [at] * (at == len(text))
    for _ in range(_MOST_SIGNS):
        unit = _UNIT.match(text, at)
        if unit is None:
            return
        at = unit.end()
        if unit["sign"] not in _OPENS:
            yield at


def _shape(words: str) -> str:
    """Signs as they are, with T for a time, 0 for a number, and no space beside a sign."""
    timed = _NUMBERS.sub("0", _TIMES.sub("T", words))
    return _SPACES.sub(_one_space, _BESIDE.sub("", timed))


def _one_space(spaces: re.Match[str]) -> str:
    return " " if spaces[0] == " " else "  "


__all__ = ["Frame", "OwnForm", "framed", "nameless"]

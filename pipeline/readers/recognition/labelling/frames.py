"""The layout that a source has of its own: the same signs, numbers or times around a name, in many of its lines.

No sign is known here. A beginning of a line is cut at each of its first signs; what stands around the words
(`~`, `#0 …`, `<<…>>`) is their frame, and a frame that sets off people who come back is how this source says who
speaks. Which of them do is asked in `beginnings.settled`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from minutes.records import head_lines
from minutes.records.speaker_labels import calling, is_account, tidy
from minutes.text.han import HAN
from minutes.text.label_forms import CLOCK, COLONS, FIELD, PICTURES, LabelForm
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
_WITHIN_WORD = re.compile(r"(?<=[A-Za-z])[-'’](?=[A-Za-z])")  # Mary-Ann Sample, e-mail
_SHORTENED = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Hon|Rev|Sen|Rep)\.")  # before a name
_BRACKET = rf" ?[（(]{_WORD}(?:[ 、]{_WORD}){{0,3}}[)）]"
_IN_BRACKETS = re.compile(_BRACKET)
_UNITS = r"(?:\d{1,3} ?(?:小時|時|分鐘?|秒鐘?|[hms](?![a-z])) ?){1,3}"
_DAY = r"\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_TIME = rf"(?:{CLOCK}|{_DAY}|{_UNITS})"
_SIGN = r"(?:[^\w\s]|_)"
# What may stand before a name, and behind it: there a number only with a sign of its own.
_LEAD = re.compile(rf"(?:{_TIME}|\d+|{_SIGN}|\s)*+")
_UNIT = re.compile(rf"{_TIME}|#\d+|\s+|(?P<sign>{_SIGN})(?P=sign)*+")
_TIMES = re.compile(_TIME)
_PICTURES = re.compile(f"[{PICTURES}]+")
_A_TIME = "T"  # stands for any
_PICTURE = "\u263a"  # stands for any: each speaker may have another
_NUMBERS = re.compile(r"\d+")
_BESIDE = re.compile(rf"(?<={_SIGN})\s+|\s+(?={_SIGN})")
_SPACES = re.compile(r"\s+")
_END_OF_LINE = 80  # characters that are looked at
_AT_END = re.compile(
    rf"(?P<before>(?:[^\w\s。！？!?…」』”]|_|\s)+(?:by |{FIELD}\s*[{COLONS}]\s*)?)(?P<name>{_WORD}(?:{_JOIN.pattern}{_WORD}){{0,3}}(?:{_BRACKET})?)"
    rf"(?P<behind>{_SIGN}*)\s*$"
)
_BRACKETS = ("（", "(")
_JOINS_WORDS = frozenset("，、；：,;: ")  # sentences go on behind them
_ENDS_SENTENCE = re.compile("[。！？!?；;，,]")
_OPENS = frozenset("「『《〈（(“[【〔{｛<＜‘")
_GOES_ON = re.compile(
    rf"(?<=\s)(?![{re.escape(''.join(sorted(_OPENS)))}…]){_SIGN}"
)  # a space before a sign, and no pause with which words begin
_IN_SENTENCES = frozenset("，。、；！？,.;!?… 「」『』“”（）()《》'’%&")
# What forms of the table see: a name before a colon, a tab or wide spaces, or alone.
_END = "\n"  # the line ends with the name
_OF_THE_TABLE = frozenset([*COLONS, "  ", _END])


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before and behind a name at the beginning of lines, or at their end, with 0 for each number
    and T for each time."""

    before: str
    behind: str
    at_end: bool = False

    @property
    def is_weak(self) -> bool:
        """Whether sentences have the same signs, perhaps behind a word of their own: For example, …"""
        words = self.before.split()
        plain = _A_TIME not in words and all(map(str.isalpha, words))
        return plain and _IN_SENTENCES.issuperset(self.behind)

    @property
    def is_known(self) -> bool:
        """Whether a form of the table is the same."""
        return not self.before.strip("-*•·+◎●○■□▪◆◇※★☆▲►▶>＞ ") and self.behind in _OF_THE_TABLE

    def shown(self, name: str, time: str, number: str) -> str:
        """The frame around the word for a name, with words for a time and a number, and … for what is said."""
        before, behind = (
            signs.replace("T", time).replace("0", number) for signs in (self.before, self.behind)
        )
        said = {True: ("…", ""), False: ("", "…" * (behind != _END))}[self.at_end]
        return f"{said[0]}{before}{name}{behind.strip(_END)}{said[1]}".strip()

    @property
    def rank(self) -> tuple[bool, int, bool]:
        """Which of several frames of a line is asked first: what tells more, and leaves no words of a name behind."""
        return self.is_weak, -len(self.before) - len(self.behind), self.behind != _END

    @property
    def sets_apart(self) -> bool:
        """Whether somebody's name stands so at an edge of a line mostly where it says who speaks."""
        if self.at_end:
            return self.before == "  " or not _JOINS_WORDS.issuperset(self.before)
        words_before = _A_WORD.search(
            self.before.replace("T", "")
        )  # 主持人：王示範 is a field of the head
        told = self.behind == " " or not self.is_weak
        return told and not self.is_known and words_before is None

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


def frame_of(form: LabelForm) -> Frame:
    """The frame that a form is; nothing around the name for one of the table."""
    return form.frame if isinstance(form, OwnForm) else Frame("", "")


_NEVER = re.compile(r"(?!)")


def _form(frame: Frame) -> OwnForm:
    before, behind = frame.before, frame.behind
    edge = "end of line, " if frame.at_end else ""
    return OwnForm(f"{edge}{before}…{behind}", _NEVER, f"{before}王示範{behind}", frame=frame)


def framed(lines: Sequence[Line]) -> list[Candidate]:
    """What the frames that recur in the lines set off, the most telling frame of a line first."""
    found = _in_frames(lines, _sets_off_several)
    return _candidates(dict(sorted(found.items(), key=lambda each: each[0].rank)), lines)


def recurring(lines: Sequence[Line]) -> list[Candidate]:
    """What any frames set off that stand more than once, those first that stand around what comes back most; also
    where they stand around one name, and where the table of forms has them too."""
    found = _in_frames(lines, _comes_back)
    return _candidates(dict(sorted(found.items(), key=lambda each: -_coming_back(each[1]))), lines)


def _candidates(
    found: Mapping[Frame, Sequence[_Reading]], lines: Sequence[Line]
) -> list[Candidate]:
    forms = {frame: _form(frame) for frame in found}
    return [one.of(forms[frame], lines[one.line]) for frame, cut in found.items() for one in cut]


def _in_frames(
    lines: Sequence[Line], may_label: Callable[[Frame, Sequence[_Reading]], bool]
) -> dict[Frame, Sequence[_Reading]]:
    """The frames that stand around the first words of lines, and may label them, with what they set off."""
    found: dict[Frame, list[_Reading]] = defaultdict(list)
    for index, line in enumerate(lines):
        for frame, one in _begun(line, index).items():
            found[frame].append(one)
    fitting = {frame: cut for frame, cut in found.items() if may_label(frame, cut)}
    return {frame: fitting[frame] for frame in _whole(fitting)}


def at_edge(line: Line, index: int, names: Container[str]) -> Candidate | None:
    """One of the names at the beginning or the end of a line, set off by signs that sentences do not have; None
    where none of them stands so."""
    begun = _readings(line.text[:_BEGINNING], index)
    edges = [*begun.items(), *_ending(line.text, index)]
    apart = ((frame, one) for frame, one in edges if one.name in names and frame.sets_apart)
    return next((one.of(_form(frame), line) for frame, one in apart), None)


def signature(line: Line, index: int) -> Candidate | None:
    """What stands at the end of a line, set off from the words before it, and may be a name; `at` is where the
    words end."""
    ends = ((frame, one) for frame, one in _ending(line.text, index) if frame.sets_apart)
    return next((one.of(_form(frame), line) for frame, one in ends), None)


def _ending(text: str, index: int) -> Iterator[tuple[Frame, _Reading]]:
    start = max(0, len(text) - _END_OF_LINE)
    found = _AT_END.search(text, start)
    if found and text[: found.start()].strip():
        frame = Frame(_shape(found["before"]), _shape(found["behind"]) or _END, at_end=True)
        yield frame, _Reading(tidy(found["name"]), index, found.start())


def nameless(
    lines: Sequence[Line], labels: Mapping[int, Candidate]
) -> Iterator[tuple[int, Candidate]]:
    """Lines that begin with the signs that stand before names here (a time, `#0`), and bear no label."""
    forms: dict[str, LabelForm] = {
        one.form.frame.before: one.form for one in labels.values() if isinstance(one.form, OwnForm)
    }
    barred = (one for one in labels.values() if one.form.name == _BARRED)
    forms |= {_before(lines[one.line].text): one.form for one in barred}
    free = (
        index for index, line in enumerate(lines) if index not in labels and line.speaker is None
    )
    for index in free:
        text = lines[index].text
        at = _lead(text[:_BEGINNING])
        form = forms.get(_before(text)) if text[:at].strip() else None
        if form:
            yield index, Candidate(text[at : at + _TOLD], text[at:], index, form, at)


_BARRED = "clock, bar, name, bar"


def _before(text: str) -> str:
    """The signs that stand before the first word of a line."""
    begun = text[:_BEGINNING]
    return _shape(begun[: _lead(begun)])


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


def _sets_off_several(frame: Frame, cut: Sequence[_Reading]) -> bool:
    """Whether a frame that no form of the table is stands often, around words that come back but differ."""
    names = {one.name for one in cut}
    return not frame.is_known and len(cut) >= _FEWEST and 1 < len(names) < len(cut)


def _comes_back(_: Frame, cut: Sequence[_Reading]) -> bool:
    return _coming_back(cut) > 0


def _coming_back(cut: Sequence[_Reading]) -> int:
    """How many of the words that a frame sets off stood in it before."""
    return len(cut) - len({one.name for one in cut})


def _whole(found: Mapping[Frame, Sequence[_Reading]]) -> list[Frame]:
    """Of frames of which one goes on where another ends: the longest that stands nearly as often."""
    parts = set[Frame]()
    for frame, cut in found.items():
        for shorter in filter(found.__contains__, frame.shorter()):
            nearly = len(cut) >= _AS_OFTEN * len(found[shorter])
            parts.add(shorter if nearly else frame)
    return [frame for frame in found if frame not in parts]


def _begun(line: Line, index: int) -> dict[Frame, _Reading]:
    """The frames in which first words of a line stand; a heading is a frame too, of what calls nobody by itself."""
    named = line.kind == "heading" and calling(line.words) is not None
    if named or not may_bear_label(line):
        return {}
    begun = _readings(line.text[:_BEGINNING], index, "#" * (line.kind == "heading"))
    return {frame: one for frame, one in begun.items() if not _is_part(frame, one, line.text)}


def _is_part(frame: Frame, one: _Reading, text: str) -> bool:
    """Whether words are but a part of a name."""
    return _is_half(one, text) or _is_first_word(frame, one, text)


def _is_first_word(frame: Frame, one: _Reading, text: str) -> bool:
    """Whether words are the first of a name in Latin letters, behind a sign: Mary of （Mary Sample）."""
    after = _A_WORD.match(text, one.at)
    both = f"{one.name} {after[0]}" if after else ""
    signs = (frame.before.strip(), frame.behind == " ", both.isascii(), calling(both) == "person")
    return all(signs)


def _is_half(one: _Reading, text: str) -> bool:
    """Whether words are but a part of a name that is the whole line: 範例部 of 範例部 王示範, 王示範 of 王示範 科長."""
    whole = tidy(_AROUND.sub("", text[:_BEGINNING]))
    if one.name == whole or _FIELD.match(whole):
        return False
    behind = text[one.at :].strip()
    pair = (calling(one.name), behind.isalnum() and calling(behind))
    parts = whole.split(" ")
    named = (calling(whole) == "person", *map(calling, parts), *map(_HAN_FIRST.match, parts))
    return pair == ("body", "person") or all(named)


_FIELD = re.compile(FIELD)
_HAN_FIRST = re.compile(f"[{HAN}]")  # any words in Latin letters look like a name
_AROUND = re.compile(r"^[\W\d]+|[^\w）)?？]+$")


def _readings(text: str, index: int, style: str = "") -> dict[Frame, _Reading]:
    made: dict[Frame, _Reading] = {}
    for start in _starts(text):
        before = style + _shape(text[:start])
        for end in _ends(text, start):
            for at in _after(text, end):
                frame = Frame(before, _shape(text[end:at]) or _END)
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
        between = None if _WITHIN_WORD.match(text, word.end()) else _LEAD.match(text, word.end())
        if between is None or _ENDS_SENTENCE.search(between[0]) or calling(word[0]) == "body":
            return  # 範例部 王示範 is one name
        if is_account(word[0]) and between[0].startswith(_BRACKETS):
            return  # so is 講者2（王示範）
        at = between.end()


def _lead(text: str) -> int:
    number = head_lines.NUMBER.match(text)
    return _LEAD.match(text, number.end() if number else 0).end()  # type: ignore[union-attr]  # it may be empty, and always matches


def _ends(text: str, start: int) -> Iterator[int]:
    """Where a name may end: behind each of its words, with what stands in brackets or without."""
    at = start
    for _ in range(_MOST_WORDS):
        word = _A_WORD.match(text, at)
        if word is None:
            return
        goes_on = _WITHIN_WORD.match(text, word.end()) or _SHORTENED.fullmatch(
            text[at : word.end() + 1]
        )
        yield from [word.end()] * (goes_on is None)
        bracket = _IN_BRACKETS.match(text, word.end())
        if bracket:
            yield bracket.end()
        joined = _JOIN.match(text, word.end())
        if joined is None:
            return
        at = joined.end()


def _after(text: str, end: int) -> Iterator[int]:
    """Where words may begin behind a name: after each of the signs and times there."""
    yield from [end] * (end == len(text))
    for unit in islice(_units(text, end), _MOST_SIGNS):
        if not _GOES_ON.match(text, unit.end()) and unit["sign"] not in _OPENS:
            yield unit.end()


def _units(text: str, at: int) -> Iterator[re.Match[str]]:
    unit = _UNIT.match(text, at)
    while unit:
        yield unit
        unit = _UNIT.match(text, unit.end())


def _shape(words: str) -> str:
    """Signs as they are, with T for a time, 0 for a number, and no space beside a sign."""
    timed = _NUMBERS.sub("0", _TIMES.sub(_A_TIME, _PICTURES.sub(_PICTURE, words)))
    return _SPACES.sub(_one_space, _BESIDE.sub("", timed))


def _one_space(spaces: re.Match[str]) -> str:
    return " " if spaces[0] == " " else "  "


__all__ = ["Frame", "at_edge", "frame_of", "framed", "nameless", "recurring", "signature"]

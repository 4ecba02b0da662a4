"""How a source sets off who speaks, over all of its lines: by which form, by its type, by questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from typing import Literal

from minutes.records.head_lines import (
    CHAIRS,
    is_discussion,
    is_head_field,
    is_list_head,
    is_section,
)
from minutes.records.speaker_labels import Calling, calling, is_account, may_hold_name
from minutes.registers.generic_labels import is_generic
from minutes.text.han import HAN
from minutes.text.label_forms import CLOCK, ENGLISH_END, is_clock
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.lines import Line

USUAL = 0.8
"""Of the lines of a source bear a label: then what looks like one hardly is none."""
MANY = 8
"""Lines with a label before nearly all lines may be said to bear one."""
FEW = 3
"""Names alone on their lines, without any mark, before they are taken for labels."""


SENTENCE_SIGN = re.compile(rf"[。，！？!?,…]|{ENGLISH_END}")
"""What stands in a sentence, and in no name or title."""


def look(one: Candidate) -> str:
    """How a label is set off: by a time, by its form, by its type too."""
    form = _CLOCK if one.form.sure else one.form.name
    return f"{form}, marked" if one.marked else form


_CLOCK = "clock"


def usual_look(found: Iterable[Candidate]) -> str | None:
    """How nearly all labels of a source are set off; None where no way is usual."""
    unnumbered = filterfalse(attrgetter("numbered"), found)
    ways = Counter(map(look, unnumbered))
    if not ways:
        return None
    way, times = ways.most_common(1)[0]
    usual = times >= max(MANY, USUAL * ways.total())
    return way if usual else None


def time_shape(words: str) -> str:
    """The time that a line begins with, with 0 for each number: 0:0:0 for 01:56:20; "" for none."""
    found = _TIME_FIRST.match(words)
    return _DIGITS.sub("0", found["time"]) if found else ""


_TIME_FIRST = re.compile(rf"\W*?(?P<time>{CLOCK})")
_DIGITS = re.compile(r"\d+")


def marked(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those before a colon that bold type or a colour sets off."""
    before_colon = (c for c in found if c.form.name == "colon")
    return filter(attrgetter("marked"), before_colon)


def are_full(names: Sequence[str]) -> bool:
    """Whether most names have more than one word: Ann Sample, not Ann."""
    words = Counter(" " in name for name in names)
    return words[True] >= max(MANY, words[False] + 1)


def are_all_numbered(found: Iterable[Candidate]) -> bool:
    """Whether nearly all that call a person, besides the chair in the head, have a number before them."""
    numbers = [c.numbered for c in found if calling(c.name) == "person" and not is_chair_field(c)]
    return sum(numbers) >= max(FEW, USUAL * len(numbers))


def in_runs(found: Iterable[Candidate], times: Counter[str]) -> frozenset[int]:
    """The lines beside others of the same kind: before a colon, what calls nobody and stands once; between two of
    these, an office that stands once too."""
    once = {c.line: calling(c.name) for c in found if times[c.name] == 1}
    entries = {line for line in once if once[line] is None}
    above, below = _beside(entries)
    run = entries & (above | below)
    after, before = _beside(run)
    offices = {line for line in once if once[line] == "office"}
    return frozenset(run | offices & above & below & (after | before))


def _beside(lines: set[int]) -> tuple[set[int], set[int]]:
    """The lines below some, and those above them."""
    return {line + 1 for line in lines}, {line - 1 for line in lines}


def in_discussion(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of the lines below a heading that says that people speak (綜合討論, 各單位意見), until another
    heading, an outcome or a field (說明：) ends it."""
    state, inside = False, set[int]()
    for index, line in enumerate(lines):
        words = line.shown
        opened = is_discussion(words)
        ended = is_section(words) or is_head_field(_BEFORE_COLON.split(words, maxsplit=1)[0])
        state = opened or (state and not ended)
        inside |= {index} if state else set()
    return frozenset(inside)


_BEFORE_COLON = re.compile("[:：]")
_LONGEST_FIELD = 40  # 受訪者：王示範　採訪者：李範例


def is_chair_field(c: Candidate) -> bool:
    """Whether the line names the chair (主席：王小明) instead of quoting the chair."""
    words = c.rest.rstrip()
    signs = (
        c.name.casefold() in CHAIRS,
        0 < len(words) <= _LONGEST_FIELD,
        not SENTENCE_SIGN.search(words),
        not is_clock(words),
    )
    return all(signs)


def stand_before_words(found: Sequence[Candidate], lines: Sequence[Line]) -> bool:
    """Whether names stand before words: beside the last one, or below it, and not all below words as
    signatures do."""
    first, last = found[0], found[-1]
    above = any(SENTENCE_SIGN.search(line.words) for line in lines[: first.line])
    below = any(line.words for line in lines[last.line + 1 :])
    return any((last.rest, below, not above))


def is_remark(one: Candidate) -> bool:
    """Whether words stand in brackets, as remarks do: （笑）."""
    return one.name.startswith(("（", "("))


def is_somebody(name: str) -> bool:
    """Whether words call a person, or are what a programme shows instead of a name."""
    return any((calling(name) == "person", is_account(name)))


def mostly_alone(told: Iterable[Candidate]) -> bool:
    """Whether half of the labels, of those that are like names, stand alone on their lines."""
    alone = [one.alone for one in filter(_seems_called, told)]
    return 2 * sum(alone) >= len(alone)


def _seems_called(one: Candidate) -> bool:
    signs = (one.marked, calling(one.name), may_hold_name(one.name))
    return any(signs) and not is_list_head(one.name)


def questions(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """Where nothing names a speaker and bold paragraphs ask and others answer: each line and who.

    What stands before the first question is nobody's: a title, who is asked.
    Nothing where bold type is something else: seldom, for single words, or without questions.
    """
    spoken = [i for i, line in enumerate(lines) if line.kind == "text" and line.words]
    bold = {i for i in spoken if lines[i].is_set_off()}
    asked = sum(lines[i].words.endswith(_ASKS) for i in bold)
    if not _are_questions(len(bold), asked, len(spoken) - len(bold)):
        return
    first = next((i for i in sorted(bold) if lines[i].words.endswith(_ENDS)), min(bold))
    for i in filter(first.__le__, spoken):
        yield i, _ROLES[i in bold]


_ASKS = ("？", "?")
_ENDS = (*_ASKS, "。", "！", "!", ".", "：", ":", "…")  # as no title does, in bold type as well
_ROLES = {True: "問", False: "答"}


def _are_questions(bold: int, asked: int, others: int) -> bool:
    """Whether bold paragraphs are many enough, and ask, among the others."""
    enough = min(bold, others) > FEW
    often = 4 * bold > others
    asking = 3 * asked >= bold
    return all((enough, often, asking))


_INTRODUCED = re.compile(
    r".{0,20}(?:我們?(?:是|叫)|本人|I am |I['’]m |[Mm]y name is ).{0,40}", re.S
)
_IN_BRACKETS = re.compile(r"\s*[（(][^（()）]{0,30}[)）]")
_LONGEST_UNKNOWN = 8  # a nickname that nothing else tells: 可樂榖農場 has 5 characters
_LONGEST_LATIN = 20
_NAME_BEHIND = re.compile(f"[{HAN}]{{2,4}}")


@dataclass(frozen=True, slots=True)
class LabelEvidence:
    """What the whole source tells of a candidate."""

    found: Candidate
    calling: Calling | None
    times: int
    spoken: bool  # at some place more than a quotation follows
    alone_usual: bool  # most labels stand alone on their lines
    usual: bool  # nearly every line bears one
    in_use: bool  # the form that cut it is one in which this source sets off names
    all_numbered: bool  # all labels of the source have a number before them
    known: bool  # a label of this name is set off in a surer form elsewhere
    odd: bool  # nearly all labels are set off in another way, a clearer one
    full_names: bool  # most labels in Latin letters have more than one word
    names_marked: bool  # bold type or a colour sets off names before a colon, in such lines (items, paragraphs)
    listed: bool  # beside it stands another that recurs nowhere and calls nobody, as in lists
    discussed: bool  # it stands below a heading that says that people speak: 綜合討論
    of_one: bool  # single characters call several people here: 甲：, B：
    odd_time: bool  # its time is written as beside nobody who comes back: 11:25 where others have 01:56:20
    of_notes: bool  # it is an entry of a list, and nearly all people are called outside of lists

    @property
    def introduced(self) -> bool:
        """Whether whoever speaks says the same name: 操示範：大家好，我是範例部的操示範。"""
        said = _INTRODUCED.match(self.found.rest)
        return said is not None and self.short and self.found.name in said[0]

    @property
    def perhaps_named(self) -> bool:
        """Whether no more stands behind the label than a name has: 專員　盛世雄."""
        return _NAME_BEHIND.fullmatch(self.found.rest) is not None

    @property
    def short(self) -> bool:
        """Whether the name is no longer than a nickname."""
        limit = _LONGEST_UNKNOWN if self.found.has_han else _LONGEST_LATIN
        return len(_IN_BRACKETS.sub("", self.found.name)) <= limit

    @property
    def latin_heading(self) -> bool:
        """Whether it is one of Questions: and Slide 16:, which look like names in Latin letters, or a title stands
        behind it."""
        if self.found.has_han:
            return False
        word = self.full_names and not _PARTED.search(
            self.found.name
        )  # Speak: Mandarin and English.
        heading = (word or self.found.alone) and not self.alone_usual
        return heading or self.found.name[-1].isdigit() or _is_title(self.found.rest)


_PARTED = re.compile("[ ‧·•・．∙⋅]")


def _is_title(words: str) -> bool:
    """Whether each longer word has a capital, and no sentence ends: A Crisis in National Identity."""
    begun = words[:_BEGUN]
    longer = _LONGER.findall(begun)
    capitals = list(filter(_CAPITAL.match, longer))
    return len(longer) == len(capitals) >= FEW and not _SAID.search(begun)


_BEGUN = 80  # characters of a title that are looked at
_LONGER = re.compile(r"[^\W\d_]{4,}")
_CAPITAL = re.compile(r"[A-Z\u00c0-\u00de]")
_SAID = re.compile(rf"[.!]\s*$|[{HAN}]")


Test = Callable[[LabelEvidence], bool]
"""What is asked of the evidence for a label."""
Verdict = Literal["label", "doubtful", "left", "no"]


def form_is(*names: str) -> Test:
    """Whether what might be a label has one of the forms with these names."""
    return lambda e: e.found.form.name in names


def all_of(*tests: Test) -> Test:
    """Whether every one of the tests holds."""
    return lambda e: all(test(e) for test in tests)


def any_of(*tests: Test) -> Test:
    """Whether one of the tests holds."""
    return lambda e: any(test(e) for test in tests)


def not_one(test: Test) -> Test:
    """Whether a test does not hold."""
    return lambda e: not test(e)


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason for a verdict, and a line in which it stands."""

    name: str
    verdict: Verdict
    holds: Test
    example: str


is_alone = form_is("alone")
is_marked_alone = all_of(is_alone, lambda e: e.found.marked)
is_called = any_of(
    lambda e: e.calling is not None,
    lambda e: is_generic(e.found.name),  # 問, 答 too
    lambda e: is_account(e.found.name),
)
is_named = all_of(is_called, not_one(lambda e: is_list_head(e.found.name)))

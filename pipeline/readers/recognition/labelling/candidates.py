"""The words at the beginning of a line that might name a speaker, before anything is decided."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from operator import attrgetter, eq

from minutes.records import head_lines
from minutes.records.speaker_labels import (
    calling,
    calls_behind_space,
    is_account,
    is_not_known,
    is_spoken_to,
    tidy,
)
from minutes.registers.generic_labels import is_generic
from minutes.text import label_forms
from minutes.text.han import HAN
from minutes.text.label_forms import ALONE, COLONS, LED, NOBODY, NUMBERED, STAMP, Cut, LabelForm
from pipeline.readers.drafting.markdown_words import TextRun, plain
from pipeline.readers.drafting.people import is_attendance_field, is_said
from pipeline.readers.recognition.labelling.called_names import (
    again_alone,
    asking,
    calls_somebody,
    often_before_colon,
    whole,
)
from pipeline.readers.recognition.lines import Line

_HAN = re.compile(f"[{HAN}]")
SENTENCE_SIGNS = re.compile(
    r"[。，！？；,!?;「」『』“”\"《》〈〉<>=/\\|#@*`\[\]…—]|^\d+$|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])"
)
_SIGN_IN_NAME = re.compile(r"[。！？；!?;「」『』《》…，、]")
_MOMENT = re.compile(
    r"\d{2,4}\s*[/年.-]\s*\d|[上下]午|凌晨|中午|\b[AP]M\b|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d|\d日|^\d+$",
    re.I,
)
_DATE = re.compile(r"\d{2,4}[/.-]\d{1,2}[/.-]\d{1,2}")
_SENTENCE_END = re.compile(rf"[。！？；，!?;,…]$|{label_forms.ENGLISH_END}")
_STROKE = re.compile("[／/]")
_BULLETS = "-*•·+◎●■□▪◆◇※★☆▲►▶>＞ \xa0\t\u3000"
_PICTURES = re.compile(rf"^[{label_forms.PICTURES}]+\s*")
# What is drawn around a name on a line of its own: 【王示範】, －王示範－, ＊王示範＊.
_AROUND = "【】[]〔〕-－—–*＊=＝~～_ "
_SIGNATURE = re.compile(r"(?:[—─―]{1,4}|[-–－]{2,4})\s*[^—─―–－-]+")  # ——王示範, below the words
_LONGEST_PHRASE = 30
_LONGEST_TOGETHER = 4  # characters of each of those who speak as one: 丁、戊
_LONGEST_FIELD = 12  # characters of the second half of a field that is written apart: 會議　主題：
_IS_FIELD = re.compile(f"[{COLONS}]")  # 地點：範例活動中心
_LONGEST_ALONE = 30  # Han characters or letters of a name on a line of its own
_LATIN_ALONE = 60


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line (by its index) whose first words may name a speaker.

    `at` is where the words after the label begin; `marked` where the source sets the name off (bold,
    a colour, a voice); `numbered` where a number stands before it: 一、財政部：… is an entry of a list as often as a speech.
    """

    name: str
    rest: str
    line: int
    form: LabelForm
    at: int = 0
    marked: bool = False
    numbered: bool = False

    @property
    def alone(self) -> bool:
        """Whether nothing follows the label on its line."""
        return not self.rest

    @property
    def has_han(self) -> bool:
        """Whether the name is written with Han characters."""
        return _HAN.search(self.name) is not None


def candidates(lines: Sequence[Line]) -> Iterator[Candidate]:
    """The candidates of each line in order, at most one a line and form."""
    levels = _levels_of_names(lines)
    again, often = again_alone(lines), often_before_colon(lines)
    above = ""
    for index, line in enumerate(lines):
        whole = replace(line, fresh=True) if line.words in again else line
        found = _of_line(whole, index, often, may_name=line.kind == "text" or line.level in levels)
        ended = not above[-1:].isalnum()
        fresh = any((ended, line.fresh and not _ASKS_ON.match(line.text)))
        begins = all((fresh, not calls_somebody(above)))
        yield from (one for one in found if begins or one.form.name != NOBODY)
        above = line.words or above


_ASKS_ON = re.compile(rf"\s*[?？{COLONS}]\w")  # what goes on with the sentence of the line above


def _levels_of_names(lines: Sequence[Line]) -> set[int]:
    """The levels of headings of which most call somebody: then any heading of that level may."""
    by_level: dict[int, list[bool]] = defaultdict(list)
    for heading in filter(_is_heading, lines):
        by_level[heading.level].append(calls_somebody(heading.words))
    enough = {level: max(_FEWEST_NAMED, len(calls) / 2) for level, calls in by_level.items()}
    return {level for level, calls in by_level.items() if sum(calls) >= enough[level]}


_FEWEST_NAMED = 3


def _is_heading(line: Line) -> bool:
    return line.kind == "heading"


def _of_line(
    line: Line, index: int, often: Container[str], *, may_name: bool
) -> Iterator[Candidate]:
    text = line.text
    if not may_bear_label(line):
        return
    entry = text.lstrip(_BULLETS).rstrip()  # * (8) 範圍：…
    words = head_lines.without_number(entry)
    if words != entry:
        yield from _numbered(words, index, text.find(words))
        return
    found = list(filter(None, (_cut(cut, line, index, often) for cut in label_forms.cuts(text))))
    yield from found
    if all(map(_IS_LOOSE, found)):
        yield from _alone(line, index, may_name=may_name)
        yield from _led(line, index)


_IS_LOOSE = attrgetter("form.is_loose")


def may_bear_label(line: Line) -> bool:
    """Whether the first words of a line may name a speaker: it has words, and is no heading of an agenda."""
    if line.speaker is not None or not line.words:
        return False
    return not any(test(line.text) for test in (_BOX.match, STAMP.search, head_lines.is_section))


_BOX = re.compile(r"[\s\-*+•]*(?:\[[ xX✓✔]?\]|[☐☑✅])\s")  # - [ ] 範例部：… is something to be done


def _led(line: Line, index: int) -> Iterator[Candidate]:
    """The words in bold type or a colour at the beginning of a line of others, which may be a name."""
    first = list(takewhile(_is_set_off, line.spans))
    words = plain(first)
    name, rest = tidy(words), line.text[len(words) :].strip()
    named = is_not_known(name) or not _SIGN_IN_NAME.search(name)
    if rest and named and 0 < len(name) <= _LONGEST_ALONE:
        yield Candidate(name, rest, index, LED, len(words), marked=True)


def _is_set_off(span: TextRun) -> bool:
    return any((span.strong, span.emphasis, span.colour, span.highlighted))


def _cut(cut: Cut, line: Line, index: int, often: Container[str]) -> Candidate | None:
    """What a form cuts from the beginning of a line, if it may be a name."""
    name, rest = whole(cut)
    begun = line.text.find(cut.name)
    marked = line.leads(begun + len(cut.name.rstrip()), begun)
    field = _IS_FIELD.split(line.text[: cut.at + _LONGEST_FIELD])[0]
    by_colon = cut.form.name == "colon"
    excluded = (
        _is_section(name, rest, cut.form, line),
        not _is_balanced(name),
        not 0 < len(name) <= label_forms.LONGEST_NAME,
        not by_colon and _is_field_apart(field),  # 主　席：王示範, 紀　錄　王示範
        _opens_field(_STROKE.split(name, maxsplit=1)[0], cut.rest),  # 攝影／王示範
        _opens_field(field, cut.rest),  # 案　由：
        not by_colon and head_lines.divides_word(line.text, cut.at),
        cut.form.name == "tab" and _is_row_of_fields(name, cut.rest),
        not by_colon and _ends_with_time(name, line.text[: cut.at], cut.rest),
    )
    if any(excluded):
        return None
    colon = _BeforeColon(name, cut.rest, line.text, marked)
    fits = name in often or colon.may_call() if by_colon else _may_be_called(name)
    marked = any((marked, cut.form.sure))
    at = cut.at + max(0, cut.rest.rfind(rest))
    return Candidate(name, rest, index, cut.form, at, marked) if fits else None


def _ends_with_time(name: str, label: str, rest: str) -> bool:
    """Whether the colon behind words that call nobody is that of a time: 6:30 to 9:30."""
    return (
        calling(name) is None and _TIME_AT.search(f"{label[-_LONGEST_TIME:]}{rest[:3]}") is not None
    )


_LONGEST_TIME = 4  # characters of 23: with the space before it
_TIME_AT = re.compile(rf"\s\d{{1,2}}[{COLONS}]\d\d(?:\D|$)")


def _opens_field(field: str, rest: str) -> bool:
    """Whether a line is a field of a head, and no words of one of those who were there: 與會者：（離麥克風太遠）."""
    of_one = is_attendance_field(field) and calling(field) == "office" and is_said(rest)
    return head_lines.is_head_field(field) and not of_one


def _is_row_of_fields(name: str, rest: str) -> bool:
    """Whether tabs part fields of a head (主席：王示範, 紀錄：李範例) or people who were there, and not a name from words."""
    others = list(filter(str.strip, rest.split("\t")))
    people = map(partial(eq, "person"), map(calling, (name, *others)))
    # Latin words look like names: Ann Sample, Yes. Nobody was there twice: 王示範, 王示範 says the own name.
    are_people = _HAN.search(rest) is not None and name not in others and all(people)
    return are_people or _IS_FIELD.search(name) is not None


def _is_field_apart(field: str) -> bool:
    """Whether words are an office that is written apart, as those of a head are, or one of its fields and a space."""
    found = _FIRST_FIELD.match(field)
    first = found[0] if found else ""
    heads = calling(tidy(first)) is None and head_lines.is_head_field(first)
    return heads or (bool(first) and "".join(field.split()) in head_lines.CHAIRS)


_FIRST_FIELD = re.compile(rf"\s*(?:(?:[{HAN}]\s+)+|\S+(?=\s+\S))")


def _is_balanced(name: str) -> bool:
    """Whether words hold no bracket without its other half: （註：…）, 【議程二　討論】."""
    return all(
        len(re.findall(f"[{opens}]", name)) == len(re.findall(f"[{ends}]", name))
        for opens, ends in _PAIRS
    )


_PAIRS = (("（(", "）)"), ("【〔［", "】〕］"))


def _is_section(name: str, rest: str, form: LabelForm, line: Line) -> bool:
    """Whether the line is a heading with words behind it: 討論：下一步, 【決議】照案通過."""
    by_style = line.kind == "heading" and bool(rest)
    return by_style or (form.name in label_forms.SETTING_OFF and head_lines.is_section(name))


def _numbered(words: str, index: int, skipped: int) -> Iterator[Candidate]:
    for cut in filter(_bears_number, label_forms.cuts(words)):
        at = 0 if cut.form.name == "told" else skipped + cut.at  # its number stays with a sentence
        entry = Candidate(tidy(cut.name), cut.rest.strip(), index, cut.form, at)
        yield replace(entry, numbered=cut.form.name == "colon")
    name = tidy(words)
    if len(name) <= _LONGEST_ALONE and calls_somebody(name):
        yield Candidate(name, "", index, NUMBERED, skipped + len(words))


def _bears_number(cut: Cut) -> bool:
    """Whether a number may stand before a label of the form: （一）民眾甲發言：…, 1. 王示範：…"""
    if cut.form.name == "colon":
        name = tidy(cut.name)
        return any((calling(name), _UNIT.fullmatch(name), calls_behind_space(name)))
    return cut.form.name in ("told", "verb, colon")


# 計畫處, 民政科: an office of a county, which stands before its report
_UNIT = re.compile(f"[{HAN}]{{2,6}}[處局科室課所隊]")


def _alone(line: Line, index: int, *, may_name: bool) -> Iterator[Candidate]:
    """A short line of its own that ends no sentence, which may be a name and nothing more."""
    words = _PICTURES.sub("", tidy(line.words))
    limit = _LONGEST_ALONE if _HAN.search(words) else _LATIN_ALONE
    name = asking(words.strip(_AROUND).lstrip(_BULLETS))
    fits = (
        line.fresh,
        may_name or calling(words) is not None,
        0 < len(words) <= limit,
        not _SIGNATURE.fullmatch(line.words),
        is_not_known(words) or _holds_no_sign(words),
        not _SOUND.fullmatch(line.words),
        not _FILE.search(words),
        not _DATE.match(words),  # 2026-06-18 王示範委員拜會
        not head_lines.is_agenda_heading(words),
        not any((head_lines.is_head_field(name), _is_field_apart(name))),
    )
    if all(fits):
        marked = any((line.is_set_off(), _is_heading(line)))
        form = NUMBERED if line.kind == "item" else ALONE
        yield Candidate(name, "", index, form, len(line.text), marked)


_FILE = re.compile(rf"\.{label_forms.SUFFIX}$", re.I)  # interview.mp3
_SOUND = re.compile(r"\[[a-z][^\[\]]{0,40}\]")  # [laughs]


def _holds_no_sign(words: str) -> bool:
    """Whether words hold no sign of a sentence or a field, besides those between several names."""
    one = words.replace("、", "") if _speak_together(words) else words
    signs = (_SIGN_IN_NAME.search(one), _SENTENCE_END.search(words), _IS_FIELD.search(words))
    return not any(signs)


def are_together(name: str) -> bool:
    """Whether words call several people who speak at once: 王示範、李範例."""
    each = _TOGETHER.split(name)
    return len(each) > 1 and all(calling(one.strip()) == "person" for one in each)


_TOGETHER = re.compile("[、＆&]")


def _speak_together(words: str) -> bool:
    """Whether words name several who speak as one: 丁、戊 or 王示範、李範例."""
    each = words.split("、")
    return len(each) > 1 and all(0 < len(one) <= _LONGEST_TOGETHER for one in each)


def _may_be_called(name: str) -> bool:
    """Whether words that a time, a bracket or a space sets off could be a name, and no date or sentence."""
    if _DATE.match(name) or name.casefold() in label_forms.MARKS:
        return False  # 2026-06-18 could be a telephone's number, END a name in Latin letters
    known = any(test(name) for test in (calling, is_not_known, is_account))
    if not known and not any(map(str.isalpha, name)):
        return False  # | 01 is no name
    return known or not any((_SIGN_IN_NAME.search(name), _MOMENT.search(name)))


@dataclass(frozen=True, slots=True)
class _BeforeColon:
    """The words before a colon, those behind it, and the line of both."""

    name: str
    rest: str
    text: str
    marked: bool

    def may_call(self) -> bool:
        """Whether the words could name anybody, and not open a sentence or an address."""
        if not self.name or is_in_time_or_address(self.name, self.text, self.rest):
            return False
        known = any(test(self.name) for test in _KNOWN) and not _is_told_of(self.name)
        return known or not any((SENTENCE_SIGNS.search(self.name), self._is_phrase()))

    def _is_phrase(self) -> bool:
        """Whether they begin or end as sentences do that hold a colon."""
        long = len(self.name) > _LONGEST_PHRASE
        begins = (long, head_lines.BEGINNINGS.match(self.name), is_spoken_to(self.name))
        ends = (len(self.name) > 1, not self.marked, head_lines.ENDINGS.search(self.name))
        return all(ends) or (any(begins) and _HAN.search(self.name) is not None)


def _is_told_of(name: str) -> bool:
    """Whether a sentence ends with an office: 跟大家介紹一位特別來賓."""
    long = len(name) > _LONGEST_OFFICE and calling(name) == "office"
    return long and head_lines.BEGINNINGS.match(name) is not None


_LONGEST_OFFICE = 8
_KNOWN: tuple[Callable[[str], object], ...] = (
    calling,
    lambda name: calling(name.strip("?？ ")) == "person",  # 王示範？：
    are_together,
    is_account,
    is_not_known,
    is_generic,  # 提問, though sentences end so too
    head_lines.is_list_head,
)


def is_in_time_or_address(name: str, text: str, rest: str) -> bool:
    """Whether the colon is one of 下午2：30 or https://…, or of `key:value`."""
    if name[-1].isdigit() and rest[:1].isdigit():
        return True
    narrow = text[len(text) - len(rest) - 1 : len(text) - len(rest)] == ":"
    if not narrow or not _TOUCHES.match(rest):
        return False
    if rest[0].isdigit():
        return calling(name) != "person"  # 王示範:14、15這兩天
    if _HAN.search(name):
        return _ADDRESS.match(rest) is not None
    return rest.startswith("//") or calling(name) is None or " " not in name


_TOUCHES = re.compile(
    "[….—-]*[!-~]"
)  # what narrow signs stand before, and no dots before a sentence
_ADDRESS = re.compile(r"[(+]?\d|[\w-]*[./:@\\=&?_]\S")  # 電話:(02)…, 網址:www.…, but 王示範:OK，…


__all__ = [
    "COLONS",
    "SENTENCE_SIGNS",
    "Candidate",
    "are_together",
    "candidates",
    "is_in_time_or_address",
    "may_bear_label",
]

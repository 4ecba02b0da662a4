"""Lines that end whoever spoke: headings of an agenda, and outcomes, which are nobody's words.

Somebody may also read an agenda out (第二案，勞動部非常清楚…): a line that may be either is told, with
whoever spoke before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from minutes.records import head_lines
from minutes.text import days, label_forms, numerals
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import MANY, SENTENCE_SIGN, USUAL
from pipeline.readers.recognition.labels import Recognised
from pipeline.readers.recognition.lines import Kind, Line

_SENTENCE_END = re.compile(r"[。！？；，!?;,…：:]\s*$")
_SAID_TOO = {"結論", "共識", "辦法"}  # speakers begin a paragraph so: 結論：我覺得…
_LONGEST = 40  # characters of a heading that only its number and its place tell
# 第二案，勞動部非常清楚… or two sentences: the words of somebody who reads an agenda out.
_READ_OUT = re.compile(r"[^：:、，,\s]{1,10}[，,]|.*[。！？!?；;]\s*\S")
_NUMERAL = re.compile(r"\s*[（(]?(?P<number>[一二三四五六七八九十百\d]{1,4})[、.．)）]")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, by the index of its line, and what of the line is said below it.

    `ends` is whoever spoke before, where only the place of the line told that it is a heading; with
    `said` it looks like one, but is taken as words of theirs.
    """

    heading: str
    rest: str = ""
    guessed: bool = False
    said: bool = False
    ends: str = ""


@dataclass(frozen=True, slots=True)
class _SectionPlace:
    """A line among those around it."""

    line: Line
    before: Line | None
    after: Line | None
    label_before: bool
    label_follows: bool
    ends_label: bool  # it is one of the bold lines that are no names where names are bold
    is_line_each: bool  # each speech of the source stands on a line of its own
    spoken: bool  # somebody has spoken already
    speaker: str  # of the line before; "" after a heading
    goes_on: bool  # with its number, the headings before it: 八、 behind 七、

    @property
    def words(self) -> str:
        return self.line.shown

    @property
    def kind(self) -> Kind | Literal["bullet"]:
        """The kind of the line; items without a number apart."""
        bullet = (self.line.kind == "item", self.line.mark == "-")
        return "bullet" if all(bullet) else self.line.kind

    @property
    def is_short(self) -> bool:
        return len(self.words) <= _LONGEST and not _SENTENCE_END.search(self.words)

    @property
    def is_within_speech(self) -> bool:
        """Whether somebody spoke before, and nothing shows that words of others follow."""
        return all((self.speaker, not self.label_follows, _may_be_said(self.after)))

    @property
    def may_be_said(self) -> bool:
        """Whether whoever spoke before may say it: it stands in a speech, or is no short phrase."""
        phrase = (self.is_short, "，" not in self.words)
        return any((self.is_within_speech, all((self.speaker, not all(phrase)))))

    @property
    def is_said(self) -> bool:
        """Whether it is words all the same: the first after a label, or a sentence in a speech."""
        words = head_lines.without_number(self.words)
        return any((self.label_before, all((self.speaker, _READ_OUT.match(words)))))


def _may_be_said(line: Line | None) -> bool:
    """Whether a line may be the words of whoever spoke before; a part of an agenda is not."""
    if line is None or line.kind != "text":
        return False
    return not any(test(line.words) for test in _OF_AGENDA)


def _opens_with_field(words: str) -> bool:
    return head_lines.is_head_field(_FIELD.split(words, maxsplit=1)[0])


_FIELD = re.compile("[:：]")
_OF_AGENDA: tuple[Callable[[str], object], ...] = (
    head_lines.is_agenda_heading,
    head_lines.outcome,
    _opens_with_field,
)


def _by_style(place: _SectionPlace) -> Section | None:
    return Section(place.words)


def _by_outcome(place: _SectionPlace) -> Section | None:
    heading, rest = head_lines.outcome(place.words) or ("", "")
    often = heading in _SAID_TOO and not place.is_line_each
    said = all((place.speaker, rest, often or place.label_before))
    number = head_lines.number_of(place.words)
    return Section(f"{number}{heading}", rest, said=said) if heading else None


def _by_agenda(place: _SectionPlace) -> Section | None:
    """壹、報告事項 and 案由一：…; not as an item of a list that somebody reads out."""
    words = place.line.words if place.kind == "item" else place.words
    if not head_lines.is_agenda_heading(words):
        return None
    return Section(place.words, guessed=place.may_be_said, said=place.is_said)


def _by_form(place: _SectionPlace) -> Section | None:
    """【臨時動議】提案人…: a bracket, a tab or a wide space sets the heading off from what is below it."""
    cut = next(filter(_sets_heading_off, label_forms.cuts(place.line.text)), None)
    if cut is None:
        return None
    return Section(cut.name.strip(), cut.rest.strip(), guessed=bool(place.speaker))


def _sets_heading_off(cut: label_forms.Cut) -> bool:
    return cut.form.name in label_forms.SETTING_OFF and head_lines.is_section(cut.name)


def _by_agenda_with_words(place: _SectionPlace) -> Section | None:
    """報告事項：一、上次會議…, which whoever speaks may say."""
    field, _, rest = place.words.partition("：")
    known = (len(rest) > 1, head_lines.is_agenda_heading(field))
    return Section(field, said=True) if all(known) else None


def _by_formal_number(place: _SectionPlace) -> Section | None:
    """壹、緣起: numbers that only parts of minutes bear, once the head is over."""
    formal = (place.spoken, place.is_short, head_lines.is_formally_numbered(place.words))
    return Section(place.words, guessed=True) if all(formal) else None


def _by_number_before_label(place: _SectionPlace) -> Section | None:
    """一、協作案例分享 between two speeches; the last item of a list is none."""
    numbered = (place.label_follows, place.is_short, _NUMERAL.match(place.words))
    alone = (not place.label_before, not _follows_item(place))
    return Section(place.words, guessed=True) if all((*numbered, *alone)) else None


def _by_drawn_lines(place: _SectionPlace) -> Section | None:
    """＝＝ 第二部分 討論 ＝＝: signs on both sides set a line off from what is said."""
    drawn = _DRAWN_AROUND.fullmatch(place.words)
    return Section(drawn["words"], guessed=True) if drawn and place.spoken else None


_DRAWN_AROUND = re.compile(
    r"(?P<sign>[=＝*＊~～─━═#＃◆■★☆※])(?P=sign){1,40}\s*(?P<words>[^\W_](?:.{0,38}\w)?)\s*(?P=sign){2,40}"
)


def _by_series(place: _SectionPlace) -> Section | None:
    """八、綜合回應： where the last line with such a number was the heading before it, 七、…"""
    short = len(place.words) <= _LONGEST and not _SENTENCE_SIGN.search(place.words)
    heading = Section(place.words.rstrip(":： "), guessed=True)
    return heading if all((short, place.goes_on, place.speaker)) else None


_SENTENCE_SIGN = re.compile("[。！？；，!?;,…]|[：:].")
_IN_SERIES = re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})、\s*\S")


def _in_series(line: Line) -> int | None:
    """The number of a line that begins as headings do: 八、."""
    found = _IN_SERIES.match(line.shown)
    return numerals.parse(found["number"]) if found else None


def _by_type_of_labels(place: _SectionPlace) -> Section | None:
    heading = Section(place.words.strip("【】"), guessed=True)
    return heading if place.ends_label else None


def _by_type(place: _SectionPlace) -> Section | None:
    line = place.line
    bold = (line.fresh, line.is_set_off(), line.spans[0].strong)
    between = (place.is_short, place.label_follows, place.spoken)
    return Section(place.words, guessed=True) if all((*bold, *between)) else None


_ANY: tuple[Kind | Literal["bullet"], ...] = (*get_args(Kind), "bullet")
_TESTS: tuple[
    tuple[Callable[[_SectionPlace], Section | None], tuple[Kind | Literal["bullet"], ...]], ...
] = (
    (_by_style, ("heading",)),
    (_by_outcome, ("text",)),
    (_by_agenda, ("text", "item")),
    (_by_form, ("text",)),
    (_by_agenda_with_words, ("text",)),
    (_by_formal_number, ("text",)),
    (_by_number_before_label, ("text",)),
    (_by_drawn_lines, ("text",)),
    (_by_series, ("text", "item")),
    (_by_type_of_labels, _ANY),
    (_by_type, _ANY),
)
"""What tells a heading, and in which kinds of lines; the first that does decides."""


def _follows_item(place: _SectionPlace) -> bool:
    """Whether the line before bears the number before: a list goes on."""
    before = _number(place.before)
    return before is not None and _number(place.line) == before + 1


def _number(line: Line | None) -> int | None:
    found = _NUMERAL.match(line.mark or line.words) if line else None
    return numerals.parse(found["number"]) if found else None


def sections(lines: Sequence[Line], recognised: Recognised) -> Iterator[tuple[int, Section]]:
    """The lines that are headings, or look so, each by its index."""
    labels = recognised.labels
    line_each = _is_line_each(lines, labels.values())
    spoken, speaker, heading = False, "", 0
    worded = [index for index, line in enumerate(lines) if line.words]
    following = dict(_following(lines, worded, labels))
    for before, index, after in zip([None, *worded], worded, [*worded[1:], None], strict=False):
        named = labels[index].name if index in labels else lines[index].speaker
        if named is not None:
            spoken, speaker = True, named
        elif not lines[index].is_remark:
            beside = (before, index, after, following[index])
            number = _in_series(lines[index])
            goes_on = number is not None and 1 < number == heading + 1
            found = _found(_place(lines, recognised, beside, line_each, spoken, speaker, goes_on))
            if found:
                yield index, replace(found, ends=speaker)
            heading = heading if number is None else number * bool(found and not found.said)
            speaker = "" if found and not found.said else speaker


def _following(
    lines: Sequence[Line], worded: Sequence[int], labels: Container[int]
) -> Iterator[tuple[int, int | None]]:
    """Of each line with words the next one that is more than a remark between speeches."""
    following: int | None = None
    for index in reversed(worded):
        yield index, following
        if index in labels or not lines[index].is_remark:
            following = index


def opener(section: Section, below: Sequence[Line]) -> str:
    """Who speaks under a heading that says so, where sentences stand below or behind it: 主席 of 主席致詞."""
    found = _OPENS.fullmatch(head_lines.without_number(section.heading).rstrip(":： "))
    said = any(
        map(
            SENTENCE_SIGN.search,
            (section.rest, *(line.words for line in below if _may_be_said(line))),
        )
    )
    return found[1] if found and said else ""


_OPENS = re.compile(
    rf"({'|'.join(sorted(head_lines.CHAIRS, key=len, reverse=True))})(?:致[詞辭]|開場(?:致[詞辭]|發言|說明)?)"
)


def _is_line_each(lines: Sequence[Line], labels: Iterable[Candidate]) -> bool:
    """Whether nearly each line from the first label to the last bears one, with words behind it."""
    at = [one.line for one in labels if one.rest]
    between = lines[min(at, default=0) : max(at, default=0)]
    return len(at) >= max(MANY, USUAL * sum(bool(line.words) for line in between))


def _found(place: _SectionPlace) -> Section | None:
    if not place.spoken and days.day(place.line.words):
        return None  # 108.4.3 below the title, however it is set off
    found = (test(place) for test, kinds in _TESTS if place.kind in kinds)
    return next(filter(None, found), None)


def _place(
    lines: Sequence[Line],
    recognised: Recognised,
    beside: tuple[int | None, int, int | None, int | None],
    line_each: bool,
    spoken: bool,
    speaker: str,
    goes_on: bool,
) -> _SectionPlace:
    """The line between two others with words, by its index, with theirs and that of the next which is no remark."""
    labels = recognised.labels
    before, index, after, following = beside
    follower = None if following is None else lines[following]
    line_before, line_after = (None if at is None else lines[at] for at in (before, after))
    label_before = labels.get(-1 if before is None else before)
    return _SectionPlace(
        lines[index],
        line_before,
        line_after,
        label_before is not None and label_before.alone,
        following in labels or (follower is not None and follower.speaker is not None),
        index in recognised.set_off and line_after is not None,
        line_each,
        spoken,
        speaker,
        goes_on,
    )

"""Lines of any source to a draft: who spoke, sections, lists, narratives, and a report of each guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from minutes.records import head_lines
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Unit
from pipeline.readers.recognition import attendance, foot
from pipeline.readers.recognition.head import take_head
from pipeline.readers.recognition.keys import colour_keys, legends
from pipeline.readers.recognition.labelling import note_marks, own_looks, two_line_labels
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.label_report import report_labels, report_looks
from pipeline.readers.recognition.labelling.looks import questions
from pipeline.readers.recognition.labels import Recognised, recognise, with_second_speakers
from pipeline.readers.recognition.lines import SIGNS, SOUND, Line, bounded
from pipeline.readers.recognition.page_ends import without_pages
from pipeline.readers.recognition.programme_lines import (
    as_event,
    is_by_machine,
    without_times,
)
from pipeline.readers.recognition.sections import Section, opener, sections
from pipeline.readers.recognition.signatures import signed, signed_below
from pipeline.readers.recognition.tables.labelled_column import with_labels_in_cells
from pipeline.readers.recognition.tables.slips import without_slips
from pipeline.readers.recognition.unnamed_voices import behind_arrows, behind_times, cut_at_arrows

_TITLE_LEVEL = 2  # of a heading that may be the title
_QUOTE = 40  # characters of a heading in a note


def write(lines: Sequence[Line], draft: Draft, unit: Unit = "line") -> Recognised:
    """Write the lines into the draft; what was recognised comes back.

    The report says which labels were taken on weak signs or left, which headings only their place
    told, and what of the lines does not stand in the transcript.
    """
    timed = bool(lines) and is_by_machine(lines[0])  # captions without a title
    lines = without_pages(bounded(lines), draft, unit) if unit == "paragraph" else bounded(lines)
    lines = two_line_labels.with_times(list(cut_at_arrows(lines)))
    lines = without_slips(without_times(lines, draft, unit), draft, unit)
    lines = _leaving(draft, lines, list(map(as_event, lines)))
    lines = two_line_labels.without_roles(lines, draft, unit)
    lines = two_line_labels.joined(note_marks.behind_labels(lines))
    lines = lines if timed else with_labels_in_cells(lines, draft, unit)
    apart = attendance.lines_of(lines)
    legend = legends.find(lines)
    if legend:
        tell_legend(legend, draft, lines[min(legend.lines)].place, unit)
        spoken = [legend.spoken(line, index) for index, line in enumerate(lines)]
        lines = _leaving(draft, lines, spoken)
        apart |= legend.lines
    key = colour_keys.find(lines)
    if key:
        tell_colours(key, draft, lines[key.line].place, unit)
        lines = [key.spoken(line, index) for index, line in enumerate(lines)]
    lines = _as_signed(lines, draft, signed_below) or lines
    lines, recognised = _recognised(lines, apart | foot.signed(lines))
    for voices in (behind_times, behind_arrows):
        lines = _leaving(draft, lines, voices(lines, recognised.labels))
    if _is_nobody_named(lines, recognised):
        lines = _as_signed(lines, draft, signed) or _as_interview(lines, draft)
    elif _is_interview(lines, recognised):
        lines, recognised = _as_interview(lines, draft), replace(recognised, labels={}, doubtful=())
    lines = foot.without_speaker(lines, foot.of_nobody(lines, recognised.labels), draft, unit)
    writer = _Writer(draft, lines, recognised, dict(sections(lines, recognised)), unit, timed)
    writer.run()
    report_labels(draft, recognised, lambda index: lines[index].place, unit)
    report_looks(draft, lines, own_looks.apart(lines, recognised.labels, writer.sections), unit)
    return recognised


def _leaving(draft: Draft, lines: Sequence[Line], made: Sequence[Line]) -> Sequence[Line]:
    """The lines as they were made, with what they have no more at their beginning counted as left out."""
    for line, now in zip(lines, made, strict=True):
        if now is not line:
            draft.consume(line.text.removesuffix(now.text))
    return made


def _recognised(lines: Sequence[Line], apart: frozenset[int]) -> tuple[Sequence[Line], Recognised]:
    """What is recognised in the lines; where that is nobody, with a type of their own as what sets names off."""
    recognised = recognise(lines, apart=apart)
    told = recognised.labels or any(line.speaker for line in lines)
    typed = None if told else own_looks.in_own_type(lines)
    again = recognise(typed, apart=apart) if typed else recognised
    if typed and again.labels:
        return with_second_speakers(typed, again, apart=apart)[1:]
    return with_second_speakers(lines, recognised, apart=apart)[1:]


Signatures = Callable[[Sequence[Line]], list[Line] | None]


def _as_signed(lines: Sequence[Line], draft: Draft, find: Signatures) -> list[Line] | None:
    """Where the name stands behind the words of each paragraph, or below them, these with their speakers."""
    made = find(lines)
    if made:
        for line, now in zip(lines, made, strict=True):
            draft.consume(line.text.removeprefix(now.text))
        draft.guess(
            "names-behind",
            "段落末尾的姓名當作那一段的發言者",
            "The name behind each paragraph was taken as who says it",
        )
    return made


def _is_nobody_named(lines: Sequence[Line], recognised: Recognised) -> bool:
    return not recognised.labels and not any(line.speaker for line in lines)


def _is_interview(lines: Sequence[Line], recognised: Recognised) -> bool:
    """Whether bold paragraphs ask and others answer, and what looks like a label is one line of the foot: 關於王示範：…"""
    alone = len(recognised.labels) == len(recognised.doubtful) == 1
    return alone and min(recognised.labels) >= foot.begin(lines) and any(questions(lines))


def _as_interview(lines: Sequence[Line], draft: Draft) -> list[Line]:
    """Where bold paragraphs ask and others answer, each above the foot with 問 or 答 as its speaker."""
    end = foot.begin(lines)
    who = {at: role for at, role in questions(lines) if at < end}
    if who:
        draft.guess(
            "bold-questions",
            "沒有人名：粗體的段落當作「問」，其餘當作「答」，知道是誰就改成姓名",
            "No names: bold paragraphs were taken as 問 (question), the others as 答 (answer); "
            "put the names where you know them",
        )
    return [
        replace(line, speaker=who[i], spans=_plain_type(line.spans)) if i in who else line
        for i, line in enumerate(lines)
    ]


def _plain_type(spans: Sequence[TextRun]) -> tuple[TextRun, ...]:
    return tuple(replace(span, strong=False) for span in spans)


def _in_round_brackets(line: Line) -> list[TextRun]:
    """The words of a remark in plain type, without the sign of a list before them."""
    sound = SOUND.fullmatch(line.words)
    if sound:
        return [TextRun(f"（{sound[1]}）")]
    signs = len(line.text) - len(_LEADING_SIGNS.sub("", line.text))
    return [replace(span, strong=False, emphasis=False) for span in line.after(signs)]


_LEADING_SIGNS = re.compile(rf"\A{SIGNS}")


@dataclass(slots=True)
class _Writer:
    draft: Draft
    lines: Sequence[Line]
    recognised: Recognised
    sections: dict[int, Section]
    unit: Unit
    timed: bool
    paragraph: list[TextRun] = field(default_factory=list)
    items: list[tuple[int, str, Sequence[TextRun]]] = field(default_factory=list)
    asides: int = 0

    def run(self) -> None:
        """Title and date from the head, then every line in order."""
        if self._begins_with_title():
            self.sections.pop(0, None)
        headings = (index for index, section in self.sections.items() if not section.said)
        starts = (*self.recognised.labels, *headings)
        told = (i for i, line in enumerate(self.lines) if line.speaker is not None)
        first = min((*starts, *told), default=len(self.lines))
        whole = first > 0 and not self.timed
        used = take_head(self.lines[: max(first, 1)], self.draft, self.unit, whole=whole)
        for index in range(used, len(self.lines)):
            self._line(index, self.lines[index])
        self._flush()
        self._tell()

    def _begins_with_title(self) -> bool:
        """Whether the first line is a heading by its style, or by nothing but its type and place."""
        first, section = next(iter(self.lines), None), self.sections.get(0)
        if first is None or section is None:
            return False
        by_style = first.kind == "heading" and first.level <= _TITLE_LEVEL
        return by_style or (section.guessed and not head_lines.is_section(first.words))

    def _line(self, index: int, line: Line) -> None:
        label, section = self.recognised.labels.get(index), self.sections.get(index)
        if label:
            self._label(label, line)
        elif section:
            self._heading(section, index, line)
        elif line.speaker is not None:
            self._speak(line.speaker, line)
            self._words(line, fresh=True)
        else:
            self._words(line, fresh=line.fresh)

    def _label(self, label: Candidate, line: Line) -> None:
        self._speak(label.name, line, line.text[: label.at] if label.rest else line.text)
        if label.rest:
            self._said(replace(line, spans=line.after(label.at), kind="text"), fresh=True)

    def _speak(self, name: str, line: Line, label: str | None = None) -> None:
        self._flush()
        self.draft.speak(name, line.place, self.unit, label)

    def _heading(self, section: Section, index: int, line: Line) -> None:
        if section.said:
            self._said_heading(section, line)
            return
        self._flush()
        tell_section(section, self.draft, line.place, self.unit)
        self.draft.section(section.heading)
        below = index + 1
        begun = below in self.recognised.labels or below in self.sections
        opens = opener(section, self.lines[below : below + 1])
        if opens and self.recognised.labels and not begun:
            self._open(opens, line)
        if section.rest:
            self.draft.say([TextRun(section.rest)])

    def _open(self, name: str, line: Line) -> None:
        """Have the one speak whom a heading names (主席致詞)."""
        self.draft.guess(
            "speaker-of-heading",
            f"依標題「{line.words[:_QUOTE]}」，下面當作「{name}」的發言",
            f"What stands below “{line.words[:_QUOTE]}” was taken as words of {name}, as the heading says",
            line.place,
            self.unit,
        )
        self._speak(name, line)

    def _said_heading(self, section: Section, line: Line) -> None:
        if line.fresh:
            tell_section(section, self.draft, line.place, self.unit)
        self._words(line, fresh=line.fresh)

    def _words(self, line: Line, *, fresh: bool) -> None:
        begun = bool(self.paragraph or self.items) or not self.draft.awaits_words
        said = not begun and line.kind != "aside"  # 王示範：（點頭）
        if not said and line.is_remark:
            self._aside(line)
        else:
            self._said(line, fresh=fresh)

    def _aside(self, line: Line) -> None:
        self._flush()
        self.draft.narrate(_in_round_brackets(line))
        self.asides += 1

    def _said(self, line: Line, *, fresh: bool) -> None:
        if line.kind == "item" and line.mark:
            self._flush_paragraph()
            self.items.append((line.level, line.mark, line.spans))
        else:
            if fresh or self.items:
                self._flush()
            self.paragraph += [TextRun("\n"), *line.spans] if self.paragraph else line.spans

    def _flush(self) -> None:
        if self.items:
            self.draft.listing(self.items)
            self.items = []
        self._flush_paragraph()

    def _flush_paragraph(self) -> None:
        if self.paragraph:
            self.draft.say(self.paragraph)
            self.paragraph = []

    def _tell(self) -> None:
        if self.asides:
            self.draft.guess(
                "asides",
                f"{self.asides} 段整段在括號裡，當作旁白",
                f"Taken as narratives: {plural(self.asides, self.unit)} wholly in brackets",
            )


def tell_section(section: Section, draft: Draft, at: int, unit: Unit = "line") -> None:
    """Say which headings only their place told, and which were taken as words of whoever spoke."""
    heading, ends = section.heading, section.ends
    if section.said and ends:
        draft.guess(
            "said-heading",
            f"「{heading[:_QUOTE]}」像標題，但當作「{ends}」的發言",
            f"“{heading[:_QUOTE]}” looks like a heading but was taken as words of {ends}",
            at,
            unit,
        )
    if section.guessed and not section.said:
        ends_zh = f"「{ends}」的" if ends else ""
        ends_en = f", which would be {ends}" if ends else ""
        draft.guess(
            "section",
            f"「{heading}」當作標題，不算{ends_zh}發言",
            f"“{heading}” was taken as a heading, not as words of a speaker{ends_en}",
            at,
            unit,
        )


def tell_legend(legend: legends.Legend, draft: Draft, at: int, unit: Unit = "line") -> None:
    """Say which letters were replaced by the names that the key at a place gives them."""
    zh, en = legend.told()
    draft.guess(
        "legend",
        f"代號依原檔的說明換成姓名：{zh}",
        f"Letters were replaced by the names that its key gives them: {en}",
        at,
        unit,
    )


def tell_colours(key: colour_keys.ColourKey, draft: Draft, at: int, unit: Unit = "line") -> None:
    """Say whom the colours of the words were taken to mean."""
    zh, en = key.told()
    draft.guess(
        "colour-key",
        f"依原檔的說明，以文字的顏色分別發言者：{zh}",
        f"Speakers were told by the colours of the words, as the key says: {en}",
        at,
        unit,
    )


__all__ = ["tell_legend", "tell_section", "write"]

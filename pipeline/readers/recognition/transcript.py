"""Lines of any source to a draft: who spoke, sections, lists, narratives, and a report of each guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from minutes.text.label_forms import CLOCK, is_clock
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.drafting.outcome import Unit, place, plural
from pipeline.readers.recognition import attendance, legends
from pipeline.readers.recognition.head import take_head
from pipeline.readers.recognition.labelling import note_marks, two_line_labels
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.frames import Frame, frame_of
from pipeline.readers.recognition.labelling.looks import questions
from pipeline.readers.recognition.labelling.own_type import in_own_type
from pipeline.readers.recognition.labels import Recognised, recognise
from pipeline.readers.recognition.lines import Line, bounded
from pipeline.readers.recognition.sections import Section, sections
from pipeline.readers.recognition.signatures import signed
from pipeline.readers.recognition.typed_tables import without_slips

# Whole and half signs each make their own pairs: （播放影片 1) 與 2)） is one remark. A few may stand in a
# row: （播放影片）（影片連結：…）. A bracket may be typed twice at one end: （（播放影片）.
_REMARK = r"(?:[（(](?:[^（）()]++|[（(][^（）()]*+[）)])*+[）)]|（[^（）]*+）"
_REMARK += r"|[（(]{2}[^（）()]*+[）)]|[（(][^（）()]*+[）)]{2})"
# What a quotation or a sentence leaves behind it belongs to it: （播放影片） > （影片結束）。
ASIDE = re.compile(rf"(?:{_REMARK}\s*+(?:[>＞]\s*+)?){{1,4}}[。.]?")
_TITLE_LEVEL = 2  # of a heading that may be the title
# What Teams and Zoom write: the length of a recording, who began and ended it.
_MACHINE = re.compile(
    r"(?:\d{1,3} ?(?:小時|hours?|h) ?)?(?:\d{1,3} ?(?:分鐘?|minutes?|m) ?)?\d{1,3} ?(?:秒鐘?|seconds?|s)"
    r"|(?:transcribed|captioned|recorded|generated) (?:by|with) .{1,60}|(?:本?逐字稿)?由 ?.{1,30}(?:自動)?(?:轉錄|轉寫|聽打|產生|生成|辨識)(?:而成)?"
    rf"|(?:{CLOCK}\s*)?.{{1,40}}?(?:已?收回訊息|(?:加入|退出|離開)了?(?:群組|聊天室?|會議)|(?:has )?(?:joined|left) the (?:meeting|chat|group))。?"
    rf"|(?:transcription|recording) (?:started|ended|stopped)(?: (?:at|after) {CLOCK})?"
    r"|this (?:editable )?transcript was computer generated.{0,120}"
    rf"|[【（(〔\[]?\s*(?:第[一二三四五六七八九十\d]{{1,3}}[段捲])?(?:錄音|錄影)檔?(?:開始|結束|中斷|完畢)\s*(?:{CLOCK})?\s*[】）)〕\]]?"
    r"|發言(?:序號|順序|次序|編號)\s*[：:]?\s*\d{1,4}"
    r"|(?:讚|回覆|分享|like|reply|share)(?:[\s·]+(?:讚|回覆|分享|已編輯|like|reply|share|edited|\d{1,4} ?(?:[年月週周天日時分]|小時|分鐘|個月|[ymwdh])))+"
    r"|.{1,60} ?(?:已?(?:開始|停止)(?:轉錄|錄製)|(?:started|stopped) (?:transcription|recording))",
    re.I,
)
_QUOTE = 40  # characters of a heading in a note
_MOST_NAMES = 40  # in one note of the report


def write(lines: Sequence[Line], draft: Draft, unit: Unit = "line") -> Recognised:
    """Write the lines into the draft; what was recognised comes back.

    The report says which labels were taken on weak signs or left, which headings only their place
    told, and what of the lines does not stand in the transcript.
    """
    timed = bool(lines) and _by_machine(lines[0])  # captions without a title
    lines = without_slips(_without_times(bounded(lines), draft, unit), draft, unit)
    lines = two_line_labels.joined(note_marks.behind_labels(lines))
    apart = attendance.lines_of(lines)
    legend = legends.find(lines)
    if legend:
        tell_legend(legend, draft, lines[min(legend.lines)].place, unit)
        lines = [legend.spoken(line, index) for index, line in enumerate(lines)]
        apart |= legend.lines
    lines, recognised = _recognised(lines, apart)
    if not recognised.labels and not any(line.speaker for line in lines):
        lines = _as_signed(lines, draft) or _as_interview(lines, draft)
    writer = _Writer(draft, lines, recognised, dict(sections(lines, recognised)), unit, timed)
    writer.run()
    report_labels(draft, recognised, lambda index: lines[index].place, unit)
    return recognised


def _recognised(lines: Sequence[Line], apart: frozenset[int]) -> tuple[Sequence[Line], Recognised]:
    """What is recognised in the lines; where that is nobody, with a type of their own as what sets names off."""
    recognised = recognise(lines, apart=apart)
    told = recognised.labels or any(line.speaker for line in lines)
    typed = None if told else in_own_type(lines)
    again = recognise(typed, apart=apart) if typed else recognised
    return (typed, again) if typed and again.labels else (lines, recognised)


def _without_times(lines: Sequence[Line], draft: Draft, unit: Unit) -> list[Line]:
    """The lines without what a program wrote among the words: times, 已開始轉錄, the length."""
    kept = [line for line in lines if not _by_machine(line)]
    written = [line for line in lines if _by_machine(line)]
    if written:
        draft.drop(
            "times",
            f"{len(written)} 行時間、序號、錄製或介面的訊息，如「{written[0].words}」",
            f"{plural(len(written), 'line')} of times, numbers, of the recording or of the programme, such as "
            f"“{written[0].words}”",
            written[0].place,
            unit,
        )
    return kept


def _by_machine(line: Line) -> bool:
    return is_clock(line.words) or _MACHINE.fullmatch(line.words) is not None


def _as_signed(lines: Sequence[Line], draft: Draft) -> list[Line] | None:
    """Where the name stands behind the words of each paragraph, the paragraphs with their speakers."""
    made = signed(lines)
    if made:
        draft.guess(
            "names-behind",
            "段落末尾的姓名當作那一段的發言者",
            "The name behind each paragraph was taken as who says it",
        )
    return made


def _as_interview(lines: Sequence[Line], draft: Draft) -> list[Line]:
    """Where bold paragraphs ask and others answer, each with 問 or 答 as its speaker."""
    who = dict(questions(lines))
    if who:
        draft.guess(
            "bold-questions",
            "沒有人名：粗體的段落當作「問」，其餘當作「答」，請改成姓名",
            "No names: bold paragraphs were taken as 問 (question), the others as 答 (answer); "
            "put the names",
        )
    return [
        replace(line, speaker=who[i], spans=_plain_type(line.spans)) if i in who else line
        for i, line in enumerate(lines)
    ]


def _plain_type(spans: Sequence[TextRun]) -> tuple[TextRun, ...]:
    return tuple(replace(span, strong=False) for span in spans)


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
        if self.lines and self.lines[0].kind == "heading" and self.lines[0].level <= _TITLE_LEVEL:
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

    def _line(self, index: int, line: Line) -> None:
        label, section = self.recognised.labels.get(index), self.sections.get(index)
        if label:
            self._label(label, line)
        elif section:
            (self._said_heading if section.said else self._section)(section, line)
        elif line.speaker is not None:
            self._speak(line.speaker, line)
            self._words(line, fresh=True)
        else:
            self._words(line, fresh=line.fresh)

    def _label(self, label: Candidate, line: Line) -> None:
        self._speak(label.name, line)
        if label.rest:
            self._words(replace(line, spans=line.after(label.at), kind="text"), fresh=True)

    def _speak(self, name: str, line: Line) -> None:
        self._flush()
        self.draft.speak(name, line.place, self.unit)

    def _section(self, section: Section, line: Line) -> None:
        self._flush()
        tell_section(section, self.draft, line.place, self.unit)
        self.draft.section(section.heading)
        if section.rest:
            self.draft.say([TextRun(section.rest)])

    def _said_heading(self, section: Section, line: Line) -> None:
        if line.fresh:
            tell_section(section, self.draft, line.place, self.unit)
        self._words(line, fresh=line.fresh)

    def _words(self, line: Line, *, fresh: bool) -> None:
        self.draft.expect_words(line.text, line.place, self.unit)
        begun = bool(self.paragraph or self.items) or not self.draft.awaits_words
        said = not begun and line.kind != "aside"  # 王示範：（點頭）
        if not said and (line.kind == "aside" or ASIDE.fullmatch(line.words)):
            self._flush()
            self.draft.narrate([replace(s, strong=False, emphasis=False) for s in line.spans])
            self.asides += 1
        elif line.kind == "item" and line.mark:
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
        f"代號依原檔開頭的說明換成姓名：{zh}",
        f"Letters were replaced by the names that the key at the head gives them: {en}",
        at,
        unit,
    )


def report_labels(
    draft: Draft, found: Recognised, place_of: Callable[[int], int], unit: Unit = "line"
) -> None:
    """Say which names were taken on weak signs, and which `X：` were left in the text. `place_of`
    turns a candidate's line into what a person would count."""
    alone = [c for c in found.labels.values() if c.form.name == "alone"]
    for listed, code, zh, en in (
        (
            [c for c in alone if c not in found.doubtful],
            "bold-name",
            "單獨成行的姓名當作發言者：",
            "Names on lines of their own were taken as speakers: ",
        ),
        (
            found.doubtful,
            "speaker-once",
            "當作發言者，請確認：",
            "Taken as speakers; please check: ",
        ),
        (
            found.left,
            "not-a-speaker",
            "像發言者的姓名但沒有當作發言者，後面的話算前一位的：",
            "Look like labels but were not taken as speakers; their words stay with the one before: ",
        ),
    ):
        if listed:
            names_zh, names_en = _listed(listed, place_of, unit)
            draft.guess(code, zh + names_zh, en + names_en)
    asked = [c for c in found.labels.values() if c.form.name == "question or answer"]
    if asked:
        draft.drop(
            "question-numbers",
            f"問答的編號（Q1、A1）：{len(asked)} 處",
            f"{plural(len(asked), 'number')} of questions and answers (Q1, A1)",
            place_of(asked[0].line),
            unit,
        )
    for frame, listed in _by_frame(found.unread).items():
        names_zh, names_en = _listed(listed, place_of, unit)
        edge_zh, edge_en = _EDGES[frame.at_end]
        draft.guess(
            "unread-names",
            f"{edge_zh}寫成「{frame.shown('姓名', '時間', '1')}」的這些字可能是發言者的姓名，但沒有當作發言者：{names_zh}",
            f"{edge_en}, written as “{frame.shown('name', 'time', '1')}”, these may be names of who speaks, "
            f"but were not read as such: {names_en}",
        )


_EDGES = {False: ("行首", "At the beginnings of lines"), True: ("行尾", "At the ends of lines")}


def _by_frame(found: Iterable[Candidate]) -> dict[Frame, list[Candidate]]:
    framed: dict[Frame, list[Candidate]] = {}
    for one in found:
        framed.setdefault(frame_of(one.form), []).append(one)
    return framed


def _listed(
    found: Sequence[Candidate], place_of: Callable[[int], int], unit: Unit
) -> tuple[str, str]:
    """The names with their first place and number of times, in both languages."""
    places: dict[str, list[int]] = {}
    for c in found:
        places.setdefault(c.name, []).append(place_of(c.line))
    zh, en = [], []
    for name, at in list(places.items())[:_MOST_NAMES]:
        first_zh, first_en = place(at[0], unit)
        many = len(at) > 1
        zh.append(f"{name}（{first_zh}{f'起，共 {len(at)} 處' if many else ''}）")
        en.append(f"{name} ({first_en}{f', {len(at)} times' if many else ''})")
    more = len(places) - _MOST_NAMES
    if more > 0:
        zh.append(f"另有 {more} 個")
        en.append(f"and {more} more")
    return "、".join(zh), ", ".join(en)


__all__ = ["ASIDE", "report_labels", "tell_legend", "tell_section", "write"]

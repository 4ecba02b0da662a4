"""The transcript while it is being written: speeches, narratives, sections, and notes on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from minutes.records.document import parse
from minutes.records.speaker_labels import is_account, is_not_known
from minutes.text.han import HAN
from minutes.text.numerals import plural
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.drafting.list_numbers import joined
from pipeline.readers.drafting.markdown_words import (
    TextRun,
    cleaned,
    escaped_heading,
    one_line,
    paragraph,
    plain,
    safe_link,
)
from pipeline.readers.drafting.outcome import (
    Imported,
    ImportNote,
    ImportProblem,
    Unit,
    listed,
    place,
)
from pipeline.readers.drafting.proposals import note_of, proposals
from pipeline.readers.drafting.titles import dated_stem, leading_date, without_day_at_end

_HAN = re.compile(f"[{HAN}]")
_BRACKET = ("（", "(")
_MEETING = re.compile(
    "會議|座談|工作坊|公聽會|說明會|論壇|逐字[稿紀記]"
)  # what a meeting is called
_SELDOM = 0.02  # of the labels

UNKNOWN_ZH = "不明發言者"
UNKNOWN_EN = "Unknown speaker"

_SENTENCE = re.compile("[。！？]")
_QUOTE = 40  # characters of words in a note


class Draft:
    """Writes one transcript; `finish` gives the Markdown and the report."""

    def __init__(self, filename: str) -> None:
        self.file_date, self.file_title = dated_stem(filename)
        self.title: str | None = None
        self.date: date | None = None
        self._blocks: list[str] = []
        self._speaker: str | None = None
        self._label_due = False
        self._label_at: tuple[int, Unit] = (0, "line")
        self._speeches: Counter[str] = Counter()  # in order of first appearance
        self._labels = 0
        self._again: list[tuple[str, int, Unit]] = []
        self._guessed: dict[str, list[ImportNote]] = {}
        self._dropped: dict[str, list[ImportNote]] = {}
        self._controls = 0
        self._bracketed = 0
        self._left_out: list[str] = []

    # -- notes ---------------------------------------------------------------------------------

    def guess(self, code: str, zh: str, en: str, at: int = 0, unit: Unit = "line") -> None:
        """Report something that was inferred; `at` is its place, counted from 1."""
        self._guessed.setdefault(code, []).append(_note(code, zh, en, at, unit))

    def drop(self, code: str, zh: str, en: str, at: int = 0, unit: Unit = "line") -> None:
        """Report something of the source that does not appear in the transcript."""
        self._dropped.setdefault(code, []).append(_note(code, zh, en, at, unit))

    def take_over(self, notes: Iterable[ImportNote]) -> None:
        """Report as inferred what was noted before the draft was begun."""
        for note in notes:
            self._guessed.setdefault(note.code, []).append(note)

    def leave(self, *words: str) -> None:
        """Count words of the source as left out, be they told in a note or no more than the signs of a label."""
        self._left_out += words

    def consume(self, *words: str) -> None:
        """Count words as left out that are no more than signs of a layout (the headings of columns, numbers, labels); a
        sentence among them is somebody's words, and told."""
        self.leave(*words)
        for left in filter(_SENTENCE.search, words):
            short = one_line(left).strip()[:_QUOTE]
            self.drop(
                "left-words", f"「{short}」沒有進入紀錄", f"“{short}” did not get into the record"
            )

    # -- words ---------------------------------------------------------------------------------

    def speak(
        self, name: str | None, at: int = 0, unit: Unit = "line", label: str | None = None
    ) -> None:
        """What follows is said by `name`; None where the source does not say by whom. `at` is the place, `label` what
        stands there, if it is more than the name.

        Whom the source does not name (？？？：) is a speaker of their own, never the one before.
        """
        name = one_line(self.cleaned(name or "")).rstrip(":： ")
        self._labels += 1
        same = name == (self._speaker or "")
        known = bool(name) and not is_not_known(name)
        self._leave_label(name if label is None else label, name, again=same or not known)
        if same:  # also nobody after nobody: no label is needed
            self._again += [(name, at, unit)] * self._has_said(at)
            return
        said = name if known else self._nobody(name, at, unit)
        if said != self._speaker:
            self._flush_label()
            self._speaker, self._label_due, self._label_at = said, True, (at, unit)

    def _leave_label(self, label: str, name: str, *, again: bool) -> None:
        """Count what of a label does not stand in the record: the name too, where it is not written again."""
        before, named, after = label.partition(name or "\0")
        self.consume(*filter(None, (before, named * again, after)))

    def _has_said(self, at: int) -> bool:
        """Whether whoever is named at a place once more has spoken, and no remark stands behind that."""
        said = not self._label_due and self._speaker is not None
        return all((at, said)) and not self._blocks[-1].startswith(">")

    def _nobody(self, mark: str, at: int, unit: Unit) -> str:
        """The label of somebody whom the source does not name; it is told."""
        western = not mark or mark.isascii()
        han = any(map(_HAN.search, (*self._speeches, *self._blocks[-2:])))
        name = UNKNOWN_EN if western and not han else UNKNOWN_ZH
        shown_zh, shown_en = (f"「{mark}」", f"“{mark}”") if mark else ("原檔", "The source")
        self.guess(
            "unknown-speaker",
            f"{shown_zh}沒有寫明發言者，標為「{name}」，請確認",
            f"{shown_en} does not say who speaks; labelled “{name}”, please check",
            at or len(self._blocks) + 1,
            unit if at else "paragraph",
        )
        return name

    @property
    def awaits_words(self) -> bool:
        """Whether a label stands there without any words yet."""
        return self._label_due

    def say(self, spans: Sequence[TextRun]) -> None:
        """A paragraph of the current speaker; of nobody at the start and after a section."""
        self._add(paragraph(self._checked(spans)))

    def say_markdown(self, text: str) -> None:
        """A block that is Markdown already and keeps its marks."""
        self._add(self.cleaned(text).strip("\n"))

    def narrate(self, spans: Sequence[TextRun]) -> None:
        """A narrative, after which the speaker resumes; in brackets, or it would be a quotation."""
        spans = self._checked(spans)
        if not plain(spans).strip():
            return
        if self._speaker is not None and not plain(spans).lstrip().startswith(_BRACKET):
            western = not _HAN.search(plain(spans))
            spans = [TextRun("(" if western else "（"), *spans, TextRun(")" if western else "）")]
            self._bracketed += 1
        lines = paragraph(spans).split("\n")
        self._blocks.append("\n".join("> " + line for line in lines))

    def narrate_markdown(self, line: str) -> None:
        """A narrative of one line in brackets that is Markdown already."""
        self._blocks.append("> " + one_line(self.cleaned(line)))

    def section(self, text: str) -> None:
        """A section heading, which ends the speaker."""
        heading = one_line(self.cleaned(text))
        if heading.endswith("："):
            self.drop(
                "heading-colon",
                f"標題「{heading}」末尾的冒號（有冒號會成為發言者）",
                f"The colon that ends the heading “{heading}” (with it, it would be a speaker)",
            )
            heading = heading.rstrip("： ")
        self._flush_label()
        self._speaker = None
        if heading:
            self._blocks.append("## " + escaped_heading(heading))

    def listing(self, items: Iterable[tuple[int, str, Sequence[TextRun]]]) -> None:
        """A list as it is shown: (level from 0, mark such as `-`, `2.` or `（一）`, words) for each item.

        Bullets, and numbers from 1 on, become a Markdown list; any other number is a paragraph that
        begins with it, for Markdown would count anew.
        """
        run: list[tuple[int, str, str]] = []
        for level, mark, spans in items:
            words = paragraph(self._checked(spans)).replace("\n", " ")
            if run and not _goes_on(run, level, mark):
                self._add_list(run)
                run = []
            run += [(level, mark, words)] if words else []
        self._add_list(run)

    def _add_list(self, run: list[tuple[int, str, str]]) -> None:
        if run and _is_list(run):
            self._add("\n".join(f"{'    ' * level}{mark} {words}" for level, mark, words in run))
            return
        for _, mark, words in run:
            self._add(joined(mark, words))

    # -- the end -------------------------------------------------------------------------------

    def finish(self) -> Imported:
        """The whole transcript; ImportProblem `empty` where the source holds no words."""
        self._flush_label()
        if not self._blocks:
            raise ImportProblem("empty", "這個檔案裡沒有文字。", "There are no words in this file.")
        title, day = self._head()
        accounts = list(filter(is_account, self._speeches))
        if accounts:
            self.guess(
                "account",
                f"這些發言者的稱呼不是姓名，身分不明，請確認是誰：{'、'.join(accounts)}",
                f"No names: it is not known who these speakers are; please check: {', '.join(accounts)}",
            )
        self._tell_again()
        if self._bracketed:
            self.guess(
                "narrative-brackets",
                f"為 {self._bracketed} 段旁白加上括號，以免成為發言者的引文",
                f"Brackets were added to {plural(self._bracketed, 'narrative')}, "
                "which would be a speaker's quotation without them",
            )
        if self._controls:
            self.drop(
                "control-characters",
                f"{self._controls} 個看不見的控制字元",
                plural(self._controls, "invisible control character"),
            )
        heading = " ".join(
            filter(None, [day.isoformat() if day else "", escaped_heading(title or "")])
        )
        blocks = ["# " + heading, *self._blocks] if heading else self._blocks
        markdown = "\n\n".join(blocks) + "\n"
        if not self._speeches:
            self.guess("no-speakers", "找不到發言者", "No speaker was found")
        document = parse(markdown)
        return Imported(
            markdown=markdown,
            title=title,
            date=day,
            speakers=tuple(self._speeches.items()),
            guessed=(
                *listed(self._guessed),
                *read_head(document).notes,
                *map(note_of, proposals(document, day)),
            ),
            dropped=listed(self._dropped),
            left_out=tuple(self._left_out),
        )

    def _tell_again(self) -> None:
        """Where somebody is named again right after their own words, and seldom so: another may have spoken between."""
        seldom = len(self._again) <= max(1, _SELDOM * self._labels)
        for name, at, unit in self._again * seldom:
            self.guess(
                "label-again",
                f"「{name}」接著自己的發言又標了一次，前面可能少了別人的標籤",
                f"“{name}” is named again right after their own words; the label of another may be missing before",
                at,
                unit,
            )

    def _head(self) -> tuple[str | None, date | None]:
        self._take_heading_as_title()
        found = one_line(self.cleaned(self.title or ""))
        heading_date, title = leading_date(found)
        if not title and self.file_title:
            title = one_line(self.file_title)
            self.guess(
                "title-from-file-name", "標題取自檔名", "The title was taken from the file name"
            )
        if not title:
            self.guess("no-title", "找不到標題", "No title was found")
        inside = self.date or heading_date
        if self.file_date and inside and self.file_date != inside:
            self.guess(
                "date-mismatch",
                f"檔名的日期 {self.file_date} 與內文的日期 {inside} 不同，採用檔名的",
                f"The file name says {self.file_date}, the text {inside}; the first was taken",
            )
        day = self.file_date or inside
        if day is None:
            self.guess("no-date", "找不到日期", "No date was found")
        elif inside is None:
            self.guess(
                "date-from-file-name", "日期取自檔名", "The date was taken from the file name"
            )
        title = without_day_at_end(title, day)
        self.leave(*found.split(title or "\0", 1))
        return title or None, day

    def _take_heading_as_title(self) -> None:
        """A heading above all else that names a meeting is the title of a record that has none."""
        level, _, words = self._blocks[0].partition(" ")
        is_title = level == "##" and _MEETING.search(words) and len(self._blocks) > 1
        if is_title and not self.title:
            self.title = parse(self._blocks.pop(0)).items[0].text

    def _add(self, block: str) -> None:
        if not block.strip():
            return
        if self._label_due and self._speaker:
            block = f"{_label(self._speaker)}\n{block}"
            self._label_due = False
        if self._speaker:
            self._speeches[self._speaker] += 1
        self._blocks.append(block)

    def _flush_label(self) -> None:
        """A label without words is a speech without words, not nothing."""
        if self._label_due and self._speaker:
            self.guess(
                "label-without-words",
                f"「{self._speaker}」後面沒有發言，請確認是不是發言者",
                f"No words follow “{self._speaker}”; check whether that is a speaker",
                *self._label_at,
            )
            self._blocks.append(_label(self._speaker))
            self._speeches[self._speaker] += 1
            self._label_due = False

    def cleaned(self, text: str) -> str:
        """The text without control characters, which are counted for the report."""
        text, removed = cleaned(text)
        self._controls += removed
        return text

    def _checked(self, spans: Sequence[TextRun]) -> list[TextRun]:
        out = []
        for span in spans:
            href = safe_link(span.href)
            if span.href and not href:
                self.drop(
                    "link",
                    f"「{one_line(span.text)[:40]}」的連結（只保留網址與電子郵件連結）",
                    f"The link under “{one_line(span.text)[:40]}” (only web and mail is kept)",
                )
            out.append(TextRun(self.cleaned(span.text), href, span.strong, span.emphasis))
        return out


def _goes_on(run: list[tuple[int, str, str]], level: int, mark: str) -> bool:
    """Whether an item belongs to the same Markdown list as those before."""
    first = run[0][1]
    if mark == "-" or first == "-":
        return mark == first
    return _is_list(run) and level == 0 and mark == f"{len(run) + 1}."


def _is_list(run: list[tuple[int, str, str]]) -> bool:
    return run[0][1] in ("-", "1.")


def _label(name: str) -> str:
    return f"### {escaped_heading(name)}{'：' if _HAN.search(name) else ':'}"


def _note(code: str, zh: str, en: str, at: int, unit: Unit) -> ImportNote:
    if not at:
        return ImportNote(code, zh, en)
    there_zh, there_en = place(at, unit)
    return ImportNote(code, f"{zh}（{there_zh}）", f"{en} ({there_en})")

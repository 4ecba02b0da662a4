"""Checks of speaker labels and headings: whose words are these?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from minutes.document import Item, heading_text
from minutes.fold import fold, is_han
from minutes.problems import Problem, problem
from pipeline.checks.base import Context, Subject, shown

LABEL = re.compile(r"^( {0,3})(#{2,3})([ \t\u3000\u00a0]*)(\S.*?)([\s]*)([:：])[\s#]*$")
_INLINE = re.compile(r"^[^:：]{1,40}[:：]\s*\S")
_PARAGRAPH_LABEL = re.compile(r"^(?:\*\*|__)?([^:：\n*]{1,30}?)(?:\*\*|__)?[ ]?[:：](?!//)")
_NOT_IN_NAMES = re.compile(r"[\s()（）\[\]【】「」『』,，、.．·‧・\-_/／]+")
# Labels that name nobody: their words are all put on one page.
# fmt: off
_GENERIC = frozenset(map(fold, [
    "問", "答", "問題", "提問", "提問者", "發問者", "觀眾", "聽眾", "來賓", "與會者", "與會人員",
    "學員", "學生", "記者", "媒體", "主席", "主持人", "司儀", "口譯", "口譯人員", "翻譯", "眾人",
    "大家", "全體", "某人", "男", "女", "男生", "女生", "男聲", "女聲", "旁白", "工作人員", "Q",
    "A", "Question", "Answer", "Interviewer", "Interviewee", "Interpreter", "Translator",
    "Moderator", "Host", "Speaker", "Participant", "Reporter", "Journalist", "Student", "Guest",
    "Unknown", "Everyone", "Audience Member", "Unknown Speaker",
]))
# fmt: on


def headings(subject: Subject, _: Context) -> Iterator[Problem]:
    """Headings that are no label though they look like one, and top headings beyond the first."""
    path = subject.path
    document = subject.parsed.document
    top = False
    for item in document.items:
        if item.type not in {"heading", "section"}:
            continue
        words = heading_text(item.markdown)
        ends = words.endswith((":", "："))
        if item.level == 1 and not top:
            top = True
        elif item.type == "section":
            if ends:
                yield problem(path, "label-level", item.line, name=shown(words))
        elif ends and item.level != 3:
            yield problem(path, "label-level", item.line, name=shown(words))
        elif item.level == 1:
            yield problem(path, "extra-title", item.line, words=shown(words))
        elif item.level == 3 and _INLINE.match(words):
            yield problem(
                path, "label-with-text", item.line, name=shown(re.split("[:：]", words)[0])
            )
        elif item.level == 3:
            yield problem(path, "label-without-colon", item.line, name=shown(words))
    if not top and not subject.parsed.meeting.has_front:
        yield problem(path, "missing-title", document.body_line)


def spacing(subject: Subject, _: Context) -> Iterator[Problem]:
    """`##words` without a space, and colons with a space before them or of the other width."""
    for item in subject.parsed.document.items:
        if item.type in {"heading", "section"} and re.match(r" {0,3}#+[^#\s]", item.markdown):
            yield problem(subject.path, "heading-without-space", item.line)
    told: set[str] = set()
    for number, name in subject.label_lines.items():
        match = LABEL.match(subject.lines[number - 1])
        if match is None or name in told:
            continue
        if not match[3]:
            yield problem(subject.path, "heading-without-space", number)
        elif match[5] or (match[6] == ":" and colon_for(match[4]) == "："):
            told.add(name)
            yield problem(
                subject.path,
                "label-colon",
                number,
                match.end(5) + 1,
                name=shown(name),
                right=f"{match[4]}{colon_for(match[4])}",
            )


def colon_for(name: str) -> str:
    """The colon that goes with a name: full width after one with Han characters."""
    return "：" if any(map(is_han, name)) else ":"


def is_generic(name: str) -> bool:
    """Whether a label names nobody in particular (問, 主持人, Audience Member)."""
    return fold(name) in _GENERIC


def names(subject: Subject, _: Context) -> Iterator[Problem]:
    """Labels that name nobody, that are written in two ways, or that have no words."""
    first: dict[str, int] = {}
    for number, name in subject.label_lines.items():
        first.setdefault(name, number)
    forms: dict[str, str] = {}
    for name, number in first.items():
        form = _NOT_IN_NAMES.sub("", fold(name))
        if is_generic(name):
            yield problem(subject.path, "label-names-nobody", number, name=shown(name))
        elif form and form in forms:
            yield problem(
                subject.path,
                "label-in-two-spellings",
                number,
                name=shown(name),
                other=shown(forms[form]),
            )
        forms.setdefault(form, name)
    for item in subject.parsed.document.items:
        if item.type == "speech" and item.label_line and not item.markdown.strip():
            yield problem(
                subject.path,
                "label-without-words",
                item.label_line,
                name=shown(item.speaker or ""),
            )


def words_without_speaker(subject: Subject, _: Context) -> Iterator[Problem]:
    """Words after a section that ended the speaker, and labels typed as plain words."""
    labels = {fold(name): name for name in subject.label_lines.values()}
    spoken = False
    ended: Item | None = None
    for item in subject.parsed.document.items:
        if item.type in {"section", "heading"}:
            # Other headings, and sections that look like labels, are reported themselves.
            plain = item.type == "section" and not item.text.endswith((":", "："))
            ended = item if spoken and plain else None
        elif item.type == "speech":
            spoken = spoken or item.speaker is not None
            if item.speaker is None and ended is not None:
                yield problem(subject.path, "words-without-speaker", item.line, heading=ended.line)
            ended = None
            match = _PARAGRAPH_LABEL.match(item.markdown)
            name = fold(match[1].strip()) if match else ""
            if name in labels and name not in _GENERIC:
                yield problem(subject.path, "label-as-text", item.line, name=shown(labels[name]))

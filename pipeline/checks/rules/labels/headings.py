"""Headings and labels as they are written: at the right level, with their colon, each name in one spelling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, filterfalse, islice, pairwise
from operator import attrgetter

from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from minutes.records.slicer import heading_text
from minutes.records.speaker_labels import LOOK_ALIKES, colon_for
from minutes.registers.generic_labels import is_generic
from minutes.text.folding import fold
from pipeline.checks.rules.subject import Context, Subject, shown

LABEL = re.compile(r"^( {0,3})(#{2,3})([ \t\u3000\u00a0]*)(\S.*?)([\s]*)([:：])[\s#]*$")
"""The line of a label: its marks, the name, the colon, and the spaces between them."""
_COLONS = (":", "：")
_LOOK_ALIKES = tuple(LOOK_ALIKES)
_INLINE = re.compile(rf"(?P<name>[^:：{LOOK_ALIKES}]{{1,40}})[:：{LOOK_ALIKES}]\s*\S")
_NO_SPACE = re.compile(r" {0,3}#+[^#\s]")
_NOT_IN_NAMES = re.compile(r"[\s()（）\[\]【】「」『』,，、.．·‧・\-_/／]+")


# -- headings --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading or a section, and what it says."""

    item: Item
    words: str
    is_title: bool  # the first top heading

    @property
    def is_section(self) -> bool:
        return self.item.type == "section"

    @property
    def is_of_labels(self) -> bool:
        """Whether it has the level of labels."""
        return self.item.level == 3

    @property
    def has_look_alike(self) -> bool:
        return self.is_of_labels and self.words.endswith(_LOOK_ALIKES)

    @property
    def is_label_elsewhere(self) -> bool:
        """Whether it ends as labels do, at the level of a section or another heading."""
        return self.words.endswith(_COLONS) and (self.is_section or not self.is_of_labels)

    @property
    def is_second_title(self) -> bool:
        return self.item.level == 1

    @property
    def has_words_behind(self) -> bool:
        return self.is_of_labels and _INLINE.match(self.words) is not None

    @property
    def before_colon(self) -> str:
        found = _INLINE.match(self.words)
        return found["name"] if found else self.words

    @property
    def with_colon(self) -> str:
        """What to write in the place of a sign that looks like a colon."""
        name = self.words[:-1].strip()
        return f"{shown(name)}{colon_for(name)}"


Values = Callable[[_Heading], dict[str, str]]


def _named(heading: _Heading) -> dict[str, str]:
    return {"name": shown(heading.words)}


_ASKED_OF: tuple[tuple[Callable[[_Heading], bool], str, Values], ...] = (
    (
        lambda h: h.has_look_alike,
        "label-look-alike",
        lambda h: {**_named(h), "right": h.with_colon},
    ),
    (lambda h: h.is_title, "", _named),
    (lambda h: h.is_label_elsewhere, "label-level", _named),
    (lambda h: h.is_section, "", _named),
    (lambda h: h.is_second_title, "extra-title", lambda h: {"words": shown(h.words)}),
    (lambda h: h.has_words_behind, "label-with-text", lambda h: {"name": shown(h.before_colon)}),
    (lambda h: h.is_of_labels, "label-without-colon", _named),
)
"""What a heading may be, the fault that this is ("" for none), and what is told of it: the first that holds."""


def headings(subject: Subject, _: Context) -> Iterator[Problem]:
    """Headings that are no label though they look like one, and top headings beyond the first."""
    document = subject.parsed.document
    title = document.title
    for item in filter(_is_titling, document.items):
        heading = _Heading(item, heading_text(item.markdown), item is title)
        asked = ((code, values) for holds, code, values in _ASKED_OF if holds(heading))
        code, values = next(asked, ("", _named))
        if code:
            yield problem(subject.path, code, item.line, 1, **values(heading))
    if title is None and not subject.parsed.meeting.has_front:
        yield problem(subject.path, "missing-title", document.body_line)


_is_titling = attrgetter("is_titling")


# -- labels ----------------------------------------------------------------------------------------


def spacing(subject: Subject, _: Context) -> Iterator[Problem]:
    """`##words` without a space, and colons with a space before them or of the other width."""
    for item in filter(_is_titling, subject.parsed.document.items):
        if _NO_SPACE.match(item.markdown):
            yield problem(subject.path, "heading-without-space", item.line)
    reported: set[str] = set()
    for number, name in subject.label_lines.items():
        match = LABEL.match(subject.lines[number - 1])
        if match is None or name in reported:
            continue
        if not match[3]:
            yield problem(subject.path, "heading-without-space", number)
        elif _has_wrong_colon(match):
            reported.add(name)
            right = f"{match[4]}{colon_for(match[4])}"
            column = match.end(5) + 1
            yield problem(
                subject.path, "label-colon", number, column, name=shown(name), right=right
            )


def _has_wrong_colon(label: re.Match[str]) -> bool:
    """Whether a space stands before the colon, or a half-width one behind Han characters."""
    narrow = label[6] == ":" and colon_for(label[4]) == "："
    return bool(label[5]) or narrow


def names(subject: Subject, _: Context) -> Iterator[Problem]:
    """Labels that name nobody, that are written in two ways, or that have no words."""
    yield from _generic_and_respelled(subject)
    for item in filter(_is_empty, subject.parsed.document.items):
        name = shown(item.label)
        yield problem(subject.path, "label-without-words", item.label_line, name=name)


def _generic_and_respelled(subject: Subject) -> Iterator[Problem]:
    forms: dict[str, str] = {}
    for name, number in subject.first_labels.items():
        form = _NOT_IN_NAMES.sub("", fold(name))
        other = forms.setdefault(form, name)
        if is_generic(name):
            yield problem(subject.path, "label-names-nobody", number, name=shown(name))
        elif form and other != name:
            yield _respelled(subject, number, name, other)


def _respelled(subject: Subject, number: int, name: str, other: str) -> Problem:
    values = {"name": shown(name), "other": shown(other)}
    return problem(subject.path, "label-in-two-spellings", number, 1, **values)


def _is_empty(item: Item) -> bool:
    """Whether nothing stands below a label."""
    return item.label_line > 0 and not item.markdown.strip()


# -- words of nobody -------------------------------------------------------------------------------

# What an imported footnote begins with; and what is wholly in brackets, a remark that nobody says.
_NO_WORDS = re.compile(r"\[[^\[\]\n]{1,8}\] ?\S|[（(][^（()）]*[）)]\s*$")


def words_without_speaker(subject: Subject, _: Context) -> Iterator[Problem]:
    """Words after a section that ended the speaker."""
    pieces = filterfalse(_is_direction, subject.parsed.document.items)
    for above, item in pairwise(dropwhile(_names_nobody, pieces)):
        if _ends_speaker(above) and _is_nobodys(item):
            yield problem(subject.path, "words-without-speaker", item.line, heading=above.line)


def _is_direction(item: Item) -> bool:
    return item.type == "narrative"


def _names_nobody(item: Item) -> bool:
    return item.speaker is None


def _ends_speaker(item: Item) -> bool:
    """Whether it is a plain section; other headings, and sections that look like labels, are reported themselves."""
    return item.type == "section" and not item.text.endswith(_COLONS)


def _is_nobodys(item: Item) -> bool:
    return item.is_speech and _names_nobody(item) and not _NO_WORDS.match(item.text)


def silence(subject: Subject, _: Context) -> Iterator[Problem]:
    """Somebody speaks: a record of words without one label is no transcript."""
    spoken = filter(_has_words, subject.parsed.document.items)
    for item in () if subject.label_lines else islice(spoken, 1):
        yield problem(subject.path, "nobody-speaks", item.line)


_has_words = attrgetter("is_spoken")

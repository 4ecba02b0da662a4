"""Checks of speaker labels and headings: whose words are these?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from minutes.findings.problem import Problem, problem
from minutes.records.document import Item
from minutes.records.head_lines import CHAIRS, is_head_field
from minutes.records.slicer import heading_text
from minutes.records.speaker_labels import (
    LOOK_ALIKES,
    calling,
    colon_for,
    is_full_name,
    may_hold_name,
)
from minutes.registers.generic_labels import is_generic
from minutes.text.folding import fold
from minutes.text.han import has_han
from pipeline.checks.rules.subject import Context, Subject, shown

LABEL = re.compile(r"^( {0,3})(#{2,3})([ \t\u3000\u00a0]*)(\S.*?)([\s]*)([:：])[\s#]*$")
_COLONS = f":：{LOOK_ALIKES}"
_INLINE = re.compile(rf"^[^{_COLONS}]{{1,40}}[{_COLONS}]\s*\S")
_TIME = r"[\[（(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])）]?"
_PARAGRAPH_LABEL = re.compile(
    rf"^[ ]{{0,3}}(?:[-+*][ ])?(?:{_TIME}[ \t]*)?(?:\*\*|__)?(?P<name>(?![\[（(]?\d{{1,2}}:)[^{_COLONS}\n*]{{1,30}}?)"
    rf"(?:\*\*|__)?[ ]?[{_COLONS}](?!//)(?:\*\*|__)?(?P<rest>.*)"
)
# Labels of other layouts: 【姓名】, a bold name, a name before or after a time, on a line of their own or
# (the first) before words; a name and a tab or full-width spaces before the words.
_OTHER_LABELS = (
    re.compile(r"^[ ]{0,3}[【〔](?P<name>[^】〕\n]{1,30})[】〕](?P<rest>.*)"),
    re.compile(r"^[ ]{0,3}(?:\*\*|__)(?P<name>[^*_\n]{1,30})(?:\*\*|__)(?P<rest>)\s*$"),
    re.compile(
        rf"^[ ]{{0,3}}{_TIME}[ \t]*(?P<name>[^\d\s:：][^:：\n]{{0,29}}?)[:：]?(?P<rest>)\s*$"
    ),
    re.compile(
        rf"^[ ]{{0,3}}(?P<name>[^\d\s:：][^:：\n]{{0,29}}?)[:：]?[ \t]+{_TIME}(?P<rest>)\s*$"
    ),
    re.compile(r"^(?P<name>[^\s:：，。]{2,12})(?:\t|\u3000{1,4})(?P<rest>\S.*)"),
)
_MAYBE_OTHER = re.compile(r"[【〔\t\u3000]|\*\*|__|\d:\d")  # one of them is in each
_QUOTED = re.compile(r"\s*[「『“\"]")
_SENTENCE = re.compile(r"[。！？!?]|[.](?:\s|$)")
_NOT_IN_NAMES = re.compile(r"[\s()（）\[\]【】「」『』,，、.．·‧・\-_/／]+")
_FOOTNOTE = re.compile(r"\[[^\[\]\n]{1,8}\] ?\S")  # what an imported footnote begins with

_MAYBE_LABEL = re.compile(rf"[{_COLONS}【〔\t\u3000]|^ {{0,3}}(?:\*\*|__)", re.M)

# Read aloud in answers to a questionnaire as often as they are a label.
_TOO_SHORT = frozenset(map(fold, ["問", "答", "Q", "A", "問題", "提問"]))


def headings(subject: Subject, _: Context) -> Iterator[Problem]:
    """Headings that are no label though they look like one, and top headings beyond the first."""
    path = subject.path
    document = subject.parsed.document
    top = False
    for item in document.items:
        if item.type not in {"heading", "section"}:
            continue
        words = heading_text(item.markdown)
        if item.level == 3 and words.endswith(tuple(LOOK_ALIKES)):
            name = words[:-1].strip()
            right = f"{shown(name)}{colon_for(name)}"
            yield problem(path, "label-look-alike", item.line, name=shown(words), right=right)
            continue
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
    """Words after a section that ended the speaker."""
    spoken = False
    ended: Item | None = None
    for item in subject.parsed.document.items:
        if item.type in {"section", "heading"}:
            # Other headings, and sections that look like labels, are reported themselves.
            plain = item.type == "section" and not item.text.endswith((":", "："))
            ended = item if spoken and plain else None
        elif item.type == "speech":
            spoken = spoken or item.speaker is not None
            if item.speaker is None and ended is not None and not _FOOTNOTE.match(item.text):
                yield problem(subject.path, "words-without-speaker", item.line, heading=ended.line)
            ended = None


@dataclass(frozen=True, slots=True)
class _Opening:
    """`X：` at the start of a line of somebody's, or nobody's, words."""

    name: str
    rest: str
    line: int
    column: int
    spoken: bool  # there was a speech before
    other: bool = False  # without a colon, in the way of another layout


def labels_as_words(subject: Subject, _: Context) -> Iterator[Problem]:
    """Labels typed as plain words: of known speakers, and what looks like a label that was lost.

    Of a lost label its first place is told, with how often it occurs.
    """
    labels = {fold(name): name for name in subject.label_lines.values()}
    lost: dict[str, list[_Opening]] = {}
    for opening in _openings(subject.parsed.document.items):
        name = fold(opening.name)
        if name in labels:
            if name not in _TOO_SHORT:
                yield problem(
                    subject.path,
                    "label-as-text",
                    opening.line,
                    opening.column,
                    name=shown(labels[name]),
                )
        elif opening.other and len(opening.name) < 3:
            continue
        elif not is_head_field(opening.name) and not _QUOTED.match(opening.rest):
            lost.setdefault(opening.name, []).append(opening)
    for name, openings in lost.items():
        told = [o for o in openings if _is_lost(o, len(openings))]
        if told:
            yield problem(
                subject.path,
                "lost-label",
                told[0].line,
                told[0].column,
                name=shown(name),
                count=len(told) if len(told) > 1 else "",
            )


# What may stand before and behind a speaker's name where another layout sets it off: ○王示範：, [王示範], 王示範 |
_LEAD = rf"(?:[ \t\u3000]|{_TIME}|[上下]午|<(?:b|strong|u)>|[-*+•●○□◎■※@＠#＃])*[\[［(（<＜〈]?"
_BEHIND = rf"(?:[\]］)）>＞〉]|</(?:b|strong|u)>|[ \t]*[;；|｜/／\-－—–→⇒»{_COLONS}]|\u3000|[ \t]+(?=\S)|[ \t]*$)"
_MOST_NAMES = 400  # of a record: more are a list, not a meeting
_TOLD = 5  # places of one name: the others are of the same kind


def names_at_edges(subject: Subject, _: Context) -> Iterator[Problem]:
    """Where a speaker of the record stands at the beginning or the end of other words, set off in the way of
    another layout, so that these may be theirs: ○王示範：, [王示範] 好, 好。（王示範）."""
    names = list(filter(_is_certain, dict.fromkeys(subject.label_lines.values())))
    if not 0 < len(names) <= _MOST_NAMES:
        return
    form = _edges_of(names)
    told: Counter[str] = Counter()
    for number, name in _edges(subject.parsed.document.items, form):
        told[name] += 1
        if told[name] <= _TOLD:
            yield problem(subject.path, "label-as-text", number, name=shown(name))


def _is_certain(name: str) -> bool:
    """Whether a label is a Chinese full name of three characters or more."""
    return len(name) > 2 and is_full_name(name)


def _edges_of(names: Iterable[str]) -> re.Pattern[str]:
    """What finds one of the names at either edge of a line."""
    each = "|".join(map(re.escape, names))
    behind = rf"[（(]\s*({each})\s*[)）]|[—─–－-]{{1,4}}\s*({each})"
    return re.compile(rf"{_LEAD}({each}){_BEHIND}|[^\s（(].*(?:{behind})。?\s*$")


def _edges(items: Iterable[Item], form: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines in which a name stands at an edge and `labels_as_words` tells nothing, with the name."""
    for item in items:
        lines = item.markdown.split("\n") if item.type == "speech" else ()
        for number, line in enumerate(lines, item.line):
            found = form.match(line[:400])
            if found and not _tells_otherwise(line[:400]):
                yield number, next(filter(None, found.groups()))


def _tells_otherwise(line: str) -> bool:
    opening = _opening(line, 0, spoken=True)
    return opening is not None and calling(opening.name) is not None


def _opening(line: str, number: int, *, spoken: bool) -> _Opening | None:
    """What a line begins with, in the way of another layout where that names a person."""
    forms = _OTHER_LABELS if _MAYBE_OTHER.search(line) else ()
    others = filter(None, (form.match(line) for form in forms))
    other = next((match for match in others if calling(match["name"].strip()) == "person"), None)
    match = other or _PARAGRAPH_LABEL.match(line)
    if match is None:
        return None
    name, rest = match["name"].strip(), match["rest"].strip()
    return _Opening(name, rest, number, match.start("name") + 1, spoken, other is not None)


def _openings(items: Iterable[Item]) -> Iterator[_Opening]:
    spoken = False
    for item in items:
        if item.type != "speech" or not _MAYBE_LABEL.search(item.markdown):
            spoken = spoken or (item.type == "speech" and item.speaker is not None)
            continue
        for number, line in enumerate(item.markdown.split("\n")):
            if opening := _opening(line[:400], item.line + number, spoken=spoken):
                yield opening
        spoken = spoken or item.speaker is not None


def silence(subject: Subject, _: Context) -> Iterator[Problem]:
    """Somebody speaks: a record of words without one label is no transcript."""
    items = subject.parsed.document.items
    spoken = [item for item in items if item.type == "speech" and item.text]
    if spoken and not subject.label_lines:
        yield problem(subject.path, "nobody-speaks", spoken[0].line)


def _is_lost(opening: _Opening, times: int) -> bool:
    """Whether a label was lost here, judged by the looks of its name and of what follows.

    Tuned on real transcripts: a name in Chinese is enough, one in Latin letters is easily a
    heading, and an office or a body is often an entry of a list.
    """
    name, rest = opening.name, opening.rest
    kind = calling(name)
    sentence = _SENTENCE.search(rest) is not None
    if not has_han(name):
        words = name.split()
        titled = sum(w[:1].isupper() for w in rest.split()) * 2 > len(rest.split())
        many = 2 <= len(words) <= 4 and all(w[:1].isupper() and not w.isupper() for w in words)
        shaped = kind == "person" and not re.search(r"\d|://", name + rest[:10])
        return shaped and bool(rest) and not titled and (many or times > 1)
    if kind == "person" and len(name) > 2:
        return True
    if kind is None:
        return may_hold_name(name) and sentence
    # 方位 and 林業 begin like names of two characters: they have to recur.
    is_chair = name.casefold() in CHAIRS and (opening.spoken or sentence)
    return sentence and (is_chair or times > 1)

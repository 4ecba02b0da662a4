"""Corrections that participants ask for: a list that travels as plain text, by mail or by hand, and
what becomes of it in the record. Whoever asks is told by capacity, never by name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from minutes.records import document, front_matter_edit, vocabulary
from minutes.records.document import Document, Item
from minutes.records.slicer import keep_ends
from minutes.yaml_text import writing

MOST = 200
"""Changes in one list: ten times what a lively meeting brings back."""
LONGEST = 8000
"""Characters of one wording: a speech of half an hour has about 6,000."""
MAX_TEXT = 400_000

State = Literal["stands", "gone", "twice", "same", "breaks"]


@dataclass(frozen=True, slots=True)
class Change:
    """One wish: in the record `meeting`, the speech with this id reads `old` and should read `new`."""

    meeting: str
    speech: str
    old: str
    new: str
    reason: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A wish beside the record as it is. `stands`: its old words are there once; `gone`: they are not;
    `twice`: more than once, and nothing tells where is meant; `same`: it changes nothing; `breaks`: its
    new words would be read as something else than what this speaker said. `item` is where it stands."""

    change: Change
    state: State
    item: Item | None = None


# The lines of the list, in Chinese and English; either is understood.
_WORDS = {
    "zh": ("訂正", "原文", "改為", "理由", "身分"),
    "en": ("Correction", "Old", "New", "Reason", "Capacity"),
}
_FIELDS = {
    word: name
    for words in _WORDS.values()
    for word, name in zip(words[1:], ("old", "new", "reason", "capacity"), strict=True)
}
_HEAD = re.compile(rf"\[(?:{'|'.join(w[0] for w in _WORDS.values())}) ?\d+\] *(\S+) +#(\S+)")
_FIELD = re.compile(rf"({'|'.join(_FIELDS)}) ?[｜|] ?(.*)")
_QUOTED = re.compile(r"^(?:[>＞][ \t]?)+")
_GUARD = "｜"


def written(changes: Sequence[Change], lang: str) -> str:
    """The list as text, in the language of the page; `read` understands it again."""
    head, *names = _WORDS.get(lang, _WORDS["zh"])
    blocks = []
    for number, change in enumerate(changes, 1):
        values = (change.old, change.new, change.reason, _said(change.capacity, lang))
        lines = [f"{name}｜{_guarded(value)}" for name, value in zip(names, values, strict=True)]
        blocks.append("\n".join([f"[{head} {number}] {change.meeting} #{change.speech}", *lines]))
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def _said(capacity: str, lang: str) -> str:
    word = vocabulary.values("capacity").get(capacity)
    return "" if word is None else word.en if lang == "en" else word.zh


def _guarded(value: str) -> str:
    """Words of several lines, none of which can be taken for a line of the list's own."""
    first, *others = value.strip().split("\n")
    return "\n".join([first, *map(_guarded_line, others)])


def _guarded_line(line: str) -> str:
    taken = _HEAD.match(line) or _FIELD.match(line) or _QUOTED.match(line)
    return _GUARD + line if taken or line.startswith(_GUARD) else line


def read(text: str) -> list[Change]:
    """The wishes in a text; what stands around them in a mail, and its marks of quotation, do not
    matter. At most `MOST`, of bounded length."""
    found: list[Change] = []
    field = ""
    for line in text[:MAX_TEXT].replace("\r\n", "\n").split("\n"):
        plain = _QUOTED.sub("", line)
        if head := _HEAD.match(plain.strip()):
            if len(found) == MOST:
                break
            found.append(Change(head[1], head[2], "", ""))
            field = ""
        elif found and (told := _FIELD.match(plain.lstrip())):
            field = _FIELDS[told[1]]
            found[-1] = _with(found[-1], field, told[2])
        elif found and field in {"old", "new"}:
            found[-1] = _with(found[-1], field, "\n" + plain.removeprefix(_GUARD))
    return [_tidy(change) for change in found if change.old.strip() and change.new.strip()]


def _with(change: Change, field: str, more: str) -> Change:
    return replace(change, **{field: (getattr(change, field) + more)[:LONGEST]})


def _tidy(change: Change) -> Change:
    """The wish without blank ends; a capacity that no word names is left out, since it may be a name."""
    return replace(
        change,
        old=change.old.strip(),
        new=change.new.strip(),
        reason=" ".join(change.reason.split()),
        capacity=vocabulary.value_of("capacity", change.capacity) or "",
    )


def judge(text: str, changes: Iterable[Change]) -> list[Judged]:
    """Each wish beside the record `text`, as if it were the only one."""
    parts = document.parse(text)
    return list(map(partial(_judged, parts), changes))


def _judged(parts: Document, change: Change) -> Judged:
    if _bare(change.old) == _bare(change.new):
        return Judged(change, "same")
    places = _places(parts, change)
    if len(places) != 1:
        return Judged(change, "twice" if places else "gone")
    item = parts.items[places[0]]
    is_kept = _reads_the_same_elsewhere(parts, places[0], _replaced(parts, places[0], change))
    return Judged(change, "stands" if is_kept else "breaks", item)


def _places(parts: Document, change: Change) -> list[int]:
    """Where the old words stand: as a whole speech, first by its id; else as a part of one."""
    speeches = {n: i for n, i in enumerate(parts.items) if i.type == "speech"}
    whole = [n for n, i in speeches.items() if _bare(i.markdown) == _bare(change.old)]
    found = whole or [n for n, i in speeches.items() if change.old in i.markdown]
    named = [n for n in found if speeches[n].id == change.speech]
    if whole or named:
        return named or found
    often = sum(speeches[n].markdown.count(change.old) for n in found)
    return found * (1 if often == 1 else 2)


def _bare(words: str) -> str:
    """Words without white space: mail breaks lines where it likes."""
    return "".join(words.split())


def _replaced(parts: Document, number: int, change: Change) -> str:
    """The file with the new words in the place of the old."""
    item = parts.items[number]
    new = change.new
    if _bare(item.markdown) != _bare(change.old):
        new = item.markdown.replace(change.old, change.new)
    lines = keep_ends(parts.body)
    start = item.line - parts.body_line
    end = start + item.markdown.count("\n") + 1
    tail = "\n" if lines[end - 1].endswith("\n") else ""
    return parts.head + "".join([*lines[:start], new + tail, *lines[end:]])


def _reads_the_same_elsewhere(parts: Document, number: int, text: str) -> bool:
    """Whether in the changed file all other items are as they were, and the new words are speeches of
    the same speaker."""
    before, after = parts.items, document.parse(text).items
    more = len(after) - len(before)
    if more < 0:
        return False
    inside = after[number : number + more + 1]
    around = (*after[:number], *after[number + more + 1 :])
    kept = map(_told, (*before[:number], *before[number + 1 :]))
    voices = {(i.type, i.speaker) for i in inside}
    is_said = voices == {("speech", before[number].speaker)}
    return is_said and list(map(_told, around)) == list(kept)


def _told(item: Item) -> tuple[str, str | None, str]:
    return item.type, item.speaker, item.markdown


def applied(text: str, changes: Iterable[Change]) -> tuple[str, list[Judged]]:
    """The record with these wishes carried out one after the other, and each as it was judged then: one
    whose words another has changed before it stands no more, and is left out."""
    judged = []
    for change in changes:
        parts = document.parse(text)
        one = _judged(parts, change)
        judged.append(one)
        if one.state == "stands" and one.item is not None:
            text = _replaced(parts, parts.items.index(one.item), change)
    return text, judged


def noted(text: str, rows: Iterable[tuple[dt.date, str, str]]) -> str:
    """The record with these rows (day, what, capacity) added to its `corrections`, each once. Raises
    `UneditableHead`."""
    front = document.split_front(text)[1]
    there = front.data.get("corrections") if front is not None and front.error is None else None
    known = there if isinstance(there, list) else []
    new = list(_rows(rows))
    added = [row for n, row in enumerate(new) if row not in new[:n] and row not in known]
    if not added:
        return text
    field = writing.field("corrections", [*known, *added])
    return front_matter_edit.replace_fields(text, {"corrections": field})


def _rows(rows: Iterable[tuple[dt.date, str, str]]) -> Iterator[dict[str, object]]:
    for day, what, capacity in rows:
        yield {"date": day, "what": what} | ({"asked_by": capacity} if capacity else {})

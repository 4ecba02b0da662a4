"""Corrections that participants ask for: a list that travels as plain text, by mail or by hand, and
what becomes of it in the record. Whoever asks is told by capacity, never by name.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from minutes.records import document, front_matter_edit, vocabulary
from minutes.records.document import Document, Item
from minutes.records.slicer import keep_ends
from minutes.records.vocabulary import SchemaValue
from minutes.text.lists import as_tuple, without_empty
from minutes.yaml_text import writing
from pipeline.history.wordings.difference import Stretch, side_by_side

MOST = 200
"""Changes in one list: ten times what a lively meeting brings back."""
LONGEST = 8000
"""Characters of one wording: a speech of half an hour has about 6,000."""
MAX_TEXT = 400_000

State = Literal["stands", "gone", "twice", "same", "breaks"]


@dataclass(frozen=True, slots=True)
class WishedCorrection:
    """One wish: in the record `meeting`, the speech with this id reads `old` and should read `new`."""

    meeting: str
    speech: str
    old: str
    new: str
    reason: str = ""
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class JudgedCorrection:
    """A wish beside the record as it is. `stands`: its old words are there once; `gone`: they are not;
    `twice`: more than once, and nothing tells where is meant; `same`: it changes nothing; `breaks`: its
    new words would be read as something else than what this speaker said. `item` is where it stands."""

    change: WishedCorrection
    state: State
    item: Item | None = None


# The lines of the list, in Chinese and English; either is understood.
_WORDS = {
    "zh": ("訂正", "原文", "改為", "理由", "身分"),
    "en": ("Correction", "Old", "New", "Reason", "Capacity"),
}
_NAMES = ("old", "new", "reason", "capacity")
_HEAD = r"[ \t]*\[(?:訂正|Correction) ?\d+\] *(\S+) +#(\S+)"
_NAMED = r"[ \t]*(原文|改為|理由|身分|Old|New|Reason|Capacity) ?[｜|] ?"
_ENTRY = re.compile(rf"^{_HEAD}[^\n]*\n(.*?)(?=^{_HEAD}|\Z)", re.M | re.S)
_FIELD = re.compile(rf"^{_NAMED}(.*?)(?=^{_NAMED}|\Z)", re.M | re.S)
_FIELDS = {word: name for w in _WORDS.values() for word, name in zip(w[1:], _NAMES, strict=True)}
_QUOTED = re.compile(r"^(?:[>＞][ \t]?)+", re.M)
# A line of somebody's words that would be taken for one of the list's own begins with this mark.
_GUARD = "｜"
_TAKEN = re.compile(rf"\n(?={_HEAD}|{_NAMED}|[>＞{_GUARD}])")


def written(changes: Sequence[WishedCorrection], lang: str) -> str:
    """The list as text, in the language of the page; `read` understands it again."""
    blocks = (_block(number, change, lang) for number, change in enumerate(changes, 1))
    return "\n".join(blocks)


def compared(wishes: Iterable[WishedCorrection]) -> list[tuple[Stretch, ...] | None]:
    """What each wish takes out and puts in, with what stands beside it; None where its two wordings are
    too long and too different to be set side by side."""
    return side_by_side((wish.old.strip(), wish.new.strip()) for wish in wishes)


def _block(number: int, change: WishedCorrection, lang: str) -> str:
    head, *names = _WORDS["en" if lang == "en" else "zh"]
    word = vocabulary.values("capacity").get(change.capacity, SchemaValue("", ""))
    capacity = word.en if lang == "en" else word.zh
    values = map(_guarded, (change.old, change.new, change.reason, capacity))
    lines = map("｜".join, zip(names, values, strict=True))
    return "\n".join([f"[{head} {number}] {change.meeting} #{change.speech}", *lines, ""])


def _guarded(value: str) -> str:
    return _TAKEN.sub(f"\n{_GUARD}", value.strip())


def read(text: str) -> list[WishedCorrection]:
    """The wishes in a text; what stands around them in a mail, and its marks of quotation, do not
    matter. At most `MOST`, of bounded length."""
    plain = _QUOTED.sub("", text[:MAX_TEXT].replace("\r\n", "\n"))
    found = map(_change, islice(_ENTRY.finditer(plain), MOST))
    return [change for change in found if change.old and change.new]


def _change(entry: re.Match[str]) -> WishedCorrection:
    """One wish. A capacity that no word names is left out, since it may be a name."""
    fields = {_FIELDS[field[1]]: field[2] for field in _FIELD.finditer(entry[3])}
    old, new, reason, capacity = (fields.get(name, "") for name in _NAMES)
    return WishedCorrection(
        entry[1],
        entry[2],
        _words(old),
        _words(new),
        " ".join(reason.partition("\n")[0].split())[:LONGEST],
        vocabulary.value_of("capacity", capacity.partition("\n")[0]) or "",
    )


def _words(value: str) -> str:
    return value[:LONGEST].replace(f"\n{_GUARD}", "\n").strip()


def judge(text: str, changes: Iterable[WishedCorrection]) -> list[JudgedCorrection]:
    """Each wish beside the record `text`, as if it were the only one."""
    parts = document.parse(text)
    return [_judged(parts, change) for change in changes]


def _judged(parts: Document, change: WishedCorrection) -> JudgedCorrection:
    if _bare(change.old) == _bare(change.new):
        return JudgedCorrection(change, "same")
    places = _places(parts, change)
    if len(places) != 1:
        return JudgedCorrection(change, "twice" if places else "gone")
    item = parts.items[places[0]]
    is_kept = _reads_the_same_elsewhere(parts, places[0], _replaced(parts, places[0], change))
    return JudgedCorrection(change, "stands" if is_kept else "breaks", item)


def _places(parts: Document, change: WishedCorrection) -> list[int]:
    """Where the old words stand, once for each time: as whole speeches, else as parts of some; of these
    the speech that the wish names, where it is among them."""
    whole = _speeches(parts, lambda item: _bare(item.markdown) == _bare(change.old))
    found = whole or _speeches(parts, lambda item: item.markdown.count(change.old))
    return [n for n in found if parts.items[n].id == change.speech] or found


def _speeches(parts: Document, often: Callable[[Item], int]) -> list[int]:
    """The places of the speeches, each as often as it counts."""
    speeches = ((n, item) for n, item in enumerate(parts.items) if item.is_speech)
    return [n for n, item in speeches for _ in range(often(item))]


def _bare(words: str) -> str:
    """Words without white space: mail breaks lines where it likes."""
    return "".join(words.split())


def _replaced(parts: Document, number: int, change: WishedCorrection) -> str:
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
    kept = list(map(_what_is_read, (*before[:number], *before[number + 1 :])))
    speaker = before[number].speaker
    is_said = all((i.type, i.speaker) == ("speech", speaker) for i in inside)
    return is_said and list(map(_what_is_read, around)) == kept


def _what_is_read(item: Item) -> tuple[str, str | None, str]:
    return item.type, item.speaker, item.markdown


def applied(text: str, changes: Iterable[WishedCorrection]) -> tuple[str, list[JudgedCorrection]]:
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
    before = as_tuple(document.head_data(text).get("corrections"))
    new = list(_rows(rows))
    added = [row for n, row in enumerate(new) if row not in new[:n] and row not in before]
    if not added:
        return text
    field = writing.field("corrections", [*before, *added])
    return front_matter_edit.replace_fields(text, {"corrections": field})


def _rows(rows: Iterable[tuple[dt.date, str, str]]) -> Iterator[dict[str, object]]:
    for day, what, capacity in rows:
        yield {"date": day, "what": what} | without_empty({"asked_by": capacity})

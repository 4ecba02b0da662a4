"""Takes withdrawn speeches out of a transcript's text, and what refers to them out of front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

from minutes.errors import MinutesError
from minutes.records import document
from minutes.records.document import Document, Item
from minutes.records.slicer import keep_ends

_SPECIAL = re.compile(r"([\\`*_\[\]<>#&~|])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_NOTHING = '""'


class NotSeparable(MinutesError):
    """A speech cannot be cut out without changing how the rest of the file is read."""


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A text without some of its items, and the ids that other items have in it: old → new."""

    text: str
    renamed: Mapping[str, str]


def mark_line(words: str) -> str:
    """The narrative that stands in the place of a withdrawn speech; `words` are plain."""
    inner = _SPECIAL.sub(r"\\\1", " ".join(_UNSEEN.sub(" ", words).split()))
    return f"> （{inner}）"


def mark_words(lang: str | None, day: dt.date, reason: str) -> str:
    """What the mark says, in the language of the record (BCP 47)."""
    if (lang or "zh").startswith("zh"):
        return f"本段發言已於 {day} 撤下。理由：{reason}"
    return f"This speech was withdrawn on {day}. Reason: {reason}"


def redact(parts: Document, marks: Mapping[int, str]) -> RedactedText:
    """The file's text with the items at these places replaced by narratives (`mark_line`).

    A label stays where somebody else's words need it, and goes where only withdrawn words stood
    under it. All other words stay as they are, but a short item's id depends on its neighbours and
    may change. The head no longer refers to what is gone. Raises `NotSeparable`.
    """
    body = "".join(_marked(parts, marks))
    after = document.parse(parts.head + body)
    renamed = _renamed(parts.items, after.items, marks)
    head = without_references(parts.head, frozenset(parts.items[n].id for n in marks), renamed)
    return RedactedText(head + body, renamed)


def _marked(parts: Document, marks: Mapping[int, str]) -> list[str]:
    """The lines of the body with the marks in the place of their items, each set off by blank lines,
    and without idle labels."""
    lines = keep_ends(parts.body)
    first = parts.body_line
    idle = _idle_labels(parts.items, marks)
    stays = [number + first not in idle for number in range(len(lines))]
    out: list[str] = []
    at = 0
    for number in sorted(marks):
        item = parts.items[number]
        start = item.line - first
        end = start + item.markdown.count("\n") + 1
        ending = "\r\n" if lines[start].endswith("\r\n") else "\n"
        out += compress(lines[at:start], stays[at:start])
        if any(map(str.strip, out[-1:])):
            out.append(ending)
        out.append(marks[number] + ending)
        if any(map(str.strip, lines[end : end + 1])):
            out.append(ending)
        at = end
    return [*out, *compress(lines[at:], stays[at:])]


def _idle_labels(items: tuple[Item, ...], marks: Mapping[int, str]) -> set[int]:
    """The lines of the labels under which nothing but withdrawn words stands."""
    gone = {items[n].label_line for n in marks}
    kept = {i.label_line for n, i in enumerate(items) if n not in marks}
    return gone - kept - {0}


def _renamed(
    before: tuple[Item, ...], after: tuple[Item, ...], marks: Mapping[int, str]
) -> dict[str, str]:
    if len(before) != len(after):
        raise NotSeparable(
            "the speech cannot be separated from its surroundings",
            zh="這段發言無法從前後文單獨移除",
        )
    renamed = {}
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if number in marks:
            if new.type != "narrative":
                raise NotSeparable(
                    "the mark would not be read as one", zh="撤下的標記放在那裡，不會讀成旁白"
                )
        elif (old.type, old.speaker, old.text) != (new.type, new.speaker, new.text):
            raise NotSeparable("the words around it would change", zh="移除它會動到前後文")
        elif old.id != new.id:
            renamed[old.id] = new.id
    return renamed


def without_references(text: str, gone: frozenset[str], renamed: Mapping[str, str]) -> str:
    """YAML text that refers to no id of `gone`, and to the others by their new id.

    An entry of a list that is nothing but such a reference goes with its line; elsewhere the
    reference becomes empty.
    """
    for ident in sorted(gone):
        name = re.escape(ident)
        word = rf"[^\s\"',{{}}\[\]]*{name}(?![A-Za-z0-9-])"
        quoted = rf"(?:\"{word}\"|'{word}'|{word})"
        text = re.sub(rf"(?m)^[ \t]*-[ \t]+{quoted}[ \t]*(?:#.*)?\r?\n", "", text)
        text = re.sub(quoted, _NOTHING, text)
    if renamed:
        names = "|".join(map(re.escape, sorted(renamed, key=len, reverse=True)))
        text = re.sub(
            rf"(?<![A-Za-z0-9])(s?)({names})(?![A-Za-z0-9-])",
            lambda found: found[1] + renamed[found[2]],
            text,
        )
    return text

"""Signs in a record that words under one speaker may be another's. No layout is asked: whatever a reader took the
file for, a person is told where to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from minutes.records.document import Document, Item, parse
from minutes.records.speaker_labels import is_full_name, parts
from minutes.text.word_tables import any_of, table
from pipeline.readers.drafting.heads import read_head
from pipeline.readers.drafting.outcome import Imported, ImportNote

_DATA = table("other_voices")
_ASKS = re.compile(r"[？?][」』”\"）)]*\s*$")
_ANSWERS = re.compile(rf"{any_of(_DATA['answers'])}(?:[，。！,.!]|$)", re.I)
_SIGNS = r"[\s:：;；|｜/／\-－—–→>＞》】〕\])）~～]|$"
_MOST_NAMES = 400  # in one record: more are no meeting
_MOST = 20  # places of one kind in the report
_SHORTEST = 3  # characters of a name: 方圓 and 高雄 begin sentences too
_BEGINNING = 80  # characters of a paragraph that are looked at
_QUOTE = 16


@dataclass(frozen=True, slots=True)
class _Place:
    """A paragraph of a speaker that may be another's."""

    speaker: str
    words: str
    line: int

    @property
    def zh(self) -> str:
        return f"{self.speaker}（紀錄第 {self.line} 行，「{self.words}」）"

    @property
    def en(self) -> str:
        return f"{self.speaker} (line {self.line} of the record, “{self.words}”)"


def with_other_voices(made: Imported) -> Imported:
    """The import, its report with the places where another than the one named may speak."""
    document = parse(made.markdown)
    spoken = list(filter(_is_spoken, document.items))
    told = (
        _note(
            "own-answer",
            list(_own_answers(spoken)),
            "問完又像自己回答，後一段可能是別人說的：",
            "Asks and seems to answer too; the second paragraph may be another's: ",
        ),
        _note(
            "name-in-words",
            list(_named(spoken, _names(document))),
            "這些發言的開頭或末尾是另一人的姓名，可能是那個人說的：",
            "These words begin or end with the name of another, who may be speaking: ",
        ),
    )
    return replace(made, guessed=(*made.guessed, *filter(None, told)))


def _is_spoken(item: Item) -> bool:
    return item.type == "speech" and bool(item.text)


def _note(code: str, found: Sequence[_Place], zh: str, en: str) -> ImportNote | None:
    """One note of all places; none where there are none."""
    if not found:
        return None
    more = len(found) - _MOST
    shown = found[:_MOST]
    zh += "、".join(place.zh for place in shown) + f"、另有 {more} 處" * (more > 0)
    en += ", ".join(place.en for place in shown) + f", and {more} more" * (more > 0)
    return ImportNote(code, zh, en)


def _place(item: Item) -> _Place:
    return _Place(item.speaker or "？", item.text[:_QUOTE], item.line)


def _own_answers(spoken: Iterable[Item]) -> Iterator[_Place]:
    """Where one paragraph asks, and the next one of the same speaker answers."""
    for asked, answer in pairwise(spoken):
        same = (asked.speaker, asked.label_line) == (answer.speaker, answer.label_line)
        if same and _ASKS.search(asked.text) and _ANSWERS.match(answer.text):
            yield _place(answer)


def _names(document: Document) -> list[str]:
    """The full names of those who speak, and of those whom the head names as present."""
    speakers = dict.fromkeys(item.speaker for item in document.items if item.speaker)
    present = (person.name for person in read_head(document).present)
    names = dict.fromkeys((*map(_bare, speakers), *present))
    return [name for name in names if len(name) >= _SHORTEST and is_full_name(name)]


def _bare(label: str) -> str:
    own = parts(label)
    return own.name if own else label


def _named(spoken: Iterable[Item], names: Sequence[str]) -> Iterator[_Place]:
    """The paragraphs that begin or end with the name of somebody else, as no sentence does."""
    if not 0 < len(names) <= _MOST_NAMES:
        return
    each = "|".join(map(re.escape, names))
    begins = re.compile(rf"[\W\d_]{{0,12}}({each})(?:{_SIGNS}|{any_of(_DATA['beginnings'])})")
    ends = re.compile(rf"[（(—─–-]\s*({each})\s*[)）]?[。.]?\s*$")
    for item in spoken:
        found = begins.match(item.text[:_BEGINNING]) or ends.search(item.text[-_BEGINNING:])
        if found and found[1] != _bare(item.speaker or ""):
            yield _place(item)


__all__ = ["with_other_voices"]

"""Who seems to speak in a record, and a name put right in all places at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from minutes.records.document import Document, Item
from minutes.records.head_lines import is_head_field, is_list_head
from minutes.records.speaker_labels import calling
from minutes.text.shortening import one_line, shorten
from pipeline.authoring.words.lines import Splice, Spliced, spliced
from pipeline.authoring.words.speeches import block, label, narrative
from pipeline.readers.drafting.people import is_list_of_people

_FIRST_WORDS = 40
# A paragraph that begins like a speech: a few words and a colon. 60 is the longest label that is read at all.
_LIKE_A_LABEL = re.compile(r"(?P<name>[^：:\n*_`\[\]>#]{1,60}?)[ \t]*[：:][ \t]*")
_LABEL_LEVEL = 3  # labels are headings of this level, with a colon


@dataclass(frozen=True, slots=True)
class HeardName:
    """What looks like a speaker: the name, how many speeches begin so, the first words, and whether it
    is one in the record as it stands."""

    name: str
    count: int
    words: str
    is_speaker: bool


@dataclass(frozen=True, slots=True)
class VoiceDecision:
    """What is to become of a voice: the name it is to have, and whether it speaks at all."""

    name: str
    speaks: bool


def voices(document: Document) -> list[HeardName]:
    """Those who speak in the order in which they are first heard, then what only looks like a label."""
    said = [(speech.label, speech.text) for speech in document.speeches]
    likely = filter(None, map(_like_a_label, document.items))
    return [*_together(said, is_speaker=True), *_together(likely, is_speaker=False)]


def _together(said: Iterable[tuple[str, str]], *, is_speaker: bool) -> Iterator[HeardName]:
    """One voice for each name."""
    found: dict[str, list[str]] = {}
    for name, words in said:
        found.setdefault(name, []).append(words)
    found.pop("", None)
    for name, texts in found.items():
        yield _voice(name, texts, is_speaker=is_speaker)


def _voice(name: str, said: list[str], *, is_speaker: bool) -> HeardName:
    words = one_line(next(filter(None, said), ""))
    return HeardName(name, len(said), shorten(words, _FIRST_WORDS), is_speaker)


def _like_a_label(item: Item) -> tuple[str, str] | None:
    """A name and what follows it, where a speech begins with what could be somebody's before a colon;
    or a small heading that is somebody's name."""
    name, rest = _CUTS.get(item.type, _whole)(item)
    names_somebody = calling(name) is not None
    return (name, rest) if names_somebody and not _is_of_lists(name, item.text) else None


def _is_of_lists(name: str, line: str) -> bool:
    """Whether a name heads a line of the attendance, not a speech: 出席者：…, 交通部：王示範專員"""
    return is_head_field(name) or is_list_head(name) or is_list_of_people(line)


def _whole(_item: Item) -> tuple[str, str]:
    return "", ""


def _small_heading(item: Item) -> tuple[str, str]:
    return item.text * (item.level == _LABEL_LEVEL), ""


def _before_colon(item: Item) -> tuple[str, str]:
    found = _LIKE_A_LABEL.match(item.markdown)
    return (found["name"].strip(), item.markdown[found.end() :]) if found else ("", "")


_CUTS: Mapping[str, Callable[[Item], tuple[str, str]]] = {
    "heading": _small_heading,
    "speech": _before_colon,
}


Meanings = Mapping[tuple[str, bool], VoiceDecision]
"""What is to become of voices, by their name and whether they speak in the record now."""


def settle(document: Document, meant: Meanings) -> Spliced:
    """The record with its voices as they are meant."""
    splices = [*_emptied(document, meant)]
    for item in document.items:
        splices += [*_words(item, meant), *_label(item, meant)]
    return spliced(document.head + document.body, dict.fromkeys(splices))


def _fate(item: Item, meant: Meanings) -> VoiceDecision:
    """What is to become of who says a piece."""
    name = item.label
    return meant.get((name, True), VoiceDecision(name, speaks=True))


def _words(item: Item, meant: Meanings) -> Iterator[Splice]:
    """The words of one piece: of somebody who does not speak, or with a label that stands among them."""
    if not _fate(item, meant).speaks:
        yield Splice(*block(item), narrative(f"{item.speaker}：{item.markdown}"))
    elif likely := _other_label(item, meant):
        name, rest = likely
        yield Splice(*block(item), (label(name), *filter(None, [rest])))


def _other_label(item: Item, meant: Meanings) -> tuple[str, str] | None:
    """Whose words a piece becomes by the label that stands among its words, and these words."""
    name, rest = _like_a_label(item) or ("", "")
    likely = meant.get((name, False), VoiceDecision("", speaks=False))
    return (likely.name, rest) if likely.speaks else None


def _emptied(document: Document, meant: Meanings) -> Iterator[Splice]:
    """The lines of labels whose first words become another's."""
    first = {item.label_line: item for item in reversed(document.items)}
    first.pop(0, None)
    for line, item in first.items():
        if _other_label(item, meant):
            yield Splice(line - 1, line, ())


def _label(item: Item, meant: Meanings) -> Iterator[Splice]:
    """The line of a label: with another name, or gone."""
    decision, line = _fate(item, meant), item.label_line
    if line and decision != VoiceDecision(item.label, speaks=True):
        yield Splice(line - 1, line, (label(decision.name),) * decision.speaks)

"""A finished record as signs are sought in it: its paragraphs, its speeches, and who is known to be there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, takewhile
from operator import attrgetter

from minutes.records.document import Document, Item
from minutes.records.speaker_labels import is_full_name, parts
from minutes.text.word_tables import any_of, table
from pipeline.readers.drafting.heads import read_head

MOST_NAMES = 400
"""Names in one record: more are no meeting."""
LONGEST_NAME = 40
"""Characters of what somebody is called by."""
_LONGEST_ADDRESSED = 4  # characters of 王副司長; a longer office is not called out
_SPEAKER = attrgetter("speaker")


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """Somebody who speaks or is there: the label, and the name alone."""

    label: str
    name: str
    addressed: str = ""  # 王科長, as others call 範例部王科長示範

    @classmethod
    def of(cls, label: str) -> KnownVoice:
        """Whom a label calls."""
        own = parts(label)
        if own is None:
            return cls(label, label)
        titled = own.name[:1] + own.role
        return cls(label, own.name, titled if 1 < len(titled) <= _LONGEST_ADDRESSED else "")

    def may_be_name(self) -> bool:
        """Whether somebody may be called so: an import may take a long text for a label."""
        return len(self.name) <= LONGEST_NAME

    @property
    def calls(self) -> frozenset[str]:
        """What this one is called by."""
        return frozenset(filter(None, (self.label, self.name, self.addressed)))

    def is_another(self, calls: Iterable[str]) -> bool:
        """Whether any of some names is not this one's own."""
        return bool(self.others(calls))

    def others(self, calls: Iterable[str]) -> list[str]:
        """Those of some names that are not this one's own."""
        return [call for call in calls if not self._is_own(call)]

    def _is_own(self, call: str) -> bool:
        return call in self.label or (self.name in call and bool(self.name))

    @property
    def is_certain(self) -> bool:
        """Whether the name is a full one that no sentence begins with: 方圓 and 高雄 do."""
        return len(self.name) > _SHORTEST and is_full_name(self.name)


_SHORTEST = 2
NOBODY = KnownVoice("", "")


class FinishedRecord:
    """The paragraphs of a record that are speech, and the speeches that they make."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.spoken = list(_spoken(document.items))
        self.speeches = [Speech(list(run)) for _, run in groupby(self.spoken, key=_SPEAKER)]
        self.voices = {
            label: KnownVoice.of(label) for label in filter(None, map(_SPEAKER, self.spoken))
        }

    @cached_property
    def times(self) -> Counter[str | None]:
        """How many paragraphs each speaker says."""
        return Counter(map(_SPEAKER, self.spoken))

    @cached_property
    def _runs(self) -> Counter[str | None]:
        return Counter(speech.first.speaker for speech in self.speeches)

    def is_only_speech(self, speech: Speech) -> bool:
        """Whether its speaker holds no other."""
        return self._runs[speech.first.speaker] == 1

    @cached_property
    def present(self) -> list[KnownVoice]:
        """Those whom the head names as present."""
        there = map(attrgetter("name"), read_head(self.document).present)
        return list(map(KnownVoice.of, dict.fromkeys(there)))

    @cached_property
    def known(self) -> list[KnownVoice]:
        """Those who speak, and those who are present."""
        return [*self.voices.values(), *self.present][:MOST_NAMES]

    @cached_property
    def calls(self) -> frozenset[str]:
        """All that speakers are called by, and the full names of those who are present."""
        there = frozenset(voice.name for voice in self.known if voice.is_certain)
        speaking = map(attrgetter("calls"), self.known[: len(self.voices)])
        return there.union(chain.from_iterable(speaking))

    def labelled_in_head(self) -> Iterator[Item]:
        """The paragraphs of nobody above the first speech that begin with the label of a speaker before a sentence."""
        head = takewhile(_is_nobodys, _worded(self.document.items))
        return filter(self._begins_with_label, head)

    def _begins_with_label(self, item: Item) -> bool:
        label, _, said = item.text.partition("：")
        return label in self.voices and SENTENCE.search(said) is not None

    def voice(self, item: Item) -> KnownVoice:
        """Who says a paragraph."""
        return self.voices.get(item.label, NOBODY)

    def first_of(self, label: str) -> Item:
        """The first paragraph of a speaker."""
        return next(item for item in self.spoken if item.speaker == label)


def _spoken(items: Sequence[Item]) -> Iterator[Item]:
    """The paragraphs that somebody says, or seems to say where nobody is named yet: the lines of a head are none."""
    worded = list(_worded(items))
    head = list(takewhile(_is_nobodys, worded))
    return chain(filter(seems_said, head), worded[len(head) :])


def _worded(items: Sequence[Item]) -> Iterator[Item]:
    return (item for item in items if item.type == "speech" and item.text)


def _is_nobodys(item: Item) -> bool:
    return item.speaker is None


def seems_said(item: Item) -> bool:
    """Whether words are such as people say, and minutes do not."""
    return _SAID.search(item.text) is not None


_SAID = re.compile(f"{any_of(table('doubts')['said'])}|[？?]$")


def lines_of(item: Item) -> str:
    """The words of a paragraph as they are read, each of its lines on one of its own."""
    return _ESCAPED.sub(lambda found: found[1] or "", item.markdown)


_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*")


@dataclass(frozen=True, slots=True)
class Speech:
    """The paragraphs of one speaker, or of nobody, that follow each other."""

    paragraphs: Sequence[Item]

    @property
    def first(self) -> Item:
        return self.paragraphs[0]

    @property
    def has_sentence(self) -> bool:
        """Whether a sentence ends in it, or somebody gestures: （點頭）."""
        return any(SENTENCE.search(item.text) for item in self.paragraphs)


SENTENCE = re.compile(r"[。！？!?…]|[.,]\s|\.$|^[（(]")
"""What ends a sentence, or stands around a gesture."""


__all__ = [
    "LONGEST_NAME",
    "MOST_NAMES",
    "NOBODY",
    "SENTENCE",
    "FinishedRecord",
    "KnownVoice",
    "Speech",
    "lines_of",
    "seems_said",
]

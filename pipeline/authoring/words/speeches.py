"""Single speeches of a record put right: their words, or who says them."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, dropwhile
from operator import attrgetter

from minutes.records.document import Document, Item
from minutes.records.speaker_labels import colon_for
from pipeline.authoring.words.lines import Splice, Spliced, spliced
from pipeline.readers.drafting.markdown_words import escaped_heading


@dataclass(frozen=True, slots=True)
class Rewording:
    """What an item of a record (by its index) is to say, as Markdown, and who is to say it, "" for
    nobody."""

    index: int
    words: str
    speaker: str


def correct(document: Document, corrections: Iterable[Rewording]) -> Spliced:
    """The record with these corrections; all other lines stay. Where one speech of several under a label
    gets another speaker, the label is set anew for those that follow."""
    items = dict(enumerate(document.items))
    wanted = [_Change(items[c.index], c) for c in corrections if c.index in items]
    moved = {change.item.id for change in filter(attrgetter("is_moved"), wanted)}
    splices = (change.splices(document.items, moved) for change in wanted)
    return spliced(document.head + document.body, chain.from_iterable(splices))


def label(name: str) -> str:
    """The line of Markdown that names a speaker: a heading of the third level with the name and
    a colon."""
    return f"### {escaped_heading(_bare(name))}{colon_for(name)}"


def block(item: Item) -> tuple[int, int]:
    """The first line of an item's block, counted from 0, and the one after it."""
    start = item.line - 1 if item.markdown else item.label_line  # below a label without words
    return start, start + len(item.markdown.split("\n")) * bool(item.markdown)


def narrative(words: str) -> tuple[str, ...]:
    """Words that nobody says: in brackets, or they would be a speaker's quotation."""
    plain = words.strip()
    bracketed = plain if plain.startswith(("（", "(")) else f"（{plain}）"
    return (textwrap.indent(bracketed, "> "),)


def _bare(name: str) -> str:
    return " ".join(name.split()).rstrip(":： ")


@dataclass(frozen=True, slots=True)
class _Change:
    """One item and what it is to become."""

    item: Item
    wanted: Rewording

    @property
    def words(self) -> str:
        return self.wanted.words.strip("\n")

    @property
    def speaker(self) -> str:
        return _bare(self.wanted.speaker)

    @property
    def is_moved(self) -> bool:
        """Whether another is to say it."""
        return self.item.is_speech and self.speaker != self.item.label

    def splices(self, items: Sequence[Item], moved: Collection[str]) -> Iterator[Splice]:
        line = self.item.label_line or -1
        under = [item for item in items if item.label_line == line]
        if self.is_moved:
            yield from self._given_away(under)
            yield from self._resumed(under, moved)
        elif self.words != self.item.markdown:
            yield Splice(*block(self.item), tuple(filter(None, [self.words])))
            if under == [self.item] and not self.words.strip():
                yield Splice(line - 1, line, ())

    def _given_away(self, under: Sequence[Item]) -> Iterator[Splice]:
        """The words under another label, or nobody's; a label of its own goes."""
        lines = (label(self.speaker), self.words) if self.speaker else narrative(self.words)
        yield Splice(*block(self.item), lines)
        if under[:1] == [self.item]:
            yield Splice(self.item.label_line - 1, self.item.label_line, ())

    def _resumed(self, under: Sequence[Item], moved: Collection[str]) -> Iterator[Splice]:
        """The old label before the next speech that stood under it."""
        following = dropwhile(lambda item: item is not self.item, under)
        for item in list(following)[1:2]:
            if item.id not in moved:
                start, _ = block(item)
                yield Splice(start, start, (label(item.label),))

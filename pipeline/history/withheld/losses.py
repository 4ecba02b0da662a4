"""What a record said in one version and no more in the next: the paragraphs, headings and lines of the head
whose letters are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse, pairwise

from minutes.addresses.speech_ids import SHORT
from minutes.records.slicer import label_name
from pipeline.history.withheld.sayings import head_words
from pipeline.history.wordings.likeness import essence

_BLANK = "\n\n"
_HEAD = re.compile(r"\ufeff?\s{0,99}---[ \t]*\n(.*?\n)---[ \t]*$", re.DOTALL | re.MULTILINE)
_BREAK = re.compile(r"\n[ \t]*\n|^(#[^\n]*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PastForm:
    """A version's text ("" where there was none), and the commit that made it ("" for one to come)."""

    commit: str
    text: str

    @property
    def blocks(self) -> set[str]:
        head = _HEAD.match(self.text)
        words = head_words(head[1]) if head else ()
        return {*words, *self.text[head.end() if head else 0 :].split(_BLANK)}


@dataclass(frozen=True, slots=True)
class Loss:
    """What the version `number`, made by a commit, does not say any more of what the `old` text said."""

    number: int
    commit: str
    old: str
    paragraphs: Sequence[str]


def losses(forms: Sequence[PastForm]) -> Iterator[Loss]:
    """What each version lost that does not stand in the last one."""
    there = forms[-1].blocks
    readable = [number for number, form in enumerate(forms) if form.text]
    for old, new in pairwise(readable):
        gone = lost_paragraphs(forms[old].blocks - there, forms[new].blocks - there)
        yield Loss(new, forms[new].commit, forms[old].text, gone)


def lost_paragraphs(before: set[str], after: set[str]) -> Sequence[str]:
    """The paragraphs whose letters are not there after."""
    left = set(map(essence, _paragraphs(after - before)))
    return [part for part in _paragraphs(before - after) if essence(part) not in left]


def _paragraphs(blocks: Iterable[str]) -> Iterator[str]:
    """Titles, and what stands between them and labels."""
    parts = chain.from_iterable(map(_BREAK.split, blocks))
    return filterfalse(_is_label, filter(str.strip, filter(None, parts)))


def _is_label(part: str) -> bool:
    """Whether a title says no more than who speaks."""
    return label_name(part) is not None and len(essence(part)) < SHORT

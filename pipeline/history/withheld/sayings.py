"""What stands in a record, as it is compared with what stands in others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutes.addresses.speech_ids import SHORT
from minutes.publication.withdrawn_words import SHORTEST
from minutes.records.speaker_labels import calling
from minutes.text.han import has_han
from pipeline.history.wordings.likeness import essence
from pipeline.history.wordings.rereading import Piece, Reading

_ADDRESS = re.compile(r"https?:[^\s<>()\[\]\"']+", re.IGNORECASE)
_FIELD = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w-]+[ \t]*:(?:[ \t]+|$))?")


@dataclass(frozen=True, slots=True)
class Saying:
    """What stands in a record: its letters and digits without addresses of the web, whose words they are,
    those before and after it, the commit that brought or took it ("" for one that is still to come), and
    all letters, where an address is among them."""

    words: str
    voice: str = ""
    before: str = ""
    after: str = ""
    commit: str = ""
    whole: str = ""

    @property
    def is_short(self) -> bool:
        """Whether the same words are said in many places."""
        return len(self.words) < SHORT

    @property
    def likely(self) -> str:
        """By what it is looked for."""
        return self.words if len(self.words) >= SHORTEST else self.whole or self.words


def saying(text: str) -> Saying:
    """A saying of which nothing but the words is known."""
    return Saying(letters(text), whole=addressed(text))


def all_said(reading: Reading) -> tuple[Piece, ...]:
    """All that a version says: what its head does, line by line, and the pieces of its body."""
    head_pieces = (Piece("", "head", None, words) for words in head_words(reading.head))
    return (*head_pieces, *reading.pieces)


def head_words(head: str) -> Iterator[str]:
    """What the lines of a head say beside the names of their fields: neither what is written in one word
    of Latin letters (`tier: monthly`), nor the name of a body or an office, which give nobody away."""
    values = (_FIELD.sub("", line, count=1).strip() for line in head.split("\n"))
    return filter(_is_telling, values)


def _is_telling(value: str) -> bool:
    return (has_han(value) or " " in value) and calling(value) not in {"body", "office"}


def letters(text: str) -> str:
    """The letters and digits of a text without addresses of the web, of which many are alike."""
    return "".join(filter(str.isalnum, essence(_ADDRESS.sub(" ", text))))


def addressed(text: str) -> str:
    """The letters and digits of a text with addresses in it; "" of one without."""
    return essence(text) if _ADDRESS.search(text) else ""

"""What stands in a record, as it is compared with what stands in others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from minutes.addresses.speech_ids import SHORT
from minutes.publication.withdrawn_words import SHORTEST
from pipeline.history.wordings.likeness import essence

_ADDRESS = re.compile(r"https?:[^\s<>()\[\]\"']+", re.IGNORECASE)


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


def letters(text: str) -> str:
    """The letters and digits of a text without addresses of the web, of which many are alike."""
    return "".join(filter(str.isalnum, essence(_ADDRESS.sub(" ", text))))


def addressed(text: str) -> str:
    """The letters and digits of a text with addresses in it; "" of one without."""
    return essence(text) if _ADDRESS.search(text) else ""

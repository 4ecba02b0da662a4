"""Labels that name nobody in particular (問, 主持人, Audience Member): the words are in
`minutes/data/generic_labels.toml`."""

from __future__ import annotations

from minutes.text.folding import fold
from minutes.text.word_tables import table


def _load() -> frozenset[str]:
    return frozenset(fold(word) for words in table("generic_labels").values() for word in words)


_GENERIC = _load()


def is_generic(label: str) -> bool:
    """Whether a label names nobody in particular."""
    return fold(label) in _GENERIC

"""Labels that name nobody in particular (問, 主持人, Audience Member): the words are in
`minutes/data/generic_labels.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from minutes.text.folding import fold


def _load() -> frozenset[str]:
    words = tomllib.loads((files("minutes") / "data" / "generic_labels.toml").read_text("utf-8"))
    return frozenset(fold(label) for labels in words.values() for label in labels)


_GENERIC = _load()


def is_generic(label: str) -> bool:
    """Whether a label names nobody in particular."""
    return fold(label) in _GENERIC

"""The word lists and tables of `minutes/data`, each of which says beside its words where they come from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> Mapping[str, Any]:
    """What stands in `minutes/data/NAME.toml`; read once, so callers leave it as it is."""
    return tomllib.loads((files("minutes") / "data" / f"{name}.toml").read_text("utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A regular expression, as text, for any of some words, which may be expressions themselves."""
    return f"(?:{'|'.join(words)})"

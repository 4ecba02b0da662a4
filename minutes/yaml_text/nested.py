"""Plain data within plain data: what a mapping or a list holds, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from minutes.yaml_text.reading import Path


def entries(value: Any) -> Iterable[tuple[Any, Any]]:
    """The entries of a mapping by their keys, those of a list by their places from 0; none of words
    and numbers."""
    match value:
        case dict():
            return value.items()
        case list():
            return enumerate(value)
    return ()


def scalars(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every word and number with the steps that lead to it, in the order of the text; what is empty
    is left out."""
    for step, inner in entries(value):
        yield from scalars(inner, (*path, step))
    if isinstance(value, str | int | float):
        yield path, str(value)

"""Plain data within plain data: what a mapping or a list holds, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from minutes.yaml_text.reading import Loc


def entries(value: Any) -> Iterable[tuple[Any, Any]]:
    """The entries of a mapping by their keys, those of a list by their places from 0; none of words
    and numbers."""
    match value:
        case dict():
            return value.items()
        case list():
            return enumerate(value)
    return ()


def fields(value: Any) -> dict[str, Any]:
    """What a mapping holds; nothing of any other value."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """What a list holds; nothing of any other value."""
    return value if isinstance(value, list) else []


def names(path: Loc) -> tuple[str, ...]:
    """The fields that one passes on the way, without the places in lists."""
    return tuple(step for step in path if isinstance(step, str))


def dotted(path: Loc) -> str:
    """The way as people read it, entries counted from 1: `actions.1.due`."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def scalars(value: Any, path: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every word and number with the steps that lead to it, in the order of the text; what is empty
    is left out."""
    for step, inner in entries(value):
        yield from scalars(inner, (*path, step))
    if isinstance(value, str | int | float):
        yield path, str(value)

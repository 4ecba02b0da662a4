"""The engines by the names under which `archive.yaml` chooses one. A new engine is a module of this
room, a row here and its name in `minutes.settings`; its library is loaded only where it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minutes.settings import EngineName
from pipeline.engines.protocol import Engine


def _whoosh() -> Engine:
    from pipeline.engines.whoosh import Whoosh

    return Whoosh()


def _memory() -> Engine:
    from pipeline.engines.memory import Memory

    return Memory()


ENGINES: Mapping[EngineName, Callable[[], Engine]] = {"whoosh": _whoosh, "memory": _memory}


def engine_named(name: EngineName) -> Engine:
    """The engine of this name. Raises `KeyError` where there is none."""
    return ENGINES[name]()

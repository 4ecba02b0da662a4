"""The engines by the names under which `archive.yaml` chooses one. A new engine is a module of this
room, a row here and its name in `minutes.settings`; its library is loaded only where it is used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minutes.errors import SettingsError
from minutes.settings import EngineName
from pipeline.engines.protocol import Engine


def _whoosh() -> Engine:
    from pipeline.engines.whoosh import WHOOSH

    return WHOOSH


def _memory() -> Engine:
    from pipeline.engines.memory import MEMORY

    return MEMORY


def _tantivy() -> Engine:
    from pipeline.engines.tantivy import TANTIVY

    return TANTIVY


def _opensearch() -> Engine:
    from pipeline.engines.opensearch import OPENSEARCH

    return OPENSEARCH


ENGINES: Mapping[EngineName, Callable[[], Engine]] = {
    "whoosh": _whoosh,
    "memory": _memory,
    "tantivy": _tantivy,
    "opensearch": _opensearch,
}


def engine_named(name: EngineName) -> Engine:
    """The engine of this name. Raises `KeyError` where there is none, `SettingsError` where its
    library is not installed."""
    try:
        return ENGINES[name]()
    except ModuleNotFoundError as missing:
        raise SettingsError(
            f"archive.yaml, engine: {name} needs a library that is not installed ({missing.name}); install it "
            f'with: pip install "minutes-archive[{name}]"',
            zh=f"archive.yaml 的 engine：尚未安裝 {name} 搜尋引擎所需的套件（{missing.name}），請執行 "
            f'pip install "minutes-archive[{name}]"',
        ) from missing

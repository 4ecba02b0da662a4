"""An engine that keeps the texts of meetings beside their words and knows where a text stands, as a cluster does."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from minutes.query.places import stands
from minutes.text.lists import without_empty
from pipeline.engines import fetched_texts, registry, shard_folder
from pipeline.engines.fetched_texts import KeptTexts
from pipeline.engines.memory import MEMORY, MemoryReader, MemoryWriter
from pipeline.engines.protocol import (
    FoldedForm,
    MeetingWords,
    Weight,
    Weights,
)
from pipeline.index import generation
from pipeline.index.generation import Generation

FILE = "texts.json"


class KeepingWriter(MemoryWriter):
    """Writes the texts, too."""

    def __init__(self, shard: Path) -> None:
        super().__init__(shard)
        self.texts = read(shard)
        self.place = shard

    def put(self, entries: Iterable[MeetingWords]) -> None:
        several = list(entries)
        super().put(several)
        for entry in several:
            whole = base64.b64encode(entry.whole).decode()
            said = [[*told, by] for told, by in zip(entry.passages, entry.speakers, strict=True)]
            self.texts[entry.meeting] = {"whole": whole, "passages": said}

    def drop(self, meetings: Collection[str]) -> None:
        super().drop(meetings)
        for meeting in meetings:
            self.texts.pop(meeting, None)

    def commit(self, *, purge: bool = False) -> None:
        super().commit(purge=purge)
        shard_folder.replace(self.place, FILE, json.dumps(self.texts).encode())


def read(folder: Path) -> dict[str, Any]:
    file = folder / FILE
    return json.loads(file.read_bytes()) if file.exists() else {}


class KeepingReader(MemoryReader):
    """Knows where a text stands, too."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        [shard] = shard_folder.shards(folder)
        self.said = {name: kept["passages"] for name, kept in read(shard).items()}

    def standing(self, forms: Sequence[FoldedForm], by: Collection[str] | None = None) -> Weights:
        heard = {
            name: [
                said for said in passages if by is None or (said[0] == "speech" and said[2] in by)
            ]
            for name, passages in self.said.items()
        }
        return without_empty({name: self._weight(said, forms) for name, said in heard.items()})

    def _weight(self, passages: list[tuple[str, str, str]], forms: Sequence[FoldedForm]) -> Weight:
        there = [
            place
            for place, folded, _ in passages
            if any(stands(form.text, folded, form.left, form.right) for form in forms)
        ]
        others = {"elsewhere", "head"}.intersection(there)
        return Weight.of(
            there.count("speech"), elsewhere="elsewhere" in others, head="head" in others
        )


class KeptBeside:
    """Gives the texts, and remembers what it was asked for in one request each."""

    asked: ClassVar[list[list[str]]] = []

    def __init__(self, folder: Path) -> None:
        [shard] = shard_folder.shards(folder)
        self.texts = {name: base64.b64decode(kept["whole"]) for name, kept in read(shard).items()}

    def of(self, meetings: Collection[str]) -> Mapping[str, bytes]:
        self.asked.append(list(meetings))
        return {name: self.texts[name] for name in meetings if name in self.texts}

    def holders(self, item: str) -> Sequence[str]:
        return [name for name, text in self.texts.items() if item.encode() in text]

    def close(self) -> None:
        """Nothing is open."""


KEEPING = replace(MEMORY, writer=KeepingWriter, reader=KeepingReader, texts=KeptBeside)
"""The engine."""


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> type[KeptBeside]:
    """The engine `memory` keeps texts, and none is at hand yet."""
    monkeypatch.setattr(registry, "ENGINES", {**registry.ENGINES, "memory": lambda: KEEPING})
    monkeypatch.setattr(fetched_texts, "KEPT", KeptTexts())
    monkeypatch.setattr(KeptBeside, "asked", [])
    return KeptBeside


@contextmanager
def without_texts(made: Generation, away: Path) -> Iterator[None]:
    """A generation as it lies on a machine that has none of its files of texts."""
    texts = made.folder / generation.TEXT
    shutil.move(texts, away)
    try:
        yield
    finally:
        shutil.move(away, texts)

"""Where else the words of what is withdrawn stand, and whether a reason says them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from minutes.records.document import Item
from minutes.settings import Settings
from minutes.text.folding import fold
from pipeline.source import files as ingest
from pipeline.source import parser

_QUOTED = 12  # so many characters of a speech in a reason are a quotation


def are_quoted(why: str, item: Item) -> bool:
    """Whether a reason repeats words of a speech."""
    speech, reason = fold(" ".join(item.text.split())), fold(why)
    if len(speech) < _QUOTED:
        return bool(speech) and speech in reason
    return any(reason[at : at + _QUOTED] in speech for at in range(len(reason) - _QUOTED + 1))


def elsewhere(settings: Settings, item: Item) -> Iterator[tuple[str, str]]:
    """Where else the very words of a withdrawn speech stand."""
    wanted = _bare(item.text)
    if not _is_long(wanted):
        return
    for file in ingest.unique(ingest.of_archive(settings))[0]:
        data = ingest.read(settings, file)
        if wanted[:6] not in _bare(data.decode("utf-8", "replace")):
            continue
        for other in parser.parse(data, file.path).document.items:
            if wanted in _bare(other.text):
                yield file.id, other.id


def holders(settings: Settings, place: Path, data: bytes) -> Iterator[tuple[str, str]]:
    """The other files, drafts too, that hold more than half of what a record says, in its very words."""
    items = parser.parse(data, place.name).document.items
    texts = list(filter(_is_long, (_bare(item.text) for item in items)))
    half = sum(map(len, texts)) / 2
    for file in ingest.unique(ingest.of_archive(settings))[0]:
        words = _bare(ingest.read(settings, file).decode("utf-8", "replace"))
        held = filter(words.__contains__, texts)
        if place != settings.home(draft=file.draft) / file.path and sum(map(len, held)) > half:
            yield file.id, ""


def _is_long(words: str) -> bool:
    """Whether words are so many that nobody else says just these by chance."""
    return len(words) >= _QUOTED


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)

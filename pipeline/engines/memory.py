"""An engine without a library: all postings in memory, and in one JSON file a shard. For archives of
a few hundred records, and to show that nothing else depends on which engine it is."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pipeline.engines import shard_folder
from pipeline.engines.protocol import (
    EVERYWHERE,
    Engine,
    FoldedForm,
    MeetingWords,
    Prefix,
    Token,
    TokenQuery,
    Weight,
    Weights,
    candidates,
    either,
)

_FILE = "tokens.json"


class MemoryWriter:
    """Writes one shard: each meeting with its tokens."""

    def __init__(self, shard: Path) -> None:
        self._shard = shard
        self._meetings = _load(shard)

    def put(self, entries: Iterable[MeetingWords]) -> None:
        """See `Writer.put`."""
        self._meetings.update((entry.meeting, entry.tokens) for entry in entries)

    def drop(self, meetings: Collection[str]) -> None:
        """See `Writer.drop`."""
        for meeting in meetings:
            self._meetings.pop(meeting, None)

    def commit(self, *, purge: bool = False) -> None:
        """See `Writer.commit`. The file is written anew each time: there is nothing to purge."""
        shard_folder.replace(self._shard, _FILE, json.dumps(self._meetings).encode("ascii"))

    def cancel(self) -> None:
        """See `Writer.cancel`."""


class MemoryReader:
    """Reads all shards of one folder at once; the files are not needed after that."""

    def __init__(self, folder: Path) -> None:
        self._meetings: list[str] = []
        self._tokens: dict[str, dict[str, Weight]] = {}
        for shard in shard_folder.shards(folder):
            for meeting, tokens in _load(shard).items():
                self._meetings.append(meeting)
                for token, weight in tokens.items():
                    self._tokens.setdefault(token, {})[meeting] = weight

    def candidates(self, wants: Sequence[TokenQuery]) -> list[Weights]:
        """See `Reader.candidates`."""
        return [candidates(want, self._known, self._everything) for want in wants]

    def _known(self, want: Token | Prefix) -> Weights:
        if isinstance(want, Token):
            return self._tokens.get(want.text, {})
        return either(self._tokens[token] for token, _ in self.beginning(want.text))

    def _everything(self) -> Weights:
        return dict.fromkeys(self._meetings, EVERYWHERE)

    def standing(
        self, forms: Sequence[FoldedForm], by: Collection[str] | None = None
    ) -> Weights | None:
        """See `Reader.standing`: tokens do not tell what stands beside what."""
        return None

    def beginning(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See `Reader.beginning`."""
        return [(t, len(names)) for t, names in self._tokens.items() if t.startswith(prefix)]

    def close(self) -> None:
        """See `Reader.close`."""


def _load(shard: Path) -> dict[str, Weights]:
    """The meetings of a shard; none where it has not been written yet."""
    file = shard / _FILE
    if not file.exists():
        return {}
    kept = json.loads(file.read_bytes())
    return {
        meeting: {token: Weight(number) for token, number in tokens.items()}
        for meeting, tokens in kept.items()
    }


# One shard: a file that is written whole gains nothing from a second process.
MEMORY = Engine(format="memory-1", shards=1, writer=MemoryWriter, reader=MemoryReader)

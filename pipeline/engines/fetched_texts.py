"""Texts that an engine keeps, fetched when they are looked into: those that are looked into next come together,
and the latest stay at hand, by their marks. A mark means the same text in every generation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

_MOST_KEPT = 96_000_000  # bytes: what some six hundred records take
_FIRST, _MOST = 16, 100  # texts in one request: a page of results, and what a reader may wait for


class Texts(Protocol):
    """The texts of one generation's meetings, where an engine keeps them beside the words."""

    def of(self, meetings: Collection[str]) -> Mapping[str, bytes]:
        """The whole texts of some meetings, those that are there, in one request."""

    def holders(self, item: str) -> Sequence[str]:
        """The meetings that have an item with this id."""

    def close(self) -> None:
        """Let what answers go."""


class KeptTexts:
    """The texts that were fetched last, by their marks; so many bytes at most. Many threads may share it."""

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._most, self._size = most, 0
        self._texts: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, mark: str) -> bool:
        return mark in self._texts

    def get(self, mark: str) -> bytes | None:
        """A text that is at hand."""
        with self._lock:
            text = self._texts.get(mark)
            if text is not None:
                self._texts.move_to_end(mark)
            return text

    def put(self, mark: str, text: bytes) -> None:
        """Keep a text; those that were not asked for longest go."""
        with self._lock:
            self._size += len(text) - len(self._texts.pop(mark, b""))
            self._texts[mark] = text
            while self._size > self._most and len(self._texts) > 1:
                _, gone = self._texts.popitem(last=False)
                self._size -= len(gone)


KEPT = KeptTexts()


class FetchedTexts:
    """The texts of one generation; `mark` tells that of a meeting's text, `check` raises where what came is not
    that text."""

    def __init__(
        self,
        texts: Texts,
        mark: Callable[[str], str],
        check: Callable[[str, bytes], None],
    ) -> None:
        self._texts, self._mark, self._check, self._kept = texts, mark, check, KEPT
        self._of_thread = threading.local()

    def expect(self, meetings: Iterable[str]) -> None:
        """Say which meetings this thread is about to look into, in this order."""
        self._of_thread.expected, self._of_thread.at_once = list(meetings), _FIRST

    def of(self, meeting: str) -> bytes:
        """The text of a meeting."""
        text = self._kept.get(self._mark(meeting))
        return self._fetch(meeting) if text is None else text

    def holders(self, item: str) -> Sequence[str]:
        """See `Texts.holders`."""
        return self._texts.holders(item)

    def close(self) -> None:
        """See `Texts.close`."""
        self._texts.close()

    def _fetch(self, meeting: str) -> bytes:
        wanted = self._together(meeting)
        fetched = self._texts.of(wanted)
        for name in wanted:
            text = fetched.get(name, b"")
            self._check(name, text)
            self._kept.put(self._mark(name), text)
        return fetched[meeting]

    def _together(self, meeting: str) -> list[str]:
        """The meetings to fetch with one: those that this thread looks into after it, the more the longer it goes
        on; who needs the first few alone waits for these."""
        expected: list[str] = getattr(self._of_thread, "expected", [])
        if meeting not in expected:
            return [meeting]
        at_once = self._of_thread.at_once
        self._of_thread.at_once = min(2 * at_once, _MOST)
        rest = expected[expected.index(meeting) + 1 :]
        # The one that is wanted is asked for in any case: another thread may keep it by now.
        return [meeting, *(name for name in rest if self._mark(name) not in self._kept)][:at_once]

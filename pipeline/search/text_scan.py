"""Where words stand in mapped, folded text: the passages that hold them, each once; and where they stood
in texts that were looked into before. A text is known by its checksum, so that what was found in it holds
for every question, and in every generation that has the same text."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from threading import Lock

from stringzilla import Str

from minutes.query.tree import Word
from minutes.text.folding import is_word
from pipeline.index.text_store import HEAD, SPEECH, Mapped, Table

Find = Callable[[int, int], int]
_ASCII_WORD = tuple(is_word(chr(code)) for code in range(128))


@dataclass(frozen=True, slots=True)
class Needle:
    """A spelling as a text and as it is looked for, and whether it must begin and end at the edge of a Latin word."""

    text: str
    form: bytes
    left: bool
    right: bool

    def finder(self, text: Mapped) -> Find:
        """What finds the first place at or after a start (which is an edge) and before an end (which is
        one, too); −1 if there is none."""
        find: Callable[[bytes, int, int], int] = Str(memoryview(text)).find
        if not (self.left or self.right):
            return partial(find, self.form)

        def find_at_edges(start: int, end: int) -> int:
            at = find(self.form, start, end)
            while at >= 0 and self._is_within_word(text, start, at, end):
                at = find(self.form, at + 1, end)
            return at

        return find_at_edges

    def _is_within_word(self, text: Mapped, start: int, at: int, end: int) -> bool:
        stop = at + len(self.form)
        goes_on_before = self.left and at > start and _word_before(text, at)
        return goes_on_before or (self.right and stop < end and _word_after(text, stop))


def needle(word: Word, form: str) -> Needle:
    """A needle for a spelling of a word."""
    return Needle(form, form.encode("utf-8", "surrogatepass"), *word.edges(form))


def passages_with(find: Find, table: Table, speeches: int = 0) -> Iterator[int]:
    """The passages of a meeting, but for its head, in which something stands, in order, each once; where
    so many `speeches` are known to hold it, none after the last of these."""
    starts, types, base = table.starts, table.types, table.start
    at, end = base, base + starts[-1] - 1
    n, left = 0, speeches or -1
    while left and (at := find(at, end)) >= 0:
        n = bisect_right(starts, at - base, n) - 1
        kind = types[n]
        if kind != HEAD:
            yield n
        left -= kind == SPEECH
        n += 1
        at = base + starts[n]


def places_of(form: bytes, table: Table) -> Iterator[int]:
    """Where some bytes stand in the text of a meeting, also within one another."""
    find, end = Str(memoryview(table.text)).find, table.start + table.starts[-1] - 1
    at = find(form, table.start, end)
    while at >= 0:
        yield at
        at = find(form, at + 1, end)


def _word_before(text: Mapped, at: int) -> bool:
    start = at - 1
    code = text[start]
    if code < 128:
        return _ASCII_WORD[code]
    while text[start] & 0xC0 == 0x80:
        start -= 1
    return is_word(text[start:at].decode("utf-8", "surrogatepass"))


def _word_after(text: Mapped, at: int) -> bool:
    code = text[at]
    if code < 128:
        return _ASCII_WORD[code]
    end = at + 1
    while end < len(text) and text[end] & 0xC0 == 0x80:
        end += 1
    return is_word(text[at:end].decode("utf-8", "surrogatepass"))


# Words that are kept, and texts for all of them together: some two hundred bytes each.
_WORDS = 512
_TEXTS = 50_000
_PACE = 64  # words that are asked for between two looks at how much is kept

KnownPlaces = MutableMapping[str, Sequence[int]]


class KeptPlaces:
    """The passages of texts, by checksum, in which each of the latest words stands. Many threads may share
    it."""

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[object, ...], dict[str, Sequence[int]]] = OrderedDict()
        self._asked = 0
        self._lock = Lock()

    def of(self, word: Word) -> KnownPlaces:
        """What is known of a word, to be added to. What was not asked for longest is let go."""
        key = (word.forms, word.quoted, word.prefix)
        with self._lock:
            places = self._words.setdefault(key, {})
            self._words.move_to_end(key)
            self._asked += 1
            if self._asked % _PACE == 0:
                self._let_go()
        return places

    def _let_go(self) -> None:
        left = list(accumulate(map(len, reversed(self._words.values()))))
        stay = min(_WORDS, sum(number <= _TEXTS for number in left))
        for _ in range(len(self._words) - stay):
            self._words.popitem(last=False)


KEPT = KeptPlaces()

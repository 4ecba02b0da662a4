"""Where words stand in mapped, folded text: the passages that hold them, each once; and where they stood
in texts that were looked into before. A text is known by its checksum, so that what was found in it holds
for every question, and in every generation that has the same text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, chain, takewhile
from threading import Lock

from minutes.query.tree import Word
from minutes.text.folding import is_word
from pipeline.index.text_store import Mapped, Table

Find = Callable[[int, int], int]
_LINE_FEED = 10  # stands before every passage but the first
_ASCII_WORD = tuple(is_word(chr(code)) for code in range(128))
# A byte of a text that is an ASCII letter or digit: what it is beside is not the edge of a word.
_IN_WORD = b"[" + b"".join(re.escape(bytes([n])) for n in range(128) if _ASCII_WORD[n]) + b"]"


@dataclass(frozen=True, slots=True)
class Needle:
    """Spellings that have the same word edges, so that one pass finds all."""

    forms: tuple[bytes, ...]
    left: bool
    right: bool

    def with_others(self, others: Iterable[Needle]) -> Needle:
        """One needle for this and others that have the same edges."""
        forms = dict.fromkeys(chain(self.forms, *(other.forms for other in others)))
        return Needle(tuple(forms), self.left, self.right)

    def finder(self, text: Mapped) -> Find:
        """What finds the first place at or after a start (which is an edge) and before an end; −1 if
        there is none."""
        if not (self.left or self.right):
            return self._plain(text)
        search, forms = _pattern(self).search, self.forms

        def find(start: int, end: int) -> int:
            at = start
            # What the search looks back at, where it begins, may be no part of the text.
            if not start or text[start - 1] != _LINE_FEED:
                if any(self._ends(text, start, end, form) for form in forms):
                    return start
                at += 1
            match = search(text, at, end)
            while match and not self._stands(text, match, end):
                match = search(text, match.start() + 1, end)
            return match.start() if match else -1

        return find

    def _plain(self, text: Mapped) -> Find:
        if len(self.forms) == 1:
            return partial(text.find, self.forms[0])
        search = _pattern(self).search

        def find(start: int, end: int) -> int:
            match = search(text, start, end)
            return match.start() if match else -1

        return find

    def _stands(self, text: Mapped, match: re.Match[bytes], end: int) -> bool:
        """Whether what the pattern found has its edges beyond ASCII too."""
        at, stop = match.span()
        if self.left and text[at - 1] > 127 and _word_before(text, at):
            return False
        if not self.right or stop == end or text[stop] < 128:
            return True
        return any(self._ends(text, at, end, form) for form in self.forms)

    def _ends(self, text: Mapped, at: int, end: int, form: bytes) -> bool:
        """Whether a spelling stands at a place, and an edge after it."""
        stop = at + len(form)
        if stop > end or text[at:stop] != form:
            return False
        return not (self.right and stop < end and _word_after(text, stop))


@lru_cache(maxsize=512)
def _pattern(needle: Needle) -> re.Pattern[bytes]:
    """Finds spellings that stand alone as far as ASCII tells."""
    after = b"(?!" + _IN_WORD + b")" if needle.right else b""
    return re.compile(_any_of(needle.forms, needle.left) + after)


def _any_of(forms: Sequence[bytes], left: bool) -> bytes:
    """A pattern for any of some spellings, not after a letter where that is an edge. What all of them
    begin with comes first: it is looked for at the speed of one."""
    first, last = min(forms), max(forms)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    begin = first[: sum(1 for _ in same)]
    if left and not begin:
        return b"(?:" + b"|".join(_not_within(form) for form in forms) + b")"
    rest = b"|".join(re.escape(form[len(begin) :]) for form in forms)
    return (_not_within(begin) if left else re.escape(begin)) + b"(?:" + rest + b")"


def _not_within(form: bytes) -> bytes:
    spelled = re.escape(form)
    return spelled + b"(?<!" + _IN_WORD + spelled + b")"


def needle(word: Word, forms: Sequence[str]) -> Needle:
    """A needle for spellings of a word that have the same edges."""
    left, right = word.edges(forms[0])
    return Needle(tuple(f.encode("utf-8", "surrogatepass") for f in forms), left, right)


def passages_with(find: Find, table: Table) -> Iterator[int]:
    """The passages of a meeting in which something stands, in order, each once."""
    starts, base = table.starts, table.start
    at, end = base, base + starts[-1] - 1
    n = 0
    while True:
        at = find(at, end)
        if at < 0:
            return
        n = bisect_right(starts, at - base, n) - 1
        yield n
        n += 1
        at = base + starts[n]


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
            known = self._words.setdefault(key, {})
            self._words.move_to_end(key)
            self._asked += 1
            if self._asked % _PACE == 0:
                self._let_go()
        return known

    def _let_go(self) -> None:
        left = list(accumulate(map(len, reversed(self._words.values()))))
        stay = min(_WORDS, sum(number <= _TEXTS for number in left))
        for _ in range(len(self._words) - stay):
            self._words.popitem(last=False)


KEPT = KeptPlaces()

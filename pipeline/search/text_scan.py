"""Where words stand in mapped, folded text: the passages that hold them, each once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from minutes.query.tree import Word
from minutes.text.folding import is_word
from pipeline.index.text_store import Mapped, Table

Find = Callable[[int, int], int]
_ASCII_WORD = tuple(is_word(chr(code)) for code in range(128))


@dataclass(frozen=True, slots=True)
class Needle:
    """Spellings that need the same tokens and the same word edges, so that one pass finds all."""

    forms: tuple[bytes, ...]
    left: bool
    right: bool
    pattern: re.Pattern[bytes] | None = None

    def finder(self, text: Mapped) -> Find:
        """What finds the first place at or after a start and before an end; −1 if there is none."""
        pattern = self.pattern
        if pattern is None:
            find: Find = partial(text.find, self.forms[0])
        else:

            def find(start: int, end: int) -> int:
                match = pattern.search(text, start, end)
                return match.start() if match else -1

        return self._edged(text, find) if self.left or self.right else find

    def _edged(self, text: Mapped, find: Find) -> Find:
        left, right, forms = self.left, self.right, self.forms
        within = _ASCII_WORD.__getitem__

        def edged(start: int, end: int) -> int:
            at = find(start, end)
            while at >= 0:
                # A few letters stand within most words: those after another letter cost no call.
                code = text[at - 1] if left and at > start else 0x20
                inside = within(code) if code < 128 else _word_before(text, at)
                if not inside:
                    if not right:
                        return at
                    for form in forms:
                        stop = at + len(form)
                        if text[at:stop] == form and not (stop < end and _word_after(text, stop)):
                            return at
                at = find(at + 1, end)
            return -1

        return edged


def _any_of(forms: Sequence[bytes]) -> re.Pattern[bytes]:
    """Finds any of some spellings; what all of them begin with is looked for at the speed of one."""
    first, last = min(forms), max(forms)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    begin = first[: sum(1 for _ in same)]
    rest = b"|".join(re.escape(form[len(begin) :]) for form in forms)
    return re.compile(re.escape(begin) + b"(?:" + rest + b")")


def needle(word: Word, forms: Sequence[str]) -> Needle:
    """A needle for spellings of a word that have the same edges."""
    left, right = word.edges(forms[0])
    spelled = tuple(f.encode("utf-8", "surrogatepass") for f in forms)
    return Needle(spelled, left, right, _any_of(spelled) if len(spelled) > 1 else None)


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

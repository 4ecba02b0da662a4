"""What the names of cases say: the words in them that are really used, and how alike names are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import chain, filterfalse
from math import fsum
from operator import add, attrgetter

from minutes.recognition.keywords import Background
from minutes.recognition.weights import WEIGHTS
from minutes.recognition.word_lists import folded_pattern
from minutes.text.folding import fold
from minutes.text.han import HAN

_CHUNK = re.compile(rf"[{HAN}]{{2,}}|[a-z][a-z0-9.+#-]{{2,}}")
_SAYS_NOTHING = folded_pattern(
    r"開放政府|專責|聯絡人|參與式|議題|協作|公聽|正式|會前|工作會議|籌備|會議|記者會|後續|流程演練|主持|沙推|紀錄|逐字稿"
    r"|第[0-9〇零一二三四五六七八九十百 ]+[次案場階段]*|請求|建請|建議|反對|支持|希望|政府|應該|相關|問題|請"
)
_OF = frozenset(fold("的之"))
_AROUND = folded_pattern(
    "^[^,。]{0,8}的部分|^[^,。]{0,14}把|^(?:那|就|所以|也|然後|編號|號碼|序號|議題|的話|,)+|(?:的話|就|則|的?[這那]一?個?案子?)*(?:編號|序號|我們的|[打寫列]成|是|為|叫|編|列|給)*$|^(?:是|為|叫)+"
)
PIECE = 2
"""So many characters of a name tell it from others."""
_LEAST_SPEECHES = 60  # of so many speeches of a case a word of its name stands in one at least


def alike(first: str, second: str) -> float:
    """Which share of the pairs of characters of the shorter of two folded names both have."""
    one, two = set(_pairs(first)), set(_pairs(second))
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def meant(nickname: str, names: Iterable[str], least: float = 0.0) -> str | None:
    """The one of some folded names with which a short name shares most, at `least` such a part of it, or whose
    characters it picks; None where several are alike."""
    common = {name: _in_a_row(nickname, name) for name in names}
    short = _short_for(nickname, common) if max(common.values(), default=0) < PIECE else None
    *_, second, most = [0, 0, *sorted(common.values())]
    best = max(common, key=common.__getitem__, default="")
    is_clear = most >= PIECE and most > second and _covered(nickname, best) >= least
    return short or (best if is_clear else None)


def without_verbs(nickname: str) -> str:
    """A short name without the words around it that give it a number."""
    return "".join(_AROUND.sub("", nickname.strip()).split())


def _short_for(nickname: str, names: Iterable[str]) -> str | None:
    """The one name whose characters a nickname picks in their order: 租補 for 租金補貼 (invented)."""
    picked = without_verbs(nickname)
    if len(picked) < PIECE:
        return None
    picking = re.compile(".*?".join(map(re.escape, picked)), re.DOTALL)
    told = list(filter(picking.search, names))
    return told[0] if len(told) == 1 else None


def _covered(nickname: str, name: str) -> float:
    """Which share of a short name stands in a name, in pieces that tell something."""
    told = without_verbs(nickname)
    blocks = SequenceMatcher(None, told, name, autojunk=False).get_matching_blocks()
    pieces = filter(PIECE.__le__, map(attrgetter("size"), blocks))
    return float(sum(pieces) / max(1, len(told)))


def _in_a_row(first: str, second: str) -> int:
    """How many characters in a row two texts share."""
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size


@dataclass(frozen=True, slots=True)
class Shared:
    """What of a name recurs in a text: which `share` of what the name says, and how much that is `worth`,
    both counted by how rare it is (a pair of characters in one of ten groups of records: 2.3); and how many
    of its `pieces` these are."""

    share: float
    worth: float
    pieces: int


_NOTHING = Shared(0.0, 0.0, 0)


@dataclass(frozen=True, slots=True)
class RarePieces:
    """The pairs of characters and the Latin words of a name that are rare, each with its rarity."""

    rarity: Mapping[str, float]

    @classmethod
    def of(cls, name: str, background: Background) -> RarePieces:
        """The rare pieces of a folded name."""
        rare = filter(partial(_is_rare, background), _pieces(name))
        return cls({piece: background.rarity(piece) for piece in rare})

    def shared(self, told: str) -> Shared:
        """What of the name recurs in a folded text; nothing where fewer than two pairs do."""
        common = list(filter(told.__contains__, self.rarity))
        if len(common) < 2 and not any(map(_is_latin, common)):
            return _NOTHING
        worth = fsum(map(self.rarity.__getitem__, common))
        return Shared(worth / fsum(self.rarity.values()), worth, len(common))


def likeness(name: str, joined: str, speeches: int, background: Background) -> float:
    """How much so many speeches, `joined` and folded, are about what a folded name says: the sum over
    the name's pairs of characters and Latin words of how common they are there and how rare
    elsewhere."""
    pieces = filter(partial(_is_rare, background), _pieces(name) if speeches else ())
    return fsum(
        min(1.0, WEIGHTS.often * joined.count(piece) / speeches) * background.rarity(piece)
        for piece in pieces
    )


def _pieces(name: str) -> set[str]:
    """The pairs of characters and the Latin words of a folded name that say something."""
    return set(chain.from_iterable(map(_pieces_of, _chunks([name]))))


def _pieces_of(chunk: str) -> Iterable[str]:
    return [chunk] if _is_latin(chunk) else _pairs(chunk)


def _pairs(text: str) -> Iterator[str]:
    return map(add, text, text[1:])


def _chunks(names: Iterable[str]) -> Iterator[str]:
    """The runs of Han and the Latin words of names, without what the name of any meeting says."""
    told = (_SAYS_NOTHING.sub(" ", name) for name in names)
    return chain.from_iterable(map(_CHUNK.findall, told))


def _is_latin(word: str) -> bool:
    return word[0].isascii()


def _is_rare(background: Background, word: str) -> bool:
    return background.rarity(word) >= WEIGHTS.rare


@dataclass(frozen=True, slots=True)
class UsedWords:
    """Which words of names are really used: in a case's own speeches or, where there are none, anywhere."""

    joined: str
    least: int
    """So often a word stands in the speeches at least."""
    background: Background

    @classmethod
    def of(cls, speeches: Sequence[str], background: Background) -> UsedWords:
        """The words that some folded speeches use."""
        return cls("\n".join(speeches), max(2, len(speeches) // _LEAST_SPEECHES), background)

    def within(self, names: Iterable[str]) -> list[str]:
        """The used words of some folded names, in their order."""
        found = chain.from_iterable(map(self._of_chunk, _chunks(names)))
        return list(dict.fromkeys(found))

    def rarest_pairs(self, names: Iterable[str]) -> list[str]:
        """The rarest pairs of names none of whose words a case's own records use."""
        chunks = filterfalse(_is_latin, _chunks(names))
        pairs = dict.fromkeys(chain.from_iterable(map(_pairs, chunks)))
        known = filter(self.background.spread.__getitem__, pairs)
        return [pair for pair in known if self.background.rarity(pair) >= WEIGHTS.rarest]

    def _of_chunk(self, chunk: str) -> Iterable[str]:
        if _is_latin(chunk):
            return [chunk] if self._is_latin_word(chunk) else []
        return self._spoken(chunk) if self.joined else self._unspoken(chunk)

    def _is_latin_word(self, word: str) -> bool:
        is_used = not self.joined or self.joined.count(word) >= self.least
        return is_used and self.background.rarity(word) >= WEIGHTS.rare_latin

    def _unspoken(self, chunk: str) -> Iterator[str]:
        """What a run of Han of which nothing is spoken is known by: itself and its rare pairs."""
        if len(chunk) <= WEIGHTS.longest_word:
            yield chunk
        yield from filter(self._is_very_rare, _pairs(chunk))

    def _spoken(self, chunk: str) -> list[str]:
        """The pieces of a run of Han that are words of their own, as it is spoken."""
        counts = {piece: self.joined.count(piece) for piece in _all_pieces(chunk)}
        used = {piece: n for piece, n in counts.items() if n >= self.least and self._is_rare(piece)}
        telling = {
            word: used[word] * self.background.rarity(word)
            for word in filter(partial(_is_word, used), used)
        }
        least = max(telling.values(), default=0.0) / WEIGHTS.less_telling
        return [word for word in telling if telling[word] >= least or self._is_very_rare(word)]

    def _is_rare(self, piece: str) -> bool:
        """Whether a piece is rare, where there are records enough to tell."""
        has_few = self.background.groups < WEIGHTS.enough_records
        return has_few or _is_rare(self.background, piece)

    def _is_very_rare(self, piece: str) -> bool:
        return self.background.rarity(piece) >= WEIGHTS.very_rare


def _all_pieces(chunk: str) -> dict[str, None]:
    """All pieces of a run of Han that may be words, the shorter ones first."""
    sizes = range(2, min(len(chunk), WEIGHTS.longest_word) + 1)
    return dict.fromkeys(chain.from_iterable(map(partial(_pieces_of_size, chunk), sizes)))


def _pieces_of_size(chunk: str, size: int) -> Iterator[str]:
    return (chunk[start : start + size] for start in range(len(chunk) - size + 1))


def _is_word(used: Mapping[str, int], piece: str) -> bool:
    """Whether a piece is a word of its own: where it is part of longer ones, it is used much more often."""
    if not _OF.isdisjoint((piece[0], piece[-1])):
        return False
    longer = [used[other] for other in used if piece in other and piece != other]
    is_phrase = len(piece) >= WEIGHTS.phrase
    times = WEIGHTS.own_phrase if is_phrase else WEIGHTS.own_word
    return used[piece] >= times * max(longer, default=0)

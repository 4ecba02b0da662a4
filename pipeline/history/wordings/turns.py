"""What changed from one version of a record to the next, place by place: words and voices side by side."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple
from urllib.parse import unquote

from rapidfuzz.distance import Levenshtein

from pipeline.history.wordings.alignment import Alignment
from pipeline.history.wordings.likeness import common
from pipeline.history.wordings.rereading import Piece, Reading

HEAD, UNREAD = "head", "unread"
"""What the front matter is called among the ids of pieces, and what a page does not show of a body."""
# Addresses of links and pictures, tags with what is in them, and comments.
_UNREAD = re.compile(
    r"<!--.*?-->|<[^<>]{2,4000}>|\]\([^()\n]{1,2000}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|^ {0,3}\[[^\[\]\n]{1,300}\]:[^\n]{1,2000}",
    re.DOTALL | re.MULTILINE,
)
# Characters of one wording times those of the other: longer ones are one change.
_MOST_WORK = 4_000_000
# Of changes with fewer letters ("他" for "她") the way back may be another change.
_FEWEST = 4
_MOST_KEPT = 200
_APART = 2  # letters between two changes
_MARK = 8
_VOICE = "voice"


class Replacement(NamedTuple):
    """Some words that gave way to others, and where these begin."""

    old: str
    new: str
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.new)


@dataclass(frozen=True, slots=True)
class Alteration:
    """What became of one place: what it said and what it says, the labels, and the ids; "" and none where there
    was or is nothing."""

    old: str = ""
    new: str = ""
    voice: str = ""
    voice_now: str = ""
    ids: tuple[str, ...] = ()
    ids_now: tuple[str, ...] = ()

    @property
    def changes(self) -> Iterator[Replacement]:
        start = common(self.old, self.new)
        old, new = self.old[start:], self.new[start:]
        end = common(old[::-1], new[::-1])
        old, new = old[: len(old) - end], new[: len(new) - end]
        if len(old) * len(new) > _MOST_WORK:
            yield Replacement(old, new, start)
            return
        for went, came in _stretches(old, new):
            yield Replacement(old[went], new[came], start + came.start)


def turns(found: Alignment, before: Reading, now: Reading) -> list[Alteration]:
    """What changed: pieces that are known again, all others together, the head, and what a page does not show."""
    old, new = _by_id(before), _by_id(now)
    became = dict(zip(old, old, strict=True)) | _revised(found)
    known = {ident: later for ident, later in became.items() if later in new}
    places = [_turn(old[ident], new[later]) for ident, later in known.items() if ident in old]
    gone = [piece for ident, piece in old.items() if ident not in known]
    kept = set(known.values())
    came = [piece for ident, piece in new.items() if ident not in kept]
    head = Alteration(before.head, now.head, "", "", (HEAD,), (HEAD,))
    rest = Alteration(_words(gone), _words(came), "", "", _ids(gone), _ids(came))
    unread = Alteration(_unread(before), _unread(now), "", "", (UNREAD,), (UNREAD,))
    return [*filter(_is_any, (*places, rest, head, unread)), *_voices(gone, came)]


def marks_of(changes: Iterable[Alteration]) -> tuple[str, ...]:
    """The changes of words and of voices, so that they are known again, and the way back, but not read:
    for the words that went and for those that came a hash each."""
    kinds = {_hashed(change.old, change.new) for turn in changes for change in _whole(turn)}
    return tuple(sorted(kinds))[:_MOST_KEPT]


def way_back(change: str) -> str:
    """How the change is told that undoes another one."""
    return f"{change[_MARK:]}{change[:_MARK]}"


def leaves_out(change: str) -> bool:
    """Whether a change, as it is told, put nothing in the place of words or of a label."""
    return change[_MARK:] in {_mark(""), _mark(_VOICE)}


def _stretches(old: str, new: str) -> Iterator[tuple[slice, slice]]:
    """Where two texts differ; a single letter that both have between is no end of that."""
    went, came = slice(0, 0), slice(0, 0)
    for step in Levenshtein.opcodes(old, new):
        if step.tag == "equal":
            continue
        if step.src_start - went.stop >= _APART and (went.stop or came.stop):
            yield went, came
            went, came = slice(step.src_start, 0), slice(step.dest_start, 0)
        went, came = slice(went.start, step.src_end), slice(came.start, step.dest_end)
    yield went, came


def _whole(turn: Alteration) -> Iterator[Replacement]:
    if turn.voice != turn.voice_now:
        yield Replacement(f"{_VOICE} {turn.voice}", f"{_VOICE} {turn.voice_now}")
    for change in turn.changes:
        if len(change.old) + len(change.new) >= _FEWEST:
            yield change


def _hashed(old: str, new: str) -> str:
    return f"{_mark(old)}{_mark(new)}"


def _mark(text: str) -> str:
    digest = hashlib.sha256(text.strip().encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:_MARK]


def _by_id(reading: Reading) -> dict[str, Piece]:
    return {piece.id: piece for piece in reading.pieces}


def _revised(found: Alignment) -> dict[str, str]:
    return {fate.old: fate.new[0] for fate in found.fates if fate.kind == "revised"}


def _turn(old: Piece, new: Piece) -> Alteration:
    return Alteration(old.text, new.text, old.label, new.label, ids=(old.id,), ids_now=(new.id,))


def _is_any(turn: Alteration) -> bool:
    """Whether anything is otherwise."""
    return (turn.old, turn.voice) != (turn.new, turn.voice_now)


def _voices(gone: Sequence[Piece], came: Sequence[Piece]) -> Iterator[Alteration]:
    """Whoever is not there any more, of pieces that are not known again, may be any of those who came."""
    lost, found = _labels(gone), _labels(came)
    for old, new in product(sorted(lost - found), sorted(found - lost)):
        yield Alteration(voice=old, voice_now=new)


def _unread(reading: Reading) -> str:
    """A line for each address, tag and comment, with the letters that signs of percent stand for."""
    return "\n".join(map(unquote, _UNREAD.findall(reading.body)))


def _words(pieces: Iterable[Piece]) -> str:
    return "\n".join(piece.text for piece in pieces)


def _ids(pieces: Iterable[Piece]) -> tuple[str, ...]:
    return tuple(piece.id for piece in pieces)


def _labels(pieces: Iterable[Piece]) -> set[str]:
    return set(filter(None, (piece.speaker for piece in pieces)))

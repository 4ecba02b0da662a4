"""What programmes that recognise speech write as JSON (`{"start": 0.5, "text": "大家好", "speaker": "SPEAKER_01"}`, a line or
an entry for each piece or each word), as captions."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from itertools import chain, groupby, repeat
from typing import Any

from minutes.text.word_tables import table

_KEYS = table("recognised_speech")
_NEARLY_ALL = 0.8  # of the entries of a list hold words
_DEEPEST = 4
_MOST_LINES = 100_000
_HOURS = 3600
_SECONDS = re.compile(r"(?:PT)?(\d{1,9}(?:\.\d{1,20})?)[sS]?")


def as_captions(text: str) -> str:
    """The pieces of a transcript in JSON as WebVTT; "" where the text is none."""
    lists = _lists_in(text) if text.startswith(("{", "[")) else ()
    found = filter(_are_pieces, (list(map(_unfolded, entries)) for entries in lists))
    pieces = list(filter(_TEXT, filter(_is_object, next(found, []))))
    cues = map(_cue, _joined(pieces))
    return "\n\n".join(("WEBVTT", *cues)) * bool(pieces)


def _unfolded(entry: Any) -> Any:
    """An entry with what its first reading holds, or all of its elements together."""
    if not _is_object(entry):
        return entry
    readings = chain.from_iterable(map(_objects, map(entry.get, _KEYS["readings"])))
    elements = chain.from_iterable(map(_objects, map(entry.get, _KEYS["elements"])))
    words = "".join(map(str, filter(None, map(_raw_text, elements))))
    told = {_KEYS["text"][0]: words} if words else {}
    return told | next(readings, {}) | entry


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    return filter(_is_object, value if isinstance(value, list) else ())


def _raw_text(piece: Mapping[str, Any]) -> Any:
    return next(filter(_is_word, map(piece.get, _KEYS["text"])), "")


def _joined(pieces: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The pieces; where each is a word, those of one speaker that follow each other as one."""
    if sum(map(len, map(_TEXT, pieces))) > _LONGEST_WORD * len(pieces):
        yield from pieces
        return
    for _, words in groupby(pieces, _SPEAKER):
        said = list(words)
        yield {**said[0], _KEYS["text"][0]: reduce(_with_word, map(_TEXT, said))}


def _with_word(words: str, word: str) -> str:
    """Words with one more behind them, and a space between Latin ones."""
    space = " " * (words[-1:].isascii() and word[:1].isascii() and word[:1].isalnum())
    return f"{words}{space}{word}"


_LONGEST_WORD = 8  # characters, on the average, of pieces that are single words


def _lists_in(text: str) -> Iterator[list[Any]]:
    """The lists of a text that is JSON as a whole; then that of its lines, each read by itself."""
    yield from _lists(_read(text), _DEEPEST)
    yield list(map(_read, filter(str.strip, text.split("\n")[:_MOST_LINES])))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _lists(value: Any, deep: int) -> Iterator[list[Any]]:
    """The lists within a value, those outside first."""
    yield from [value] * isinstance(value, list)
    inner = _inside(value)
    yield from chain.from_iterable(map(_lists, inner if deep else (), repeat(deep - 1)))


def _inside(value: Any) -> Iterator[Any]:
    """What an object holds; of a list of objects all that these hold under the same name, as one list."""
    yield from value.values() if _is_object(value) else ()
    held = defaultdict[str, list[Any]](list)
    for name, inner in chain.from_iterable(map(dict.items, _objects(value))):
        held[name] += inner if isinstance(inner, list) else ()
    yield from held.values()


def _are_pieces(entries: list[Any]) -> bool:
    """Whether nearly all entries hold words, and one says who speaks or when."""
    worded = list(filter(_TEXT, filter(_is_object, entries)))
    told = any(map(_SPEAKER, worded)) or any(map(_START, worded))
    return told and len(worded) >= _NEARLY_ALL * len(entries)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _held(kind: str, piece: Mapping[str, Any]) -> str:
    """What stands under the first of the keys of a kind that is there, as one line."""
    told = filter(_is_word, map(piece.get, _KEYS[kind]))
    return " ".join(str(next(told, "")).split())


def _is_word(value: Any) -> bool:
    return isinstance(value, str | int | float)


_TEXT, _SPEAKER, _START, _END = (
    partial(_held, kind) for kind in ("text", "speaker", "start", "end")
)


def _cue(piece: Mapping[str, Any]) -> str:
    start, who = _START(piece), _SPEAKER(piece).translate(_NO_TAGS)
    voice = f"<v {who}>" * bool(who)
    return f"{_clock(start)} --> {_clock(_END(piece) or start)}\n{voice}{_TEXT(piece)}"


_NO_TAGS = str.maketrans("<>", "  ")


def _clock(seconds: str) -> str:
    told = _SECONDS.fullmatch(seconds)
    at = min(float(told[1]), 99 * _HOURS) if told else 0
    minutes, rest = divmod(at % _HOURS, 60)
    return f"{int(at // _HOURS):02}:{int(minutes):02}:{rest:06.3f}"


__all__ = ["as_captions"]

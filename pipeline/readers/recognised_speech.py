"""What programmes that recognise speech write as JSON (`{"start": 0.5, "text": "大家好", "speaker": "SPEAKER_01"}`, a line or
an entry for each piece), as captions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, repeat
from typing import Any

from minutes.text.word_tables import table

_KEYS = table("recognised_speech")
_NEARLY_ALL = 0.8  # of the entries of a list hold words
_DEEPEST = 4
_MOST_LINES = 100_000
_HOURS = 3600
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,20})?")


def as_captions(text: str) -> str:
    """The pieces of a transcript in JSON as WebVTT; "" where the text is none."""
    found = filter(_are_pieces, _lists_in(text) if text.startswith(("{", "[")) else ())
    pieces: list[Any] = next(found, [])
    cues = map(_cue, filter(_TEXT, filter(_is_object, pieces)))
    return "\n\n".join(("WEBVTT", *cues)) * bool(pieces)


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
    inner = value.values() if _is_object(value) else ()
    yield from chain.from_iterable(map(_lists, inner if deep else (), repeat(deep - 1)))


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
    at = min(float(seconds), 99 * _HOURS) if _SECONDS.fullmatch(seconds) else 0
    minutes, rest = divmod(at % _HOURS, 60)
    return f"{int(at // _HOURS):02}:{int(minutes):02}:{rest:06.3f}"


__all__ = ["as_captions"]

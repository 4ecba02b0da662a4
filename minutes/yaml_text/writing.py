"""Writes small YAML by hand, so that a file keeps its comments and its order."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from itertools import starmap

from minutes.text.han import HAN

# What needs no quotation marks, also inside {…} and […].
_PLAIN = re.compile(
    rf"[A-Za-z{HAN}][\w{HAN}（）・／—／.-]*(?: [\w{HAN}（）・／][\w{HAN}（）・／.-]*)*"
)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
# What YAML does not take as it stands, and what it would take for a line break.
_ESCAPED = re.compile(
    "[^\x20-\x7e\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

Scalar = str | int | float | bool | dt.date | None


def scalar(value: Scalar) -> str:
    """One value; words are quoted where they could be taken for something else."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case dt.date():
            return value.isoformat()
        case str():
            return value if _needs_no_quotes(value) else _quoted(value)
    return str(value)


def _needs_no_quotes(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _WORDS


def _quoted(text: str) -> str:
    """In quotation marks; JSON's form is YAML's too."""
    return _ESCAPED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def flow(value: object) -> str:
    """A value on one line: `{name: 王範例, agency: example}`, `[901, 902]`."""
    match value:
        case None | str() | int() | float() | dt.date():
            return scalar(value)
        case Mapping():
            return f"{{{', '.join(starmap(_entry, value.items()))}}}"
        case Sequence():
            return f"[{', '.join(map(flow, value))}]"
    raise TypeError(type(value).__name__)


def _entry(name: str, value: object) -> str:
    return f"{name}: {flow(value)}"


def field(name: str, value: object) -> str:
    """One field with its line break; a list of mappings takes a line an entry."""
    match value:
        case [Mapping(), *_]:
            lines = [f"  - {flow(entry)}\n" for entry in value]
            return f"{name}:\n{''.join(lines)}"
        case [single]:
            value = single
    return f"{_entry(name, value)}\n"

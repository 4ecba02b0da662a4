"""Writes small YAML by hand, so that a file keeps its comments and its order."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence

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
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def flow(value: object) -> str:
    """A value on one line: `{name: 王範例, agency: example}`, `[901, 902]`."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None or isinstance(value, str | int | float | dt.date):
        return scalar(value)
    raise TypeError(type(value).__name__)


def field(name: str, value: object) -> str:
    """One field with its line break; a list of mappings takes a line an entry."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
        return f"{name}:\n" + "".join(f"  - {flow(entry)}\n" for entry in value)
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    return f"{name}: {flow(value)}\n"

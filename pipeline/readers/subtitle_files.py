"""Captions as SubStation Alpha (.ass, .ssa) and YouTube (.sbv) write them, as WebVTT; each line stays in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from minutes.records.speaker_labels import calling
from minutes.text.han import has_han

_TIME = r"\d{1,3}:\d\d:\d\d\.\d{1,3}"
_SBV = re.compile(rf"\s*{_TIME},{_TIME}[ \t]*\n")
_SBV_TIMES = re.compile(rf"^[ \t]*({_TIME}),({_TIME})[ \t]*$", re.M)
_ASS = re.compile(r"\s*\[(?:script info|v4\+? styles|events)\]", re.I)
_IS_SETTING = re.compile(r"\s*(?:\[[^\[\]]+\]\s*$|;|[\w -]{1,40}:)", re.A)
_SECTION = re.compile(r"\s*\[[^\[\]]+\]\s*$")
_ROW = re.compile(r"\s*(?P<kind>Format|Dialogue|Comment|Title)\s*:\s*(?P<values>.*)", re.I)
_LINE_END = re.compile(r"\r\n?")
_CLOCK = re.compile(_TIME)
_HARD_SPACE = re.compile(r"\\h")
_COLUMNS = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
_MOST_COLUMNS = 40
Remark = tuple[int, str]  # its line, and its words


def as_web_captions(text: str) -> tuple[str, Sequence[Remark]]:
    """The captions as WebVTT reads them, and the remarks of the file with their lines; "" where it holds no captions
    of these kinds."""
    text = _LINE_END.sub("\n", text)
    if _SBV.match(text):
        return _SBV_TIMES.sub(r"\1 --> \2", text), ()
    if not _ASS.match(text):
        return "", ()
    script = _Script()
    lines = "\n".join(map(script.line, text.split("\n"), count(1)))
    return (lines, script.remarks) if lines.strip() else ("", ())


@dataclass(slots=True)
class _Script:
    """A script of SubStation Alpha, whose events have the columns that its last line of formats names."""

    columns: Sequence[str] = ()
    remarks: list[Remark] = field(default_factory=list)

    def line(self, line: str, number: int) -> str:
        """A line as captions have it: an event as one line, everything else as an empty one."""
        if _SECTION.match(line):
            self.columns = _named(_COLUMNS)
        row = _ROW.match(line)
        kind = row["kind"].casefold() if row else ""
        if kind == "format":
            self.columns = _named(line.partition(":")[2])
        event = self._event(row["values"]) if row else {}
        if kind == "dialogue":
            return _cue(event)
        if kind in ("comment", "title"):
            words = event.get("text", line)
            self.remarks += [(number, words)] * bool(words.strip())
        return "" if _IS_SETTING.match(line) else line

    def _event(self, values: str) -> Mapping[str, str]:
        """The cells of a row by their columns; one that is cut short is all words."""
        cells = values.split(",", len(self.columns) - 1) if self.columns else []
        whole = len(cells) == len(self.columns)
        return dict(zip(self.columns, cells, strict=True)) if whole else {"text": values}


def _named(columns: str) -> Sequence[str]:
    return [name.strip().casefold() for name in columns.split(",")[:_MOST_COLUMNS]]


def _cue(event: Mapping[str, str]) -> str:
    who = event.get("name", event.get("actor", "")).strip() or _by_style(event.get("style", ""))
    voice = f"<v {who.translate(_NO_TAGS)}>" * bool(who)
    words = _HARD_SPACE.sub(" ", event.get("text", ""))
    start, end = map(_clock, ("start", "end"), (event, event))
    return f"{start} --> {end} {voice}{words}"


def _clock(column: str, event: Mapping[str, str]) -> str:
    """A time of an event; 0:00:00.00 where it has none that can be read."""
    time = event.get(column, "").strip()
    return time if _CLOCK.fullmatch(time) else "0:00:00.00"


def _by_style(style: str) -> str:
    """Whom a style is named after; "" where it is Default or the like."""
    return style if has_han(style) and calling(style) == "person" else ""


_NO_TAGS = str.maketrans("<>", "  ")

__all__ = ["as_web_captions"]

"""Repairs what can be repaired without knowing what was meant. No word is ever changed.

Removed: a byte order mark, carriage returns at line ends, white space at line ends (two spaces that
break a line inside a paragraph stay). Put right in labels: a missing space after `###`, a space
before the colon, a half-width colon after a Chinese name, a sign that looks like a colon, and a
missing colon where the same file has a label of that very name. In the head: fields and values in people's own words (主辦機關, 月會,
115年3月2日), as the schema writes them.
"""

from __future__ import annotations

import re

from minutes.records import document
from minutes.records.document import Item
from minutes.records.speaker_labels import LOOK_ALIKES, colon_for
from pipeline.checks import head_words
from pipeline.checks.rules.characters import trailing_space
from pipeline.checks.rules.labels.headings import LABEL

_LOOK_ALIKES = tuple(LOOK_ALIKES)
_BARE_LABEL = re.compile(r"^( {0,3}###)[ \t]*(\S.*?)\s*$")


def fix(text: str) -> str:
    """The text with all that is safe to repair repaired; repairing it again changes nothing."""
    raw = head_words.standardize(text.lstrip("\ufeff")).split("\n")
    lines = list(map(_line_end, raw, [*raw[1:], ""]))
    items = document.parse("\n".join(lines)).items
    names = {item.speaker for item in items}
    for number in {item.label_line for item in items} - {0}:
        lines[number - 1] = _label(lines[number - 1])
    for item in filter(_is_like_label, items):
        if item.text.endswith(_LOOK_ALIKES):
            lines[item.line - 1] = _with_colon(lines[item.line - 1])
        elif item.text in names:
            lines[item.line - 1] = _with_missing_colon(lines[item.line - 1])
    return "\n".join(lines)


def _is_like_label(item: Item) -> bool:
    """Whether a heading stands where labels stand."""
    return (item.type, item.level) == ("heading", 3)


def _with_missing_colon(line: str) -> str:
    match = _BARE_LABEL.match(line)
    return f"{match[1]} {match[2]}{colon_for(match[2])}" if match else line


def _with_colon(line: str) -> str:
    """A label line with a real colon in place of a sign that looks like one."""
    words = line.rstrip()
    name = words[:-1].rstrip()
    return name + colon_for(name) if words.endswith(_LOOK_ALIKES) else line


def _line_end(line: str, following: str) -> str:
    words = line.rstrip(" \t\r")
    line = words + line[len(words) :].replace("\r", "")
    return words if trailing_space(line, following) else line


def _label(line: str) -> str:
    """A label line in the form of the convention; a closing run of `#` stays as it is."""
    match = LABEL.match(line)
    if match is None or line.rstrip().endswith("#"):
        return line
    colon = "：" if match[6] == "：" else colon_for(match[4])
    return f"{match[1]}{match[2]}{match[3] or ' '}{match[4]}{colon}"

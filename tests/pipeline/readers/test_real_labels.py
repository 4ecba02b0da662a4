"""Real transcripts typed as plain text, with offices before and after names: who speaks is found again."""

import zlib
from pathlib import Path

import pytest

from minutes.records.document import parse
from minutes.text.folding import is_han
from pipeline.readers.reading import read

OFFICES = [
    "副署長",
    "科長",
    "組長",
    "參事",
    "視察",
    "技正",
    "主任秘書",
    "專門委員",
    "督導",
    "次長",
    "研究員",
    "工程師",
    "校長",
]
BODIES = [
    "交通部",
    "示範市政府",
    "衛福部食藥署",
    "範例基金會",
    "樣本電信",
    "NCC",
    "水保局",
    "公民行動聯盟",
]


def called(name: str, record: str) -> str:
    """The name as a stenographer might write it, always the same in one record."""
    if not 2 <= len(name) <= 4 or not all(map(is_han, name)):
        return name
    number = zlib.crc32(f"{record}{name}".encode())
    office, body = OFFICES[number % len(OFFICES)], BODIES[number // 16 % len(BODIES)]
    forms = (
        name,
        office + name,
        name + office,
        f"{name} {office}",
        body + name,
        body + office + name,
    )
    return forms[number // 256 % len(forms)]


def typed(path: Path, *, plain: bool) -> tuple[str, set[str]]:
    """A record as plain text, a label only where the speaker changes, and who speaks in it."""
    lines, who, names = [], None, set()
    for item in parse(path.read_text("utf-8")).items:
        words = " ".join(item.text.split())
        if item.type != "speech":
            who = None if item.type == "section" else who
            lines.append(words if item.type != "narrative" else f"（{words.strip('（）()')}）")
        elif item.speaker and item.speaker != who:
            who = item.speaker
            name = who if plain else called(who, path.stem)
            names.add(" ".join(name.split()).rstrip(":： "))
            lines.append(f"{name}{'：' if any(map(is_han, name)) else ': '}{words}")
        else:
            lines.append(words)
    return "\n".join(lines), names


@pytest.mark.parametrize("plain", [True, False])
def test_nine_in_a_thousand_false_and_two_in_a_hundred_missed_is_the_most(
    corpus: Path, plain: bool
) -> None:
    speakers = missed = false = 0
    for path in sorted(corpus.glob("*.md"))[::8]:
        text, names = typed(path, plain=plain)
        if names:
            found = {name for name, _ in read(text.encode(), f"{path.stem}.txt").speakers}
            speakers += len(names)
            missed += len(names - found)
            false += len(found - names)
    assert speakers > 500
    assert missed < 0.02 * speakers
    assert false < 0.009 * speakers

"""Makes minutes/data/folding.txt from the character tables of OpenCC.

Run it as `python tests/minutes/make_folding.py` after OpenCC has changed; a test compares its
result with the committed file.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

TABLE = Path(__file__).parents[2] / "minutes" / "data" / "folding.txt"
SIMPLIFIED_TO_TRADITIONAL = "STCharacters"
TAIWAN = "TWVariants"
# Japanese new forms are left out: they would make 辨, 辯, 瓣 and 辦 one character.
SOURCES = (
    SIMPLIFIED_TO_TRADITIONAL,
    "TSCharacters",
    TAIWAN,
    "TWVariantsRev",
    "HKVariants",
    "HKVariantsRev",
)
HEADER = """\
# Characters that search takes for one, a class a line; the first stands for all.
# Made by tests/minutes/make_folding.py from the character tables of opencc-purepy {version}
# ({sources}),
# which carry the data of OpenCC (https://github.com/BYVoid/OpenCC, Apache-2.0).
"""


def links(name: str) -> Iterator[tuple[str, list[str]]]:
    """Each character of one OpenCC table with its variants, the usual one first."""
    text = (files("opencc_purepy") / "dicts" / f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        char, variants = line.split("\t")[:2]
        singles = [variant for variant in variants.split() if len(variant) == 1]
        if len(char) == 1 and singles:
            yield char, singles


def compatible(char: str) -> str:
    """The NFKC form of a character, or itself where that is not one character."""
    form = unicodedata.normalize("NFKC", char)
    return form if len(form) == 1 else char


def classes() -> list[str]:
    """The classes, sorted; in each the form most usual in Taiwan comes first."""
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        parent.setdefault(char, char)
        while parent[char] != char:
            char = parent[char]
        return char

    for name in SOURCES:
        for char, variants in links(name):
            for variant in variants:
                parent[root(compatible(char))] = root(compatible(variant))
    members: dict[str, list[str]] = defaultdict(list)
    for char in parent:
        members[root(char)].append(char)

    traditional = {char: variants[0] for char, variants in links(SIMPLIFIED_TO_TRADITIONAL)}
    taiwan = {char: variants[0] for char, variants in links(TAIWAN)}
    found = []
    for group in members.values():
        if len(group) < 2:
            continue
        usual = Counter(
            compatible(taiwan.get(form, form))
            for form in (traditional.get(char, char) for char in group)
        )
        first = min(group, key=lambda char: (-usual[char], char))
        found.append(first + "".join(sorted(set(group) - {first})))
    return sorted(found)


def table() -> str:
    """The whole text of the committed file."""
    header = HEADER.format(version=version("opencc-purepy"), sources=", ".join(SOURCES))
    return header + "".join(f"{group}\n" for group in classes())


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")

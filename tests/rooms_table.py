"""`python -m tests.rooms_table`: writes the table of rooms into docs/ARCHITECTURE.md.

What a room may know is the tested table; what it is for is the docstring of the room.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.conftest import ROOT
from tests.test_architecture import ROOMS

PAGE = ROOT / "docs/ARCHITECTURE.md"
BEGIN, END = "<!-- rooms -->\n", "<!-- end of rooms -->"


def purpose(name: str) -> str:
    """The docstring of a room, in one line."""
    place = ROOT / name.replace(".", "/")
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_bytes())) or ""
    return " ".join(told.split("\n\n")[0].split())


def rows() -> Iterator[str]:
    """The table, line by line."""
    yield "| room | knows beside it | what it is for |"
    yield "|---|---|---|"
    for name, knows in ROOMS.items():
        yield f"| `{name}` | {', '.join(knows.split()) or '–'} | {purpose(name)} |"


def page() -> str:
    """The page with the table as it has to be."""
    text = PAGE.read_text(encoding="utf-8")
    table = "".join(f"{row}\n" for row in rows())
    made, times = re.subn(
        rf"(?<={BEGIN}).*?(?={END})", lambda _: table, text, count=1, flags=re.DOTALL
    )
    assert times == 1, f"{PAGE.name} has no place for the table: {BEGIN.strip()} … {END}"
    return made


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""The examples in the guides, as they stand there, with a test's own address put in."""

from __future__ import annotations

import re

from tests.conftest import ROOT

ARCHIVE = "https://minutes.example.tw"


def example(guide: str, name: str, address: str) -> str:
    """The code of an example of a guide in `docs/`, for an archive at `address`."""
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    (found,) = re.findall(rf"<!-- example: {name} -->\n```\w+\n(.*?)\n```", text, re.S)
    assert ARCHIVE in found
    return str(found).replace(ARCHIVE, address)


def names(guide: str) -> list[str]:
    return re.findall(
        r"<!-- example: (\w+) -->", (ROOT / "docs" / guide).read_text(encoding="utf-8")
    )

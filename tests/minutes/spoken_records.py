"""Small records of invented agencies, as the tests of what is said at a meeting write them."""

import re

from minutes.recognition.passages import Passages
from minutes.text.folding import fold

Line = tuple[str, str]
AGENCIES = ("示範署", "圖書館", "公園處")
BODIES = re.compile("|".join(map(fold, AGENCIES)))


def record(*lines: Line) -> Passages:
    return Passages.of(
        ("speech" if who else "narrative", f"i{n}", who or None, fold(text))
        for n, (who, text) in enumerate(lines)
    )

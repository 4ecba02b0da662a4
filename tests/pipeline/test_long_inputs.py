"""Files that were made to take long are read in a time that grows with their length alone."""

from collections.abc import Callable

import pytest

from minutes.text import markup
from pipeline.authoring import adoption
from pipeline.checks.validation import context_for, validate_file
from pipeline.source import parser
from tests.growth import is_linear

SIZE = 200_000
CONTEXT = context_for(None)
HEAD = "---\ntitle: x\ndate: 2025-01-01\n---\n# 2025-01-01 x\n\n### 王：\n"


def check(text: str) -> None:
    validate_file(f"{HEAD}{text}\n".encode(), "2025-01-01-x.md", CONTEXT)


def adopt(text: str) -> None:
    adoption.adopt("2025-01-01-x.md", f"# 2025-01-01 x\n\n王：{text}".encode())


def head(text: str) -> None:
    parser.outline(f"---\n{text}\n---\n".encode(), "2025-01-01-x.md")


def show(text: str) -> None:
    markup.to_html(text)


LONG: tuple[tuple[Callable[[str], None], str], ...] = (
    (check, "<!--"),
    (check, "<!-- \n"),
    (check, "<a "),
    (check, "[a]("),
    (check, "`a``"),
    (check, "<b>"),
    (check, "![["),
    (show, 'src="http://'),
    (show, "---\n"),
    (show, "http://a.b/"),
    (show, "\n  - a"),
    (show, "> "),
    (show, "*a_"),
    (adopt, "["),
    (adopt, " "),
    (adopt, "\u3000"),
    (adopt, " ("),
    (adopt, "!["),
    (adopt, "[x](https://"),
    (adopt, "<![CDATA["),
    (head, "["),
    (head, "{"),
    (head, "\u00a0"),
)


@pytest.mark.parametrize(
    ("read", "pattern"), LONG, ids=lambda each: getattr(each, "__name__", each)
)
def test_a_character_among_two_hundred_thousand_costs_what_it_costs_among_few(
    read: Callable[[str], None], pattern: str
) -> None:
    assert is_linear(read, pattern, SIZE)


def test_a_head_is_bounded_and_says_so() -> None:
    outline = parser.outline(f"---\n{'a: b' * 60_000}\n---\n".encode(), "2025-01-01-x.md")
    assert outline.broken

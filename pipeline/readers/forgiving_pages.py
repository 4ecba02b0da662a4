"""Pages of the web as the standard library reads them, without its one exception: `<![tr` is a comment, as in browsers."""

from __future__ import annotations

from html.parser import HTMLParser


class ForgivingParser(HTMLParser):
    """A parser that never fails on what begins like a section of SGML and is none."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Where the section ends that begins at a place."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)


__all__ = ["ForgivingParser"]

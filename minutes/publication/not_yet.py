"""What people write in a name, a folder's name or a remark to say that a record is not public yet; the words are
in `minutes/data/window_names.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import PurePosixPath
from typing import Any

from minutes.text.word_tables import any_of, table

_APART = r"\-_.:：,，、(（【\[〔)）】\]〕"  # what sets a part of a name apart
_MARKS = ("marks", "marks_in_letters")
_MOST_READ = 2000  # characters
_LONGEST_LINE = 90  # of a remark that nothing stands beside
_HEAD_READ = 20_000
_BODY_READ = 400  # characters of an issue file, where remarks about the file itself are written
# What stands around a remark: marks of Markdown, of comments and of quotations, brackets, signs.
_AROUND = " \t\r>*_`~#|/\\-–—=+!<>()（）[]【】〔〕「」『』{}:;,.。、：；，！!?？※＊•·●◆■★☆▲△⚠️🔒🚧🔴"
_PIECES = re.compile(r"[，。；;！!|]|,(?!\d)|\.(?:\s|$)|\s[–—-]+\s|[()（）\[\]【】]|<!--|-->")
_COMMENT = re.compile(r"(?:^|[ \t])#+[ \t]*([^\n]+)$", re.M)
_VERSION = re.compile(r"[-_]v?\d+$")  # behind a slug
_HEADING = re.compile(r"^[ \t]{0,3}#")


def says_not_yet(text: str) -> bool:
    """Whether words say that something is not public yet."""
    return _any("signs").search(text[:_MOST_READ]) is not None or is_remark(text)


def is_remark(text: str) -> bool:
    """Whether a line of a text that is short, or a part of it, is nothing but a remark that something is not public yet."""
    return any(map(_is_remark, _lines(text)))


def is_heading_marked(text: str) -> bool:
    """Whether a heading in a text is nothing but a mark of what is not public yet."""
    headings = filter(_HEADING.match, text[:_MOST_READ].splitlines())
    return any(_any(*_MARKS).fullmatch(line.strip(_AROUND)) for line in headings)


def is_in_comments(head: str) -> bool:
    """Whether a comment in a head says so, or is a field of the correction window that does not count there; the
    examples in what `minutes new` writes are none."""
    return any(map(_is_remark, filter(_is_own, _COMMENT.findall(head[:_HEAD_READ]))))


def is_issue_marked(slug: str, titles: Iterable[str], head: str, body: str) -> bool:
    """Whether an issue file says so, in its name, its title, a comment of its head or a remark at its beginning."""
    return (
        _is_slug_marked(slug)
        or is_in_comments(head)
        or any(map(is_marked, titles))
        or says_not_yet(body[:_BODY_READ])
        or is_heading_marked(body[:_BODY_READ])
    )


def _is_slug_marked(slug: str) -> bool:
    """Hyphens part all words of a slug: a mark in letters counts at its end alone (draft-act is a subject)."""
    end = _VERSION.sub("", slug).rpartition("-")[2]
    return is_marked(end) or any(map(_any("marks").fullmatch, slug.split("-")))


def is_marked(name: str) -> bool:
    """Whether a title, or a file's name, says that what it names is not public yet."""
    return _marks().search(name) is not None


def lies_in_marked_folder(path: str) -> bool:
    """Whether a folder in which a file lies says that what is in it is not public yet."""
    return any(map(_is_marked_folder, PurePosixPath(path).parent.parts))


def _is_marked_folder(name: str) -> bool:
    return is_marked(name) or _any("folders").fullmatch(name) is not None


def _lines(text: str) -> Iterator[str]:
    """The lines of a text that are no headings."""
    for line in text[:_MOST_READ].splitlines():
        if not _HEADING.match(line):
            yield line


def _is_remark(line: str) -> bool:
    if len(line) > _LONGEST_LINE:
        return False
    folded = unicodedata.normalize("NFKC", line).strip(_AROUND)
    parts = [part for piece in _PIECES.split(folded) if (part := piece.strip(_AROUND))]
    # What stands behind other words is said of them (附件：白皮書（草稿）), but where these name the record.
    said_of_record = [
        *parts[:1],
        *(part for before, part in pairwise(parts) if _names_record(before)),
    ]
    return any(map(_remarks().fullmatch, (folded, *said_of_record)))


def _names_record(words: str) -> bool:
    return _any("records", end="$").search(words) is not None


def _is_own(comment: str) -> bool:
    return _examples().match(comment) is None


def _words() -> Any:
    return table("window_names")["not_yet"]


@cache
def _any(*kinds: str, end: str = "") -> re.Pattern[str]:
    """One of the words of these kinds, in small letters or capitals."""
    every = chain.from_iterable(map(_words().__getitem__, kinds))
    return re.compile(any_of(every) + end, re.I)


@cache
def _remarks() -> re.Pattern[str]:
    words = _words()
    said = _any("remarks", *_MARKS).pattern
    return re.compile(
        rf"{any_of(words['before'])}{{0,4}}{said}{any_of(words['after'])}{{0,2}}", re.I
    )


@cache
def _examples() -> re.Pattern[str]:
    return re.compile(any_of(_words()["examples"]))


@cache
def _marks() -> re.Pattern[str]:
    """The marks where they stand apart."""
    words = _words()
    marks = ("marks", rf"[{_APART}\s]"), ("marks_in_letters", f"[{_APART}]")
    apart = [f"(?:^|{sign}){any_of(words[kind])}(?:$|{sign})" for kind, sign in marks]
    return re.compile(any_of(apart), re.I)

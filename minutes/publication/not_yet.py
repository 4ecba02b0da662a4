"""What people write in a name, a folder's name or a remark to say that a record is not public yet; the words are
in `minutes/data/window_names.toml`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from minutes.text.word_tables import any_of, table

_APART = r"\-_.:：,，、(（【\[〔)）】\]〕"  # what sets a part of a name apart
_MOST_READ = 2000  # characters


def says_not_yet(text: str) -> bool:
    """Whether words say that something is not public yet."""
    return _signs().search(text[:_MOST_READ]) is not None


def is_marked(name: str) -> bool:
    """Whether a title, or a file's name, says that what it names is not public yet."""
    return _marks().search(name) is not None


def lies_in_marked_folder(path: str) -> bool:
    """Whether a folder in which a file lies says that what is in it is not public yet."""
    return any(map(_is_marked_folder, PurePosixPath(path).parent.parts))


def _is_marked_folder(name: str) -> bool:
    return is_marked(name) or _folders().fullmatch(name) is not None


def _words() -> Any:
    return table("window_names")["not_yet"]


@cache
def _signs() -> re.Pattern[str]:
    return re.compile(any_of(_words()["signs"]), re.I)


@cache
def _folders() -> re.Pattern[str]:
    return re.compile(any_of(_words()["folders"]), re.I)


@cache
def _marks() -> re.Pattern[str]:
    """The marks where they stand apart."""
    words = _words()
    marks = ("marks", rf"[{_APART}\s]"), ("marks_in_letters", f"[{_APART}]")
    apart = [f"(?:^|{sign}){any_of(words[kind])}(?:$|{sign})" for kind, sign in marks]
    return re.compile(any_of(apart), re.I)

"""Sentences that are understood as a whole or not at all: each clause of them has to have a form that is known.

The forms are regular expressions in a table of `minutes/data`, in which <name> stands for one of its `parts`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, partial
from itertools import filterfalse

from minutes.text.word_tables import any_of, table

_PART = re.compile("<([^<>]+)>")
_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_GOES_ON = re.compile("[,、](?=並|也|而且)")
_TICKED = re.compile(r"[\[(][xv✓✔][\])]|[☑✓✔]")
_EMPTY_BOX = re.compile(r"([\[(「])\s*([\])」])")
_NOT = re.compile(r"(?:^|(?<=[,;、。(\[:\s]))!\s*(?=[^!\s])")
_CLAUSES = re.compile(r"[,;、。.!()\[\]:\s]*(?:[,;、。!()\[\]:]|\.(?!\d)|$)\s*")


def clauses(text: str, most: int) -> list[str]:
    """What stands between the punctuation marks of a text: in NFKC, in lower case, without white space beside
    letters of Chinese. A box that is ticked says nothing more; one that is not, and a sign of negation, are no
    punctuation: they begin a clause that nobody knows. None of one that has more than so many characters, so that
    reading it has a bound."""
    plain = _TICKED.sub("", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))
    plain = _NOT.sub("¬", _EMPTY_BOX.sub("□", plain)).strip()
    joined = _GOES_ON.sub("", _BESIDE_HAN.sub("", plain))
    return list(filter(None, _CLAUSES.split(joined))) if len(plain) <= most else []


def says(text: str, most: int, of: str, kind: str) -> bool:
    """Whether a text of at most so many characters says what the forms of this kind in a table say: one clause of
    it has such a form, and each other one, too, or one of those that may stand `beside`."""
    parts = clauses(text, most)
    rest = list(filterfalse(partial(_has_form, of, kind), parts))
    is_said = len(rest) < len(parts)
    return is_said and all(map(partial(_has_form, of, "beside"), rest))


def _has_form(of: str, kind: str, clause: str) -> bool:
    """Whether a clause has one of the forms, from beginning to end."""
    return _form(of, kind).fullmatch(clause) is not None


@cache
def _form(of: str, kind: str) -> re.Pattern[str]:
    words, parts = table(of), table(of)["parts"]
    form = any_of(words[kind])
    while (spelled := _PART.sub(lambda name: f"(?:{parts[name[1]]})", form)) != form:
        form = spelled
    return re.compile(form)

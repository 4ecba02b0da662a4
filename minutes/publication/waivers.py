"""The reason to publish a record before its ten working days: it says that everybody who spoke has
confirmed or agreed, in a form that is known, or it is none."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from minutes.text.word_tables import any_of, table

MOST_CHARS = 200
"""A reason is a sentence; what is longer is not looked at, so that reading it has a bound."""
_PART = re.compile("<([^<>]+)>")
_BESIDE_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_GOES_ON = re.compile("[,、](?=並|也|而且)")
_CLAUSES = re.compile(r"[,;、。.!()\[\]:\s]*(?:[,;、。!()\[\]:]|\.(?!\d)|$)\s*")


def agrees(text: str) -> bool:
    """Whether a reason says that everybody who spoke has confirmed or agreed, by the forms of
    `minutes/data/waivers.toml`: every clause is understood, and one of them says it."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    joined = _GOES_ON.sub("", _BESIDE_HAN.sub("", plain))
    clauses = list(filter(None, _CLAUSES.split(joined)))
    if len(plain) > MOST_CHARS:
        return False
    said = [bool(_form("agrees").fullmatch(clause)) for clause in clauses]
    beside = [bool(_form("beside").fullmatch(clause)) for clause in clauses]
    return any(said) and all(map(max, said, beside))


@cache
def _form(name: str) -> re.Pattern[str]:
    return re.compile(_spelled_out(any_of(table("waivers")[name])))


def _spelled_out(form: str) -> str:
    """A form with its parts in the places of their names, and theirs in turn."""
    parts = table("waivers")["parts"]
    while (spelled := _PART.sub(lambda name: f"(?:{parts[name[1]]})", form)) != form:
        form = spelled
    return form

"""What a form of the desk brings back, taken apart: values, rows, corrections, and what is to be done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from minutes.text import numerals
from pipeline.authoring.form import FORM_FIELDS, MAX_FIELD, Form
from pipeline.authoring.rows.fields import Fields
from pipeline.authoring.words.speeches import Rewording
from pipeline.authoring.words.undo import UndoRound, from_json
from pipeline.authoring.words.voices import VoiceDecision

_MOST_WORDS = 200_000  # characters of one speech
_LONGEST_NAME = 200
_MOST_SENT = 1_000_000  # characters of what the page remembers for itself


@dataclass(frozen=True, slots=True)
class SentForm:
    """The form: `form` and `rows`, None where the page showed none; `does` and `on` are the act that was
    asked for and what it is about (`add:votes`, `take:3`)."""

    form: Form | None = None
    rows: Fields | None = None
    voices: Mapping[tuple[str, bool], VoiceDecision] = field(default_factory=dict)
    corrections: tuple[Rewording, ...] = ()
    does: str = ""
    on: str = ""
    steps: tuple[UndoRound, ...] = ()

    @property
    def number(self) -> int:
        """What the act is about, as a number; -1 where it is none."""
        return number(self.on)


def number(words: str) -> int:
    """A number of at most six digits; -1 for all else."""
    found = numerals.of_digits(words, 6)
    return -1 if found is None else found


def read(values: Mapping[str, str]) -> SentForm:
    """The form as a browser sends it. Nothing in it is trusted."""
    does, _, on = values.get("do", "").partition(":")
    fields = Fields.of(values)
    if does == "drop":
        fields = fields.without(on)
    return SentForm(
        _form(values) if "tier" in values else None,
        fields if "rows" in values else None,
        dict(_voice(fields, path) for path in fields.rows("who")),
        tuple(_correction(fields, path) for path in fields.rows("say")),
        does,
        on,
        tuple(_steps(values.get("earlier", ""))),
    )


def _form(values: Mapping[str, str]) -> Form:
    return Form(**{name: values.get(name, "").strip()[:MAX_FIELD] for name in FORM_FIELDS})


def _voice(fields: Fields, path: str) -> tuple[tuple[str, bool], VoiceDecision]:
    """What a line of the list of speakers says: who it is now, and who it is to be."""
    now, name = (_line(fields.get(path, part)) for part in ("is", "name"))
    spoke, speaks = (fields.get(path, part) == "1" for part in ("spoke", "said"))
    return (now, spoke), VoiceDecision(name or now, speaks)


def _line(words: str) -> str:
    return " ".join(words.split()).rstrip(":： ")[:_LONGEST_NAME]


def _correction(fields: Fields, path: str) -> Rewording:
    index = int(path.rpartition(".")[2]) - 1
    return Rewording(index, fields.get(path, "words")[:_MOST_WORDS], fields.get(path, "by"))


def _steps(text: str) -> list[UndoRound]:
    """The steps back that the page sent with itself; none where it was tampered with."""
    try:
        return from_json(json.loads(text[:_MOST_SENT] or "[]"))
    except (ValueError, RecursionError):
        return []

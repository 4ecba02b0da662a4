"""The field's own words for the values of the schema, in both languages: `minutes/data/terms.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from minutes.records import vocabulary
from minutes.records.front_matter import Bilingual


def _labels(name: str) -> Mapping[str, Bilingual]:
    return {value: Bilingual(word.zh, word.en) for value, word in vocabulary.values(name).items()}


TIER: Final = _labels("tier")
KIND: Final = _labels("kind")
CAPACITY: Final = _labels("capacity")
ORIGIN: Final = _labels("origin")
LINK: Final = _labels("link")
REPORT_STATUS: Final = _labels("report_status")
ISSUE_STATUS: Final = _labels("issue_status")
DISPOSITION: Final = _labels("disposition")
RESULT: Final = _labels("result")
ACTION_STATUS: Final = _labels("action_status")
REQUEST_STATUS: Final = _labels("request_status")
METHOD: Final = _labels("method")
STREAM: Final = _labels("stream")
LANGUAGE: Final = _labels("language")


def tier_of(word: str) -> str | None:
    """The tier that a word names in either language, or None."""
    return vocabulary.value_of("tier", word)


def kind_of(word: str) -> str | None:
    """The kind of meeting that a word names in either language, or None."""
    return vocabulary.value_of("kind", word)


def meeting_names(tier: str, kind: str) -> tuple[str, ...]:
    """What people call a meeting of a tier and a kind, also where its title does not: a seasonal one
    is a 季會."""
    names = {("tier", tier), ("kind", kind)} - {
        ("tier", "other"),
        ("kind", "other"),
        ("kind", "main"),
    }
    words = [vocabulary.values(name).get(value) for name, value in sorted(names, reverse=True)]
    return tuple(form for word in words if word for form in (word.zh, word.en, *word.also))

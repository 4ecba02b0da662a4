"""The field's words for the schema's fields and values, as the tables in `minutes/data` hold them.

What people write in Chinese is read as the field or value that it means; a name that could only be
meant for the correction window is told apart, and never taken for it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from minutes.text.folding import fold
from minutes.text.lists import omit
from minutes.text.word_tables import table
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.reading import Loaded, Loc

HEAD = "head"
SCHEDULE = "schedule"
_LONGEST = 100  # characters of a word that are looked at
_WINDOW = ("edit", "closes", "hold_until", "hold", "published", "waiver_reason")
# How like a name must be to one of the window's to be taken for a slip of it: `holduntill`, `edits`.
_ALIKE = 0.8
_MOST_ALIKE = 5
_DENIES = frozenset("不未沒無非否")
_NAMED = re.compile(r"(?:^|\s+|[，,、])(\w{1,30})[ \t]?[：:﹕︰∶]")
_SIMILAR = 0.6  # how like a word must be to one that exists to be named as the nearest


@dataclass(frozen=True, slots=True)
class SchemaValue:
    """A value of the schema in both languages, and how else it is written."""

    zh: str
    en: str
    also: tuple[str, ...] = ()


@cache
def values(name: str) -> Mapping[str, SchemaValue]:
    """The values of a vocabulary (`tier`, `kind`, `capacity` …) with their words, in order."""
    return {
        value: SchemaValue(entry["zh"], entry["en"], tuple(entry.get("also", ())))
        for value, entry in table("terms")[name].items()
    }


@cache
def _spellings(name: str) -> Mapping[str, str]:
    spelled = [
        (word, value)
        for value, words in values(name).items()
        for word in (value, value.replace("_", "-"), words.zh, words.en, *words.also)
    ]
    found: dict[str, str] = {}
    for word, value in spelled:
        found.setdefault(_bare(word), value)
    return found


def _bare(word: str) -> str:
    return fold(word[:_LONGEST]).replace(" ", "")


def value_of(name: str, word: str) -> str | None:
    """The value of a vocabulary that a word names in either language, or None."""
    return _spellings(name).get(_bare(word))


def as_language(value: Any) -> Any:
    """A language may be named (中文, English) or tagged as on other systems (`zh_TW`)."""
    return language_tag(value) if isinstance(value, str) else value


def language_tag(word: str) -> str:
    """The language tag that a word means (中文, English, `zh_TW`), or the word itself."""
    return value_of("lang", word) or word.strip().replace("_", "-")


def reader(name: str) -> BeforeValidator:
    """Reads a value of the vocabulary `name` from its words in Chinese or English."""

    def read(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if found := value_of(name, value):
            return found
        words, near = values(name), nearest(name, value)
        details = {
            **allowed(name),
            "near": near,
            "near_zh": words[near].zh if near else "",
            "near_en": words[near].en if near else "",
        }
        raise PydanticCustomError("unknown_word", "none of the words that it can be", details)

    return BeforeValidator(read)


def allowed(name: str) -> dict[str, str]:
    """The values of a vocabulary as a finding lists them, in both languages."""
    words = values(name)
    in_zh = "、".join(f"{words[value].zh} {value}" for value in words)
    return {"allowed_zh": in_zh, "allowed_en": ", ".join(words)}


def nearest(name: str, word: str) -> str:
    """The value of a vocabulary that a word is most like, in either language, or "". A word of another
    vocabulary (協作會議, a tier, where a kind is asked for) is no slip of one of this."""
    others = table("terms").keys() - {name}
    is_other = any(value_of(other, word) for other in others)
    return "" if is_other else _nearest(word, _spellings(name))


def _nearest(word: str, meanings: Mapping[str, str]) -> str:
    """What the word means that a word is most like, or ""; none that says the contrary."""
    bare = _bare(word)
    denies = _DENIES.isdisjoint(bare)
    alike = difflib.get_close_matches(bare, meanings, _MOST_ALIKE, _SIMILAR)
    return next((meanings[one] for one in alike if _DENIES.isdisjoint(one) == denies), "")


@cache
def _fields(section: str) -> Mapping[str, str]:
    names = table("field_names").get(section, {})
    return {_bare(word): name for name, spellings in names.items() for word in spellings}


def field_of(section: str, word: str) -> str | None:
    """The schema's name for a field that is written in Chinese, at the top (`HEAD`) or within the
    field `section`; None for every other name."""
    return _fields(section).get(_bare(word))


def named_fields(section: str, words: str) -> dict[str, str]:
    """The fields and values of plain words that name them with colons: `agency：教育部 task：甲`, `姓名：王小明`.
    Nothing where a name is none of the section's."""
    first, *parts = _NAMED.split(words)
    names = [_schema_field(section, name) for name in parts[::2]]
    if first.strip() or not names or not all(names):
        return {}
    return dict(zip(names, map(str.strip, parts[1::2]), strict=True))


def _schema_field(section: str, name: str) -> str:
    names = table("field_names").get(section, {})
    return name if name in names else field_of(section, name) or ""


def nearest_field(section: str, word: str) -> str:
    """The field whose Chinese name a word is most like, or ""."""
    return _nearest(word, _fields(section))


def field_with_part(section: str, word: str) -> str:
    """The one field in whose name a word stands (`host` in `host_agency`), or ""."""
    names = table("field_names").get(section, {})
    found = [name for name in names if word.lower() in name.split("_")]
    return found[0] if len(found) == 1 else ""


@cache
def field_names() -> frozenset[str]:
    """Every name that a field may have anywhere in a head, in the schema's words or in Chinese."""
    sections = omit(table("field_names"), {SCHEDULE})
    chinese = chain.from_iterable(fields.values() for fields in sections.values())
    return frozenset(_WINDOW).union(*sections.values(), *chinese)


def with_schema_names(loaded: Loaded, whole: str = HEAD) -> Loaded:
    """A head (or other file, by the section of its fields) whose fields bear the schema's names wherever they are written in Chinese.

    Raises `UnreadableYaml` where one field then stands there twice: nobody knows which is meant.
    """
    if all(str(path[-1]).isascii() for path in loaded.places if path):
        return loaded
    renaming = _Renaming(loaded.places)
    return Loaded(renaming.renamed(loaded.value, whole, (), ()), renaming.places)


class _Renaming:
    """The names of fields put into the schema's words, and where each field then stands."""

    def __init__(self, known: Mapping[Loc, tuple[int, int]]) -> None:
        self.known = known
        self.places: dict[Loc, tuple[int, int]] = {}

    def renamed(self, value: Any, section: str, old: Loc, new: Loc) -> Any:
        """A value of a section, with the path that it had and the one that it has."""
        self.places[new] = self.known[old]
        if isinstance(value, list):
            return [
                self.renamed(each, section, (*old, index), (*new, index))
                for index, each in enumerate(value)
            ]
        if isinstance(value, dict):
            return self._with_names(value, section, old, new)
        return value

    def _with_names(
        self, fields: Mapping[str, Any], section: str, old: Loc, new: Loc
    ) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, inner in fields.items():
            name = _tier_in_place_of_kind(section, fields, key) or field_of(section, key) or key
            if name in result:
                raise UnreadableYaml(f"'{name}' is given twice", self.known[*old, key][0])
            result[name] = self.renamed(inner, name, (*old, key), (*new, name))
        return result


def _tier_in_place_of_kind(section: str, fields: Mapping[str, Any], key: str) -> str | None:
    """The tier, where a name that may mean either bears a value of it: 會議類型: 月會."""
    value = fields[key] if section in _WITH_TIER and field_of(section, key) == "kind" else None
    meant = isinstance(value, str) and not value_of("kind", value) and value_of("tier", value)
    return "tier" if meant and "tier" not in fields else None


_WITH_TIER = (HEAD, SCHEDULE)


@cache
def _window_names() -> Mapping[str, str]:
    words = table("window_names")
    named = {
        _letters(word): entry.get("field", field)
        for field, entry in words.items()
        for word in (*entry.get("labels", ()), *entry.get("names", ()))
    }
    return {_letters(field): field for field in _WINDOW} | named


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name[:_LONGEST]).casefold())


@cache
def window_labels() -> tuple[str, ...]:
    """What the archive's own form calls the fields of the correction window."""
    entries = table("window_names").values()
    return tuple(label for entry in entries for label in entry.get("labels", ()))


def window_field(name: str) -> str | None:
    """Which field of the correction window somebody may have meant by a name that is no field:
    `edit` where it could be any of them; None where none can be meant."""
    bare = _letters(name)
    names = _window_names()
    if bare in names:
        return names[bare]
    if near := difflib.get_close_matches(bare, list(map(_letters, _WINDOW)), 1, _ALIKE):
        return names[near[0]]
    parts = table("window_names")["anywhere"]["parts"]
    return "edit" if any(part in bare for part in parts) else None

"""What pydantic finds wrong with a value, as `Problem`s at the value's own line and column.

One way for everything that people write in YAML: front matter, registries, schedules.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
import typing
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from minutes import plain_files
from minutes.errors import SettingsError, reason_of
from minutes.findings.problem import Problem, problem
from minutes.yaml_text import nested, reading
from minutes.yaml_text.errors import UnreadableYaml
from minutes.yaml_text.reading import Loc

T = TypeVar("T")
Place = Callable[..., tuple[int, int]]

MAX_ENTRIES = 5_000


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a file is read: so many characters, and entries of its list."""

    chars: int = reading.MAX_CHARS
    entries: int = MAX_ENTRIES


SMALL = Bounds()
_FIELD_NAME = re.compile(r"[A-Za-z_]{1,40}")
_CODES = {
    "unexpected_keyword_argument": "unknown-field",
    "missing": "missing-field",
    "literal_error": "unknown-value",
    "unknown_word": "unknown-value",
}
REASONS = {
    "int_type": "應為整數",
    "int_parsing": "應為整數",
    "int_from_float": "應為整數",
    "float_type": "應為數字",
    "float_parsing": "應為數字",
    "bool_type": "應為 true 或 false",
    "bool_parsing": "應為 true 或 false",
    "string_type": "應為文字",
    "string_too_long": "超過 {max_length} 個字",
    "string_pattern_mismatch": "不合格式",
    "greater_than_equal": "至少要 {ge}",
    "less_than_equal": "至多 {le}",
    "dataclass_type": "應為「欄位: 值」",
    "tuple_type": "應為清單",
    "list_type": "應為清單",
    "unfit_value": "{zh}",
}
# Where pydantic's own words are those of a programmer.
_IN_ENGLISH = {
    "dataclass_type": "it should be “field: value”",
    "tuple_type": "it should be a list",
    "list_type": "it should be a list",
}
_WAITS = frozenset({"edit", "sessions"})  # what the day of publication is counted from
_DATES = frozenset({"date", "due", "from", "to", "closes", "hold_until", "published"})


def unfit_value(en: str, *, zh: str) -> PydanticCustomError:
    """What a validator raises, so that a finding says why in the language of who reads it."""
    return PydanticCustomError("unfit_value", en, {"zh": zh})


def field_problem(path: str, loc: Loc, entry: Any, kind: type[Any], place: Place) -> Problem:
    """The finding for one of pydantic's errors about a `kind`; `place(*loc)` is line and column.

    The value itself is not repeated, since it may be a person's; only the nearest right word is.
    """
    line, column = place(*loc)
    code = _code(loc, entry)
    values = {"field": nested.dotted(loc)}
    explain = _reasons if code == "bad-value" else _EXPLAINED.get(entry["type"])
    if explain is not None:
        values |= explain(loc, entry, kind)
    return problem(path, code, line, column, **values)


def _code(loc: Loc, entry: Any) -> str:
    """The rule of an error. A day in what the day of publication is counted from has its own."""
    code = _CODES.get(entry["type"], "bad-value")
    is_day = "YYYY-MM-DD" in entry["msg"] or not _DATES.isdisjoint(loc[-1:])
    if code != "bad-value" or not is_day:
        return code
    return "bad-date" if _WAITS.intersection(loc) or len(loc) == 1 else "bad-day"


def _near_fields(loc: Loc, _: Any, kind: type[Any]) -> dict[str, str]:
    """Which fields there are; of a whole head there are too many to list."""
    names = names_at(kind, loc[:-1])
    return {"near": nearest(str(loc[-1]), names), "fields": ", ".join(names if loc[1:] else ())}


def _near_words(_: Loc, entry: Any, __: type[Any]) -> dict[str, str]:
    """Which words a vocabulary has."""
    words = re.findall(r"'([^']+)'", entry["ctx"]["expected"])
    return {"near": nearest(str(entry["input"]), words), "allowed": ", ".join(words)}


def _own_words(_: Loc, entry: Any, __: type[Any]) -> dict[str, str]:
    """What the type of the field tells of its own vocabulary."""
    words: dict[str, str] = entry["ctx"]
    return words


def _reasons(_: Loc, entry: Any, __: type[Any]) -> dict[str, str]:
    return {"reason_zh": _reason(entry), "reason_en": _IN_ENGLISH.get(entry["type"], entry["msg"])}


# What a finding says beside the field, by pydantic's type of the error.
_EXPLAINED: Mapping[str, Callable[[Loc, Any, type[Any]], dict[str, str]]] = {
    "unexpected_keyword_argument": _near_fields,
    "unknown_word": _own_words,
    "literal_error": _near_words,
}


def _reason(entry: Any) -> str:
    """What pydantic says of a value, in Chinese; in its own words where we have none."""
    words = REASONS.get(entry["type"])
    return words.format_map(entry.get("ctx", {})) if words else entry["msg"]


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word most like `word`, or "" where none is near."""
    plain = unicodedata.normalize("NFKC", word[:100]).lower()
    alike = _ALIKE_IN_LETTERS if plain.isascii() else _ALIKE
    return next(iter(difflib.get_close_matches(plain, known, 1, alike)), "")


_ALIKE, _ALIKE_IN_LETTERS = (
    0.6,
    0.7,
)  # of two Han characters one more tells more than of eight letters


def names_at(kind: Any, loc: Loc) -> tuple[str, ...]:
    """The names that a mapping at `loc` within a `kind` may have, as they are written in a file."""
    return _names_within(kind, nested.names(loc))


@lru_cache(maxsize=256)
def _names_within(kind: Any, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The same for the fields on the way; a hint is dear to read, and a head may have many faults."""
    for field in fields:
        kind = _hints(kind).get(field)
    return tuple(_hints(kind))


def _hints(kind: Any) -> dict[str, Any]:
    """The types of a mapping's fields, by the names that they are written with."""
    found = _dataclass_in(kind)
    if found is None:
        return {}
    hints = typing.get_type_hints(found, include_extras=True)
    return {_written(f.name, hints[f.name]): hints[f.name] for f in dataclasses.fields(found)}


def _written(name: str, hint: Any) -> str:
    for extra in getattr(hint, "__metadata__", ()):
        if isinstance(extra, FieldInfo) and extra.alias:
            return extra.alias
    return name


def _dataclass_in(hint: Any) -> Any:
    """The one dataclass in a type such as `Annotated[tuple[Attendee, ...], …] | None`."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint
    if typing.get_origin(hint) in {typing.Annotated, typing.Union, tuple, list, types.UnionType}:
        return next(filter(None, map(_dataclass_in, typing.get_args(hint))), None)
    return None


def read_yaml(
    folder: Path,
    path: str,
    named: Callable[[reading.Loaded], reading.Loaded] = lambda loaded: loaded,
    bounds: Bounds = SMALL,
) -> tuple[reading.Loaded | None, list[Problem]]:
    """The YAML in a folder's file, or None and why; None without a finding where there is no such
    file."""
    try:
        return named(reading.load(plain_files.read_text(folder, path), bounds.chars)), []
    except FileNotFoundError:
        return None, []
    except UnreadableYaml as error:
        return None, [
            problem(path, "unreadable-yaml", error.line, reason_zh=error.zh, reason_en=error.en)
        ]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return None, [problem(path, "not-utf8", line)]
    except OSError as error:
        return None, [problem(path, "unreadable-file", reason=reason_of(error))]


def read_settings(
    folder: Path,
    path: str,
    read: Callable[[reading.Loaded], T],
    kind: type[Any],
    bounds: Bounds = SMALL,
) -> T:
    """What `read` makes of the YAML in a file without which nothing can be shown.

    Raises `SettingsError` with file, line and field, and `FileNotFoundError`. The values that stand
    there are not repeated: the message goes to logs and to a public page, and they may be anybody's.
    """
    file = folder / path
    loaded = reading.Loaded(None, {})
    try:
        loaded = reading.load(plain_files.read_text(folder, path), bounds.chars)
        return read(loaded)
    except FileNotFoundError:
        raise
    except UnreadableYaml as error:
        raise SettingsError(
            f"{file}:{error.line}: {error.en}", zh=f"{file}:{error.line}：{error.zh}"
        ) from error
    except plain_files.NotPlain as error:
        raise SettingsError(f"{file}: {error.en}", zh=f"{file}：{error.zh}") from error
    except OSError as error:
        raise SettingsError(
            f"{file}: {reason_of(error)}", zh=f"{file}：無法讀取（{reason_of(error)}）"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{file}:{line}: not UTF-8", zh=f"{file}:{line}：不是 UTF-8 編碼"
        ) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        found = field_problem(
            str(file),
            shown_loc(first["loc"]),
            first,
            kind,
            lambda *_: loaded.place(tuple(first["loc"])),
        )
        raise SettingsError(
            f"{file}:{found.line}: {found.message('en')}",
            zh=f"{file}:{found.line}：{found.message('zh')}",
        ) from None


def shown_loc(loc: Loc) -> Loc:
    """The place of a field, for everybody to read: what a stranger wrote for its name is left out."""
    return tuple(map(_shown_step, loc))


def _shown_step(step: str | int) -> str | int:
    is_ours = isinstance(step, int) or _FIELD_NAME.fullmatch(step)
    return step if is_ours else "…"


def read_entries(
    folder: Path,
    path: str,
    adapter: TypeAdapter[T],
    kind: type[T],
    named: Callable[[reading.Loaded], reading.Loaded] = lambda loaded: loaded,
    bounds: Bounds = SMALL,
) -> tuple[list[tuple[T, int]], list[Problem]]:
    """The good entries of a YAML list, each with its line; the bad ones are reported and left out.

    `named` gives fields the schema's names; it may raise `UnreadableYaml`.
    """
    loaded, problems = read_yaml(folder, path, named, bounds)
    if loaded is None or loaded.value is None:
        return [], problems
    if not isinstance(loaded.value, list) or len(loaded.value) > bounds.entries:
        return [], [problem(path, "not-a-list", limit=bounds.entries)]
    entries: list[tuple[T, int]] = []
    for index, value in enumerate(loaded.value):
        try:
            entries.append((adapter.validate_python(value), loaded.place((index,))[0]))
        except ValidationError as error:
            problems += entry_problems(error, path, (index,), kind, loaded)
    return entries, problems


def entry_problems(
    error: ValidationError, path: str, base: Loc, kind: type[Any], loaded: reading.Loaded
) -> list[Problem]:
    """All findings of one failed validation of the value at `base`."""

    def place(*loc: str | int) -> tuple[int, int]:
        return loaded.place((*base, *loc))

    return [
        field_problem(path, tuple(entry["loc"]), entry, kind, place)
        for entry in error.errors(include_url=False)
    ]

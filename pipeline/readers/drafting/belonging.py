"""What the words before somebody's name say of them: an agency, another body, an office, a part in the meeting."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from minutes.records import vocabulary
from minutes.records.speaker_labels import calling
from minutes.registers.agencies import Agencies, load_agencies

# What an agency that the list of agencies does not know ends in; 會, 大學, 公司 and the like are others' as well.
_OF_THE_STATE = re.compile("(?:部|委員會|署|局|處|院|府|公所|分局|總隊|司|科|室)$")


def belonging(group: str) -> dict[str, str]:
    """The field of `attendees` that a word fills, with its value: 交通部, 示範大學, 漁民代表, 提案人."""
    for field, is_one in _FIELDS:
        if is_one(group):
            return {field: _VALUES.get(field, str)(group)}
    return {}


def capacity_of_office(office: str) -> dict[str, str]:
    """The capacity that an office is, which then takes its place; nothing for any other."""
    capacity = _capacity(office)
    return {"capacity": capacity, "role": ""} if capacity else {}


def are_agencies(words: Sequence[str]) -> bool:
    """Whether the list of agencies knows all of these words."""
    return all(map(_known().find, words))


@cache
def _known() -> Agencies:
    return load_agencies(None)[0]


def _capacity(group: str) -> str:
    return vocabulary.value_of("capacity", group) or ""


_FIELDS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("capacity", _capacity),
    ("role", lambda group: calling(group) == "office"),
    ("agency", _OF_THE_STATE.search),
    ("agency", lambda group: _known().find(group)),
    ("organisation", bool),
)
_VALUES: dict[str, Callable[[str], str]] = {"capacity": _capacity}

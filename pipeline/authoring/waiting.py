"""What could go into the rows of a record: read from its words, each with the words it comes from, and
waiting for somebody who accepts it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from minutes.records.document import Document, Item
from minutes.records.speaker_labels import apart, calling
from minutes.registers.generic_labels import is_generic
from minutes.text.lists import as_tuple, without_empty
from pipeline.authoring.rows.cells import bare
from pipeline.readers.drafting.proposals import Proposal, proposals
from pipeline.readers.drafting.said import said
from pipeline.source import head_links

_MOST_LINKS = 60  # offers; more is no list that somebody reads
_QUOTE = 200  # characters of the words around a link


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry for a field, the words it was read from, and the item (by its index) that holds them,
    -1 where it is none."""

    field: str
    entry: Mapping[str, Any]
    words: str
    index: int


def waiting(document: Document, day: dt.date | None, data: Mapping[str, Any]) -> list[Waiting]:
    """All that is not yet in the head, whose data these are. An entry that is tied to the same speech
    counts as the proposal's, however it is worded."""
    spoken = [_with_asker(one, document, data) for one in _said(document, day)]
    proposed = sorted([*_proposed(document, day), *spoken], key=_of_field)
    found = [*_people(document, data), *proposed, *_linked(document)]
    groups = groupby(found, _of_field)
    opened = (_open(group, document, entries(data, field)) for field, group in groups)
    return list(chain.from_iterable(opened))


def _open(
    group: Iterable[Waiting], document: Document, there: list[dict[str, Any]]
) -> list[Waiting]:
    """Those of one field for which no entry is there: neither with their values nor of their speech
    or address."""
    ids = [*(item.id for item in document.items), None]
    left = _without_pairs(group, there, lambda one, entry: _says(entry, one.entry))
    left = _without_pairs(left, there, lambda one, entry: entry.get("speech", 0) == ids[one.index])
    return _without_pairs(
        left, there, lambda one, entry: entry.get("url", 0) == one.entry.get("url")
    )


def _without_pairs(
    group: Iterable[Waiting],
    there: list[dict[str, Any]],
    is_same: Callable[[Waiting, Mapping[str, Any]], bool],
) -> list[Waiting]:
    """Those for which there is no entry; an entry stands for one alone, and is taken out."""
    left = []
    for one in group:
        same = next((each for each in there if is_same(one, each)), None)
        if same is None:
            left.append(one)
        else:
            there.remove(same)
    return left


def _says(entry: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(bare(entry.get(name)) == bare(value) for name, value in wanted.items())


def _people(document: Document, data: Mapping[str, Any]) -> Iterator[Waiting]:
    """Those who speak and are not among the attendees."""
    listed = _present(data)
    heard = dict.fromkeys(item.label for item in document.items)
    for name in filter(_is_person, heard):
        fields = asdict(apart(name))
        if not listed.keys() & {name, fields["name"]}:
            yield Waiting("attendees", without_empty(fields), name, -1)


def known_of(name: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the attendance, or else the label itself, tells of who speaks."""
    labelled, listed = apart(name), _present(data)
    return listed.get(name) or listed.get(labelled.name) or asdict(labelled)


def _present(data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {str(each.get("name")): each for each in entries(data, "attendees")}


def _is_person(name: str) -> bool:
    return calling(name) == "person" and not is_generic(name)


def entries(data: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """The entries of a field that are mappings."""
    return [each for each in as_tuple(data.get(field)) if isinstance(each, dict)]


def _proposed(document: Document, day: dt.date | None) -> Iterator[Waiting]:
    """What the reader of minutes proposes, by field; votes on one matter are one ballot."""
    sections = [item.line for item in document.items if item.type == "section"]
    found = sorted(proposals(document, day), key=lambda p: p.field)
    matters = groupby(found, lambda p: (p.field, bisect_right(sections, p.line)))
    for (field, _), group in matters:
        waiting_here = _waiting(group, document)
        yield from [_ballot(waiting_here)] if field == "votes" else waiting_here


def _said(document: Document, day: dt.date | None) -> list[Waiting]:
    """What speeches hold of decisions, tasks and ballots."""
    return _waiting(said(document, day), document)


def _waiting(found: Iterable[Proposal], document: Document) -> list[Waiting]:
    """Proposals with the items in which they were read."""
    lines = list(map(attrgetter("line"), document.items))
    return [Waiting(p.field, p.values, p.words, bisect_right(lines, p.line) - 1) for p in found]


def _with_asker(one: Waiting, document: Document, data: Mapping[str, Any]) -> Waiting:
    """A request with the agency of who asks."""
    if one.field != "requests":
        return one
    agency = known_of(document.items[one.index].label, data).get("agency")
    return replace(one, entry={"from": [agency], **one.entry}) if agency else one


def _linked(document: Document) -> list[Waiting]:
    """The links in the words, each address once."""
    found: dict[str, Waiting] = {}
    for index, item in enumerate(document.items):
        for entry in head_links.links(item):
            url = entry["url"]
            found.setdefault(url, Waiting("links", entry, _line_with(url, item), index))
    return [*found.values()][:_MOST_LINKS]


def _line_with(url: str, item: Item) -> str:
    """The line of a piece that holds an address, shortened."""
    lines = item.text.split("\n")
    return next((line for line in lines if url in line), url)[:_QUOTE]


def _of_field(one: Waiting) -> str:
    return one.field


def _ballot(cast: Sequence[Waiting]) -> Waiting:
    options = chain.from_iterable(one.entry["options"] for one in cast)
    words = "\n".join(one.words for one in cast)
    return Waiting("votes", {"options": list(options)}, words, cast[0].index)

"""The records of an archive: a meeting, an issue, a speaker; without their words."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from dataclasses import dataclass, field
from typing import Any

from minutes.records.front_matter import Edit, FrontMatter, IssueFront, Kind, Tier
from minutes.records.titles import TitleFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A label of a meeting and how many speeches stand under it."""

    name: str
    speeches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A record as the archive knows it, without its words.

    `front` is the file's front matter with inferred values filled in; `inferred` names those
    fields, `given` those that stand in the file; `unreadable` names fields whose value in the file
    is not valid or whose name is mistyped (their `front` value is empty); `has_front` tells whether
    the file has front matter; `has_edit` whether it has an `edit:` block, empty or not; `unconfirmed`
    whether the front matter says that it was guessed and nobody looked at it yet; `named` are the days
    that its file name and first heading bear; `title_facts` is what its title or its name tells of
    tier, kind and case. `path` is relative to its folder, `/`-separated.
    """

    id: str
    path: str
    digest: str
    front: FrontMatter
    inferred: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()
    has_front: bool = False
    has_edit: bool = False
    unconfirmed: bool = False
    broken: bool = False
    speakers: tuple[Speaker, ...] = ()
    speeches: int = 0
    items: int = 0
    chars: int = 0
    named: tuple[dt.date, ...] = ()
    title_facts: TitleFacts | None = None
    draft: bool = field(default=False)

    def __post_init__(self) -> None:
        # In memory once, like every name that is looked up by it: to compare the two is then not to read them.
        object.__setattr__(self, "id", sys.intern(self.id))

    @property
    def title(self) -> str:
        return self.front.title or self.id

    @property
    def date(self) -> dt.date | None:
        return self.front.date

    @property
    def sort_day(self) -> dt.date:
        """Its day where records are put in order: the first of the calendar where it has none."""
        return self.front.date or dt.date.min

    @property
    def oldest_first(self) -> tuple[dt.date, str]:
        """The key that puts the oldest record first, and last what has no day."""
        return self.front.date or dt.date.max, self.id

    @property
    def tier(self) -> Tier:
        return self.front.tier or "other"

    @property
    def kind(self) -> Kind:
        return self.front.kind or "other"

    @property
    def lang(self) -> str:
        return self.front.lang or "zh-Hant-TW"

    @property
    def original(self) -> str:
        """The name of the record that it translates; "" where it says of none."""
        return self.front.translation_of.removesuffix(".md")

    @property
    def edit(self) -> Edit:
        """The particulars of its correction window, empty where its head has none."""
        return self.front.edit or Edit()

    def front_gaps(self, **facts: Any) -> dict[str, Any]:
        """What is told of fields that the file does not give. A field that it gives, even wrongly,
        is never filled in by guess."""
        taken = {*self.given, *self.unreadable}
        return {k: v for k, v in facts.items() if v not in (None, "", ()) and k not in taken}

    @property
    def days(self) -> tuple[dt.date, ...]:
        """The days on which it sat, in order: those of its sessions, or else its own."""
        sat = {session.date for session in self.front.sessions}
        return tuple(sorted(sat or filter(None, [self.date])))

    @property
    def known_days(self) -> tuple[dt.date, ...]:
        """Those days and its own, where that is none of them, in order."""
        return tuple(sorted({*self.days, *filter(None, [self.date])}))

    @property
    def last_day(self) -> dt.date | None:
        """The day of its last session, which the correction window counts from. Where the file's
        name bears a later date than its front matter, one of them is a slip: the later counts."""
        days = [*self.known_days]
        with contextlib.suppress(ValueError):
            days.append(dt.date.fromisoformat(self.id[:10]))
        return max(days, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue file: what it says, and its neutral summary (Markdown)."""

    slug: str
    path: str
    front: IssueFront
    body: str = ""
    digest: str = ""

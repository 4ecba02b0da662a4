"""Meetings to come, and those whose record is awaited (`schedule.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field, TypeAdapter

from minutes.fields import read_entries
from minutes.model import Cases, Date, Kind, Str, Strs, Tier, Url, Words
from minutes.problems import Problem

SCHEDULE_FILE = "schedule.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A meeting as announced. `time` is `HH:MM` where the archive is; `join` leads to the stream."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    date: Date
    tier: Tier
    title: Words
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    end: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] | None = None
    place: Str = ""
    kind: Kind = "main"
    case: Cases = ()
    host: Strs = ()
    join: Url = ""


SCHEDULED: TypeAdapter[Scheduled] = TypeAdapter(Scheduled)


def load_schedule(folder: Path | None) -> tuple[list[tuple[Scheduled, int]], list[Problem]]:
    """The announced meetings with their lines, in the order of the file; bad entries are left out."""
    if folder is None:
        return [], []
    return read_entries(folder / SCHEDULE_FILE, SCHEDULE_FILE, SCHEDULED, Scheduled)

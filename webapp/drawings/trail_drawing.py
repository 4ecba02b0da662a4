"""The picture of a trail: its stations on four lines, one for each kind of meeting, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

LEAST = 34.0  # units between two stations: each is large enough to touch, and no two coincide
BROAD = 640.0  # units that the days are spread over, where there is room
_LEFT, _TOP, _STEP, _FOOT = 150, 34, 52, 34
_LANE = {
    "seasonal": 0,
    **dict.fromkeys(("released", "monthly", "voted", "chosen", "proposed"), 1),
    "main": 3,
}


@dataclass(frozen=True, slots=True)
class DrawnStation:
    """A station: what it is called, when it was, where it leads. A `hollow` one has no record."""

    stage: str
    name: str
    link: str
    date: dt.date | None = None
    tier: str = ""
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class TrailPicture:
    """Stations in their order; `lanes` names the lines: seasonal, monthly, other, collaborative."""

    points: tuple[DrawnStation, ...]
    lanes: tuple[str, str, str, str]
    label: str

    def svg(self) -> Markup:
        """Every station a link that says what it is; its shape tells its stage."""
        places = list(
            zip(
                across([p.date for p in self.points]),
                map(_row, self.points),
                self.points,
                strict=True,
            )
        )
        wide = round(_LEFT + max((x for x, _, _ in places), default=0) + 30)
        tall = _TOP + 3 * _STEP + _FOOT
        lines = "".join(
            f'<path class="lane" d="M{_LEFT - 10} {_TOP + n * _STEP}H{wide}"/>'
            f'<text class="s" aria-hidden="true" x="0" y="{_TOP + n * _STEP + 5}">{escape(name)}</text>'
            for n, name in enumerate(self.lanes)
        )
        path = "L".join(f"{_LEFT + x:.0f} {_TOP + y * _STEP}" for x, y, _ in places)
        drawn = "".join(_station(_LEFT + x, _TOP + y * _STEP, p) for x, y, p in places)
        years = "".join(
            f'<text class="s" aria-hidden="true" x="{_LEFT + x:.0f}" y="{tall - 6}" text-anchor="middle">{year}</text>'
            for x, year in _years([(x, p.date) for x, _, p in places])
        )
        return Markup(  # noqa: S704 (every name and address is escaped)
            f'<svg class="trailmap" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}" role="group" '
            f'aria-label="{escape(self.label)}">{lines}<path class="way" d="M{path}"/>{years}{drawn}</svg>'
        )


def across(days: Sequence[dt.date | None]) -> list[float]:
    """Where stations stand from left to right: by their days, but never closer than `LEAST`."""
    given = list(filter(None, days))
    first = min(given, default=dt.date.min)
    span = max((max(given, default=first) - first).days, 1)
    placed: list[float] = []
    for day in days:
        least = placed[-1] + LEAST if placed else 0.0
        there = (day - first).days * BROAD / span if day is not None else least
        placed.append(max(least, there))
    return placed


def _row(point: DrawnStation) -> int:
    if point.tier == "seasonal":
        return 0
    return _LANE.get(point.stage, 2)


def _years(places: Sequence[tuple[float, dt.date | None]]) -> list[tuple[float, int]]:
    """The first station of each year."""
    found: dict[int, float] = {}
    for x, day in places:
        if day is not None:
            found.setdefault(day.year, x)
    return [(x, year) for year, x in found.items()]


def _station(x: float, y: int, point: DrawnStation) -> str:
    name = escape(point.name)
    kind = f"{point.stage} gone" if point.hollow else point.stage
    match point.stage:
        case "voted" | "chosen":
            shape = f'<rect class="at {kind}" x="{x - 8:.0f}" y="{y - 8}" width="16" height="16"/>'
        case "released":
            shape = f'<path class="at {kind}" d="M{x:.0f} {y - 12}l12 12-12 12-12-12z"/>'
        case "main":
            shape = f'<circle class="at {kind}" cx="{x:.0f}" cy="{y}" r="12"/>'
        case _:
            shape = f'<circle class="at {kind}" cx="{x:.0f}" cy="{y}" r="8"/>'
    area = f'<rect class="hit" x="{x - 15:.0f}" y="{y - 15}" width="30" height="30"/>'
    return (
        f'<a href="{escape(point.link)}" aria-label="{name}"><title>{name}</title>{area}{shape}</a>'
    )

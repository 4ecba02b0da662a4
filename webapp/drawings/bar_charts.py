"""Pictures as inline SVG with classes of our stylesheet. Their numbers stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, GAP = 40, 6
BROAD = 1160  # pixels across the page, where there is room
MOST_YEARS = 7  # named on one line: a name takes 40 pixels, and a phone has 280


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its name; `link` makes the bar a link."""

    name: str
    value: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A row of bars, all from one base line."""

    bars: tuple[Bar, ...]

    def svg(self, height: int = 64) -> Markup:
        """The picture without words; links in it name their bar."""
        top = max((b.value for b in self.bars), default=0) or 1
        step = WIDTH + GAP
        parts = []
        for n, bar in enumerate(self.bars):
            tall = max(2, round(bar.value * (height - 4) / top)) if bar.value else 0
            name = escape(f"{bar.name}: {bar.value}")
            shape = f'<rect class="bar" x="{n * step}" y="{height - tall}" width="{WIDTH}" height="{tall}"/>'
            if bar.link:
                area = f'<rect class="hit" x="{n * step}" y="0" width="{WIDTH}" height="{height}"/>'
                parts.append(
                    f'<a href="{escape(bar.link)}" aria-label="{name}"><title>{name}</title>{area}{shape}</a>'
                )
            else:
                parts.append(shape)
        wide = max(1, len(self.bars) * step - GAP)
        role = "group" if any(b.link for b in self.bars) else "img"
        hidden = "" if role == "group" else ' aria-hidden="true"'
        return Markup(  # noqa: S704 (every name and address above is escaped)
            f'<svg class="bars" viewBox="0 0 {wide} {height}" width="{wide}" height="{height}" role="{role}"{hidden} '
            f'preserveAspectRatio="none">{"".join(parts)}</svg>'
        )


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar in several parts, from the base line upwards: (class, number)."""

    name: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _, number in self.parts)


@dataclass(frozen=True, slots=True)
class Stacks:
    """Bars in parts, with marks where a year begins."""

    stacks: tuple[Stack, ...]
    years: tuple[tuple[int, str], ...] = ()  # number of the bar, the year's name

    def svg(self, height: int = 150) -> Markup:
        """The picture, as wide as there is room: what lies across is told in percent, so that words
        keep their size on a phone, where of two years that meet the later is named."""
        top = max((s.total for s in self.stacks), default=0) or 1
        step = 100 / max(1, len(self.stacks))
        width = step * (1 - GAP / (WIDTH + GAP))
        parts = []
        for n, stack in enumerate(self.stacks):
            y = float(height)
            for name, number in filter(_counted, stack.parts):
                tall = number * (height - 4) / top
                y -= tall
                box = f'x="{n * step:.2f}%" y="{y:.1f}" width="{width:.2f}%" height="{tall:.1f}"'
                parts.append(f'<rect class="{name}" {box}/>')
        parts += (_line(f"{n * step:.2f}%", height) for n, _ in self.years)
        parts += (
            f'<text x="{n * step:.2f}%" dx="4" y="{height + 18}">{escape(year)}</text>'
            for n, year in _apart(self.years, 100 / MOST_YEARS / step)
        )
        return Markup(  # noqa: S704 (only numbers, and years, which are escaped)
            f'<svg class="stacks" width="{BROAD}" height="{height + 22}" aria-hidden="true">'
            f'<line class="base" y1="{height}" x2="100%" y2="{height}"/>{"".join(parts)}</svg>'
        )


def _counted(part: tuple[str, int]) -> int:
    return part[1]


def _apart(years: Sequence[tuple[int, str]], least: float) -> list[tuple[int, str]]:
    """The years, from the last one back, that stand at least so many bars from the next."""
    chosen: list[tuple[int, str]] = []
    for year in reversed(years):
        if not chosen or chosen[-1][0] - year[0] >= least:
            chosen.append(year)
    return chosen


def _line(x: str, y: int) -> str:
    return f'<line class="tick" x1="{x}" y1="{y}" x2="{x}" y2="{y + 8}"/>'


_FEW_MONTHS, _WIDE, _NARROW = 29, 24, 14  # pixels a month while they are few, and then
_AXIS = 200  # pixels in which the first and the last month stand side by side


@dataclass(frozen=True, slots=True)
class Pace:
    """Months with their number of meetings, and the line of how many there are in principle."""

    months: tuple[tuple[str, int], ...]
    line: int

    def svg(self, height: int = 96) -> Markup:
        """The picture without words; its table stands beside it."""
        top = max(self.line, max((n for _, n in self.months), default=0)) + 1
        is_long = len(self.months) > _FEW_MONTHS
        step = _NARROW if is_long else max(_WIDE, _AXIS // max(1, len(self.months)))
        wide = max(1, len(self.months) * step)
        y = round(height * (1 - self.line / top))
        across = 100 / max(1, len(self.months))
        bars = "".join(
            f'<rect class="bar" x="{(i + 0.1) * across:.2f}%" y="{round(height * (1 - n / top))}" '
            f'width="{0.8 * across:.2f}%" height="{height - round(height * (1 - n / top))}"/>'
            for i, (_, n) in enumerate(self.months)
            if n
        )
        base, line = (f'y1="{y}" x2="100%" y2="{y}"' for y in (height - 0.5, y))
        return Markup(  # noqa: S704 (numbers only)
            f'<svg class="pace" width="{wide}" height="{height}" aria-hidden="true">'
            f'<line class="base" {base}/>{bars}<line class="half" {line}/></svg>'
        )


def share(percent: float | None, threshold: float) -> Markup:
    """A share of a vote as a bar with the threshold on it."""
    wide = round(2 * min(max(percent or 0.0, 0.0), 100.0))
    return Markup(  # noqa: S704 (numbers only)
        f'<svg class="share" viewBox="0 0 200 12" width="200" height="12" aria-hidden="true"><rect class="all" '
        f'width="200" height="12"/><rect class="bar" width="{wide}" height="12"/>'
        f'<path class="half" d="M{round(2 * threshold)} 0v12"/></svg>'
    )

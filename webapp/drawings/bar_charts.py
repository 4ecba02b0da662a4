"""Pictures as inline SVG with classes of our stylesheet. Their numbers stand in a table beside them."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

WIDTH, GAP = 40, 6
BROAD = 1160  # a picture across the page, in its own units


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
        top = max((s.total for s in self.stacks), default=0) or 1
        wide, foot = BROAD, 22
        step = wide / max(1, len(self.stacks))
        width = step - min(GAP, step / 4)
        parts = []
        for n, stack in enumerate(self.stacks):
            y = float(height)
            for name, number in stack.parts:
                tall = number * (height - 4) / top
                y -= tall
                if number:
                    box = f'x="{n * step:.1f}" y="{y:.1f}" width="{width:.1f}" height="{tall:.1f}"'
                    parts.append(f'<rect class="{name}" {box}/>')
        for n, year in self.years:
            parts.append(f'<path class="tick" d="M{n * step:.1f} {height}v8"/>')
            parts.append(f'<text x="{n * step + 4:.1f}" y="{height + 18}">{escape(year)}</text>')
        return Markup(  # noqa: S704 (only numbers, and years, which are escaped)
            f'<svg class="stacks" viewBox="0 0 {wide} {height + foot}" width="{wide}" height="{height + foot}" '
            f'aria-hidden="true"><path class="base" d="M0 {height}H{wide}"/>{"".join(parts)}</svg>'
        )

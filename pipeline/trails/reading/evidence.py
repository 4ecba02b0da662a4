"""What one record says of a case, in short: all that a trail needs of it, and can be kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from minutes.recognition.mentions import Mention
from minutes.recognition.passages import Passages

_MOST_SPEECHES = 40
_RICHEST = 5  # speeches shown of a record that is all about the case


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionedSpeeches:
    """A mention with its speeches as ids; see `Mention` for what the properties say."""

    score: float
    best: float
    density: float
    coverage: float
    firm: bool
    noted: bool
    opened: bool
    called: bool
    certain: bool
    reviewed: bool
    named: bool
    key: str
    speeches: tuple[str, ...]
    telling: tuple[str, ...]
    richest: tuple[str, ...]

    @classmethod
    def of(cls, mention: Mention, ids: Sequence[str]) -> MentionedSpeeches:
        """The finding of a mention in a record whose passages have these ids."""
        return cls(
            score=round(mention.score, 1),
            best=mention.best,
            density=mention.density,
            coverage=mention.coverage,
            firm=mention.firm,
            noted=mention.noted,
            opened=mention.opened,
            called=mention.called,
            certain=mention.certain,
            reviewed=mention.reviewed,
            named=mention.named,
            key=ids[mention.key] if mention.key is not None else "",
            speeches=tuple(ids[n] for n in mention.speeches[:_MOST_SPEECHES]),
            telling=tuple(ids[n] for n in mention.telling[:_MOST_SPEECHES]),
            richest=tuple(ids[n] for n in mention.richest(_RICHEST)),
        )

    def plain(self) -> list[Any]:
        """The finding as plain values."""
        return [getattr(self, field.name) for field in dataclasses.fields(self)]

    @classmethod
    def read(cls, plain: Sequence[Any]) -> MentionedSpeeches:
        """A finding from its plain values."""
        names = [field.name for field in dataclasses.fields(cls)]
        told = dict(zip(names, plain, strict=True))
        lists = {name: tuple(told[name]) for name in ("speeches", "telling", "richest")}
        return cls(**(told | lists))


@dataclass(frozen=True, slots=True)
class Findings:
    """What a record says of a case: as a whole, and where it does not speak of the next proposals
    (None where that is nothing)."""

    whole: MentionedSpeeches
    held: MentionedSpeeches | None

    def said(self, *, is_met: bool) -> MentionedSpeeches | None:
        """What it says of a case: of one that was met, not where it speaks of proposals."""
        return self.held if is_met else self.whole

    @classmethod
    def of(cls, mention: Mention, passages: Passages) -> Findings:
        """Both findings of a mention."""
        held = mention.without_proposals()
        whole = MentionedSpeeches.of(mention, passages.ids)
        return cls(
            whole,
            whole
            if held is mention
            else MentionedSpeeches.of(held, passages.ids)
            if held
            else None,
        )

    def plain(self) -> list[Any]:
        """Both as plain values; 1 for the second where it is the first."""
        held = 1 if self.held is self.whole else self.held and self.held.plain()
        return [self.whole.plain(), held]

    @classmethod
    def read(cls, plain: Sequence[Any]) -> Findings:
        """Both from their plain values."""
        whole = MentionedSpeeches.read(plain[0])
        return cls(
            whole,
            whole if plain[1] == 1 else MentionedSpeeches.read(plain[1]) if plain[1] else None,
        )

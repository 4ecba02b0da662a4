"""What a meeting says under one heading."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.recognition.agenda.parts import Part
from minutes.recognition.passages import Passages, Span
from minutes.recognition.weights import WEIGHTS


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """What a meeting says under one heading: the stretches of its text, the heading itself, and what
    it gives: case numbers, agencies (as they are spelled there).

    `serial` tells whether the numbers are counted as cases are (序號); `called` are the agencies that
    were called on last, where somebody who was called turns to a case of their own; `named` whether the
    heading calls up something by name, `goes_on` whether it asks one more host of the item before,
    `unsure` whether only the order of speakers tells that somebody goes on with that item: it may be
    another one's report; `ruled` whether the heading is one of several rulings in a turn of somebody
    who had not reported; `given` whether it gives the numbers to what was chosen, and calls nobody.
    """

    part: Part
    heading: Span
    spans: tuple[Span, ...] = ()
    numbers: tuple[int, ...] = ()
    serial: bool = False
    bodies: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    named: bool = False
    goes_on: bool = False
    unsure: bool = False
    ruled: bool = False
    given: bool = False

    def text(self, passages: Passages) -> str:
        """All its words, a line feed between passages."""
        return "\n".join(span.of(passages) for span in self.spans)

    @property
    def words(self) -> Span:
        """The words that stand for it: its heading, or else (of what a meeting begins with) how it
        begins."""
        if self.heading.end > self.heading.start or not self.spans:
            return self.heading
        first = self.spans[0]
        return first._replace(end=min(first.end, first.start + WEIGHTS.opening))

    @property
    def passages(self) -> tuple[int, ...]:
        """The numbers of the passages in which it is spoken of."""
        return tuple(dict.fromkeys(span.number for span in self.spans))

"""Words in a look of their own: names that only their type sets off (underlined, in a font or size), and whole
paragraphs (bold, italic, a colour) among what people say, which are somebody else's words, perhaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress
from operator import attrgetter

from pipeline.readers.drafting.markdown_words import TextRun
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.looks import FEW, SENTENCE_SIGN
from pipeline.readers.recognition.lines import Line

Look = tuple[bool, bool, str]
_ZH = ("粗體", "斜體", "有顏色")
_EN = ("bold", "italic", "coloured")


@dataclass(frozen=True, slots=True)
class LookedParagraph:
    """A line (by its index) in a look of its own, and whose words it stands among."""

    line: int
    speaker: str
    look: Look

    @property
    def name(self) -> str:
        return self.speaker

    def called(self) -> tuple[str, str]:
        """What people call the look, in both languages."""
        has = list(map(bool, self.look))
        zh, en = "、".join(compress(_ZH, has)), " ".join(compress(_EN, has))
        return zh or "一般字體", en or "plain"


def apart(
    lines: Sequence[Line], labels: Mapping[int, Candidate], others: Collection[int]
) -> list[LookedParagraph]:
    """The paragraphs that are in another look than most of the same speaker, where a few are; besides `others`
    (headings)."""
    spoken = list(_spoken(lines, labels, others))
    by_times = reversed(Counter(map(_OF_SPEAKER, spoken)).most_common())
    usual = {speaker: look for (speaker, look), _ in by_times}
    own = [one for one in spoken if one.look != usual[one.speaker]]
    often = Counter(map(_LOOK, own))
    return [one for one in own if often[one.look] >= FEW]


_LOOK = attrgetter("look")
_OF_SPEAKER = attrgetter("speaker", "look")


def _spoken(
    lines: Sequence[Line], labels: Mapping[int, Candidate], others: Collection[int]
) -> Iterator[LookedParagraph]:
    """Each paragraph of sentences in one look, with its speaker."""
    speaker = ""
    for index, line in enumerate(lines):
        label = labels.get(index)
        speaker = label.name if label else line.speaker or speaker
        looks = _looks(line.after(label.at) if label else line.spans)
        if all((speaker, _is_sentence(line), len(looks) == 1, index not in others)):
            yield LookedParagraph(index, speaker, *looks)


def _is_sentence(line: Line) -> bool:
    return line.kind == "text" and SENTENCE_SIGN.search(line.words) is not None


def _looks(spans: Sequence[TextRun]) -> set[Look]:
    """The looks of all words."""
    worded = filter(_has_words, spans)
    return set(map(_LOOK_OF_RUN, worded))


_LOOK_OF_RUN = attrgetter("strong", "emphasis", "colour")


def _has_words(span: TextRun) -> bool:
    return bool(span.text.strip())


_SEVERAL = 2


def in_own_type(lines: Sequence[Line]) -> list[Line] | None:
    """The lines, in which whatever is not in the type of most words is set off as by a colour; None where all
    words are in one type."""
    characters = Counter[str]()
    for span in chain.from_iterable(line.spans for line in lines):
        characters[span.type] += len(span.text.strip())
    usual = characters.most_common(_SEVERAL)
    if len(usual) < _SEVERAL:
        return None
    body = _Body(usual[0][0])
    return list(map(body.part_from, lines))


@dataclass(frozen=True, slots=True)
class _Body:
    """The words of a source that are in its usual type."""

    type: str

    def part_from(self, line: Line) -> Line:
        """A line with all else set off."""
        return replace(line, spans=tuple(map(self._set_off, line.spans)))

    def _set_off(self, span: TextRun) -> TextRun:
        own = span.colour or span.type or _BARE
        return span if span.type == self.type else replace(span, colour=own)


_BARE = "bare"  # what is in no type of its own, among words that are all underlined


__all__ = ["LookedParagraph", "apart", "in_own_type"]

"""WebVTT and SRT captions: voices and `Name:` prefixes become labels, cues become paragraphs."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.markdown_words import TextRun, one_line
from pipeline.readers.drafting.outcome import Imported, ImportNote
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.label_report import report_labels
from pipeline.readers.recognition.labels import recognise, with_second_speakers
from pipeline.readers.recognition.lines import ASIDE, Line, bare, bounded
from pipeline.readers.recognition.unnamed_voices import ARROWS, unnamed

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,4}"  # programmes that round write 00:00:53.1000
_TIMING = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(.*)$")
# What stands behind the times of a cue besides its words: align:start position:0%, X1:40 X2:600
_SETTINGS = re.compile(r"(?:\s+(?:[a-z]{4,8}|[XY]\d):[\w.,%-]+(?=\s|$))*")
_TAG = re.compile(r"<([^<>]{0,200})>")
_CLOCK_TAG = re.compile(rf"<{_TIME}>")
# What SubStation Alpha puts into captions: {\an8} places them, {\i1} slants them, \N ends a line.
_OVERRIDE = re.compile(r"\{\\[^{}\n]{0,200}\}")
_LINE_END = re.compile(r"\\[Nn]|<br ?/?>", re.I)
_VOICE = re.compile(r"v(?:\.\S*)?\s+(.+)", re.DOTALL)
_MARKUP = re.compile(r"/?(?:[cibuv]|ruby|rt|lang|font)(?:[.\s].*)?|/", re.DOTALL | re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？!?.…」』”\"）)]$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BEFORE_ARROWS = re.compile(r"(?<=\S)\s+(?=>>+\s*\S)")
_DASH = re.compile(r"^\s*(?:[-–—]|>>)\s*(?=\S)")

# Webex names who speaks in the identifier of a cue: 1 "王示範" (3792548352)
_NAMED_CUE = re.compile(
    r"\s*(?:\d{1,6}\s+)?[\"“](?P<name>[^\"“”\n]{1,60})[\"”]\s*(?:\(\d{1,20}\))?\s*$"
)

PAUSE = 3.0  # seconds of silence that end a paragraph
BREATH = 0.8  # seconds that end it after a full sentence
LONG = 160  # characters after which any full sentence ends it
LONGEST = 1200  # characters after which any caption ends it: machines write no full stops


_Block = Sequence[tuple[int, str]]  # lines, each with its number, between empty ones


@dataclass(slots=True)
class _Cue:
    line: int
    start: float
    end: float
    lines: list[str] = field(default_factory=list)
    voice: str | None = None  # whom its identifier names


@dataclass(slots=True)
class _Piece:
    """Words of one voice in one cue; `voice` is None where the cue does not say."""

    cue: _Cue
    voice: str | None
    text: str


def is_srt(text: str) -> bool:
    """Whether the text begins as SubRip captions do: a number, a line of times."""
    lines = list(filter(str.strip, text[:2000].lstrip("\ufeff").split("\n")))[:2]
    return any(map(_TIMING.match, lines))


def read_captions(
    text: str,
    filename: str,
    notes: tuple[ImportNote, ...] = (),
    remarks: Iterable[tuple[int, str]] = (),
) -> Imported:
    """The transcript in WebVTT or SRT captions; the times are dropped and reported, and so are remarks of the file, each
    with its line."""
    draft = Draft(filename)
    draft.take_over(notes)
    for number, words in remarks:
        _drop_remark(draft, words, number)
    reader = _Captions(draft)
    cues = reader.cues(draft.cleaned(text).lstrip("\ufeff").split("\n"))
    pieces = reader.named(list(reader.pieces(_with_display_names(cues, draft))))
    reader.write(pieces)
    reader.report(cues)
    return draft.finish()


def _drop_remark(draft: Draft, words: str, number: int) -> None:
    draft.drop(
        "caption-block", f"說明區塊：{words[:80]}", f"A block of remarks: {words[:80]}", number
    )


def _with_display_names(cues: Sequence[_Cue], draft: Draft) -> Sequence[_Cue]:
    """The cues; where nearly all begin with a name, a colon and a space, as Zoom writes them, with that as their voice,
    whatever signs it holds (範例部：王示範, [評審] 李範例)."""
    named = [(cue, _DISPLAY_NAME.match(cue.lines[0])) for cue in cues if cue.lines]
    times = Counter(found["name"] for _, found in named if found)
    enough = max(_FEWEST_NAMED, _NEARLY_ALL * len(named))
    if times.total() < enough or 2 * len(times) > times.total() or any(cue.voice for cue in cues):
        return cues
    for cue, found in named:
        if found:
            draft.leave(found["name"])
            cue.voice, cue.lines[0] = found["name"], cue.lines[0][found.end() :]
    return cues


# Brackets around the whole are no part of a name: [王示範]: 大家好
_DISPLAY_NAME = re.compile(
    r"(?![\[(（【<][^\[\]()（）【】]*[\])）】]:)(?P<name>(?!<)\S[^:\n]{0,60}): (?=\S)"
)
_NEARLY_ALL = 0.95
_FEWEST_NAMED = 8


class _Captions:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.tags: Counter[str] = Counter()
        self.settings = 0
        self.repeated = 0

    # -- reading -------------------------------------------------------------------------------

    def cues(self, lines: Sequence[str]) -> list[_Cue]:
        """The cues in order; identifiers, notes and styles go into the report."""
        cues: list[_Cue] = []
        for block in _blocks(lines):
            timed = [at for at, (_, line) in enumerate(block) if _TIMING.match(line)]
            if timed:
                first, *more = self._cues_of(block, timed)
                cues += [replace(first, voice=self._named_by(block[: timed[0]])), *more]
            else:
                self._other_block(block, after_cue=cues[-1] if cues else None)
        return cues

    def _named_by(self, before: _Block) -> str | None:
        """Whom the lines above the times of a cue name; what they are otherwise is counted."""
        named = next(filter(None, (_NAMED_CUE.match(words) for _, words in before)), None)
        others = [words for _, words in before if words.strip() and not words.strip().isdigit()]
        self.tags["identifier"] += len(others) * (named is None)
        self.draft.leave(*([named.string] if named else others))
        return one_line(html.unescape(named["name"])) if named else None

    def _cues_of(self, block: _Block, timed: Sequence[int]) -> Iterator[_Cue]:
        """The cues of a block, several where the empty lines between them are missing; the number above the times of
        the next one is no word."""
        for at, end in pairwise([*timed, len(block)]):
            words = [line for _, line in block[at + 1 : end]]
            is_number = end < len(block) and len(words) > 0 and words[-1].strip().isdigit()
            yield self._cue(*block[at], words[:-1] if is_number else words)

    def _cue(self, number: int, line: str, below: Sequence[str]) -> _Cue:
        """A cue of the line with its times, behind which words may stand too, and of those below."""
        timing = _TIMING.match(line)
        settings = _SETTINGS.match(timing[3]) if timing else None
        if timing is None or settings is None:
            return _Cue(number, 0, 0, [line, *below])
        self.settings += bool(settings[0])
        beside = timing[3][settings.end() :].strip()
        lines = [*([beside] if beside else []), *below]
        return _Cue(number, _seconds(timing[1]), _seconds(timing[2]), lines)

    def _other_block(self, block: _Block, after_cue: _Cue | None) -> None:
        number, first = block[0]
        words = one_line(" ".join(line for _, line in block))
        if first.startswith(("NOTE", "STYLE", "REGION", "WEBVTT")):
            if words != "WEBVTT":
                _drop_remark(self.draft, words, number)
        elif after_cue is None or words.isdigit():
            self.draft.drop(
                "caption-text",
                f"字幕以外的文字：{words[:80]}",
                f"Text outside the captions: {words[:80]}",
                number,
            )
        else:  # an empty line within a caption
            after_cue.lines += [line for _, line in block]

    def pieces(self, cues: Sequence[_Cue]) -> Iterator[_Piece]:
        """The words of each cue, cut where the voice changes."""
        last_line = ""
        rolling = any(_CLOCK_TAG.search(line) for cue in cues for line in cue.lines)
        for cue in cues:
            voice = cue.voice
            for line in self._shown(cue.lines):
                for piece_voice, words in self._voices(line, voice):
                    voice = piece_voice
                    words = one_line(html.unescape(words))
                    if rolling and words and words == last_line:
                        self.repeated += 1
                        self.draft.leave(words)
                        continue
                    last_line = words or last_line
                    if words:
                        yield _Piece(cue, voice, words)

    def _shown(self, lines: Sequence[str]) -> Iterator[str]:
        """The lines of a cue without override tags, cut where such a tag ends a line, and where somebody else begins."""
        for line in lines:
            words, times = _OVERRIDE.subn("", line)
            self.tags["markup"] += times
            for part in _LINE_END.split(words):
                yield from _BEFORE_ARROWS.split(part)

    def _voices(self, line: str, voice: str | None) -> Iterator[tuple[str | None, str]]:
        """The line cut at its tags: (voice, words); a tag that is none of WebVTT's stays words."""
        words, at = "", 0
        for tag in _TAG.finditer(line):
            named = _VOICE.fullmatch(tag[1])
            if not (named or _MARKUP.fullmatch(tag[1]) or _CLOCK_TAG.fullmatch(tag[0])):
                continue
            words += line[at : tag.start()]
            at = tag.end()
            if named or tag[1] == "/v":
                yield voice, words
                words = ""
                voice = one_line(html.unescape(named[1])) if named else None
            else:
                self.tags["markup"] += 1
        yield voice, words + line[at:]

    # -- voices --------------------------------------------------------------------------------

    def named(self, pieces: list[_Piece]) -> list[_Piece]:
        """The pieces with `Name:` prefixes made voices, and the voice that goes on filled in."""
        pieces, labels = self._labelled(pieces)
        voiced = any(piece.voice for piece in pieces)
        current: str | None = None
        out = []
        for i, piece in enumerate(pieces):
            label, text = labels.get(i), _with_sound_apart(piece)
            if piece.voice:
                current = piece.voice
            elif label:
                current, text = label.name, label.rest
                self.draft.leave(*piece.text.removesuffix(text).split(current, 1))
            elif labels and ARROWS.match(piece.text):
                text = ARROWS.sub("", text, count=1)
                current = unnamed(text)
            elif voiced:
                current = None  # a cue without a voice, in a file that has voices, is nobody's
            out.append(_Piece(piece.cue, current, text))
        return out

    def _labelled(self, pieces: list[_Piece]) -> tuple[list[_Piece], Mapping[int, Candidate]]:
        """The pieces, cut where a second speaker begins in one, and the labels with which some begin."""
        lines: Sequence[Line] = [
            replace(bare(_DASH.sub("", p.text, count=1), p.cue.line), speaker=p.voice)
            for p in pieces
        ]
        recognised = recognise(bounded(lines), has_head=False)
        origins, lines, recognised = with_second_speakers(lines, recognised, has_head=False)
        times = Counter(origins)
        cut = [
            replace(pieces[at], text=line.text) if times[at] > 1 else pieces[at]
            for at, line in zip(origins, lines, strict=True)
        ]
        report_labels(self.draft, recognised, lambda i: cut[i].cue.line)
        return cut, recognised.labels

    # -- writing -------------------------------------------------------------------------------

    def write(self, pieces: Sequence[_Piece]) -> None:
        """Paragraphs: joined while the speaker goes on, cut at silence and at sentences."""
        words = ""
        last: _Piece | None = None
        for piece in pieces:
            voice = last.voice if last is not None else None
            aside = bool(ASIDE.fullmatch(piece.text)) and piece.voice in (None, voice)
            if last is not None and (aside or self._ends(words, last, piece)):
                self._flush(words)
                words = ""
            if aside:
                self.draft.leave(piece.voice or "")
                self.draft.narrate([TextRun(piece.text)])
                last = None
                continue
            self.draft.speak(piece.voice)
            words = _joined(words, piece.text)
            last = piece
        self._flush(words)

    @staticmethod
    def _ends(words: str, last: _Piece, piece: _Piece) -> bool:
        gap = piece.cue.start - last.cue.end
        remark = ASIDE.fullmatch(words) or (_REMARK.match(piece.text) and _is_closed(words))
        if last.voice != piece.voice or gap >= PAUSE or remark:
            return True
        if len(words) >= LONGEST:
            return True
        return bool(_SENTENCE_END.match(words[-1:])) and (gap >= BREATH or len(words) >= LONG)

    def _flush(self, words: str) -> None:
        """Write a paragraph; wholly in brackets, and not the first after a label, it is nobody's."""
        aside = ASIDE.fullmatch(words) and not self.draft.awaits_words
        if words:
            (self.draft.narrate if aside else self.draft.say)([TextRun(words)])

    def report(self, cues: Sequence[_Cue]) -> None:
        """Say what of the captions is not in the transcript."""
        if cues:
            self.draft.drop(
                "times",
                f"{len(cues)} 段字幕的時間",
                f"The times of {plural(len(cues), 'caption')}",
                cues[0].line,
            )
            self.draft.guess(
                "paragraphs",
                "字幕沒有段落，依停頓與句號分段",
                "Captions have no paragraphs: these were cut at pauses and full stops",
            )
        told = (
            (self.tags["markup"], "markup", "字幕的樣式標記", "tag", "of style in the captions"),
            (self.tags["identifier"], "identifier", "字幕的代號", "identifier", "of captions"),
            (self.settings, "position", "字幕的位置設定", "position", "of captions on the screen"),
            (
                self.repeated,
                "repeated-line",
                "捲動字幕重複的行",
                "line",
                "repeated by rolling captions",
            ),
        )
        for times, code, zh, one, en in told:
            if times:
                self.draft.drop(code, f"{zh}：{times} 處", f"{plural(times, one)} {en}")


_REMARK = re.compile(r"[（(][^（()）]*$")  # a remark that goes on in the next caption


def _is_closed(words: str) -> bool:
    """Whether each bracket has its other half."""
    return sum(map(words.count, "（(")) == sum(map(words.count, "）)"))


# Captions for those who cannot hear tell sounds: [笑聲], ♪ 月琴聲 ♪
_SOUND = re.compile(r"\[[^\[\]]{1,60}\]|[♩♪♫♬].*")


def _with_sound_apart(piece: _Piece) -> str:
    """The words of a piece, in brackets where they are no more than a sound that nobody makes."""
    is_sound = not piece.voice and _SOUND.fullmatch(piece.text)
    return f"（{piece.text}）" if is_sound else piece.text


def _blocks(lines: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _seconds(time: str) -> float:
    clock, _, fraction = time.replace(",", ".").partition(".")
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total + float(f"0.{fraction}")


def _joined(words: str, more: str) -> str:
    if not words or not more:
        return words or more
    tight = _WIDE.match(words[-1]) and _WIDE.match(more[0])
    return words + more if tight else f"{words} {more}"

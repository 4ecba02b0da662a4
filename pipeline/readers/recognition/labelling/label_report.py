"""What the report says of labels: those that were taken on weak signs, those that were left, and looks that may tell
others apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from minutes.text.label_forms import ASKED, SETTING_OFF
from minutes.text.numerals import plural
from pipeline.readers.drafting.draft import Draft
from pipeline.readers.drafting.outcome import Unit, place
from pipeline.readers.recognition.labelling.candidates import Candidate
from pipeline.readers.recognition.labelling.frames import Frame, frame_of
from pipeline.readers.recognition.labelling.own_looks import LookedParagraph
from pipeline.readers.recognition.labels import Recognised
from pipeline.readers.recognition.lines import Line

_MOST_NAMES = 40  # in one note of the report


def report_labels(
    draft: Draft, found: Recognised, place_of: Callable[[int], int], unit: Unit = "line"
) -> None:
    """Say which names were taken on weak signs, and which `X：` were left in the text. `place_of`
    turns a candidate's line into what a person would count."""
    alone = [c for c in found.labels.values() if c.form.name == "alone"]
    for listed, code, zh, en in (
        (
            [c for c in alone if c not in found.doubtful],
            "bold-name",
            "單獨成行的姓名當作發言者：",
            "Names on lines of their own were taken as speakers: ",
        ),
        (
            found.doubtful,
            "speaker-once",
            "當作發言者，請確認：",
            "Taken as speakers; please check: ",
        ),
        (
            found.left,
            "not-a-speaker",
            "像發言者的姓名但沒有當作發言者，後面的話算前一位的：",
            "Look like labels but were not taken as speakers; their words stay with the one before: ",
        ),
        (
            list(filter(_is_composed, found.labels.values())),
            "label-composed",
            "機關與姓名分寫的標籤，合寫成「姓名（機關）」，請確認：",
            "Labels of an agency and a name were written as “name (agency)”; please check: ",
        ),
    ):
        if listed:
            names_zh, names_en = _listed(listed, place_of, unit)
            draft.guess(code, zh + names_zh, en + names_en)
    asked = [c for c in found.labels.values() if c.form.name == ASKED and c.name.isalpha()]
    if asked:
        draft.drop(
            "question-numbers",
            f"問答的編號（Q1、A1）：{len(asked)} 處",
            f"{plural(len(asked), 'number')} of questions and answers (Q1, A1)",
            place_of(asked[0].line),
            unit,
        )
    for frame, listed in _by_frame(found.unread).items():
        names_zh, names_en = _listed(listed, place_of, unit)
        edge_zh, edge_en = _EDGES[frame.at_end]
        draft.guess(
            "unread-names",
            f"{edge_zh}寫成「{frame.shown('姓名', '時間', '1')}」的這些字可能是發言者的姓名，但沒有當作發言者：{names_zh}",
            f"{edge_en}, written as “{frame.shown('name', 'time', '1')}”, these may be names of who speaks, "
            f"but were not read as such: {names_en}",
        )


def _is_composed(one: Candidate) -> bool:
    """Whether a name is not as the source has it, but put together: 王示範（範例部）."""
    return one.form.name in _COMPOSED and one.name.endswith("）")


_COMPOSED = SETTING_OFF | {"plain brackets"}


def report_looks(
    draft: Draft, lines: Sequence[Line], found: Sequence[LookedParagraph], unit: Unit
) -> None:
    """Say in whose words paragraphs stand that are set off by a look of their own, but by no name."""
    for look in dict.fromkeys(map(LookedParagraph.called, found)):
        alike = [one for one in found if one.called() == look]
        names_zh, names_en = _listed(alike, lambda index: lines[index].place, unit)
        zh, en = look
        draft.guess(
            "own-look",
            f"這些人的發言裡有整段{zh}的字，可能是別人說的：{names_zh}",
            f"Whole paragraphs in {en} type stand in the words of these people, and may be another's: {names_en}",
        )


_EDGES = {False: ("行首", "At the beginnings of lines"), True: ("行尾", "At the ends of lines")}


def _by_frame(found: Iterable[Candidate]) -> dict[Frame, list[Candidate]]:
    framed: dict[Frame, list[Candidate]] = {}
    for one in found:
        framed.setdefault(frame_of(one.form), []).append(one)
    return framed


def _listed(
    found: Sequence[Candidate | LookedParagraph], place_of: Callable[[int], int], unit: Unit
) -> tuple[str, str]:
    """The names with their first place and number of times, in both languages."""
    places: dict[str, list[int]] = {}
    for c in found:
        places.setdefault(c.name, []).append(place_of(c.line))
    zh, en = [], []
    for name, at in list(places.items())[:_MOST_NAMES]:
        first_zh, first_en = place(at[0], unit)
        many = len(at) > 1
        zh.append(f"{name}（{first_zh}{f'起，共 {len(at)} 處' if many else ''}）")
        en.append(f"{name} ({first_en}{f', {len(at)} times' if many else ''})")
    more = len(places) - _MOST_NAMES
    if more > 0:
        zh.append(f"另有 {more} 個")
        en.append(f"and {more} more")
    return "、".join(zh), ", ".join(en)


__all__ = ["report_labels", "report_looks"]

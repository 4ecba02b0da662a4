"""When a record that is being prepared will be public, in words: what the gate says, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from minutes.findings.rules import Lang
from minutes.publication.correction_window import Due
from minutes.publication.gate import PREPARING, State
from minutes.records.front_matter import PO_TIERS, Bilingual
from minutes.records.model import Meeting
from webapp.i18n.language import LANGUAGES

_ZONES = {"Asia/Taipei": Bilingual("臺北時間", "Taipei time")}
_WORDS: Mapping[str, Bilingual] = {
    "head": Bilingual(
        "檔案開頭的欄位看不懂，改好以前這份紀錄不會公開。",
        "The front matter cannot be read: the record is not published until it is put right.",
    ),
    "date": Bilingual(
        "沒有可用的開會日期，填好以前這份紀錄不會公開。",
        "There is no usable day of the meeting: the record is not published until it has one.",
    ),
    "withheld": Bilingual(
        "有決定公開日的欄位看不懂，改好以前這份紀錄不會公開。",
        "A field that decides the day of publication cannot be read: the record is not published until it is put right.",
    ),
    "unagreed": Bilingual(
        "提早公開的理由沒有寫明發言的人都已確認或同意，改好以前這份紀錄不會公開。都確認過了就寫「全體與會者均已確認」，還沒有就留白。",
        "The reason to publish earlier does not say that everybody who spoke has confirmed or agreed: the record is not published "
        "until it is put right. If all have, write “all speakers have confirmed”; if not, leave it empty.",
    ),
    "none": Bilingual(
        "這類紀錄沒有訂正期，放進檔案庫公開的資料夾就會公開。",
        "This kind of record has no time for corrections: it is public as soon as it is in the public folder of the archive.",
    ),
    "waiver": Bilingual(
        "有提早公開的理由，不必等訂正期：放進檔案庫公開的資料夾，或網站會讀的草稿資料夾，就會公開，理由也一起公開。",
        "There is a reason to publish earlier, so it need not wait: it is public, and the reason with it, "
        "as soon as it is in the public folder of the archive, or among drafts that the site reads.",
    ),
    "past": Bilingual(
        "公開日（{day}）已經到了：放進檔案庫公開的資料夾，或網站會讀的草稿資料夾，就會公開。",
        "Its day of publication ({day}) has come: it is public as soon as it is "
        "in the public folder of the archive, or among drafts that the site reads.",
    ),
    "window": Bilingual(
        "訂正期到 {closes} 為止，這份紀錄從 {day} 零時（{zone}）起公開。",
        "The time for corrections ends on {closes}; the record is public from {day}, 00:00 ({zone}).",
    ),
    "hold_until": Bilingual(
        "有人指定延後，這份紀錄從 {day} 零時（{zone}）起公開。",
        "It is held back on purpose; the record is public from {day}, 00:00 ({zone}).",
    ),
    "hold": Bilingual(
        "這份紀錄暫緩公開（{hold}），沒有預定的日子；可以公開時，請刪掉 edit 底下的 hold。",
        "It is held back ({hold}) and has no day; when it may be published, delete hold below edit.",
    ),
    "collaborative": Bilingual(
        "要等該案的協作會議，這份紀錄從 {day} 零時（{zone}）起公開。",
        "It waits for the collaborative meeting of its case; the record is public from {day}, 00:00 ({zone}).",
    ),
    "tier": Bilingual(
        "還沒有選層級，先照有訂正期的紀錄計算。",
        "No tier has been chosen, so it waits like a record that has time for corrections.",
    ),
    "edit": Bilingual(
        "這類紀錄本來沒有訂正期，是因為檔頭有 edit 這一欄才有；不需要的話，請在全文裡刪掉它。",
        "This kind of record has time for corrections only because its head has the field edit; "
        "if that is not wanted, delete it in the whole file.",
    ),
    "title": Bilingual(
        "層級是其他，標題卻像是季會、月會或協作會議的紀錄，先照有訂正期的紀錄計算；請確認「層級」。",
        "Its tier is other, but its title tells of a meeting of the network, so it waits like a record that has time for corrections; "
        "check the tier.",
    ),
    "case": Bilingual(
        "會前會、工作會議等紀錄也要等該案的協作會議開完，兩個日子以較晚的為準。",
        "A working or preparatory record also waits until the collaborative meeting of its case is over, "
        "whichever is later.",
    ),
}


def sentences(meeting: Meeting, due: Due, state: State, zone: ZoneInfo, lang: Lang) -> list[str]:
    """What decides when the record is public, as sentences in `lang`."""
    values = {
        "day": _said(due.day, lang),
        "closes": _said(due.closes, lang),
        "hold": meeting.edit.hold or "",
        "zone": _ZONES.get(zone.key, Bilingual(zone.key)).get(lang),
    }
    return [_WORDS[key].get(lang).format_map(values) for key in _keys(meeting, due, state)]


def _said(day: dt.date | None, lang: Lang) -> str:
    return LANGUAGES[lang].date(day) if day else ""


def _keys(meeting: Meeting, due: Due, state: State) -> list[str]:
    if meeting.broken:
        return ["head"]
    if due.reason in {"hold", "unagreed"}:
        return [due.reason]
    if due.withheld or state == "barred":
        return ["withheld" if meeting.date else "date"]
    return [_day(due, state), *_why_it_waits(meeting, due)]


def _day(due: Due, state: State) -> str:
    if due.day and state == "public":
        return "past"
    return due.reason


def _why_it_waits(meeting: Meeting, due: Due) -> Iterator[str]:
    """What a reader of the head would not expect."""
    if due.closes and meeting.tier not in PO_TIERS:
        yield _why_it_has_a_window(meeting)
    if _waits_for_another(meeting):
        yield "case"


def _why_it_has_a_window(meeting: Meeting) -> str:
    if "tier" not in meeting.given:
        return "tier"
    return "edit" if meeting.has_edit else "title"


def _waits_for_another(meeting: Meeting) -> bool:
    """Whether it prepares the collaborative meeting of its case."""
    prepares = meeting.tier == "collaborative" and meeting.kind in PREPARING
    return prepares and bool(meeting.front.case)

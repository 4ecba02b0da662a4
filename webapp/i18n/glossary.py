"""The words of the field, explained for newcomers; all pages link here. The facts are those of the
network's own pages: po.pdis.nat.gov.tw (Directions; Topics and process)."""

from __future__ import annotations

from dataclasses import dataclass

from minutes.records import terms
from minutes.records.front_matter import Bilingual as B


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term: `id` is its anchor on the about page."""

    id: str
    term: B
    meaning: B


def _tier(name: str, zh: str, en: str) -> GlossaryTerm:
    return GlossaryTerm(name, terms.TIER[name], B(zh, en))


def _kind(name: str, zh: str, en: str) -> GlossaryTerm:
    return GlossaryTerm(name, terms.KIND[name], B(zh, en))


def _status(name: str, zh: str, en: str) -> GlossaryTerm:
    return GlossaryTerm(name, terms.REPORT_STATUS[name], B(zh, en))


ENTRIES: tuple[GlossaryTerm, ...] = (
    GlossaryTerm(
        "po",
        B("開放政府聯絡人（PO）", "Participation Officer (PO)"),
        B(
            "各部會指派、負責開放政府與公眾參與的人員，是機關內外溝通的窗口。",
            "The person in a ministry or agency who answers for open government and public participation, inside and outside.",
        ),
    ),
    _tier(
        "seasonal",
        "每季一次，各機關副首長聽取進行中與已完成的議題，以及 PO 需要的協助。正式名稱為開放政府政策協調聯繫會議。",
        "Held each quarter: the heads above the POs hear which topics go on, which are done, and what help is needed.",
    ),
    _tier(
        "monthly",
        "PO 每月的工作會議：票選議題、列管進度、互相求助。正式名稱為開放政府聯絡人工作推動會議。",
        "The POs' monthly working meeting: they vote on topics, follow open cases and ask each other for help.",
    ),
    _tier(
        "collaborative",
        "機關、提案人、附議人與專家一起釐清事實、討論作法的會議，由中立的主持人帶領；當場不做裁示。",
        "Agencies, petitioners, co-signers and experts establish facts and discuss ways out, led by a neutral facilitator. No rulings are made on the day.",
    ),
    GlossaryTerm(
        "other",
        B("其他", "Other"),
        B(
            "不屬於以上三個層級或未分類的會議與活動。",
            "Meetings and events outside the three tiers, or not classified.",
        ),
    ),
    _kind("main", "一個案子或系列的正式會議。", "The meeting proper of a case or series."),
    _kind(
        "working",
        "分析議題、界定核心問題的準備會議。",
        "Prepares a case: analyses the issue and finds its core question.",
    ),
    _kind(
        "pre_meeting",
        "正式會議之前，與各方對焦心智圖與議題手冊。",
        "Before the meeting proper: the parties go through mind map and handbook.",
    ),
    _kind("preparatory", "籌備性質的會議。", "A meeting to get things ready."),
    _kind(
        "rehearsal", "主持流程的演練（沙推）。", "A run-through of how the day will be facilitated."
    ),
    _kind(
        "followup",
        "正式會議之後，追蹤辦理情形的會議。",
        "After the meeting proper: what came of it.",
    ),
    _kind("hearing", "公聽會。", "A public hearing."),
    _kind("training", "PO 的共識營、工作坊與培訓。", "Retreats, workshops and training of POs."),
    _kind("supplement", "會議之後補上的說明。", "Explanations added after a meeting."),
    _kind("press", "記者會。", "A press conference."),
    _kind("interview", "媒體或研究者的訪談。", "An interview by media or researchers."),
    _kind("talk", "演講與對談。", "A talk or conversation."),
    _kind("visit", "來訪與拜會。", "A visit."),
    _kind("office_hour", "開放任何人預約的時段。", "Hours that anybody can book."),
    GlossaryTerm(
        "case",
        B("案號（序號）", "Case number"),
        B(
            "選上的議題依序編號，以「第幾案」稱呼。號碼不等於開會先後。",
            "A selected topic gets a number. Numbers do not tell in which order the meetings were held.",
        ),
    ),
    GlossaryTerm(
        "host",
        B("主辦機關", "Host agency"),
        B(
            "主責一個案子、準備協作會議並回應提案的機關；可以不只一個。",
            "The agency in charge of a case: it prepares the meeting and replies. There may be several.",
        ),
    ),
    GlossaryTerm(
        "co_host",
        B("協辦機關", "Co-host agency"),
        B("協助主辦機關處理一個案子的機關。", "An agency that supports the host of a case."),
    ),
    GlossaryTerm(
        "vote",
        B("票選", "Vote"),
        B(
            "PO 以贊成票選出要協作的議題：每人可選多項，達半數的選項通過，所以票數總和會超過人數。",
            "POs approve topics: each may choose several, and what half of them approve is selected; so votes add up to more than people.",
        ),
    ),
    GlossaryTerm(
        "request",
        B("求助", "Request for help"),
        B("PO 向其他機關提出的協助需求。", "Help that a PO asks of other agencies."),
    ),
    GlossaryTerm(
        "open",
        B("未見結案", "No end recorded"),
        B(
            "紀錄與議題檔案都沒有寫明這一案已解除列管、不召開或自辦。也可能早已結案，只是程式沒有讀懂紀錄的說法。",
            "Neither records nor an issue file say that the case was released, dropped or left to its agency. It may have ended in words that the program did not understand.",
        ),
    ),
    _status("tracked", "月會持續追蹤辦理情形。", "The monthly meeting keeps following the case."),
    _status(
        "released",
        "機關已公開回應，月會不再追蹤。",
        "The agency has replied in public, and the case is no longer followed.",
    ),
    _status("paused", "案子暫緩辦理。", "The case rests for now."),
    _status("not_held", "決定不召開協作會議。", "No collaborative meeting will be held."),
    _status("self_run", "由主辦機關自行辦理。", "The host agency deals with it by itself."),
)

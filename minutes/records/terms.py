"""The field's own words for the values of the schema, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from minutes.records.front_matter import Bilingual as B
from minutes.text.folding import fold

TIER: Final[Mapping[str, B]] = {
    "seasonal": B("季會", "Seasonal"),
    "monthly": B("月會", "Monthly"),
    "collaborative": B("協作會議", "Collaborative"),
    "other": B("其他", "Other"),
}
KIND: Final[Mapping[str, B]] = {
    "main": B("正式會議", "Main meeting"),
    "working": B("工作會議", "Working meeting"),
    "pre_meeting": B("會前會", "Pre-meeting"),
    "preparatory": B("籌備會議", "Preparatory meeting"),
    "rehearsal": B("流程演練", "Rehearsal"),
    "followup": B("後續會議", "Follow-up"),
    "hearing": B("公聽會", "Hearing"),
    "training": B("共識營與培訓", "Training"),
    "supplement": B("會後補充", "Supplement"),
    "press": B("記者會", "Press"),
    "interview": B("訪談", "Interview"),
    "talk": B("演講與對談", "Talk"),
    "visit": B("拜會", "Visit"),
    "office_hour": B("Office Hour", "Office hour"),
    "other": B("其他", "Other"),
}
CAPACITY: Final[Mapping[str, B]] = {
    "chair": B("主席", "Chair"),
    "facilitator": B("主持人", "Facilitator"),
    "host": B("主辦機關", "Host agency"),
    "co_host": B("協辦機關", "Co-host agency"),
    "subordinate": B("所屬機關", "Subordinate agency"),
    "other_po": B("其他機關 PO", "PO of another agency"),
    "table_lead": B("小桌長", "Table lead"),
    "business_unit": B("業務單位", "Business unit"),
    "pdis": B("PDIS", "PDIS"),
    "petitioner": B("提案人", "Petitioner"),
    "cosigner": B("附議人", "Co-signer"),
    "expert": B("專家學者", "Expert"),
    "public": B("民眾", "Public"),
    "observer": B("列席", "Observer"),
}
ORIGIN: Final[Mapping[str, B]] = {
    "petition": B("提點子", "Petition"),
    "rule_notice": B("眾開講預告", "Rule notice"),
    "agency": B("自提票選", "Agency proposal, voted"),
    "agency_no_vote": B("自提免票選", "Agency proposal, no vote"),
    "other_platform": B("其他平臺", "Other platform"),
}
LINK: Final[Mapping[str, B]] = {
    "slides": B("簡報", "Slides"),
    "mindmap": B("心智圖", "Mind map"),
    "handbook": B("議題手冊", "Issue handbook"),
    "suggestions": B("建議", "Suggestions"),
    "agenda": B("議程", "Agenda"),
    "notes": B("共筆", "Shared notes"),
    "slido": B("Slido", "Slido"),
    "video": B("影片", "Video"),
    "photos": B("照片", "Photos"),
    "petition": B("提案", "Petition"),
    "notice": B("預告", "Notice"),
    "issue_page": B("議題頁", "Issue page"),
    "reply": B("機關回應", "Agency reply"),
    "news": B("新聞", "News"),
    "other": B("其他", "Other"),
}
REPORT_STATUS: Final[Mapping[str, B]] = {
    "tracked": B("列管", "Tracked"),
    "released": B("解除列管", "Released"),
    "paused": B("暫停", "Paused"),
    "not_held": B("不召開", "Not held"),
    "self_run": B("自辦", "Self-run"),
}
ISSUE_STATUS: Final[Mapping[str, B]] = {
    "proposed": B("提案", "Proposed"),
    "not_selected": B("未選入", "Not selected"),
    "preparing": B("籌備中", "Preparing"),
    "met": B("已協作", "Met"),
    **REPORT_STATUS,
}
DISPOSITION: Final[Mapping[str, B]] = {
    "adopted": B("參採", "Adopted"),
    "partly": B("部分參採", "Partly adopted"),
    "not_adopted": B("不予參採", "Not adopted"),
}
RESULT: Final[Mapping[str, B]] = {
    "selected": B("通過", "Selected"),
    "not_selected": B("未通過", "Not selected"),
    "tie": B("同票", "Tie"),
    "withdrawn": B("撤案", "Withdrawn"),
}
ACTION_STATUS: Final[Mapping[str, B]] = {
    "open": B("辦理中", "Open"),
    "done": B("已完成", "Done"),
    "dropped": B("取消", "Dropped"),
}
REQUEST_STATUS: Final[Mapping[str, B]] = {
    "open": B("待回應", "Open"),
    "answered": B("已回應", "Answered"),
}
METHOD: Final[Mapping[str, B]] = {
    "stenography": B("速錄", "Stenography"),
    "audio": B("錄音聽打", "From audio"),
    "summary": B("摘要", "Summary"),
}
STREAM: Final[Mapping[str, B]] = {
    "none": B("無", "None"),
    "internal": B("內部", "Internal"),
    "public": B("公開", "Public"),
}
LANGUAGE: Final[Mapping[str, B]] = {
    "zh": B("中文", "Chinese"),
    "en": B("英文", "English"),
    "fr": B("法文", "French"),
    "de": B("德文", "German"),
    "es": B("西班牙文", "Spanish"),
    "ja": B("日文", "Japanese"),
    "ko": B("韓文", "Korean"),
}

_MORE_TIER = {
    "seasonal": ("政策協調聯繫會議", "quarterly"),
    "monthly": ("聯絡人工作推動會議",),
    "collaborative": ("協作",),
}
_MORE_KIND = {
    "main": ("本會", "正式"),
    "preparatory": ("籌備",),
    "followup": ("後續", "follow-up"),
    "training": ("共識營", "培訓"),
    "interview": ("採訪", "專訪"),
    "talk": ("演講", "對談"),
    "visit": ("來訪",),
    "rehearsal": ("沙推",),
}


def _spellings(table: Mapping[str, B], more: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, label in table.items():
        for word in (value, value.replace("_", "-"), label.zh, label.en, *more.get(value, ())):
            found.setdefault(fold(word).replace(" ", ""), value)
    return found


_TIERS = _spellings(TIER, _MORE_TIER)
_KINDS = _spellings(KIND, _MORE_KIND)


def tier_of(word: str) -> str | None:
    """The tier that a word names in either language, or None."""
    return _TIERS.get(fold(word).replace(" ", ""))


def kind_of(word: str) -> str | None:
    """The kind of meeting that a word names in either language, or None."""
    return _KINDS.get(fold(word).replace(" ", ""))

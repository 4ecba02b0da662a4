"""What the stages of a case are called."""

from __future__ import annotations

from minutes.cases.trail import Stage
from minutes.records.front_matter import Bilingual

STAGES: dict[Stage, Bilingual] = {
    "proposed": Bilingual("提案", "Proposed"),
    "voted": Bilingual("票選", "Voted on"),
    "chosen": Bilingual("成案", "Taken on"),
    "working": Bilingual("工作會議", "Working meeting"),
    "pre_meeting": Bilingual("會前會", "Pre-meeting"),
    "main": Bilingual("協作會議", "Collaborative meeting"),
    "followup": Bilingual("後續會議", "Follow-up"),
    "monthly": Bilingual("月會", "Monthly meeting"),
    "seasonal": Bilingual("季會", "Seasonal meeting"),
    "released": Bilingual("解除列管", "Released"),
}

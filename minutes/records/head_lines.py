"""The head of minutes as people type it: 時間：, 地點：, 主辦機關：, 主席：, 出席：, 紀錄：."""

from __future__ import annotations

import re

# Fields of the head and of lists, never somebody who speaks.
_FIELDS = frozenset(
    """
    日期 時間 地點 會議名稱 主題 題目 標題 名稱 記錄 紀錄 記錄人 紀錄人 速記 整理 校對 出席 出席者
    與會者 參與者 列席 列席者 請假 缺席 案由 說明 決議 決定 裁示 辦法 附件 備註 附註 註 簡報 連結
    網址 影片 直播 來源 議程 議題 討論事項 報告事項 臨時動議 散會 標籤 聯絡人 電話 傳真 主辦 協辦
    承辦 指導 合辦 date time place location venue attendees participants present absent apologies
    agenda subject topic title note notes link links url slides minutes recorder author tags source
    video duration summary action actions decision decisions todo ps re fw cc from to http https
    file host hosts host agency organizer organiser organizers co-host co-hosts
    """.split()  # noqa: SIM905 (a list of a hundred words reads better so)
)
_COMPOSED = re.compile(
    "(?:會議|開會|召開|活動|直播|散會)(?:日期|時間|地點|場地|名稱|主題|事由|方式|議程|資料|連結|網址|目的)"
    "|(?:主辦|協辦|承辦|合辦|指導|執行|共同主辦|出席|列席|與會|參加|參與|邀請|報告|提案|連署|發文)"
    "(?:單位|機關|機構|部會|部門|人員|人士|來賓|名單|貴賓)|(?:紀錄|記錄|速記|聯絡|整理)(?:人員|單位|人|者|電話|信箱|方式)"
)
# Offices that open a line of the head (主席：王小明) as well as a speech (主席：我們開始).
CHAIRS = frozenset(
    [
        "主席",
        "會議主席",
        "主持人",
        "召集人",
        "司儀",
        "主持",
        "chair",
        "chairperson",
        "moderator",
        "host",
        "facilitator",
    ]
)


def is_head_field(name: str) -> bool:
    """Whether `name：` opens a line of a head or list."""
    name = name.casefold().strip()
    return name in _FIELDS - CHAIRS or _COMPOSED.fullmatch(name) is not None

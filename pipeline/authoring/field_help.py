"""What each field of a head is for, in both languages, and how it may be filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field explained; `example` is YAML that could stand there."""

    zh: str
    en: str
    example: str


FIELD_NOTES: dict[str, FieldHelp] = {
    "title": FieldHelp(
        "標題，讀者在列表與搜尋結果看到的",
        "the title that readers see in lists and results",
        "title: 會議紀錄",
    ),
    "date": FieldHelp(
        "會議日期，與檔名、標題行相同",
        "day of the meeting, as in the file's name and title line",
        "date: 2025-04-10",
    ),
    "lang": FieldHelp(
        "內文的語言，報讀軟體會用到", "language of the text, for screen readers", "lang: zh-Hant-TW"
    ),
    "tier": FieldHelp(
        "層級：seasonal 季會、monthly 月會、collaborative 協作會議、other 其他",
        "tier of the meeting",
        "tier: other",
    ),
    "kind": FieldHelp(
        "類型：main 正式、working 工作會議、pre_meeting 會前會、preparatory 籌備、"
        "rehearsal 流程演練、followup 後續、hearing 公聽會、training 共識營、supplement 會後補充、press、interview、talk、visit、office_hour、other",
        "kind of record",
        "kind: main",
    ),
    "term": FieldHelp(
        "季會與月會是哪一期：民國年與季、月，或第幾次",
        "which of its series: ROC year with quarter or month, or its ordinal",
        "term: {roc_year: 114, month: 4}",
    ),
    "case": FieldHelp(
        "案號（序號），編號前不填；可以是清單",
        "case number, none before it is numbered; may be a list",
        "case: 901",
    ),
    "issue": FieldHelp(
        "議題檔的短名（issues/ 裡的檔名），可以是清單",
        "short name of the issue file, or a list",
        "issue: playground-shade",
    ),
    "session": FieldHelp(
        "同一會議的第幾場，或哪個階段", "number or stage of a repeated sitting", "session: 1"
    ),
    "sessions": FieldHelp(
        "一份檔案收錄好幾場時，每一場的日期與類型",
        "date and kind of each sitting in a bundled record",
        "sessions:\n  - {date: 2025-03-20, kind: pre_meeting}\n  - {date: 2025-03-27, kind: pre_meeting}",
    ),
    "host_agency": FieldHelp(
        "主辦機關：全名、簡稱或代號；有案號的協作會議必填",
        "host: name, short form or id; needed by a numbered collaborative meeting",
        "host_agency: [機關全名]",
    ),
    "co_agencies": FieldHelp(
        "協辦機關", "supporting agencies", "co_agencies: [機關簡稱, 另一機關]"
    ),
    "origin": FieldHelp(
        "案源：petition 提點子、rule_notice 眾開講預告、agency 自提票選、"
        "agency_no_vote 自提免票選、other_platform 其他平臺",
        "where the case comes from",
        "origin: petition",
    ),
    "attendees": FieldHelp(
        "出席者，沒有發言的也列；capacity：chair 主席、facilitator 主持、host 主辦、co_host 協辦、"
        "subordinate 所屬機關、other_po 其他聯絡人、"
        "table_lead 小桌長、business_unit 業務單位、pdis、petitioner 提案人、cosigner 附議人、expert、public、observer；"
        "名字以本人同意的為準",
        "everyone present, also those who were silent; names as they agreed to",
        "attendees:\n  - {name: 姓名或暱稱, agency: 機關簡稱, role: 職稱, capacity: chair}\n"
        "  - {name: 姓名, organisation: 民間團體, capacity: expert}",
    ),
    "summary": FieldHelp(
        "摘要：兩三句話，由人寫",
        "a few sentences, written by people",
        "summary:\n  zh: 這次會議……\n  en: This meeting …",
    ),
    "decisions": FieldHelp(
        "決議，附案號與出處的發言代號",
        "decisions, with case and the id of the speech",
        "decisions:\n  - {text: 決議內容, case: 901, speech: 發言代號}",
    ),
    "actions": FieldHelp(
        "待辦：哪個機關、做什麼、期限；status：open 進行中、done 完成、dropped 取消",
        "who does what by when",
        "actions:\n  - {agency: 機關簡稱, task: 提供會議簡報, due: 2025-04-20, status: open}",
    ),
    "requests": FieldHelp(
        "求助：聯絡人請誰幫什麼忙；status：open 待回應、answered 已回應",
        "help that a PO asks for, and the answer",
        "requests:\n  - {from: 機關簡稱, to: 另一機關, what: 需要的協助, status: open}",
    ),
    "votes": FieldHelp(
        "票選：每人可選多項，只寫票數，絕不寫誰投給誰；result：selected、not_selected、tie、withdrawn",
        "ballots: totals only, never who voted for what",
        "votes:\n  - ballot: 提點子票選\n    eligible: 40\n    cast: 36\n    min: 2\n    max: 4\n    options:\n"
        "      - {case: 901, title: 提案名稱, votes: 20, result: selected}",
    ),
    "reports": FieldHelp(
        "案件進度：tracked 列管、released 解除列管、paused 暫停、not_held 不召開、self_run 自辦",
        "state of cases; released needs a reply or a reason",
        "reports:\n  - {case: 901, status: tracked, note: 下次報告辦理情形}",
    ),
    "response": FieldHelp(
        "機關的綜整回應；disposition：adopted 參採、partly 部分參採、not_adopted 不予參採",
        "the agency's reply",
        'response: {url: "https://example.org/reply", date: 2025-06-01, disposition: partly}',
    ),
    "record": FieldHelp(
        "紀錄方式 method：stenography 速記、audio 錄音、summary 摘要；stream、video：none、internal、public",
        "how it was recorded, streamed and filmed",
        "record: {method: stenography, stream: internal, video: none}",
    ),
    "edit": FieldHelp(
        "訂正期：closes 是與會者修改自己發言的最後一天，隔天零時公開；hold_until 較晚時，從那一天零時起公開；還不知道哪一天，hold 寫在等什麼",
        "correction window: closes is its last day, public from 00:00 of the next one; or from 00:00 of hold_until, if later; hold says what it waits for while nobody knows the day",
        "edit:\n  closes: 2025-04-24",
    ),
    "corrections": FieldHelp(
        "公開後的更正：日期、改了什麼、要求者的身分（不寫名字）",
        "changes after publication; who asked by capacity, never by name",
        "corrections:\n  - {date: 2025-05-20, what: 更正數字, asked_by: host}",
    ),
    "links": FieldHelp(
        "相關連結；type：slides 簡報、mindmap 心智圖、handbook 議題手冊、suggestions 建議、agenda 議程、"
        "notes 筆記、slido、video 影片、photos 照片、"
        "petition 提案、notice 預告、issue_page、reply 回應、news 新聞、other",
        "related links",
        'links:\n  - {type: slides, url: "https://example.org/slides", label: 簡報}',
    ),
    "attachments": FieldHelp(
        "附件，檔案放在 attachments/這個檔名/",
        "files in attachments/<this file's name>/",
        "attachments:\n  - {file: handbook.pdf, label: 議題手冊, type: handbook}",
    ),
    "translation_of": FieldHelp(
        "另一語言版本的檔名（不含 .md）",
        "name of the record in another language, without .md",
        "translation_of: 2025-04-10-另一份",
    ),
    "licence": FieldHelp(
        "授權條款（SPDX），預設與整個檔案庫相同",
        "licence (SPDX); by default the archive's",
        "licence: CC0-1.0",
    ),
}

ISSUE_NOTES: dict[str, FieldHelp] = {
    "title": FieldHelp(
        "議題名稱，中英文", "name of the issue in both languages", 'title: {zh: 議題名稱, en: ""}'
    ),
    "case": FieldHelp(
        "案號，可以是清單；編號前不填", "case numbers, none before it is numbered", "case: [901]"
    ),
    "origin": FieldHelp(
        "案源：petition、rule_notice、agency、agency_no_vote、other_platform",
        "where it comes from",
        "origin: petition",
    ),
    "urls": FieldHelp(
        "提案、預告或議題頁的網址",
        "addresses of the petition, notice or issue page",
        "urls:\n  - https://example.org/idea/901",
    ),
    "host_agency": FieldHelp(
        "主辦機關，還沒決定可以不填",
        "host, none as long as it is not settled",
        "host_agency: [機關簡稱]",
    ),
    "co_agencies": FieldHelp("協辦機關", "supporting agencies", "co_agencies: [機關簡稱]"),
    "keywords": FieldHelp(
        "關鍵詞，幫助搜尋", "keywords that help to find it", "keywords: [關鍵詞, keyword]"
    ),
    "status": FieldHelp(
        "歷程，由早到晚：proposed 提案、not_selected 未入選、preparing 籌備、met 已開會、"
        "tracked 列管、released 解除列管、paused 暫停、not_held 不召開、self_run 自辦；speech 寫「會議#s代號」",
        "its history, first step first",
        "status:\n  - {status: proposed, date: 2025-02-11, speech: 會議檔名#s發言代號}",
    ),
    "response": FieldHelp(
        "機關的綜整回應",
        "the agency's reply",
        'response: {url: "https://example.org/reply", date: 2025-06-01, disposition: adopted}',
    ),
    "links": FieldHelp(
        "相關連結",
        "related links",
        'links:\n  - {type: news, url: "https://example.org/news", label: 報導}',
    ),
    "highlights": FieldHelp(
        "值得一讀的發言", "speeches worth reading", "highlights:\n  - 會議檔名#s發言代號"
    ),
}

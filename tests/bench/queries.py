"""The forty queries: commonest words, names, phrases, both scripts, operators, whole questions."""

QUERIES = (
    # the commonest words
    "的",
    "是",
    "我們",
    "這個",
    "the",
    "and",
    "we",
    # Han words of two to eight characters
    "報稅",
    "垃圾",
    "開放政府",
    "資料開放",
    "協作會議",
    "身心障礙",
    "心智圖",
    "無障礙環境",
    "利害關係人",
    "開放政府聯絡人",
    # simplified characters, and an agency with its other names
    "会议记录",
    "台灣",
    "國發會",
    "財政部",
    # Latin words, a prefix, and pieces of both scripts
    "government",
    "vTaiwan",
    "transpar*",
    "45天",
    "PO月會",
    "it's",
    # phrases
    '"開放政府"',
    "「社會創新」",
    '"open government"',
    # several words, alternatives, exclusions, fields
    "報稅 系統",
    "唐鳳 報稅",
    "報稅 OR 綜所稅",
    "開放政府 -月會",
    "講者:唐鳳 開放",
    "tier:monthly 列管 date:2018",
    "in:speech 無障礙 網站",
    # case numbers and questions that nobody's words answer literally
    "第42案",
    "第四十二次協作會議",
    "報稅軟體什麼時候可以用",
)

"""What minutes call a speaker: a name, an office, a body, or these put together.

One definition for the readers (is `X：` a label?) and the checks (was a label lost?). It knows the
shape of names and offices in Taiwan's minutes, no single person.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from minutes.text.folding import fold, is_han

Calling = Literal["person", "office", "body"]

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_ONLY = re.compile(f"[{_HAN}]+")
_HAS_HAN = re.compile(f"[{_HAN}]")
_SPACE_IN_HAN = re.compile(f"(?<=[{_HAN}])[ \u3000]+(?=[{_HAN}])")
_BRACKETED = re.compile(r"[（(][^（()）]{0,30}[)）]|「[^「」]{1,16}」|“[^“”]{1,16}”")
_LONGEST = 20  # 交通部運輸研究所運輸安全組王示範副組長 has 19 characters

# The commonest family names, those that are seldom, and compound ones. A seldom one counts only
# where it cannot be mistaken: with two characters after it, and no word that begins so.
_COMMON = (
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
    "范方宋鄧杜傅侯曹薛丁卓阮馬董温溫唐藍蔣石古紀姚連馮歐程湯黎田康姜白汪鄒尤巫鐘凃涂龔嚴韓袁金童陸夏柳邵"
    "錢伍倪于譚駱熊任甘秦顧毛章史官萬俞雷粘"
)
_SELDOM = (
    "羊沙米姬賀鄔魯閻綦匡喬花單易齊申關房左崔伊殷牛岳葛尹祝項苗耿管路婁裘汲鮑畢樂費岑聶焦車解辛刁冉褚霍麥"
    "莫商桂應封隋滕裴冷樊景闕闞卞晏諶幸危利談穆孔孟查武繆梨尚陽鄂華安樓柏巴池水賈逄荊蒲藺屈向冼虞喻凌狄佟初"
    "竇敖宗翟佘谷郁梅蒙柴辜衷卜刑喜宮包"
)
_COMPOUND = "歐陽|司馬|諸葛|上官|張簡|范姜|司徒|端木|皇甫|尉遲|公孫|慕容|令狐|夏侯|東方"
# Words of two or more characters that begin like a name.
_NO_NAMES = re.compile(
    "方[式法向面案便才]|謝謝|任[何務意]|簡[報單易稱化介短訊要章]|程[序度式車]|紀[錄念]|連[結署線續帶絡]|馬[上路]|"
    "高[度興雄中速齡教層階級峰鐵等]|顧[慮客問]|金[額融會管流紙門]|許[可多]|曾經|嚴[重格謹]|鐘頭|萬[一元人]|官[方網員]|陸續|"
    "施[政行工辦]|董事|歐[洲盟美]|黃[色金]|白[板皮話天]|溫[度室]|周[邊延年]|陳[情述抗列]|顏色|藍[圖色牙]|章[程節]|"
    "古[蹟蹪]|石[油化]|江山|何[時處謂人]|史[料實]|田[野間]|童年|夏[天季]|游[客戲]|宋朝|余額|毛利|丁[類等]|丙|余下|"
    "應[該用有當變到徵付]|關[係於鍵懷切注閉稅]|解[決釋析法方讀答除]|單[位一純親獨身]|管[理道制線考轄]|成|項[目次]|"
    "商[業品標店家機務]|利[益用害率息潤]|費[用率]|安[全排裝置心]|申[請報訴辦]|支[持出援付]|包[含括容裝]|車[輛道種]|文|"
    "房[屋子價東]|路[線口權段人]|查[詢核證驗緝]|水[資質準利電果]|危[險機害]|談[判話]|花[費蓮東]|初[步期級稿衷]|封[面閉]|"
    "景[觀氣]|樂[觀意園]|武器|宗[旨教]|焦[點慮]|幸[福運]|畢[業竟]|向[來上]|華[語人]|易[讀用]|陽[光台臺]|左[邊側右]|"
    "冷氣|莫名|巴[士黎]|池塘|齊全|尚未|麥克|牛津|柏林|宮廟|梅雨"
)
# Those that a longer name may begin with (林業, but 林業生), and some of three characters.
_NO_SHORT_NAMES = re.compile(
    "方[位正]|程控|高[低溫薪]|張[數力貼]|周[期刊一二三四五六日]|連[動鎖]|簡史|馬[達桶祖]|石[材頭]|石斑魚|白米|白海豚|田地|"
    "江湖|金[屬錢牌門]|金字塔|鐘點|鐘乳石|毛[重額]|施[肥測壓]|林[地業木口]|葉[片菜]|藍[領本]|藍皮書|溫[泉差]|董監|杜絕|"
    "卓越|游[泳離]|康[復健]|雷[達射同]|嚴[選禁]|任[期用職教]|官[司邸署]|萬[物用華國]|古[代典物]|羅[馬列盤]|黃[昏豆線金]|"
    "陳[報設]|王[道國]|洪[水災峰]|鄭重|謝[絕卡意詞]|曾任|紀[律要年]|歐[元姆]|尤其|鍾[愛情]|李子|柳[丁橙]|孫子|唐[朝代]|"
    "韓式|史前|于是|章則|顧及|蘇澳|連[江假]"
)
# Characters that end words, hardly names; and those that no label of a speaker holds.
_NO_NAME_END = "化業性額案法度務率費稅權點類型區版次量期款條項題訊據料網頁冊節段制略值比部署局處司科組室所院市縣廠場的及與"
_SPEECHLIKE = re.compile(
    "[的了是我你您他她它這那哪什麼嗎呢吧啊說沒很還就從把被讓給想們此些請也都，。、；！？,;!?…/|=<>]"
)

_OFFICE = re.compile(
    "(?:(?<![成增延專特身助生拉消擅船])長|(?<![動全滿復演])員|主任|技正|技士|技佐|技監|參事|參議|編審|編纂|視察|工程司|督察|督導|督學|"
    "[秘祕]書|主[秘祕]|[政召諮立監常主]委|專委|副總|協理|經理|襄理|助理|總理|總監|監察人|[理監董幹領]事|(?<![感器五])官|"
    "(?<![出班])師|教授|博士|[護院男女]士|先生|小姐|太太|同學|學姐|老闆|創辦人|[政常]次|主席|總統|特助|執[秘祕]|總編|主編|記者|"
    "編輯|導演|研究生|實習生|代表|同仁|夥伴|民眾|網友|來賓|聽眾|觀眾|學生|志工|義工|召集人|發言人|聯絡人|主持人|承辦人|"
    "提案人|附議人|連署人|負責人|代理人|報告人|與談人|引言人|居民|受訪者|採訪者|提問者|發問者|與會者|主播|口譯|翻譯|助教|顧問|"
    "司儀|總召|書記|技工|[社移]工|窗口|幕僚|稽核|[巡警]官|^匿名|^佚名|^全體|^眾人|(?:網友|現場|線上|觀眾|聽眾|來賓|媒體|記者)提問)$"
)
_NUMBERED_ROLE = re.compile(
    "(?:聽眾|觀眾|來賓|委員|諮委|提問者?|發問者?|民眾|網友|學生|學員|代表|記者|男|女|與會者|受訪者|同學|回饋|第[一二三四五六七八九十\\d]+組)"
    "[A-Za-z一二三四五六七八九十\\d]{1,3}$"
)
_BODY = re.compile(
    "(?:部|委員會|基金會|[協學工公商農漁]會|聯[合盟]會?|促進會|(?<!社)會|署|局|(?<![好壞用此相難長短何])處|司|科|組|室|(?<!場)所|(?<![法])院|府|館|廳|"
    "社|團|系|隊|黨|中心|大學|學校|國[中小]|高中|銀行|法人|電信|科技|人壽|電視|(?<![簡海回速通申])報|雜誌|媒體|集團|企業|企銀|[市縣鄉鎮]|"
    "(?<![社地])區|聯盟|公民團體|工作坊|團隊|辦公室|平臺|平台|故宮|[A-Za-z0-9]{2,12})$"
)
# What a body alone must end in: without a name beside it, 部 or 會 may end any word.
_BODY_ALONE = re.compile(
    "(?:[^全外內]部|委員會|基金會|[協學工公商農漁]會|促進會|[發委]會|總會|署|[^結布佈格當]局|[總事務理]處|(?:研究|研|事務|衛生|戶政|地政|派出|檢驗|公)所|院|政府|中心|大學|公司|銀行|聯盟|電視|[時晚日]報|新聞|傳媒|[週周]刊|^[台中華公民]視|[央中]廣|科技會報)$"
)
_EVENT = re.compile(
    "(?:研討|說明|公聽|記者|座談|討論|發表|審查|協調|聽證|例|大|年|月|季|週|周|晨|開|機|臨時|次|散|與|審議|社)會$"
)

# What is said of somebody's words (陳委員意見), not a given name behind an office (陳委員示範).
_NO_GIVEN = re.compile(
    "意見|回[應覆答]|補充|致[詞辭]|報告|說明|提[問案]|發言|建議|指示|裁示|結論|辦公|團隊|代表"
)

_SMALL = "de|da|del|di|dos|du|van|von|der|ter|bin|al|of|the|and|&|la|le|y"
_LATIN_WORD = r"[A-Z][\w.'’\-]*"
_LATIN_NAME = re.compile(
    rf"{_LATIN_WORD}(?:,? (?:{_LATIN_WORD}|\({_LATIN_WORD}\)|\d{{1,2}}|{_SMALL})){{0,5}}"
    r"(?: ?\([^()]{1,30}\))?"
)


def tidy(words: str) -> str:
    """The words with single spaces, and none in a name that is spaced out (`王 小 明`)."""
    parts = words.split()
    spaced = len(parts) > 1 and all(len(p) == 1 and _HAN_ONLY.fullmatch(p) for p in parts)
    return "".join(parts) if spaced else " ".join(parts)


@lru_cache(maxsize=4096)
def calling(words: str) -> Calling | None:
    """What the words could call a speaker by, on their looks alone; None where they do not look so.

    "person" holds a name (王示範, 副署長王示範, 交通部陳組長, Audrey Sample); "office" and "body" do
    not (主席, 提案人, 財政部).
    """
    words = _SPACE_IN_HAN.sub("", tidy(words))
    if not words or len(words) > 60:
        return None
    if not _HAS_HAN.search(words):
        return "person" if is_latin_name(words) else None
    bare = _BRACKETED.sub("", words).strip()
    quoted = bare != words and "「" in words
    if len(bare) > _LONGEST or not bare or _SPEECHLIKE.search(bare):
        return None
    if _is_person(bare):
        return "person"
    if _NUMBERED_ROLE.search(bare) or (_OFFICE.search(bare) and (quoted or len(bare) > 1)):
        return "office"
    if _BODY_ALONE.search(bare) and not _EVENT.search(bare):
        return "body"
    return None


def may_hold_name(words: str) -> bool:
    """Whether a full name of three characters stands beside two to eight others that nothing is known
    of, such as a company's name (遠傳王示範) or an office's (王示範調解官). Not sure at all."""
    words = _SPACE_IN_HAN.sub("", tidy(_BRACKETED.sub("", words)))
    if re.search("[（()）「」]", words) or _SPEECHLIKE.search(words) or not 5 <= len(words) <= 11:
        return False
    front, back = words[:3], words[-3:]
    return (front[0] in _COMMON and is_full_name(front)) or (
        back[0] in _COMMON and is_full_name(back)
    )


def is_latin_name(words: str) -> bool:
    """Whether words in Latin letters look like a name: capitals, few words, no heading in capitals."""
    parts = words.split()
    shouted = len(parts) > 1 and all(p.isupper() and len(p) > 3 for p in parts)
    return bool(len(words) > 1 and _LATIN_NAME.fullmatch(words) and not shouted)


def is_full_name(words: str) -> bool:
    """Whether the words are no more than a Chinese personal name: family name and one or two characters
    after it (three or four in all after a compound or double family name)."""
    if not _HAN_ONLY.fullmatch(words) or _SPEECHLIKE.search(words) or _NO_NAMES.match(words):
        return False
    if _NO_SHORT_NAMES.fullmatch(words):
        return False
    given = _given(words)
    return bool(given) and len(given) <= 2 and (len(words) == 2 or given[-1] not in _NO_NAME_END)


def _given(words: str) -> str:
    """What follows the family name, "" where there is none."""
    compound = re.match(_COMPOUND, words)
    if compound and len(words) > 2:
        return words[2:]
    if len(words) == 4 and words[0] in _COMMON and words[1] in _COMMON:
        return words[2:]  # a double family name
    if words[:1] in _COMMON and words[:1]:
        return words[1:]
    return words[1:] if words[:1] in _SELDOM and len(words) == 3 else ""


def _is_person(words: str) -> bool:
    if is_full_name(words):
        return True
    for cut in range(1, len(words)):
        before, after = words[:cut].rstrip(" 　"), words[cut:].strip(" 　")
        if is_full_name(after) and _stands_before(before, after):
            return True
        if is_full_name(before) and _is_office(after):
            return True
        titled = after[:1] in _COMMON and _is_office(after[1:]) and not _NO_NAMES.match(after)
        if titled and (_BODY.search(before) or _is_office(before)):
            return True
    return (
        words[0] in _COMMON
        and not _NO_NAMES.match(words)
        and (_is_office(words[1:]) or _is_parted(words[1:]))
    )


def _is_parted(rest: str) -> bool:
    """Whether an office stands between a family name and the given name (王主任委員示範)."""
    return any(
        _is_office(rest[:-size]) and not _NO_GIVEN.match(rest[-size:])
        for size in (1, 2)
        if rest[:-size] and rest[-1] not in _NO_NAME_END and _HAN_ONLY.fullmatch(rest)
    )


def _is_office(words: str) -> bool:
    return (
        1 < len(words) <= 10
        and _HAN_ONLY.fullmatch(words) is not None
        and bool(_OFFICE.search(words))
    )


def _stands_before(before: str, name: str) -> bool:
    """Whether an office or a body stands before a name."""
    if len(name) == 2 and name[0] not in _COMMON:
        return False
    return bool(_OFFICE.search(before) or _BODY.search(before))


# Labels that name nobody: their words are all put on one page.

_GENERIC = frozenset(
    map(
        fold,
        [
            "問",
            "答",
            "問題",
            "提問",
            "提問者",
            "發問者",
            "觀眾",
            "聽眾",
            "來賓",
            "與會者",
            "與會人員",
            "學員",
            "學生",
            "記者",
            "媒體",
            "主席",
            "主持人",
            "司儀",
            "口譯",
            "口譯人員",
            "翻譯",
            "眾人",
            "大家",
            "全體",
            "某人",
            "男",
            "女",
            "男生",
            "女生",
            "男聲",
            "女聲",
            "旁白",
            "工作人員",
            "Q",
            "A",
            "Question",
            "Answer",
            "Interviewer",
            "Interviewee",
            "Interpreter",
            "Translator",
            "Moderator",
            "Host",
            "Speaker",
            "Participant",
            "Reporter",
            "Journalist",
            "Student",
            "Guest",
            "Unknown",
            "Everyone",
            "Audience Member",
            "Unknown Speaker",
        ],
    )
)


LOOK_ALIKES = "︰﹕∶"
"""Signs that stand for a colon in files from elsewhere (U+FE30, U+FE55, U+2236) and make no label."""


def colon_for(name: str) -> str:
    """The colon that goes with a name: full width after one with Han characters."""
    return "：" if any(map(is_han, name)) else ":"


def is_generic(name: str) -> bool:
    """Whether a label names nobody in particular (問, 主持人, Audience Member)."""
    return fold(name) in _GENERIC

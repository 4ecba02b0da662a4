"""What file names and headings tell, by the conventions of the public transcripts."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import titles
from minutes.records.front_matter import Kind, Term, Tier
from minutes.records.titles import TitleFacts, infer
from minutes.text.folding import fold


def told(words: str) -> TitleFacts:
    return infer(f"2021-03-02-{words}", f"2021-03-02 {words}")


@pytest.mark.parametrize(
    ("words", "tier", "kind"),
    [
        ("開放政府 PO 月會", "monthly", "main"),
        ("開放政府-PO-第十六次月會", "monthly", "main"),
        ("開放政府PO第三十三次月會", "monthly", "main"),
        ("开放政府PO第三次月会", "monthly", "main"),
        ("開放政府聯絡人工作推動會議", "monthly", "main"),
        ("112年10月開放政府聯絡人會議", "monthly", "main"),
        ("111 年 2 月開放政府聯絡人工作推動會議", "monthly", "main"),
        ("開放政府PO第三次月會會前會", "monthly", "pre_meeting"),
        ("開放政府106年第3季會議", "seasonal", "main"),
        ("開放政府政策協調聯繫會議", "seasonal", "main"),
        ("108年第3次開放政府政策協調聯繫會", "seasonal", "main"),
        ("PO 季會", "seasonal", "main"),
        ("開放政府聯絡人第七次協作會議", "collaborative", "main"),
        ("第二十三次開放政府聯絡人協作會議", "collaborative", "main"),
        ("開放政府第72次議題協作會議", "collaborative", "main"),
        ("開放政府第 111 案協作會議", "collaborative", "main"),
        ("開放政府第 120 次協作會議 會前紀錄", "collaborative", "pre_meeting"),
        ("開放政府第二十六次協作會議第二次會前會", "collaborative", "pre_meeting"),
        ("開放政府第35次協作會議 工作會議", "collaborative", "working"),
        ("第126次協作公聽會（第一場）", "collaborative", "hearing"),
        ("第90次協作會議流程演練", "collaborative", "rehearsal"),
        ("第90次協作會議後續會議", "collaborative", "followup"),
        ("第90次協作會議會後補充", "collaborative", "supplement"),
        ("開放政府聯絡人協作會議一週年記者會", "collaborative", "press"),
        ("東沙案第一次會前會", "collaborative", "pre_meeting"),
        ("【故宮案】會前會", "collaborative", "pre_meeting"),
        ("登山線上系統改造案工作會議", "collaborative", "working"),
        ("PO 共識營 Day 1", "other", "training"),
        ("108年度開放政府聯絡人共識會議（第一場）", "other", "training"),
        ("開放政府專責聯絡人第一次工作坊", "other", "training"),
        ("PO轉譯課程", "other", "training"),
        ("PO協作會議主持培訓工作坊", "other", "training"),
        ("總統盃黑客松工作會議", "other", "working"),
        ("青諮會前會", "other", "pre_meeting"),
        ("vTaiwan 公司法案會前會", "other", "pre_meeting"),
        ("行政院青年諮詢委員會第6次會議會前會", "other", "pre_meeting"),
        ("數位通訊傳播法草案會前會", "other", "pre_meeting"),
        ("109年10月會前會", "other", "pre_meeting"),
        ("南方四島國家公園記者會前會議", "other", "pre_meeting"),
        ("行政院第 3630 次會議後記者會", "other", "press"),
        ("電子競技產業歸類公聽會", "other", "hearing"),
        ("報稅軟體後續規劃會", "other", "followup"),
        ("綠色和平電台訪問", "other", "interview"),
        ("Live Interview with a newspaper", "other", "interview"),
        ("審計部來訪", "other", "visit"),
        ("政治學人協會訪問團來訪", "other", "visit"),
        ("US-Taiwan Business Council Visit", "other", "visit"),
        ("社創中心第十九次Office Hour", "other", "office_hour"),
        ("國家發展研究所碩士在職專班課程演講", "other", "talk"),
        ("Conversation with a foundation", "other", "talk"),
        ("國土及公共治理季刊", "other", None),
        ("研商「開放政府政策目標與工作推動」會議", "other", None),
        ("計畫審議精進案第1次會議", "other", None),
        ("Revisiting provisions", "other", None),
        ("Participation Officers' monthly meeting", "monthly", "main"),
        ("Collaborative Meeting No. 42: pre-meeting", "collaborative", "pre_meeting"),
    ],
)
def test_a_title_tells_tier_and_kind(words: str, tier: str, kind: str | None) -> None:
    facts = told(words)
    assert (facts.tier, facts.kind) == (tier, kind)


@pytest.mark.parametrize(
    ("words", "cases"),
    [
        ("開放政府聯絡人第一次協作會議", (1,)),
        ("第二十三次開放政府聯絡人協作會議", (23,)),
        ("開放政府第二十六次協作會議第二次會前會", (26,)),
        ("開放政府第 92 案協作會議", (92,)),
        ("開放政府第 109 次第二階段協作會議", (109,)),
        ("開放政府第-120-次協作會議-會前紀錄", (120,)),
        ("第一百二十六次協作公聽會（第二場）", (126,)),
        ("開放政府第41、42案協作會議", (41, 42)),
        ("第99次及第100次協作會議", (99, 100)),
        ("協作會議第42次", (42,)),
        ("42nd Collaborative Meeting", (42,)),
        ("Collaborative meeting #42", (42,)),
        ("【人權公投案】協作會議-第一次會前會", ()),
        ("東沙案第一次會前會", ()),
        ("開放政府 PO 第十六次月會", ()),
        ("開放政府106年第3季會議", ()),
        ("社會企業第二次巡迴會議", ()),
    ],
)
def test_only_a_collaborative_meeting_tells_its_cases(words: str, cases: tuple[int, ...]) -> None:
    assert told(words).cases == cases


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("開放政府 PO 月會", None),
        ("開放政府 PO 第十六次月會", Term(ordinal=16)),
        ("109年10月開放政府聯絡人工作推動會議", Term(roc_year=109, month=10)),
        ("111 年 2 月開放政府聯絡人工作推動會議", Term(roc_year=111, month=2)),
        ("111-年-2-月開放政府聯絡人工作推動會議", Term(roc_year=111, month=2)),
        ("2022 年 2 月聯絡人工作推動會議", Term(roc_year=111, month=2)),
        ("開放政府106年第3季會議", Term(roc_year=106, quarter=3)),
        ("開放政府一百零六年第三季會議", Term(roc_year=106, quarter=3)),
        ("110 年第 2 次開放政府政策協調聯繫會議", Term(roc_year=110, ordinal=2)),
        ("開放政府106年第7季會議", Term(roc_year=106)),
        ("開放政府聯絡人第七次協作會議", None),
        ("109年10月某部會議", None),
    ],
)
def test_a_seasonal_or_monthly_title_tells_its_term(words: str, term: Term | None) -> None:
    assert told(words).term == term


@pytest.mark.parametrize(
    ("words", "session"),
    [
        ("開放政府聯絡人第三十七次協作會議（第二場）", 2),
        ("開放政府第二十六次協作會議第二次會前會", 2),
        ("PO 共識營 Day 1", 1),
        ("開放政府第 109 次第二階段協作會議", "第二階段"),
        ("開放政府聯絡人第七次協作會議", None),
        ("Thirtyday 5", None),
    ],
)
def test_a_repeated_sitting_tells_its_number_or_stage(
    words: str, session: int | str | None
) -> None:
    assert told(words).session == session


def test_the_date_of_the_file_name_goes_before_that_of_the_heading() -> None:
    facts = infer("2015-11-07-第十二次會議紀錄", "2025-11-07 第十二次會議紀錄")
    assert facts.date == facts.stem_date == dt.date(2015, 11, 7)
    assert facts.heading_date == dt.date(2025, 11, 7)
    assert facts.title == "第十二次會議紀錄"


def test_the_date_of_the_heading_serves_where_the_file_name_has_none() -> None:
    assert infer("1999年會議", "1999-07-06 會議").date == dt.date(1999, 7, 6)


@pytest.mark.parametrize(
    ("heading", "date", "words"),
    [
        ("2017-08-11\u00a0PO轉譯課程", dt.date(2017, 8, 11), "PO轉譯課程"),
        ("2017-04-21\u3000 \u00a0開放政府 會議", dt.date(2017, 4, 21), "開放政府 會議"),
        ("20160204 「座談會」", dt.date(2016, 2, 4), "「座談會」"),
        ("# 2016/02/04：座談會", dt.date(2016, 2, 4), "座談會"),
        ("諮詢會議（2016-05-04）", dt.date(2016, 5, 4), "諮詢會議（2016-05-04）"),
        ("2016-02-30 座談會", None, "2016-02-30 座談會"),
        ("201602041 座談會", None, "201602041 座談會"),
        ("座談會", None, "座談會"),
    ],
)
def test_a_heading_is_cut_into_date_and_title(
    heading: str, date: dt.date | None, words: str
) -> None:
    facts = infer("stem", heading)
    assert (facts.heading_date, facts.title) == (date, words)


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("2016-07-30-Interview-with-Nobody", "Interview with Nobody"),
        ("2017-03-06-開放政府-PO-月會", "開放政府-PO-月會"),
        ("2020-01-01", "2020-01-01"),
        ("notes", "notes"),
    ],
)
@pytest.mark.parametrize("heading", [None, "", "2016-07-30"])
def test_without_words_in_the_heading_the_file_name_gives_the_title(
    stem: str, words: str, heading: str | None
) -> None:
    assert infer(stem, heading).title == words


def test_where_the_heading_tells_nothing_the_file_name_is_asked() -> None:
    facts = infer("2018-05-15-開放政府第35次協作會議-工作會議", "2018-05-15 會議紀錄")
    assert facts.title == "會議紀錄"
    assert (facts.tier, facts.kind, facts.cases) == ("collaborative", "working", (35,))


def test_a_topic_that_names_another_meeting_does_not_change_the_tier() -> None:
    assert told("第90次協作會議-月會制度檢討").tier == "collaborative"


@given(st.text(max_size=80), st.none() | st.text(max_size=80))
def test_any_name_gives_valid_facts(stem: str, heading: str | None) -> None:
    facts = infer(stem, heading)
    assert facts.tier in get_args(Tier)
    assert facts.kind is None or facts.kind in get_args(Kind)
    assert facts.date == (facts.stem_date or facts.heading_date)
    assert facts.title or not f"{stem}{heading or ''}".strip()


def test_every_cue_is_written_as_folding_leaves_it() -> None:
    cues = [value for value in vars(titles).values() if isinstance(value, re.Pattern)]
    cues += [cue for kinds in (titles._MEETING_KINDS, titles._OTHER_KINDS) for _, cue in kinds]
    assert len(cues) > 25
    for cue in cues:
        for char in re.findall(r"[\u4e00-\u9fff]", cue.pattern):
            assert fold(char) == char or fold(char) in cue.pattern


def test_the_real_records_fall_into_their_tiers(corpus: Path) -> None:
    facts = []
    for path in sorted(corpus.glob("*.md")):
        with path.open(encoding="utf-8") as file:
            facts.append(infer(path.stem, file.readline().removeprefix("# ")))
    tiers = Counter(fact.tier for fact in facts)
    assert tiers == {"seasonal": 6, "monthly": 22, "collaborative": 65, "other": 539}
    assert all(fact.stem_date for fact in facts)
    ordinals = [fact.term.ordinal for fact in facts if fact.tier == "monthly" and fact.term]
    assert ordinals == [2, 3, 4, *range(6, 23)]
    main = [
        case
        for fact in facts
        if (fact.tier, fact.kind) == ("collaborative", "main")
        for case in fact.cases
    ]
    # Case 28 ended with its pre-meeting; the main meetings of 33 and 39 are not among the records.
    assert set(range(1, 43)) - set(main) == {28, 33, 39}


def test_a_date_that_stands_twice_is_no_part_of_the_title() -> None:
    facts = infer("2026-12-30-範例部會議", "# 2026-12-30 115年12月30日 範例部會議")
    assert (facts.title, facts.heading_date) == ("範例部會議", dt.date(2026, 12, 30))


def test_a_file_named_with_hyphens_that_do_not_break_has_its_date() -> None:
    assert infer("2026\u201112\u201130\u2011範例部會議", None).stem_date == dt.date(2026, 12, 30)


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("開放政府第65次協作會議：廢除區間測速-工作會議", "廢除區間測速"),
        ("第67次協作會議-工作會議：故宮說明卡展案", "故宮說明卡展案"),
        ("第38次協作會議警消紀念日會前會", "警消紀念日"),
        ("開放政府聯絡人第三十六次協作會議會前會", ""),
        ("開放政府第144、145案協作會議", ""),
    ],
)
def test_words_of_the_series_name_no_matter_but_may_stand_within_one(
    title: str, subject: str
) -> None:
    assert titles.subject(title) == subject

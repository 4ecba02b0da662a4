"""Queries as people type them: times, numbers in a row, agencies, words that say nothing."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.query import periods
from minutes.query.agency_names import AgencyNames
from minutes.query.parser import parse
from minutes.query.tree import And, Field, Node, Or, Query, Word
from minutes.registers.agencies import Agencies, shipped_agencies
from minutes.text.folding import fold

TODAY = dt.date(2026, 1, 15)
NAMES = AgencyNames(Agencies.of(shipped_agencies()[0]), TODAY, {"mohw"})
BOTH = AgencyNames(NAMES.agencies, TODAY, {"mohw", "moi"})
MOHW, MOI = (Field("agency", host, quoted=True) for host in ("mohw", "moi"))
COLLABORATIVE = Field("tier", "collaborative")


def span(first: str, last: str) -> tuple[dt.date, dt.date]:
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


def understood(typed: str) -> Query:
    return parse(typed, NAMES)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("109年4月", "2020-04-01", "2020-04-30"),
        ("１０９ 年 4 月", "2020-04-01", "2020-04-30"),
        ("民國107年第1季", "2018-01-01", "2018-03-31"),
        ("一〇六年第三季", "2017-07-01", "2017-09-30"),
        ("2019年7月2日", "2019-07-02", "2019-07-02"),
        ("2018年5月", "2018-05-01", "2018-05-31"),
        ("2018-05", "2018-05-01", "2018-05-31"),
        ("109/4/7", "2020-04-07", "2020-04-07"),
        ("109-04-07", "2020-04-07", "2020-04-07"),
        ("1090407", "2020-04-07", "2020-04-07"),
        ("20200407", "2020-04-07", "2020-04-07"),
        ("2020年4月7日(二)", "2020-04-07", "2020-04-07"),
        ("109年4月7日（星期二）", "2020-04-07", "2020-04-07"),
        ("109年上半年", "2020-01-01", "2020-06-30"),
        ("2019年下半年", "2019-07-01", "2019-12-31"),
        ("July 2, 2019", "2019-07-02", "2019-07-02"),
        ("Q1 2018", "2018-01-01", "2018-03-31"),
        ("2019年Q4", "2019-10-01", "2019-12-31"),
        ("108年Q4", "2019-10-01", "2019-12-31"),
        ("2019Q4", "2019-10-01", "2019-12-31"),
        ("2019 q4", "2019-10-01", "2019-12-31"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("二〇一八年五月", "2018-05-01", "2018-05-31"),
        ("二○一八年五月份", "2018-05-01", "2018-05-31"),
        ("一○七年五月", "2018-05-01", "2018-05-31"),
        ("民國一百零七年", "2018-01-01", "2018-12-31"),
        ("一百零八年三月", "2019-03-01", "2019-03-31"),
        ("一零七年第一季", "2018-01-01", "2018-03-31"),
        ("九十九年五月", "2010-05-01", "2010-05-31"),
        ("107-01", "2018-01-01", "2018-01-31"),
        ("107/01", "2018-01-01", "2018-01-31"),
        ("107/01/05", "2018-01-05", "2018-01-05"),
        ("107.1.5", "2018-01-05", "2018-01-05"),
        ("民國 107.03", "2018-03-01", "2018-03-31"),
        ("May of 2018", "2018-05-01", "2018-05-31"),
        ("3rd quarter of 2018", "2018-07-01", "2018-09-30"),
        ("May 2018 to July 2018", "2018-05-01", "2018-07-31"),
        ("2018年1月到3月", "2018-01-01", "2018-03-31"),
        ("2018年11月至2019年2月", "2018-11-01", "2019-02-28"),
        ("107年第1季～第3季", "2018-01-01", "2018-09-30"),
        ("2017-2018", "2017-01-01", "2018-12-31"),
    ],
)
def test_a_time_is_understood_in_either_calendar_and_need_not_stand_in_a_record(
    typed: str, first: str, last: str
) -> None:
    query = understood(f"{typed} 報稅")
    assert [word.typed for word in query.words] == ["報稅"]
    time, *_ = (word for word in query.weighed if word.days)
    assert time.days == span(first, last)
    assert [(u.kind, u.typed, u.value) for u in query.understood] == [("period", typed, time.days)]
    assert understood(typed).root == time


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("last year", "2025-01-01", "2025-12-31"),
        ("上個月", "2025-12-01", "2025-12-31"),
        ("去年5月份", "2025-05-01", "2025-05-31"),
        ("前年第一季", "2024-01-01", "2024-03-31"),
        ("上一季", "2025-10-01", "2025-12-31"),
        ("本季", "2026-01-01", "2026-03-31"),
        ("last quarter", "2025-10-01", "2025-12-31"),
        ("明年", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_time_told_from_today_is_that_of_the_meeting_where_nothing_but_restrictions_is_typed(
    typed: str, first: str, last: str
) -> None:
    held = Field("date", span(first, last))
    for asked in (typed, f"{typed} 會議", f"meetings {typed}"):
        assert without_typed(understood(asked).root) == [held]
    monthly = [held, Field("tier", "monthly")]
    assert without_typed(understood(f"{typed} tier:monthly").root) == monthly
    assert [word.typed for word in understood(f"{typed} 垃圾").words] == ["垃圾"]


def without_typed(root: Node | None) -> list[Node]:
    nodes = root.nodes if isinstance(root, And) else (root,)
    return [replace(node, typed="") for node in nodes if isinstance(node, Field)]


@pytest.mark.parametrize("typed", ["2018年的協作會議", "2018年 協作會議", "協作會議 2018"])
def test_a_time_beside_nothing_but_a_class_of_meetings_must_be_theirs_or_said_in_them(
    typed: str,
) -> None:
    query = understood(typed)
    [time] = query.words
    assert (time.days, without_typed(query.root)) == (periods.Period(2018).days, [COLLABORATIVE])
    assert {(told.kind, told.value) for told in query.understood} == {
        ("period", time.days),
        ("tier", "collaborative"),
    }


@pytest.mark.parametrize(
    "typed", ["協作會議", "月會 協作會議 2018", "月會 報稅 2018", "月會 -報稅 2018"]
)
def test_a_class_of_meetings_is_a_word_where_no_time_stands_beside_it_or_more_is_sought(
    typed: str,
) -> None:
    assert not any(told.kind == "tier" for told in understood(typed).understood)


@pytest.mark.parametrize(
    "typed",
    [
        "10年計畫",
        "2018-13",
        "12:30",
        "1999x",
        "3.2019",
        "第106次",
        "2019Q5",
        "20191332",
        "0912345678",
        "1091399",
        "107.01",
        "107-1",
        "131-12",
        "120/80",
        "第107-01號",
        "A-107-01",
        "一百年",
        "90年代",
        "2000年代",
        "九十年代",
    ],
)
def test_what_only_looks_like_a_time_is_none(typed: str) -> None:
    assert understood(f"{typed} 月會").understood == ()


@pytest.mark.parametrize("typed", ['"109年4月"', "-2019 月會", "2018 OR 2019", "(2018) 月會"])
def test_what_is_quoted_excluded_or_an_alternative_is_taken_as_typed(typed: str) -> None:
    query = understood(typed)
    assert (query.weighed, query.understood) == ((), ())


@given(st.dates(dt.date(2011, 1, 1), dt.date(2049, 12, 31)), st.integers(0, 4))
def test_every_spelling_of_a_time_reads_back_as_that_time(day: dt.date, told: int) -> None:
    quarter = (day.month + 2) // 3 if told == 1 else 0
    month, date = (day.month if told in {2, 3} else 0), (day.day if told == 3 else 0)
    half = 1 + day.month // 7 if told == 4 else 0
    period = periods.Period(day.year, quarter, month, date, half)
    for spelled in period.spellings():
        assert periods.read(fold(spelled)) == period, spelled


@pytest.mark.parametrize("counter", list("次季屆場期"))
def test_a_number_in_a_row_is_one_part_in_all_its_spellings(counter: str) -> None:
    first = understood(f"第三{counter}會議").parts[0]
    assert {fold(f"第3{counter}"), fold(f"第 三 {counter}")} <= set(first.forms)


@pytest.mark.parametrize(
    ("typed", "known"), [("31次月會", True), ("PO 三十一次月會", True), ("下一次月會", False)]
)
def test_a_number_in_a_row_before_a_tier_needs_no_sign(typed: str, known: bool) -> None:
    forms = [form for word in understood(typed).words for form in word.forms]
    assert (fold("第三十一次月會") in forms) == known, forms


@pytest.mark.parametrize(
    "typed",
    [
        "case 46",
        "Case No. 46",
        "序號46",
        "案號 46",
        "46案",
        "46 案",
        "#46",
        "第四十六號案",
        "第046案",
    ],
)
def test_a_case_by_any_name_is_the_case_in_its_other_spellings(typed: str) -> None:
    (word,) = understood(typed).words
    assert {fold("第四十六案"), fold("第46次")} <= set(word.forms)


@pytest.mark.parametrize("typed", ["這3案", "3案例", "一案", "提案", "#開放"])
def test_what_only_counts_cases_is_the_number_of_none(typed: str) -> None:
    (word,) = understood(typed).words
    assert word.forms == (fold(typed),)


def test_an_agency_in_a_longer_word_is_one_part_and_the_word_stays_whole() -> None:
    query = understood("環保署機車定檢")
    assert [word.forms for word in query.words] == [(fold("環保署機車定檢"),)]
    assert fold("行政院環境保護署") in query.parts[0].forms
    assert [part.typed for part in query.parts[1:]] == ["機車", "車定", "定檢"]


def test_agencies_in_a_list_are_a_word_each() -> None:
    assert [word.typed for word in understood("衛福部、環保署").words] == ["衛福部", "環保署"]


def test_a_body_is_searched_under_the_name_of_the_one_that_became_it() -> None:
    assert "環保署" in understood("環境部").widened
    assert "環境部" not in understood("環保署").widened
    assert parse("環境部").widened == ()


@pytest.mark.parametrize("hosted", ["主辦", "主責", "主政", "協辦", "主持", "召開", "舉辦"])
def test_a_host_and_what_it_hosted_are_restrictions(hosted: str) -> None:
    root = understood(f"衛福部{hosted}的協作會議").root
    assert root == And((MOHW, COLLABORATIVE))


@pytest.mark.parametrize(
    "typed",
    [
        "由衛福部主持",
        "行政院衛福部主辦",
        "主辦機關：衛福部",
        "主辦單位是衛福部",
        "衛福部主辦的會議紀錄",
        "hosted by the Ministry of Health and Welfare",
        "meetings hosted by MOHW",
    ],
)
def test_who_hosted_is_understood_however_it_is_said(typed: str) -> None:
    query = understood(typed)
    assert query.root == MOHW
    assert [told.value for told in query.understood if told.kind == "host"] == ["mohw"]


@pytest.mark.parametrize("between", ["、", "和", "與", "及", "，"])
def test_several_hosts_are_a_restriction_each_and_each_can_go_alone(between: str) -> None:
    typed = f"衛福部{between}內政部共同主辦的協作會議"
    hosts = [MOHW, MOI]
    both = parse(typed, BOTH)
    assert both.root == And((*hosts, COLLABORATIVE))
    for told, left in zip(both.understood, reversed(hosts), strict=False):
        assert parse(typed.replace(told.typed, " ", 1), BOTH).root == And((left, COLLABORATIVE))


@pytest.mark.parametrize(
    ("typed", "root"),
    [
        ("hosted by MOHW and MOI", And((MOHW, MOI))),
        ("hosted by the Ministry of Health and Welfare or the MOI", Or((MOHW, MOI))),
        ("主辦機關：衛福部、內政部", And((MOHW, MOI))),
        ("hosted by MOHW and budget", And((MOHW, Word("budget", ("budget",))))),
    ],
)
def test_several_hosts_may_stand_behind_what_says_so_and_each_can_go_alone(
    typed: str, root: And | Or
) -> None:
    query = parse(typed, BOTH)
    assert query.root == root
    hosts = [told.typed for told in query.understood]
    for gone, left in zip(hosts, reversed([MOHW, MOI][: len(hosts)]), strict=True):
        rest = parse(typed.replace(gone, " ", 1), BOTH).root
        assert rest == (left if len(hosts) > 1 else root.nodes[1])


def test_hosts_between_which_or_stands_are_alternatives() -> None:
    root = parse("衛福部或內政部主辦的協作會議", BOTH).root
    hosts = Or((MOHW, MOI))
    assert root == And((hosts, COLLABORATIVE))


def test_who_chairs_is_no_host_and_who_is_asked_for_is_no_word() -> None:
    assert [told.kind for told in understood("衛福部主持人").understood] == ["agency"]
    assert [word.typed for word in understood("誰主持報稅的討論").words] == ["報稅", "討論"]
    assert [word.typed for word in understood("哪個機關主辦離島醫療").words] == ["離島醫療"]


def test_an_agency_by_its_english_name_of_several_words_is_one_word() -> None:
    [word] = understood("Ministry of the Interior").words
    assert fold("內政部") in word.forms


def test_a_host_that_only_other_records_tell_is_a_restriction_to_these_records() -> None:
    told = {"epa": ["a", "b"], "mol": ["c"]}
    root = parse("勞動部主辦的協作會議", NAMES, told).root
    field = Field("agency", "mol", quoted=True, records=frozenset("c"))
    assert root == And((field, COLLABORATIVE))
    assert parse("環境部主辦", NAMES, told).root == Field(
        "agency", "epa", quoted=True, records=frozenset("ab")
    )
    assert isinstance(parse("勞動部協辦", NAMES, told).root, Word)


def test_a_host_that_no_record_names_stays_a_word() -> None:
    query = understood("勞動部主辦的協作會議")
    assert isinstance(query.root, And)
    assert isinstance(query.root.nodes[0], Word)
    assert [u.kind for u in query.understood] == ["host", "tier"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("狗可以進森林遊樂區嗎", ["狗可以進森林遊樂區"]),
        ("政府的看法", ["政府", "看法"]),
        ("為什麼機車不能直接左轉", ["機車不能直接左轉"]),
        ("臺灣要不要改成東九區", ["臺灣", "改成東九區"]),
        ("校園該不該禁用手機", ["校園", "禁用手機"]),
        ("唐鳳 說 區塊鏈", ["唐鳳", "區塊鏈"]),
        ("什麼是開放資料", ["開放資料"]),
        ("目的", ["目的"]),
        ("主管機關的", ["主管機關"]),
        ("死刑、鞭刑", ["死刑", "鞭刑"]),
        ("甲、乙", ["甲、乙"]),
        ("the history of open data", ["history", "open", "data"]),
        ("的 是", ["的", "是"]),
        ("to be", ["to", "be"]),
    ],
)
def test_words_that_say_nothing_exclude_no_record(typed: str, words: list[str]) -> None:
    assert [word.typed for word in understood(typed).words] == words


@pytest.mark.parametrize(
    "typed", ["new eID 與健保卡的關係", "資料開放的看法 網站", "衛福部主辦的會前會 報稅"]
)
def test_what_is_within_one_word_is_asked_for_beside_the_other_words(typed: str) -> None:
    root = understood(typed).root
    assert isinstance(root, And)
    assert not any(isinstance(node, And) for node in root.nodes), "else nothing is near"


def test_a_word_of_two_usual_spellings_is_searched_in_both() -> None:
    [word] = understood("身份證").words
    assert fold("身分證") in word.forms
    assert [set(part.forms) for part in word.parts] == [{"身份", "身分"}, {"份證", "分證"}]


@pytest.mark.parametrize(
    ("typed", "forms"),
    [
        ("5月月會", {"5月", "05月", "五月"}),
        ("十二月份的月會", {"12月", "十二月"}),
        ("十三月月會", {"十三"}),  # no month of the year
        ("31次月會", set(understood("第31次").words[0].forms)),
    ],
)
def test_a_number_before_the_name_of_a_tier_is_a_month_or_stands_in_a_row(
    typed: str, forms: set[str]
) -> None:
    parts = understood(typed).parts
    assert set(parts[0].forms) == forms
    assert parts[-1].forms == ("月會",)


@given(st.text(st.sampled_from('第3三次季年月106 2019-環保署主辦的*"OR()last'), max_size=40))
def test_no_text_is_too_strange_to_be_understood(typed: str) -> None:
    query = understood(typed)
    assert all(word.forms for word in (*query.words, *query.parts))

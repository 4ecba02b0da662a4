import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from minutes.recognition import mentions
from minutes.recognition.case_profile import CaseProfile, build
from minutes.recognition.keywords import Background, keywords
from minutes.recognition.passages import Passages
from minutes.records.front_matter import ISSUE_FRONT, Bilingual
from minutes.records.model import Issue
from minutes.registers.agencies import Agencies, Agency
from minutes.text.folding import fold

Line = tuple[str, str]


def record(*lines: Line) -> Passages:
    return Passages.of(("speech", f"i{n}", who, fold(text)) for n, (who, text) in enumerate(lines))


def profile(**more: object) -> CaseProfile:
    given_ = {
        "numbers": frozenset({901}),
        "words": {fold("遊具"): 3.0, fold("遮陽"): 3.0, fold("溜滑梯"): 2.0},
        "core": frozenset({fold("遊具"), fold("遮陽")}),
        "subject": frozenset({fold("遊具")}),
        "phrases": (fold("公園遊具的遮陽"),),
        "hosts": (fold("示範署"),),
        "days": (dt.date(2025, 4, 10),),
        **more,
    }
    return CaseProfile(**given_)  # type: ignore[arg-type]  # the fields of the class, some replaced


FILLER = [
    ("主席", "今天的議程照舊，大家有沒有意見"),
    ("主席", "沒有的話就往下走"),
    ("主席", "好"),
] * 2


def find(*lines: Line, numbers: bool = True) -> mentions.Mention | None:
    return mentions.find(record(*lines), profile(), numbers=numbers)


def test_a_number_counts_where_the_words_of_the_case_stand_beside_it() -> None:
    found = find(*FILLER, ("司儀", "接下來序號901"), ("陳", "遊具的告示已經掛了"), *FILLER)
    assert found is not None
    assert found.firm
    assert found.speeches == (6, 7)


def test_the_same_number_in_another_list_is_not_the_case() -> None:
    found = find(("主席", "第901案是採購的案子，跟今天無關"), *FILLER)
    assert found is None


def test_the_host_that_is_called_on_and_reports_takes_the_case_up() -> None:
    found = find(
        *FILLER, ("主席", "接下來請示範署"), ("陳", "遊具的遮陽棚修好了，溜滑梯也換了"), *FILLER
    )
    assert found is not None
    assert found.firm


def test_a_single_allusion_by_somebody_else_is_only_a_mention() -> None:
    found = find(*FILLER, ("林", "就像遊具那一案一樣"), *FILLER)
    assert found is not None
    assert not found.firm


def test_what_is_said_under_another_serial_number_belongs_to_that_case() -> None:
    found = find(
        *FILLER, ("司儀", "序號903，請說明"), ("高", "遊具旁邊的遮陽步道，還有溜滑梯"), *FILLER
    )
    assert found is not None
    assert not found.firm


def test_words_are_found_that_one_case_uses_and_others_do_not() -> None:
    own = [fold(f"第{n}位說，還書箱的照度不夠，大家覺得會議很長") for n in range(20)]
    others = [[fold(f"大家覺得會議很長，第{n}位也這樣說")] for n in range(12)]
    found = [k.word for k in keywords(own, Background.of([*others, own]))]
    assert any(fold("還書箱") in w or fold("書箱") in w for w in found)
    assert all(fold("會議") not in w for w in found)


def test_a_title_made_of_two_names_is_recognised_by_each() -> None:
    speeches = [fold("半島的直升機"), fold("半島的醫院"), fold("直升機起飛")] * 10
    background = Background.of([[s] for s in speeches[:3]] + [["別的事情"]] * 20)
    issue = Issue(
        slug="x", path="", front=ISSUE_FRONT.validate_python({"title": "半島直升機", "case": 5})
    )
    found = build([5], [issue], [], speeches, background, Agencies.of([]))
    assert {fold("半島"), fold("直升機")} <= found.subject


def test_an_abbreviation_in_latin_letters_never_stands_for_the_host() -> None:
    council = Agency(id="mac", name=Bilingual(zh="對岸事務會", en="MAC"), short=("MAC",))
    found = build(
        [1], [], [], [fold("我用 MAC 報稅")] * 30, Background.of([["x"]]), Agencies.of([council])
    )
    assert found.hosts == ()


@given(st.lists(st.text("遊具遮陽溜滑梯示範署901案序號解除列管，。 a", max_size=30), max_size=12))
def test_any_record_can_be_searched_and_speeches_are_within_it(texts: list[str]) -> None:
    found = find(*(("甲", t) for t in texts))
    if found is not None:
        assert all(0 <= n < len(texts) for n in found.speeches)
        assert list(found.speeches) == sorted(set(found.speeches))
        assert 0 <= found.density <= 1
        assert 0 <= found.coverage <= 1 + 1e-9


@given(
    st.lists(st.text("甲乙丙\n", max_size=8), max_size=8), st.text("甲乙丙", min_size=1, max_size=3)
)
def test_a_word_is_found_in_exactly_the_passages_that_hold_it(texts: list[str], word: str) -> None:
    lines = [t.replace("\n", " ") for t in texts]
    passages = Passages.of(("speech", str(n), None, t) for n, t in enumerate(lines))
    assert passages.holding(word) == [n for n, t in enumerate(lines) if word in t]

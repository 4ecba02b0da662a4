"""Agencies as of a day, and people by explicit labels only."""

import datetime as dt
from pathlib import Path

import pytest

from minutes.registers import agencies as registry
from minutes.registers.agencies import (
    AGENCY,
    Agencies,
    Agency,
    load_agencies,
    shipped_agencies,
    spellings,
)
from minutes.registers.people import load_people

DAY = dt.date(2018, 6, 4)


@pytest.fixture(scope="module")
def agencies() -> Agencies:
    return Agencies.of(shipped_agencies()[0])


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_the_shipped_registry_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    assert shipped_agencies()[1] == ()
    shipped = (Path(registry.__file__).parents[1] / "data" / "agencies.yaml").read_text(
        encoding="utf-8"
    )
    _, problems = load_agencies(write(tmp_path, "agencies.yaml", shipped))
    assert problems == []


@pytest.mark.parametrize(
    ("word", "day", "ident"),
    [
        ("衛福部", DAY, "mohw"),
        ("衛生福利部", DAY, "mohw"),
        ("MOHW", DAY, "mohw"),
        (" mohw ", DAY, "mohw"),
        ("卫福部", DAY, "mohw"),
        ("國科會", dt.date(2012, 5, 1), "nsc"),
        ("國科會", dt.date(2023, 5, 1), "nstc"),
        ("國科會", None, "nstc"),
        ("海巡署", dt.date(2018, 4, 27), "cga-ey"),
        ("海巡署", dt.date(2018, 4, 28), "cga"),
        ("環保署", DAY, "epa"),
        ("行政院農委會", DAY, "coa"),
    ],
)
def test_a_name_means_the_body_that_bore_it_on_the_day(
    agencies: Agencies, word: str, day: dt.date | None, ident: str
) -> None:
    agency = agencies.resolve(word, day)
    assert agency is not None
    assert agency.id == ident


def test_an_alias_of_two_bodies_means_none_on_a_day_when_neither_existed(
    agencies: Agencies,
) -> None:
    assert agencies.resolve("國科會", dt.date(2018, 6, 4)) is None
    assert {agency.id for agency in agencies.find("國科會")} == {"nsc", "nstc"}


def test_the_only_bearer_of_a_name_is_meant_even_outside_its_time(agencies: Agencies) -> None:
    agency = agencies.resolve("環境部", DAY)
    assert agency is not None
    assert not agency.valid_on(DAY)


def test_an_unknown_name_means_nothing_and_the_nearest_is_told(agencies: Agencies) -> None:
    assert agencies.resolve("衛福布", DAY) is None
    assert agencies.nearest("衛生福利布") == "衛生福利部"
    assert agencies.nearest("zzzzzzzz") == ""


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("衛福部健保署", "衛生福利部中央健康保險署"),
        ("農委會漁業署", "行政院農業委員會漁業署"),
        ("財政部賦稅署", ""),
        ("交通部部", "交通部"),
    ],
)
def test_a_body_behind_the_name_of_the_one_above_is_the_nearest_and_that_one_never_is(
    agencies: Agencies, word: str, meant: str
) -> None:
    assert agencies.resolve(word, DAY) is None
    assert agencies.nearest(word) == meant


def test_succession_is_known_from_either_side() -> None:
    old = _agency("old", successor=("new",))
    bodies = Agencies.of([old, _agency("new"), _agency("newer", predecessor=("new",))])
    new = bodies.by_id["new"]
    assert [a.id for a in bodies.predecessors(new)] == ["old"]
    assert [a.id for a in bodies.successors(new)] == ["newer"]
    assert {a.id for a in bodies.lineage(new)} == {"old", "new", "newer"}


def _agency(ident: str, **fields: object) -> Agency:
    return AGENCY.validate_python({"id": ident, "name": {"zh": ident}, **fields})


def test_an_archive_adds_agencies_and_takes_the_place_of_shipped_ones(tmp_path: Path) -> None:
    text = "- {id: mof, name: 財政示範部}\n- {id: demo, name: {zh: 示範署}, parent: mof}\n"
    agencies, problems = load_agencies(write(tmp_path, "agencies.yaml", text))
    assert problems == []
    assert spellings(agencies.by_id["mof"]) == ("財政示範部",)
    assert [agency.id for agency in agencies.children(agencies.by_id["mof"])].count("demo") == 1
    demo = agencies.by_id["demo"]
    assert agencies.parent(demo) == agencies.by_id["mof"]


def test_a_bad_entry_is_reported_with_its_line_and_the_others_stay(tmp_path: Path) -> None:
    text = "- {id: good, name: 好機關}\n- id: bad\n  nmae: 打錯\n- {id: Bad Id, name: 代號}\n"
    agencies, problems = load_agencies(write(tmp_path, "agencies.yaml", text))
    assert agencies.resolve("好機關", None) is not None
    assert [(p.line, p.code) for p in problems] == [
        (2, "missing-field"),
        (3, "unknown-field"),
        (4, "bad-value"),
    ]
    assert dict(problems[1].values)["near"] == "name"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- {id: a, name: 甲, parent: nobody}", "unknown-agency"),
        ("- {id: a, name: 甲, parent: b}\n- {id: b, name: 乙, parent: a}", "agency-cycle"),
        ("- {id: a, name: 甲, successor: b}\n- {id: b, name: 乙, successor: a}", "agency-cycle"),
        ("- {id: a, name: 甲, from: 2020-01-02, to: 2020-01-01}", "from-after-to"),
        ("- {id: a, name: 甲}\n- {id: a, name: 乙}", "id-given-twice"),
        ("- {id: a, name: {}}", "nameless"),
        ("a: b", "not-a-list"),
        ("- [", "unreadable-yaml"),
    ],
)
def test_what_is_wrong_with_a_registry_is_told_and_stops_nothing(
    tmp_path: Path, text: str, code: str
) -> None:
    agencies, problems = load_agencies(write(tmp_path, "agencies.yaml", text))
    assert code in {problem.code for problem in problems}
    assert agencies.resolve("財政部", None) is not None


def test_a_label_leads_to_a_person_only_by_an_explicit_entry(tmp_path: Path) -> None:
    text = "- {id: wang, name: 王範例, labels: [王範例科長, Wang Fan-li]}\n"
    people, problems = load_people(write(tmp_path, "people.yaml", text))
    assert problems == []
    wang = people.by_label("王範例科長")
    assert wang is not None
    assert people.by_label("wang  fan-li") == wang
    assert people.by_label("王範例") is None
    assert people.by_label("小王") is None


def test_namesakes_are_told_apart_by_their_duty_on_the_day_or_not_at_all(tmp_path: Path) -> None:
    text = (
        "- {id: a, name: 王範例, labels: 王範例, po: {agency: mof, from: 2025-01-01, to: 2025-06-30}}\n"
        "- {id: b, name: 王範例, labels: 王範例, po: [{agency: mof, from: 2025-07-01}]}\n"
    )
    people, problems = load_people(write(tmp_path, "people.yaml", text))
    assert [p.code for p in problems] == ["shared-label"]
    later = people.by_label("王範例", dt.date(2025, 8, 1))
    assert later is not None
    assert later.id == "b"
    assert people.by_label("王範例") is None
    assert people.by_label("王範例", dt.date(2020, 1, 1)) is None


def test_the_agencies_of_people_are_looked_up(tmp_path: Path) -> None:
    write(tmp_path, "people.yaml", "- {id: a, name: 王範例, agency: 財正部}\n")
    agencies, _ = load_agencies(tmp_path)
    _, problems = load_people(tmp_path, agencies)
    assert [p.code for p in problems] == ["unknown-agency"]
    assert dict(problems[0].values)["near"] == "財政部"

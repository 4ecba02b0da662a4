"""What a page tells machines is true, complete and harmless."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import jsonschema
import pytest
from hypothesis import given

from minutes.publication.schedule import Scheduled
from minutes.records.front_matter import Attendee, Bilingual, Correction
from minutes.settings import ArchiveSettings, Category
from minutes.text.shortening import one_line
from tests.webapp.records import BASE, hostile, record, sample_shelf, shelf, speech
from webapp.formats import json_ld
from webapp.links.building import Lang

ADDRESS = {"type": "string", "pattern": "^https://minutes\\.example\\.tw/records/[!-~]*$"}
DAY = {"type": "string", "format": "date"}
NAMED = {"type": "object", "required": ["@type", "name"]}
# The properties of schema.org's types that stand here, and what they hold.
SHAPES: dict[str, dict[str, Any]] = {
    "Event": {
        "@id": ADDRESS,
        "name": {"type": "string"},
        "startDate": {"type": "string"},
        "endDate": {"type": "string"},
        "location": NAMED,
        "organizer": {"type": "array", "items": NAMED},
        "attendee": {"type": "array", "items": NAMED},
        "keywords": {"type": "array"},
        "recordedIn": {"type": "object", "properties": {"@id": ADDRESS}},
    },
    "Report": {
        "@id": ADDRESS,
        "name": {"type": "string"},
        "description": {"type": "string"},
        "inLanguage": {"type": "string"},
        "datePublished": DAY,
        "dateModified": DAY,
        "publication": {"type": "object", "required": ["@type", "startDate", "description"]},
        "author": {"type": "array", "items": NAMED},
        "publisher": NAMED,
        "license": {"type": "string", "pattern": "^https://"},
        "about": {"type": "array"},
        "correction": {"type": "array", "items": {"type": "string"}},
        "encoding": {"type": "object", "required": ["contentUrl", "encodingFormat"]},
        "isAccessibleForFree": {"const": True},
        "translationOfWork": {"type": "object"},
        "workTranslation": {"type": "object"},
    },
    "Quotation": {
        "@id": ADDRESS,
        "identifier": {"type": "string"},
        "text": {"type": "string"},
        "inLanguage": {"type": "string"},
        "creator": {"type": "object", "required": ["@type", "@id", "name"]},
        "dateCreated": DAY,
        "license": {"type": "string", "pattern": "^https://"},
        "isPartOf": {"type": "object", "required": ["@type", "@id", "name"]},
    },
}


def validator(kind: str) -> jsonschema.Draft202012Validator:
    """Accepts what has only the properties of its type, each of the right kind."""
    known = {"@type": {}, "@context": {"const": "https://schema.org"}, **SHAPES[kind]}
    return jsonschema.Draft202012Validator(
        {"type": "object", "required": ["@id"], "properties": known, "additionalProperties": False},
        format_checker=jsonschema.FormatChecker(),
    )


VALIDATORS = {kind: validator(kind) for kind in SHAPES}


def check(node: dict[str, Any]) -> None:
    """The node is valid, and no property of it is empty."""
    kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    VALIDATORS[kinds[0]].validate(node)
    assert all(value not in (None, "", []) for value in node.values())


def embedded(element: str) -> Any:
    """The data of a script element as a browser's parser finds it in a page; the page holds nothing
    else that could run."""
    page = html5lib.parse(
        f"<!doctype html><title>t</title>{element}<p>end</p>", namespaceHTMLElements=False
    )
    (script,) = page.iter("script")
    assert script.get("type") == "application/ld+json"
    assert len(script) == 0
    assert [p.text for p in page.iter("p")] == ["end"]
    return json.loads(script.text)


@given(hostile, hostile, hostile)
def test_no_name_breaks_out_of_the_script_or_changes_in_it(
    title: str, name: str, summary: str
) -> None:
    meeting = record(
        title=title,
        attendees=(Attendee(name),),
        summary=Bilingual(summary),
        host_agency=(name,),
    )
    books = shelf(meeting)
    for data in (
        json_ld.record(books, meeting),
        json_ld.quotation(books, meeting, speech(name, summary)),
        json_ld.website(books),
    ):
        element = json_ld.script(data)
        assert embedded(element) == data
        assert element.count("<") == 2, data


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_record_and_speech_of_the_sample_has_the_right_shape(
    sample: Path, tmp_path: Path, lang: Lang
) -> None:
    books, view = sample_shelf(sample, tmp_path, lang)
    for meeting in view.public.meetings:
        items = view.document(meeting).items
        data = json_ld.record(books, meeting, items)
        assert [node["@type"] for node in data["@graph"]] == [
            "Event",
            ["Report", "DigitalDocument"],
        ], meeting
        for node in data["@graph"]:
            check(node)
        for item in items[:20]:
            if item.type == "speech":
                check(json_ld.quotation(books, meeting, item))


def test_a_meeting_that_was_announced_with_a_time_begins_at_that_time() -> None:
    meeting = record(date=dt.date(2026, 1, 5))
    plan = Scheduled(
        date=dt.date(2026, 1, 5),
        tier="monthly",
        title=Bilingual("月會"),
        time="14:00",
        end="16:00",
        place="第一會議室",
    )
    event = json_ld.record(shelf(meeting), meeting, plan=plan)["@graph"][0]
    assert (event["startDate"], event["endDate"]) == (
        "2026-01-05T14:00:00+08:00",
        "2026-01-05T16:00:00+08:00",
    )
    assert event["location"] == {"@type": "Place", "name": "第一會議室"}
    bare = json_ld.record(shelf(meeting), meeting)["@graph"][0]
    assert bare["startDate"] == "2026-01-05"
    assert "endDate" not in bare


def test_a_correction_is_told_with_its_day() -> None:
    meeting = record(corrections=(Correction(dt.date(2026, 2, 9), "更正數字"),))
    report = json_ld.record(shelf(meeting), meeting)["@graph"][1]
    assert report["correction"] == ["2026-02-09 更正數字"]
    assert report["dateModified"] == "2026-02-09"


def test_the_twin_in_another_language_is_linked(sample: Path, tmp_path: Path) -> None:
    books, view = sample_shelf(sample, tmp_path)
    english = view.public.by_id["2025-10-15-A-walk-through-the-sample-park"]
    twin = view.public.twin(english)
    assert twin is not None
    report = json_ld.record(books, english)["@graph"][1]
    other = report.get("translationOfWork") or report["workTranslation"]
    assert other["@id"] == books.links.meeting(twin.id)


def test_scholars_find_title_authors_and_day_of_publication() -> None:
    meeting = record(host_agency=("ndc", "moi"), case=(12,))
    pairs = json_ld.highwire(shelf(meeting), meeting)
    assert [v for n, v in pairs if n == "citation_author"] == ["國家發展委員會", "內政部"]
    assert ("citation_title", "示範會議") in pairs
    assert ("citation_publication_date", "2026/01/05") in pairs
    assert ("citation_online_date", "2026/01/20") in pairs
    assert ("citation_technical_report_number", "12") in pairs


def test_a_speech_is_its_speakers() -> None:
    meeting = record(host_agency=("ndc",))
    item = speech("張假名", "大家好。")
    for pairs, name in (
        (json_ld.highwire(shelf(meeting), meeting, item), "citation_author"),
        (json_ld.dublin_core(shelf(meeting), meeting, item), "DC.Creator"),
    ):
        assert [v for n, v in pairs if n == name] == ["張假名"], (pairs, name)


def test_the_archive_s_categories_stand_in_the_head_as_the_same_rule_names_them() -> None:
    meeting = record()
    filed = ArchiveSettings(category=Category(theme=("170", "172"), service=("E10",)))
    pairs = json_ld.dublin_core(shelf(meeting, settings=filed), meeting)
    assert [pair for pair in pairs if pair[0].startswith("Category")] == [
        ("Category.Theme", "170"),
        ("Category.Theme", "172"),
        ("Category.Service", "E10"),
    ]
    assert not [name for name, _ in json_ld.dublin_core(shelf(meeting), meeting) if "Cat" in name]


def test_dublin_core_has_every_element_that_the_rule_for_government_pages_asks_for(
    sample: Path, tmp_path: Path
) -> None:
    books, view = sample_shelf(sample, tmp_path)
    meeting = next(m for m in view.public.meetings if m.front.co_agencies)
    found = json_ld.dublin_core(books, meeting, description=books.description(meeting))
    assert {name for name, _ in found} >= {
        "DC.Title",
        "DC.Creator",
        "DC.Subject",
        "DC.Description",
        "DC.Contributor",
        "DC.Type",
        "DC.Format",
        "DC.Source",
        "DC.Language",
        "DC.Coverage.t.min",
        "DC.Coverage.t.max",
        "DC.Publisher",
        "DC.Date",
        "DC.Identifier",
        "DC.Relation",
        "DC.Rights",
    }


def test_open_graph_describes_a_record_with_its_own_words() -> None:
    meeting = record(summary=Bilingual("大家談了遮陽。"))
    books = shelf(meeting)
    found = dict(
        json_ld.open_graph(
            books,
            books.links.meeting(meeting.id),
            books.title(meeting),
            books.description(meeting),
            meeting,
        )
    )
    assert found["og:type"] == "article"
    assert found["og:description"] == "大家談了遮陽。"
    assert found["og:locale"] == "zh_TW"
    assert found["article:published_time"] == "2026-01-20T00:00:00+08:00"


def test_open_graph_says_nothing_where_there_is_nothing_to_say() -> None:
    found = json_ld.open_graph(shelf(), BASE, "名單", "")
    assert ("og:type", "website") in found
    assert all(value for _, value in found)


@given(hostile, hostile)
def test_pairs_are_single_lines_without_control_characters(title: str, name: str) -> None:
    meeting = record(title=title, host_agency=(name,), co_agencies=(name,), issue=(name,))
    books = shelf(meeting)
    pairs = [
        *json_ld.highwire(books, meeting),
        *json_ld.dublin_core(books, meeting, description=name),
        *json_ld.open_graph(books, BASE, title, name, meeting),
    ]
    for _, value in pairs:
        assert value
        assert value == one_line(value)


@given(hostile, hostile)
def test_coins_are_a_context_object_that_gives_back_title_and_speaker(
    title: str, name: str
) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    item = speech(name, "話")
    found = parse_qs(json_ld.coins(books, meeting, item), keep_blank_values=True)
    assert found["ctx_ver"] == ["Z39.88-2004"]
    assert found["rft.title"] == [books.title(meeting)]
    assert found["rft.creator"] == list(books.voices(meeting, item))
    assert urlsplit(found["rft.identifier"][0]).scheme == "https"


def test_the_site_can_be_searched_by_machines() -> None:
    action = json_ld.website(shelf())["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{BASE}/search?q={{words}}"

"""Citations are read back by readers of their formats, whatever people and meetings are called."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import html5lib
import jsonschema
import markdown
import pytest
from hypothesis import given

from minutes.records.document import Item
from minutes.records.front_matter import Bilingual
from minutes.registers.people import People, Person
from minutes.settings import ArchiveSettings
from minutes.text.shortening import one_line
from tests.webapp.citation_readers import read_authors, read_bibtex, read_latex, read_ris
from tests.webapp.records import BASE, hostile, record, sample_shelf, shelf, speech
from webapp.formats.citation import MEDIA_TYPES, STYLES, Style, cite
from webapp.links.building import Lang

CSL_DATE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "circa": {"const": True},
        "date-parts": {
            "type": "array",
            "items": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
        },
    },
}
# What the CSL-JSON format asks of the fields that are used here (citation-style-language/schema).
CSL = jsonschema.Draft202012Validator(
    {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["id", "type", "title", "author", "URL"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
                "type": {"enum": ["speech", "report"]},
                "author": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "anyOf": [{"required": ["literal"]}, {"required": ["family", "given"]}],
                        "additionalProperties": False,
                        "properties": {
                            "literal": {"type": "string"},
                            "family": {"type": "string"},
                            "given": {"type": "string"},
                        },
                    },
                },
                **dict.fromkeys(("issued", "available-date", "accessed"), CSL_DATE),
                "URL": {"type": "string", "pattern": "^https?://[!-~]+$"},
                **{
                    name: {"type": "string", "pattern": "^[^\n\r]*$"}
                    for name in (
                        "title",
                        "genre",
                        "archive",
                        "publisher",
                        "language",
                    )
                },
            },
        },
    }
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_citation_tells_speaker_title_date_speech_archive_and_address(lang: Lang) -> None:
    meeting = record(title="第一次月會", host_agency=("ndc",))
    books = shelf(meeting, lang=lang)
    text = cite(books, meeting, speech("張假名", "大家好。"))
    language = "" if lang == "zh" else "/en"
    address = f"{BASE}{language}/speech/abcdefghijkl"
    if lang == "zh":
        assert text == f"張假名，〈第一次月會〉，2026年1月5日，發言，示範會議紀錄，{address}"
    else:
        assert text == f"張假名, “第一次月會”, 5 January 2026, Speech, Sample records, {address}"


def test_the_author_of_a_record_is_the_agency_that_hosted_it_under_its_name_of_that_day() -> None:
    before = record("2021-06-01-a", date=dt.date(2021, 6, 1), host_agency=("農委會",))
    after = record("2024-06-01-a", date=dt.date(2024, 6, 1), host_agency=("農業部",))
    books = shelf(before, after)
    assert [json.loads(cite(books, m, style="csl"))[0]["author"] for m in (before, after)] == [
        [{"literal": "行政院農業委員會"}],
        [{"literal": "農業部"}],
    ]


def test_a_record_without_a_host_is_by_the_publisher_and_without_one_by_the_archive() -> None:
    meeting = record()
    assert cite(shelf(meeting), meeting).startswith("示範開放小組，")
    nameless = ArchiveSettings(name=Bilingual("某檔案庫", "An archive"))
    assert cite(shelf(meeting, settings=nameless), meeting).startswith("某檔案庫，")


def test_words_that_nobody_said_are_by_the_authors_of_the_record() -> None:
    meeting = record()
    books = shelf(meeting)
    aside = Item("narrative", "abcdefghijkl", None, "（略）", "（略）", "（略）", 1)
    assert "，段落，" in cite(books, meeting, aside)
    assert read_ris(cite(books, meeting, aside, "ris"))["AU"] == ["示範開放小組"]


def test_a_citation_in_context_leads_to_the_place_in_the_record() -> None:
    meeting = record("2026-01-05-「會議」#1?")
    item = speech("張假名", "大家好。")
    address = json.loads(cite(shelf(meeting), meeting, item, "csl", in_context=True))[0]["URL"]
    assert address == f"{BASE}/2026-01-05-%E3%80%8C%E6%9C%83%E8%AD%B0%E3%80%8D%231%3F#sabcdefghijkl"


def test_a_record_without_a_date_is_cited_without_one() -> None:
    meeting = record("無日期", date=None, tier="other", kind="talk")
    books = shelf(meeting)
    assert "year" not in read_bibtex(cite(books, meeting, style="bibtex"))[2]
    assert "PY" not in read_ris(cite(books, meeting, style="ris"))
    assert "issued" not in json.loads(cite(books, meeting, style="csl"))[0]


@given(title=hostile, speaker=hostile, host=hostile)
def test_bibtex_gives_back_every_name_and_title(title: str, speaker: str, host: str) -> None:
    meeting = record(title=title, host_agency=(host, "ndc"))
    books = shelf(meeting)
    for item in (None, speech(speaker, "話")):
        kind, key, fields = read_bibtex(cite(books, meeting, item, "bibtex"))
        assert kind == "misc", item
        assert key.startswith("2026-01-05-"), item
        assert read_latex(fields["title"]) == books.title(meeting), item
        assert read_authors(fields["author"]) == list(books.voices(meeting, item))
        assert (fields["year"], fields["month"], fields["date"]) == ("2026", "jan", "2026-01-05"), (
            item
        )
        assert fields["url"].isascii(), item


@given(title=hostile, speaker=hostile)
def test_ris_gives_back_every_name_and_title(title: str, speaker: str) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    for item in (None, speech(speaker, "話")):
        entry = read_ris(cite(books, meeting, item, "ris"))
        assert entry["TI"] == [books.title(meeting)], item
        names = [name.replace("*", "＊")[:255] for name in books.voices(meeting, item)]
        assert entry["AU"] == names, item
        assert entry["DA"] == ["2026/01/05/"], item


@given(title=hostile, speaker=hostile)
def test_csl_json_fits_its_schema_and_gives_back_every_name_and_title(
    title: str, speaker: str
) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    for item in (None, speech(speaker, "話")):
        found = json.loads(cite(books, meeting, item, "csl"))
        CSL.validate(found)
        assert found[0]["title"] == books.title(meeting), item
        assert [a["literal"] for a in found[0]["author"]] == list(books.voices(meeting, item))


@given(title=hostile, speaker=hostile)
def test_markdown_shows_the_words_of_the_citation_and_one_link(title: str, speaker: str) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    item = speech(speaker, "話")
    page = html5lib.parse(
        markdown.markdown(cite(books, meeting, item, "markdown")), namespaceHTMLElements=False
    )
    body = page.find("body")
    assert [element.tag for element in body.iter()] == ["body", "p", "a"]
    address = books.links.speech(meeting.id, item.id)
    assert body.find(".//a").get("href") == address
    assert f"{''.join(body.itertext()).strip()}，{address}" == cite(books, meeting, item, "text")


@given(title=hostile, speaker=hostile)
def test_no_citation_holds_control_characters_or_turns_the_reading_direction(
    title: str, speaker: str
) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    for style in STYLES:
        text = cite(books, meeting, speech(speaker, "話"), style)
        for line in text.splitlines():
            assert line == line.rstrip("\r"), style
            assert one_line(line, 100_000) == " ".join(line.split())


PRINTED = [
    (
        "apa",
        "zh",
        "Audrey Example、張假名（2026年1月5日）。〈示範會議〉［第46案逐字稿］。示範開放小組。"
        "示範會議紀錄。2026年3月10日，取自 https://minutes.example.tw/records/",
    ),
    (
        "apa",
        "en",
        "Audrey Example & 張假名. (2026, January 5). 示範會議 [Transcript, case 46]. Sample team. "
        "Sample records. Retrieved March 10, 2026, from https://minutes.example.tw/records/en/",
    ),
    (
        "chicago",
        "zh",
        "Audrey Example、張假名。〈示範會議〉。第46案逐字稿，2026年1月5日。示範開放小組。"
        "示範會議紀錄。2026年3月10日瀏覽。https://minutes.example.tw/records/",
    ),
    (
        "chicago",
        "en",
        "Audrey Example, and 張假名. “示範會議.” Transcript, case 46, January 5, 2026. Sample team. "
        "Sample records. Accessed March 10, 2026. https://minutes.example.tw/records/en/",
    ),
]


@pytest.mark.parametrize(
    ("style", "lang", "printed"), PRINTED, ids=lambda value: value if len(value) < 9 else ""
)
def test_apa_and_chicago_name_title_archive_and_case_once(
    style: Style, lang: Lang, printed: str
) -> None:
    meeting = record("a", case=(46,), host_agency=("Audrey Example", "張假名"))
    books = dataclasses.replace(shelf(meeting, lang=lang), accessed=dt.date(2026, 3, 10))
    assert cite(books, meeting, None, style) == printed + "a"


def test_a_western_name_is_told_apart_where_the_register_does() -> None:
    meeting = record()
    people = People.of(
        [
            Person(
                id="a",
                name=Bilingual("唐示範"),
                labels=("Ann van Sample", "唐示範"),
                family="van Sample",
                given="Ann",
            )
        ]
    )
    plain = shelf(meeting, lang="en")
    view = dataclasses.replace(
        plain.view, catalogue=dataclasses.replace(plain.view.catalogue, people=people)
    )
    books = dataclasses.replace(plain, view=view)
    item = speech("Ann van Sample", "words")
    assert json.loads(cite(books, meeting, item, "csl"))[0]["author"] == [
        {"family": "van Sample", "given": "Ann"}
    ]
    assert read_ris(cite(books, meeting, item, "ris"))["AU"] == ["van Sample, Ann"]
    assert "author = {{van Sample}, {Ann}}," in cite(books, meeting, item, "bibtex")
    assert cite(books, meeting, item, "apa").startswith("van Sample, A. (2026")
    assert cite(books, meeting, item, "chicago").startswith("van Sample, Ann. “")
    assert cite(books, meeting, item).startswith("Ann van Sample, ")
    han = speech("唐示範", "話")
    assert json.loads(cite(books, meeting, han, "csl"))[0]["author"] == [{"literal": "唐示範"}]


@given(title=hostile, speaker=hostile)
def test_printed_styles_end_with_the_address_and_hold_the_title_once(
    title: str, speaker: str
) -> None:
    meeting = record(title=title)
    books = shelf(meeting)
    for style in ("apa", "chicago"):
        printed = cite(books, meeting, speech(speaker, "話"), style)
        assert printed.endswith(books.links.speech(meeting.id, "abcdefghijkl")), style
        assert f"〈{books.title(meeting)}〉" in printed, style


def test_an_archive_that_is_its_own_publisher_is_named_once() -> None:
    meeting = record()
    nameless = ArchiveSettings(name=Bilingual("某檔案庫", "An archive"), base_url=BASE)
    books = shelf(meeting, settings=nameless)
    for style in STYLES:
        assert cite(books, meeting, None, style).count("某檔案庫") == 1, style


def test_every_style_has_a_media_type() -> None:
    assert set(MEDIA_TYPES) == set(STYLES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_speech_of_the_sample_can_be_cited_in_every_style(
    sample: Path, tmp_path: Path, lang: Lang
) -> None:
    books, view = sample_shelf(sample, tmp_path, lang)
    keys = set()
    for meeting in view.public.meetings:
        for item in (None, *view.document(meeting).items[:40]):
            read_ris(cite(books, meeting, item, "ris"))
            keys.add(read_bibtex(cite(books, meeting, item, "bibtex"))[1])
            CSL.validate(json.loads(cite(books, meeting, item, "csl")))
    assert len(keys) > 300

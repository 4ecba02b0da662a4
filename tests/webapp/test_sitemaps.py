"""Search engines and browsers find every public page, and only these."""

import datetime as dt
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from hypothesis import given

from minutes.records.front_matter import Bilingual
from minutes.settings import ArchiveSettings
from tests.webapp.records import BASE, hostile, read_xml, record, sample_shelf, shelf
from webapp.formats.sitemaps import (
    MAX_BYTES,
    MAX_URLS,
    ListedPage,
    index,
    opensearch,
    pages,
    parts,
    robots,
)
from webapp.links.building import BaseLinks, Lang

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
OS = "{http://a9.com/-/spec/opensearch/1.1/}"


def locations(part: bytes) -> list[str]:
    root = read_xml(part)
    assert root.tag == f"{S}urlset"
    found = [url.findtext(f"{S}loc", "") for url in root.findall(f"{S}url")]
    assert len(found) == len(root) == len(set(found))
    return found


def test_the_sitemap_of_the_sample_holds_every_record_in_both_languages(
    sample: Path, tmp_path: Path
) -> None:
    books, view = sample_shelf(sample, tmp_path)
    (part,) = parts(pages(books))
    found = locations(part)
    en = books.links.in_language("en")
    for meeting in view.public.meetings:
        assert books.links.meeting(meeting.id) in found
        assert en.meeting(meeting.id) in found
    assert books.links.home() in found
    assert books.links.agency("demo-agency") in found
    assert books.links.issue("playground-shade") in found


def test_every_address_in_the_sitemap_is_a_page_that_search_engines_may_list(
    client: FlaskClient,
) -> None:
    found = [urlsplit(place) for place in locations(client.get("/sitemaps/1.xml").data)]
    paths = [unquote(place.path) for place in found]
    assert {"/following", "/issues", "/case/905", "/quarter/2025/2", "/meetings/monthly"} <= {
        *paths
    }
    for path in paths:
        answer = client.get(path, headers={"Accept-Language": "zh"})
        assert answer.status_code == 200, path
        assert "noindex" not in answer.text, path


def test_every_language_of_a_page_names_all_of_them() -> None:
    (part,) = parts(pages(shelf(record())))
    for url in read_xml(part):
        links = {x.get("hreflang"): x.get("href") for x in url.findall(f"{X}link")}
        assert set(links) == {"zh-Hant-TW", "en", "x-default"}, url
        assert url.findtext(f"{S}loc") in links.values()


def test_a_page_changed_when_its_record_did() -> None:
    meeting = record()
    books = shelf(meeting)
    (part,) = parts(pages(books))
    changed = {u.findtext(f"{S}loc"): u.findtext(f"{S}lastmod") for u in read_xml(part)}
    assert changed[books.links.meeting(meeting.id)] == "2026-01-20"
    assert changed[books.links.home()] == "2026-01-20"
    assert changed[books.links.about()] is None


def test_a_held_record_is_in_no_sitemap() -> None:
    held = record("2026-03-09-月會", date=dt.date(2026, 3, 9))
    (part,) = parts(pages(shelf(held)))
    assert not [place for place in locations(part) if "2026-03-09" in place]


def test_more_pages_than_a_file_may_hold_go_into_several() -> None:
    listed = [ListedPage((("zh-Hant-TW", f"{BASE}/{n}"),)) for n in range(MAX_URLS + 1)]
    found = parts(listed)
    assert [len(locations(part)) for part in found] == [MAX_URLS, 1]


def test_no_part_is_larger_than_a_file_may_be() -> None:
    listed = [ListedPage((("zh-Hant-TW", f"{BASE}/{n:>0300}"),)) for n in range(60)]
    found = parts(listed, size=5_000)
    assert all(len(part) <= 5_000 for part in found)
    assert sum(len(locations(part)) for part in found) == 60
    assert MAX_BYTES <= 50 * 1024 * 1024


def test_an_empty_list_is_one_empty_part() -> None:
    assert [locations(part) for part in parts([])] == [[]]


def test_the_index_names_every_part() -> None:
    links = BaseLinks(BASE)
    root = read_xml(index(links, 3))
    assert root.tag == f"{S}sitemapindex"
    assert [x.findtext(f"{S}loc") for x in root] == [links.sitemap(n) for n in (1, 2, 3)]


@given(hostile)
def test_no_id_breaks_a_sitemap(name: str) -> None:
    meeting = record(f"2026-01-05-{name}")
    books = shelf(meeting)
    (part,) = parts(pages(books))
    assert books.links.meeting(meeting.id) in locations(part)


def test_robots_may_read_records_but_not_the_endless_searches() -> None:
    rules = RobotFileParser()
    rules.parse(robots("https://minutes.example.tw/sitemap.xml").splitlines())
    assert rules.can_fetch("any", "https://minutes.example.tw/2026-01-05-a")
    assert rules.can_fetch("any", "https://minutes.example.tw/")
    assert not rules.can_fetch("any", "https://minutes.example.tw/search?q=a&tier=monthly")
    assert not rules.can_fetch("any", "https://minutes.example.tw/en/search?q=a")
    assert rules.site_maps() == ["https://minutes.example.tw/sitemap.xml"]


def test_without_an_address_of_its_own_an_archive_names_no_sitemap() -> None:
    rules = RobotFileParser()
    rules.parse(robots(None).splitlines())
    assert rules.site_maps() is None


def check_description(document: bytes) -> dict[str, str]:
    """What OpenSearch 1.1 asks of a description document."""
    root = read_xml(document)
    assert root.tag == f"{OS}OpenSearchDescription"
    words = {x.tag.removeprefix(OS): x.text or "" for x in root if x.tag != f"{OS}Url"}
    for name, limit in (("ShortName", 16), ("LongName", 48), ("Description", 1024)):
        assert 1 <= len(words[name]) <= limit
    urls = {x.get("type"): x for x in root.findall(f"{OS}Url")}
    for media in ("text/html", "application/atom+xml"):
        assert (urls[media].get("template") or "").count("{searchTerms}") == 1
    assert urls["application/opensearchdescription+xml"].get("rel") == "self"
    return words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_browser_can_add_the_sample_as_a_search_engine(
    sample: Path, tmp_path: Path, lang: Lang
) -> None:
    books, _ = sample_shelf(sample, tmp_path, lang)
    words = check_description(opensearch(books))
    assert words["ShortName"] == {"zh": "範例院開放政府會議紀錄", "en": "Example Yuan…"}[lang]


@given(hostile, hostile)
def test_no_name_of_an_archive_breaks_its_description(name: str, description: str) -> None:
    settings = ArchiveSettings(name=Bilingual(f"甲{name}"), description=Bilingual(description))
    check_description(opensearch(shelf(settings=settings)))

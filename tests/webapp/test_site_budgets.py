"""What pages may weigh and how long they may take, on a large real archive."""

import gzip
import statistics
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from minutes.text import markup
from pipeline.archive.snapshot import View
from webapp.i18n.language import CATALOGUES
from webapp.links.site_addresses import Addresses
from webapp.serving.site import Site

STATIC = CATALOGUES.with_name("static")
KB = 1024
LISTS = (
    "/",
    "/meetings",
    "/meetings/other",
    "/meetings/other/2017/1",
    "/meetings/collaborative",
    "/meetings/monthly",
    "/speakers",
    "/speakers/a/1",
    "/speakers/11/1",
    "/speaker/唐鳳",
    "/agencies",
    "/issues",
    "/calendar/2017/05",
    "/search?q=的",
    "/search?q=協作會議&sort=date",
    "/about",
    "/feed.atom",
)
QUERIES = (
    "報稅",
    "協作會議",
    "的",
    "開放政府 月會",
    "speaker:唐鳳 數位",
    "tax",
    '"digital democracy"',
    "國發會",
    "垃圾 -焚化",
)


@pytest.fixture
def corpus_client(corpus_app: Flask) -> FlaskClient:
    return corpus_app.test_client()


@pytest.fixture
def view(corpus_app: Flask) -> View:
    site: Site = corpus_app.extensions["minutes"]["minutes"]
    return site.archive.view()


def packed(data: bytes) -> int:
    return len(gzip.compress(data, 6))


def test_style_and_scripts_are_small() -> None:
    assert packed((STATIC / "minutes.css").read_bytes()) <= 35 * KB
    assert sum(packed(f.read_bytes()) for f in STATIC.glob("*.js")) <= 30 * KB


@pytest.mark.parametrize("lang", ["", "/en"])
def test_no_list_grows_with_the_archive(corpus_client: FlaskClient, lang: str) -> None:
    for path in LISTS:
        answer = corpus_client.get(lang + path)
        assert answer.status_code == 200, path
        assert packed(answer.data) <= 60 * KB, path


def test_a_record_s_page_weighs_little_more_than_its_words(
    corpus_client: FlaskClient, view: View
) -> None:
    at = Addresses("")
    ratios: list[float] = []
    for meeting in view.public.meetings[::3]:
        source = len(view.source(meeting))
        page = len(corpus_client.get(at.meeting(meeting.id)).data)
        if source >= 8 * KB:
            ratios.append(page / source)
        else:
            # Of these some 20 are the frame: header, facts, how to cite, the first printed sheet.
            assert page <= 24 * KB, meeting.id
    ratios.sort()
    assert statistics.median(ratios) <= 2.0
    assert ratios[int(0.95 * len(ratios))] <= 3.0


def quickest(work: Callable[[], object], times: int = 7) -> float:
    """The best of several runs in milliseconds of this thread's own time: what the code takes, not
    what its neighbours on the machine do."""
    best = float("inf")
    for _ in range(times):
        began = time.thread_time()
        work()
        best = min(best, 1000 * (time.thread_time() - began))
    return best


@pytest.mark.alone
def test_the_longest_record_is_made_and_served_quickly(corpus_app: Flask, view: View) -> None:
    client = corpus_app.test_client()
    site: Site = corpus_app.extensions["minutes"]["minutes"]
    longest = max(view.public.meetings, key=lambda m: m.chars)
    for lang in ("zh", "en"):
        address = Addresses("", lang).meeting(longest.id)  # type: ignore[arg-type]  # one of the two
        client.get(address)

        def first(address: str = address) -> None:
            site.pages.clear()
            site.bodies.clear()
            view.snapshot.document.cache_clear()
            markup.convert.cache_clear()
            client.get(address)

        assert quickest(first) <= 200, (
            lang
        )  # 165 measured; it was 150 or less before former ids were looked for

        assert quickest(lambda address=address: client.get(address)) <= 5, lang  # type: ignore[misc]  # a bound default


@pytest.mark.alone
def test_the_search_page_costs_little_more_than_the_search(corpus_app: Flask, view: View) -> None:
    client = corpus_app.test_client()
    for typed in QUERIES:
        address = f"/search?q={quote(typed)}"
        client.get(address)
        search = quickest(lambda typed=typed: view.search(view.parse_query(typed)))  # type: ignore[misc]  # a bound default
        page = quickest(lambda address=address: client.get(address))  # type: ignore[misc]  # a bound default
        # 15 is the goal; 16 was measured where ten million additions of Python take 1.6 s.
        assert page <= 1.3 * search + 25, typed

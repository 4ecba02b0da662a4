"""What pages may weigh, on a large real archive. How long they may take: `python -m tests.bench.pages`."""

import gzip
import statistics

import pytest
from flask import Flask
from flask.testing import FlaskClient

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

"""Archives inside other people's sites: each keeps to itself, and the host stays as it was."""

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from jinja2 import DictLoader

from minutes import settings
from pipeline.archive.archive import Archive
from tests.conftest import Transcripts
from tests.webapp.conftest import PARK
from webapp import MinutesArchive, create_app


def archive(folder: Path, data: Path) -> MinutesArchive:
    where = settings.load(folder, data)
    return MinutesArchive(where, Archive(where, in_memory=True))


@pytest.fixture
def other(transcripts: Transcripts) -> Transcripts:
    transcripts.write("archive.yaml", "name: {zh: 別的檔案庫, en: Another archive}\n")
    transcripts.write("2020-01-01-會.md", "# 會\n\n### 甲：\n只有另一個檔案庫才有的話。\n")
    return transcripts


@pytest.fixture
def host(sample: Path, other: Transcripts, tmp_path: Path) -> Flask:
    """A site of its own with two archives in it."""
    app = Flask("host", static_folder=None)
    app.jinja_loader = DictLoader({"host.html": "host says {{ words }}"})  # type: ignore[misc]  # Flask's cached property

    @app.get("/")
    def front() -> str:
        return "the host's own page"

    @app.get("/boom")
    def boom() -> str:
        abort(404)

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        return "the host's own 404", 404

    archive(sample, tmp_path / "one").init_app(app, url_prefix="/minutes")
    archive(other.path, tmp_path / "two").init_app(app, url_prefix="/jp/", name="minutes_jp")
    return app


@pytest.fixture
def visitor(host: Flask) -> FlaskClient:
    return host.test_client()


def test_each_archive_answers_below_its_own_prefix(visitor: FlaskClient) -> None:
    assert visitor.get(f"/minutes/{PARK}").status_code == 200
    assert visitor.get("/jp/2020-01-01-會").status_code == 200
    assert visitor.get("/minutes/2020-01-01-會").status_code == 404
    assert visitor.get(f"/jp/{PARK}").status_code == 404
    assert "只有另一個檔案庫才有的話" not in visitor.get("/minutes/search?q=檔案庫").text


@pytest.mark.parametrize("prefix", ["/minutes", "/jp", "/minutes/en", "/jp/en"])
def test_every_link_of_a_mounted_page_stays_below_its_prefix(
    visitor: FlaskClient, prefix: str
) -> None:
    import html5lib

    for path in ("/", "/meetings", "/about", "/search?q=的", "/speakers", "/nothing/at/all"):
        page = html5lib.parse(visitor.get(f"{prefix}{path}").text, namespaceHTMLElements=False)
        links = [e.get("href") or e.get("src") or e.get("action") for e in page.iter()]
        inside = [link for link in links if link and link.startswith("/")]
        assert len(inside) > 10, path
        mount = "/" + prefix.split("/")[1]
        assert [link for link in inside if not link.startswith((f"{mount}/", f"{mount}?"))] == [], (
            path
        )
        for link in inside:
            if "/static/" in link:
                assert visitor.get(link, buffered=True).status_code == 200


def test_the_host_keeps_its_pages_errors_templates_and_headers(
    host: Flask, visitor: FlaskClient
) -> None:
    assert visitor.get("/").text == "the host's own page"
    assert visitor.get("/boom").text == "the host's own 404"
    assert visitor.get("/robots.txt").text == "the host's own 404"
    assert "Content-Security-Policy" not in visitor.get("/").headers
    assert None not in host.before_request_funcs
    assert None not in host.after_request_funcs
    assert list(host.error_handler_spec[None]) == [404]
    assert not {"_", "visit", "static"} & set(host.jinja_env.globals)
    assert set(host.extensions) == {"minutes"}
    assert set(host.extensions["minutes"]) == {"minutes", "minutes_jp"}


def test_an_unknown_page_below_the_prefix_gets_the_archive_s_own_404(visitor: FlaskClient) -> None:
    for path in ("/minutes/nothing", "/minutes/nothing/at/all", "/minutes/en/nothing"):
        answer = visitor.get(path)
        assert answer.status_code == 404, path
        assert 'action="/minutes/' in answer.text, path
        assert "Content-Security-Policy" in answer.headers, path


def test_cookies_are_kept_apart(visitor: FlaskClient) -> None:
    visitor.get("/minutes/zh/")
    english = {"Accept-Language": "en"}
    assert visitor.get("/minutes/", headers=english).status_code == 200
    assert visitor.get("/jp/", headers=english).headers["Location"] == "/jp/en/"
    cookie = visitor.get_cookie("minutes_lang", path="/minutes")
    assert cookie is not None
    assert cookie.value == "zh"


def test_a_site_below_a_path_of_its_server_links_to_itself(visitor: FlaskClient) -> None:
    page = visitor.get("/minutes/meetings", base_url="http://localhost/archive/").text
    assert 'href="/archive/minutes/meetings/monthly"' in page
    assert 'hreflang="en" href="http://localhost/archive/minutes/en/meetings"' in page


def test_an_archive_that_is_not_indexed_yet_asks_for_patience(sample: Path, tmp_path: Path) -> None:
    app = Flask("host", static_folder=None)
    MinutesArchive(settings.load(sample, tmp_path / "empty")).init_app(app, url_prefix="/minutes")
    answer = app.test_client().get("/minutes/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert str(tmp_path) not in answer.text


def test_the_site_never_writes(
    other: Transcripts, site_of: Callable[[Transcripts], FlaskClient], tmp_path: Path
) -> None:
    before = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*"))
    client = site_of(other)
    for path in ("/", "/search?q=話", "/2020-01-01-會", "/speakers", "/feed.atom"):
        assert client.get(path).status_code == 200
    assert sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "host", ["localhost:evil.example", "127.0.0.1.evil.example", "evil.example:80", "localhost:"]
)
def test_a_host_header_that_only_begins_like_this_machine_is_a_strangers(host: str) -> None:
    from webapp.serving.visit import names_this_machine

    assert not names_this_machine(host)
    assert names_this_machine("localhost:8000")
    assert names_this_machine("[::1]:8000")


def test_a_large_archive_leaves_the_collections_of_garbage_of_its_host_alone(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    for number in range(200):
        transcripts.write(f"2020-01-01-第{number}場.md", "# 會\n\n### 甲：\n話。\n")
    before, often = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*often)
    gc.unfreeze()  # or what is frozen anew may be less than what other tests left behind
    frozen = gc.get_freeze_count()
    app = Flask("host", static_folder=None)
    archive(transcripts.path, tmp_path / "data").init_app(app, url_prefix="/minutes")
    assert app.test_client().get("/minutes/meetings").status_code == 200
    assert gc.get_freeze_count() <= frozen  # some of what is frozen may have gone
    assert gc.get_threshold() == often
    where = settings.load(transcripts, tmp_path / "data")
    alone = create_app(where, Archive(where, in_memory=True))
    try:
        assert alone.test_client().get("/meetings").status_code == 200
        assert gc.get_freeze_count() > frozen
        assert gc.get_threshold() > often
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()

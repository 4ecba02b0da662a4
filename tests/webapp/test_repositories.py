"""Where a file is edited at the three hosts; which pages say so, and which must not."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

import webapp
from minutes.errors import SettingsError
from minutes.settings import ArchiveSettings, Host, load, load_archive
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from tests.webapp.secrets_archive import CUT, PUBLIC, build
from webapp.links import pull_requests
from webapp.links.repositories import MOST_ADDRESS, HostedRepository, host_of, repository_at

# As the hosts' own documentation writes them; each names its page in `webapp.links.repositories`.
DOCUMENTED: dict[Host, dict[str, str]] = {
    "github": {
        "edit": "https://github.com/example/project/edit/main/a/b.md",
        "history": "https://github.com/example/project/commits/main/a/b.md",
        "upload": "https://github.com/example/project/upload/main/a",
        "new": "https://github.com/example/project/new/main/a?filename=hello.md&value=Hello%20World%21",
    },
    "gitlab": {
        "edit": "https://gitlab.com/example/project/-/edit/main/a/b.md",
        "history": "https://gitlab.com/example/project/-/commits/main/a/b.md",
        "upload": "https://gitlab.com/example/project/-/tree/main/a",
        "new": "https://gitlab.com/example/project/-/new/main/a?file_name=hello.md",
    },
    "gitea": {
        "edit": "https://codeberg.org/example/project/_edit/main/a/b.md",
        "history": "https://codeberg.org/example/project/commits/branch/main/a/b.md",
        "upload": "https://codeberg.org/example/project/_upload/main/a",
        "new": "https://codeberg.org/example/project/_new/main/a?filename=hello.md&value=Hello%20World%21",
    },
}


@pytest.mark.parametrize("host", DOCUMENTED)
def test_each_host_is_addressed_as_it_documents(host: Host) -> None:
    wanted = DOCUMENTED[host]
    root = "/".join(wanted["edit"].split("/")[:5])
    home = repository_at(root, ArchiveSettings(), "a/")
    assert home is not None
    assert home.host == host
    assert home.edit("b.md") == wanted["edit"]
    assert home.history("b.md") == wanted["history"]
    assert home.upload() == wanted["upload"]
    assert home.new("hello.md", "Hello World!").address == wanted["new"]


@given(st.sampled_from(["github", "gitlab", "gitea"]), st.text(max_size=2000))
def test_a_new_file_is_filled_in_whole_or_not_at_all(host: Host, words: str) -> None:
    words = words.encode("utf-8", "replace").decode()
    made = HostedRepository("https://example.org/a/b", host, "main", "紀錄/").new("甲 乙.md", words)
    told = parse_qs(urlsplit(made.address).query, keep_blank_values=True)
    assert len(made.address) <= MOST_ADDRESS
    assert made.address.isascii()
    assert told[{"gitlab": "file_name"}.get(host, "filename")] == ["甲 乙.md"]
    assert made.filled == ("value" in told)
    assert not made.filled or told["value"] == [words]


@pytest.mark.parametrize(
    ("address", "stated", "host"),
    [
        ("https://github.com/a/b", None, "github"),
        ("https://github.com/a/b", "gitea", "github"),
        ("https://GitLab.com/a/b", None, "gitlab"),
        ("https://gitlab.ndc.gov.example/a/b", None, "gitlab"),
        ("https://gitlab.ndc.gov.example/a/b", "gitea", "gitea"),
        ("https://git.example.org/a/b", "gitlab", "gitlab"),
        ("https://git.example.org/a/b", None, None),
        ("https://mygithub.com/a/b", None, None),
    ],
)
def test_the_host_is_known_by_its_name_or_as_stated(
    address: str, stated: Host | None, host: Host | None
) -> None:
    assert host_of(address, stated) == host


@pytest.mark.parametrize("address", ["", "https://github.com", "https://github.com/owner"])
def test_what_is_no_repository_has_no_pages(address: str) -> None:
    assert repository_at(address, ArchiveSettings()) is None


@pytest.mark.parametrize(
    "line",
    [
        "repository: http://github.com/a/b",
        "repository: git@github.com:a/b.git",
        "drafts_repository: https://me:secret@github.com/a/b",
        "repository: https://github.com/a/b?x=1",
        "repository: 'https://github.com/a /b'",
        "repository: 'https://evil.example\\.github.com/a/b'",
        "repository: 'https://evil.example;script-src-elem/a/b'",
        "repository: 'https://github.com%2eevil.example/a/b'",
        "repository: 'https://github.com,evil.example/a/b'",
        "repository: 'https://github.com/a\\b/c'",
        "branch: ../main",
        "branch: 'a b'",
        "host: sourceforge",
    ],
)
def test_a_bad_setting_is_named_with_its_line(transcripts: Transcripts, line: str) -> None:
    transcripts.write("archive.yaml", f"name: 甲\n{line}\n")
    with pytest.raises(SettingsError, match=r"archive\.yaml:2: ") as told:
        load_archive(transcripts.path)
    assert "secret" not in str(told.value)


def test_an_address_to_clone_from_leads_to_the_same_pages(transcripts: Transcripts) -> None:
    for written in ("https://github.com/a/b.git", "https://github.com/a/b/"):
        transcripts.write("archive.yaml", f"repository: {written}\n")
        assert load_archive(transcripts.path).repository == "https://github.com/a/b", written


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("kept")
    world = build(folder)
    place = Transcripts(folder / "transcripts")
    place.write(
        "archive.yaml",
        "name: 甲\nrepository: https://github.com/example/records\n"
        "drafts_repository: https://github.com/example/hidden-drafts\n",
    )
    place.write("agencies.yaml", "- {id: demo, name: {zh: 範例部}}\n")
    place.write("people.yaml", "- {id: wang, name: {zh: 王範例}, labels: [王範例]}\n")
    settings = load(place, world.settings.data, world.settings.drafts)
    indexer.refresh(settings)
    return webapp.create_app(settings).test_client()


EDIT = "https://github.com/example/records/edit/main/"


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (f"/{PUBLIC}", f"{PUBLIC}.md"),
        (f"/en/{PUBLIC}", f"{PUBLIC}.md"),
        ("/issue/shade", "issues/shade.md"),
        ("/agencies", "agencies.yaml"),
        ("/agency/demo", "agencies.yaml"),
        ("/speaker/王範例", "people.yaml"),
        ("/withdrawals", "withdrawn.yaml"),
    ],
)
def test_a_page_leads_to_where_its_file_is_edited(
    client: FlaskClient, page: str, file: str
) -> None:
    shown = client.get(quote(page)).text
    assert unquote(shown).count(f"{EDIT}{file}") == 1
    assert f"https://github.com/example/records/commits/main/{file}" in unquote(shown)
    assert "hidden-drafts" not in shown


def test_a_file_that_holds_withdrawn_words_is_not_linked(client: FlaskClient) -> None:
    assert EDIT not in client.get(f"/{quote(CUT.id)}").text


@pytest.mark.parametrize(
    ("repository", "page"), [("", f"/{PUBLIC}"), ("https://github.com/a/b", "/speakers")]
)
def test_where_there_is_no_repository_or_no_file_nothing_is_said_of_one(
    tmp_path: Path, repository: str, page: str
) -> None:
    settings = build(tmp_path).settings
    plain = replace(settings, archive=replace(settings.archive, repository=repository))
    assert "Edit this file" not in webapp.create_app(plain).test_client().get(f"/en{page}").text


TEXT = "---\ntitle: 甲\ndate: 2026-03-02\ntier: other\n---\n# 2026-03-02 甲\n\n### 王範例：\n{}\n"


def prepared(archive: str, words: str, folder: Path, lang: str = "") -> str:
    place = Transcripts(folder / "transcripts")
    place.path.mkdir(parents=True)
    place.write("archive.yaml", f"prepare: true\n{archive}")
    settings = load(place, folder / "data")
    indexer.refresh(settings)
    data = {"text": TEXT.format(words), "name": "2026-03-02-甲.md", "do": "check"}
    return unquote(backstage_app(settings).test_client().post(f"{lang}/prepare", data=data).text)


def test_a_finished_file_is_handed_over_filled_in_where_it_fits(tmp_path: Path) -> None:
    drafts = "drafts_repository: https://github.com/example/drafts\n"
    short = prepared(drafts, "話。", tmp_path / "short")
    assert (
        "https://github.com/example/drafts/new/main?filename=2026-03-02-甲.md&amp;value=" in short
    )
    long = prepared(drafts, "很長的話。" * 400, tmp_path / "long", "/en")
    assert 'href="https://github.com/example/drafts/upload/main"' in long
    assert "Add a record: 2026-03-02-甲" in long
    assert "&amp;value=" not in long


def test_a_record_is_opened_for_editing_where_the_desk_is_and_goes_back_to_where_it_lies(
    tmp_path: Path,
) -> None:
    place = Transcripts(tmp_path / "transcripts")
    place.path.mkdir()
    place.write("2026-03-02-甲.md", TEXT.format("話。"))
    place.write(
        "archive.yaml",
        "prepare: true\nrepository: https://github.com/example/records\npull_requests: true\n"
        "drafts_repository: https://github.com/example/drafts\n",
    )
    settings = load(place, tmp_path / "data")
    indexer.refresh(settings)
    client = backstage_app(settings).test_client()
    link = "/prepare?record=2026-03-02-甲"
    assert f'href="{link}">修改這份紀錄' in client.get("/2026-03-02-甲").text
    answer = client.get(link)
    shown = unquote(answer.text)
    assert "https://github.com/example/records/edit/main/2026-03-02-甲.md" in shown
    assert "訂正逐字稿：2026-03-02-甲" in shown
    assert "example/drafts" not in shown
    reach = "connect-src 'self' https://api.github.com;"
    assert "只交給 <b>api.github.com</b>" in answer.text
    assert reach in answer.headers["Content-Security-Policy"]
    assert reach not in client.get("/prepare").headers["Content-Security-Policy"]
    off = replace(settings, archive=replace(settings.archive, prepare=False))
    assert "修改這份紀錄" not in backstage_app(off).test_client().get("/2026-03-02-甲").text


def test_a_draft_that_is_there_is_changed_and_only_its_keeper_is_told_of_it(tmp_path: Path) -> None:
    place, drafts = Transcripts(tmp_path / "transcripts"), Transcripts(tmp_path / "drafts")
    place.path.mkdir()
    drafts.path.mkdir()
    held = TEXT.format("話。").replace("tier: other", "tier: other\nedit: {hold: 等修法通過}")
    drafts.write("2026/2026-03-02-甲.md", held)
    place.write(
        "archive.yaml", "prepare: true\ndrafts_repository: https://github.com/example/drafts\n"
    )
    settings = load(place, tmp_path / "data", drafts.path)
    indexer.refresh(settings)
    sent = {"text": held, "name": "2026-03-02-甲.md", "do": "check"}
    keeper = unquote(
        backstage_app(settings, local=True).test_client().post("/prepare", data=sent).text
    )
    assert "https://github.com/example/drafts/edit/main/2026/2026-03-02-甲.md" in keeper
    assert "訂正逐字稿：2026-03-02-甲" in keeper
    assert "/new/main" not in keeper
    other = unquote(backstage_app(settings).test_client().post("/prepare", data=sent).text)
    assert "https://github.com/example/drafts/new/main?filename=2026-03-02-甲.md" in other
    assert "/edit/main" not in other


@pytest.mark.parametrize(
    ("root", "base"),
    [
        ("https://github.com/a/b", "https://api.github.com/repos/a/b"),
        ("https://github.example.org/a/b", "https://github.example.org/api/v3/repos/a/b"),
        ("https://gitlab.com/a/b/c", "https://gitlab.com/api/v4/projects/a%2Fb%2Fc"),
        ("https://codeberg.org/a/b", "https://codeberg.org/api/v1/repos/a/b"),
    ],
)
def test_the_api_of_each_host_is_where_it_documents(root: str, base: str) -> None:
    home = repository_at(root, ArchiveSettings())
    assert home is not None
    assert pull_requests.base_of(home) == base


@pytest.mark.parametrize(
    "archive",
    ["", "repository: https://github.com/example/records\npublic_repository: true\n"],
)
def test_nothing_is_handed_over_to_where_it_would_be_public(archive: str, tmp_path: Path) -> None:
    assert 'class="well hand-over"' not in prepared(archive, "話。", tmp_path)

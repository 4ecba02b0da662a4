"""Files of an archive are opened in one way, and no link leads anywhere."""

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from minutes import plain_files
from tests.conftest import ROOT

# Who else opens files, and why none of these can be a stranger's.
OPENS_BY_ITSELF = {
    "minutes/plain_files.py": "the one way",
    "minutes/publication/office_calendar.py": "a file of this package",
    "pipeline/trails/cache.py": "the data folder",
    "pipeline/index/generation.py": "the data folder",
    "pipeline/index/shard.py": "the data folder",
    "pipeline/index/text_store.py": "the data folder",
    "pipeline/index/text_writing.py": "the data folder",
    "pipeline/index/word_counts.py": "the data folder",
    "pipeline/export/kept_files.py": "the data folder",
    "pipeline/updates/backup.py": "a backup of one's own",
    "pipeline/updates/pull.py": "the data folder",
    "pipeline/engines/memory.py": "the data folder",
    "pipeline/engines/opensearch.py": "the data folder",
    "pipeline/engines/shard_folder.py": "the data folder",
    "pipeline/engines/tantivy.py": "the data folder",
    "pipeline/engines/whoosh.py": "the data folder",
    "webapp/operating/shared_pages.py": "a folder that only the site's account may open",
    "pipeline/updates/merging.py": "the data folder; of a link in the archive only where it leads, never followed",
    "pipeline/source/safe_write.py": "writes",
    "pipeline/history/ledger.py": "the data folder",
    "pipeline/readers/formats/doc.py": "what LibreOffice just wrote into a folder of its own",
    "pipeline/updates/unanswered.py": "the data folder",
    "pipeline/source/seal.py": "the data folder",
    "pipeline/source/traces.py": "the data folder",
    "pipeline/authoring/installation.py": "what this package was installed from",
    "pipeline/readers/formats/docx_package.py": "a part of a Word file in memory",
    "pipeline/checks/inspection.py": "a file that is named on the command line",
    "webapp/serving/responses.py": "a file of this package",
    "webapp/i18n/language.py": "a file of this package",
    "webapp/commands/translation.py": "a file of this package",
    "webapp/commands/writing.py": "a file that is named on the command line",
    "webapp/commands/publishing.py": "a file that is named on the command line",
    "webapp/commands/draft_warnings.py": "a file that was just written",
}


def openings(file: Path) -> Iterator[int]:
    """The lines in which a file of code opens another file by itself."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="open"):
                yield node.lineno
            case ast.Attribute(attr="read_text", value=ast.Name(id="plain_files")):
                continue
            case ast.Attribute(value=place) if "files('minutes')" in ast.unparse(place):
                continue  # a file of this package
            case ast.Attribute(attr="copy" | "copy2", value=ast.Name(id="shutil")):
                yield node.lineno
            case ast.Attribute(attr="read_bytes" | "read_text" | "open" | "fdopen" | "copyfile"):
                yield node.lineno


def test_nothing_but_the_one_way_opens_files_that_strangers_may_have_written() -> None:
    found = {
        file.relative_to(ROOT).as_posix(): list(openings(file))
        for package in ("minutes", "pipeline", "webapp")
        for file in (ROOT / package).rglob("*.py")
    }
    opening = {name for name, lines in found.items() if lines}
    assert opening - set(OPENS_BY_ITSELF) == set()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plain file, beside a secret that it must not lead to."""
    home = tmp_path / "home"
    (home / "below").mkdir(parents=True)
    (home / "plain.md").write_text("words")
    (home / "below" / "plain.md").write_text("deep")
    (tmp_path / "secret.md").write_text("secret")
    return home


def test_a_plain_file_is_read_and_no_more_of_it_than_is_wanted(folder: Path) -> None:
    assert plain_files.read(folder, "plain.md") == b"words"
    assert plain_files.read(folder, "below/plain.md", 2) == b"de"
    assert plain_files.size(folder, "plain.md") == 5
    assert plain_files.names(folder) == ["plain.md"]
    assert plain_files.names(folder, "below") == ["plain.md"]


def test_what_is_missing_is_not_what_is_refused_nor_a_folder_that_is_gone(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        plain_files.read(folder, "none.md")
    with pytest.raises(FileNotFoundError):
        plain_files.read(folder, "none/none.md")
    with pytest.raises(plain_files.FolderMissing, match="資料夾不在"):
        plain_files.read(folder / "gone", "plain.md")
    with pytest.raises(plain_files.FolderMissing):
        plain_files.names(folder / "gone")


TRICKS: dict[str, Callable[[Path], str]] = {
    "link to a file outside": lambda home: _link(home, "evil.md", home.parent / "secret.md"),
    "relative link": lambda home: _link(home, "evil.md", Path("../secret.md")),
    "link to a file inside": lambda home: _link(home, "evil.md", Path("plain.md")),
    "dangling link": lambda home: _link(home, "evil.md", Path("nowhere")),
    "link to itself": lambda home: _link(home, "evil.md", Path("evil.md")),
    "linked folder": lambda home: _link(home, "evil", home.parent) + "/secret.md",
    "linked folder inside": lambda home: _link(home, "evil", Path("below")) + "/plain.md",
    "folder": lambda home: "below",
    "file as a folder": lambda home: "plain.md/x",
    "pipe": lambda home: _pipe(home, "evil.md"),
    "step up": lambda home: "../secret.md",
    "step up within": lambda home: "below/../../secret.md",
    "whole path": lambda home: str(home.parent / "secret.md"),
    "nothing": lambda home: "",
    "NUL": lambda home: "plain.md\0.png",
}


def _link(home: Path, name: str, target: Path) -> str:
    (home / name).symlink_to(target)
    return name


def _pipe(home: Path, name: str) -> str:
    os.mkfifo(home / name)
    return name


@pytest.mark.parametrize("trick", TRICKS)
def test_no_way_leads_out_of_the_folder_or_over_a_link(folder: Path, trick: str) -> None:
    path = TRICKS[trick](folder)
    with pytest.raises(plain_files.NotPlain, match="不跟隨連結"):
        plain_files.read(folder, path)
    with pytest.raises(plain_files.NotPlain):
        plain_files.size(folder, path)


def test_links_are_not_listed(folder: Path) -> None:
    _link(folder, "evil.md", folder.parent / "secret.md")
    _link(folder, "evil", folder.parent)
    assert plain_files.names(folder) == ["plain.md"]
    assert plain_files.names(folder, "evil") == []


def test_the_folder_itself_may_be_reached_over_a_link(folder: Path) -> None:
    (folder.parent / "other").symlink_to(folder)
    assert plain_files.read(folder.parent / "other", "plain.md") == b"words"


def test_refusals_leave_no_file_open(folder: Path) -> None:
    before = _opened()
    _link(folder, "evil.md", folder.parent / "secret.md")
    for path in ("evil.md", "below", "none", "below/none", "plain.md/x") * 20:
        with pytest.raises((FileNotFoundError, plain_files.NotPlain)):
            plain_files.read(folder, path)
    assert _opened() == before


def _opened() -> int:
    held = Path("/proc/self/fd")
    return len(list(held.iterdir())) if held.exists() else 0

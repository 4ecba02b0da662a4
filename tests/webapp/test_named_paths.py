"""Whatever path somebody names at the keyboard: a device, a pipe or a socket is refused at once, for it may have no end."""

import contextlib
import os
import shlex
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.updates import backup
from webapp.commands.main import main


def made_pipe(place: Path) -> Path:
    os.mkfifo(place)
    return place


def made_socket(place: Path) -> Path:
    # The path of a socket may be short only.
    with contextlib.chdir(place.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(place.name)
    return place


def made_link(place: Path) -> Path:
    place.symlink_to("/dev/zero")
    return place


KINDS: list[Callable[[Path], Path]] = [
    made_pipe,
    made_socket,
    made_link,
    lambda _: Path("/dev/zero"),
]
COMMANDS = {
    "import": ["import", "{}"],
    "import to": ["import", __file__, "--out", "{}"],
    "check": ["check", "{}"],
    "adopt": ["adopt", "{}"],
    "init": ["init", "{}"],
    "an archive": ["check", "--transcripts", "{}"],
    "drafts": ["check", "--drafts", "{}"],
    "backup": ["backup", "{}"],
    "restore": ["restore", "{}", "somewhere"],
    "restored": ["restore", ".", "{}"],
    "bulk": ["export", "bulk", "{}"],
    "agenda": ["agenda", "--output", "{}"],
}


def run(*words: str) -> Result:
    return CliRunner(env={"LANG": "C"}).invoke(main, list(words))


@pytest.mark.parametrize("made", KINDS, ids=["pipe", "socket", "link", "device"])
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_it_is_refused_at_once(
    tmp_path: Path, words: list[str], made: Callable[[Path], Path]
) -> None:
    place = str(made(tmp_path / "named.md"))
    told = run(*(place if word == "{}" else word for word in words))
    assert told.exit_code == 2
    assert "a device, a pipe or a socket" in told.output


def test_a_backup_whose_list_is_a_pipe_is_none(tmp_path: Path) -> None:
    made_pipe(tmp_path / backup.MANIFEST)
    told = run("restore", str(tmp_path), str(tmp_path / "anew"))
    assert told.exit_code != 0
    assert "no list of a backup" in told.output


def test_a_file_that_is_larger_than_a_record_may_be_is_not_adopted(tmp_path: Path) -> None:
    file = tmp_path / "large.md"
    with file.open("wb") as out:
        out.truncate(1 << 40)
    told = run("adopt", str(file))
    assert (told.exit_code, "larger than" in told.output) == (2, True)


def _imported(place: Path, lang: str) -> Result:
    file = place / "座談.txt"
    file.write_text(
        "範例座談\n\n王示範：大家好。\n\n李範例：謝謝。\n\n王示範：散會。\n", encoding="utf-8"
    )
    (place / "drafts").mkdir(exist_ok=True)
    words = ["import", str(file), "-o", str(place / "drafts"), "--lang", lang]
    return CliRunner().invoke(main, words, env={"LANG": {"zh": "zh_TW.UTF-8", "en": "C"}[lang]})


@pytest.mark.parametrize(("lang", "then"), [("zh", "接下來："), ("en", "next: ")])
def test_who_imported_a_file_is_told_what_to_do_next(tmp_path: Path, lang: str, then: str) -> None:
    made = _imported(tmp_path, lang)
    (record,) = (tmp_path / "drafts").glob("*.md")
    assert (made.exit_code, made.stdout.strip()) == (0, str(record))
    assert f"minutes check {record}" in made.stderr.partition(then)[2]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_record_that_is_there_is_named_with_a_command_that_keeps_both(
    tmp_path: Path, lang: str
) -> None:
    _imported(tmp_path, lang)
    (record,) = (tmp_path / "drafts").glob("*.md")
    again = _imported(tmp_path, lang)
    assert again.exit_code == 2
    *_, other = shlex.split(again.stderr)
    assert (str(record) in again.stderr, Path(other).exists()) == (True, False)
    assert Path(other).parent == record.parent

"""`minutes ids` and `minutes rename`: addresses that were given out hold when files change."""

import subprocess
from pathlib import Path
from urllib.parse import quote

from click.testing import CliRunner, Result

from pipeline.archive.archive import Archive
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, ident, mended, resolve, text
from webapp import create_app
from webapp.commands.main import main


def run(archive: GitArchive, *words: str) -> Result:
    places = ["--transcripts", str(archive.folder), "--data", str(archive.data)]
    return CliRunner().invoke(main, [*words, *places])


def test_what_is_written_down_resolves_without_git_and_is_written_once(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    archive.commit({FILE: text(mended(FIRST), SECOND)})
    assert run(archive, "ids", "--write").output.startswith(f".ids/{NAME}.tsv")
    assert f".ids/{NAME}.tsv" not in run(archive, "ids", "--write").output
    (archive.folder / ".git").rename(tmp_path / "not-git")
    archive.data = tmp_path / "other-data"
    archive.index()
    found = resolve(archive, NAME, ident(FIRST))
    assert found is not None
    assert found.ids == (ident(mended(FIRST)),)


def test_no_ids_of_a_withdrawn_record_are_written_down(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    for words in (FIRST, mended(FIRST)):
        archive.commit({FILE: text(words, SECOND), "2026-01-05-別的.md": text("別的話。" * 9)})
    archive.commit({"withdrawn.yaml": f"- {{meeting: {NAME}, date: 2026-02-08, reason: 誤植}}\n"})
    assert NAME not in run(archive, "ids", "--write").output
    assert not (archive.folder / ".ids").exists()


def test_a_renamed_record_keeps_its_addresses_and_its_ledger(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND), f".ids/{NAME}.tsv": "# old id\n"})
    done = run(archive, "rename", NAME, "2026-01-02-公園走讀")
    assert done.exit_code == 0, done.output
    assert (archive.folder / ".ids" / "2026-01-02-公園走讀.tsv").is_file()
    named = done.stdout.splitlines()
    archive.git("add", "--", *named)  # what is named is all that a commit needs
    assert archive.git("diff", "--name-only") + archive.git("ls-files", "--others") == ""
    archive.index()
    assert Archive(archive.settings).view().public.resolve(NAME) == "2026-01-02-公園走讀"
    assert run(archive, "rename", NAME, "x").exit_code == 2
    assert run(archive, "rename", "2026-01-02-公園走讀", "search").exit_code == 2


def test_index_doctor_and_status_say_what_is_missing_of_the_history(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    for number in range(3):
        archive.commit({FILE: text(mended(FIRST, number), SECOND)})
    shallow = GitArchive(tmp_path / "shallow", tmp_path / "shallow-data")
    source = f"file://{archive.folder}"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", source, str(shallow.folder)], check=True, timeout=60
    )
    said = "git fetch --unshallow"
    assert said in run(shallow, "index").output
    assert said in run(shallow, "doctor").output
    site = create_app(shallow.settings).test_client()
    assert said in site.get("/status").text
    assert said in site.get("/status?format=json").get_json()["history"][0]
    assert "unshallow" not in run(archive, "index").output
    archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST, 9), SECOND)})
    assert "was rewritten" in run(archive, "index").output


def test_a_history_that_was_written_anew_twice_on_one_day_tells_the_day_once(
    tmp_path: Path,
) -> None:
    archive = GitArchive.new(tmp_path)
    archive.commit({FILE: text(FIRST, SECOND)})
    for number in (1, 2):
        archive.commit({FILE: text(mended(FIRST, number), SECOND)})
        archive.index()
        archive.git("reset", "-q", "--hard", "HEAD~1")
    archive.commit({FILE: text(mended(FIRST, 3), SECOND)})
    days = archive.index().rewritten
    assert (len(days), len(set(days))) == (2, 1)
    page = create_app(archive.settings).test_client().get(f"/{quote(NAME)}/history").text
    assert page.count("曾經重寫") == 1
    assert run(archive, "doctor").output.count(days[0]) == 1


def test_a_folder_from_a_zip_says_that_only_its_own_ledger_helps(tmp_path: Path) -> None:
    archive = GitArchive(tmp_path / "unpacked", tmp_path / "data")
    archive.write(FILE, text(FIRST, SECOND))
    run(archive, "index")
    assert ".ids/" in run(archive, "doctor").output

"""Taking over a push: the new state is indexed, a broken one leaves everything as it was."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from filelock import FileLock

from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.source.git import OtherBytes
from pipeline.updates import pull

RECORD = "---\ntitle: 示範參訪\ndate: 2026-03-02\ntier: other\n---\n# 2026-03-02 示範參訪\n\n### 王範例：\n{}\n"
PATIENCE = 120  # seconds; a run takes about one
Content = str | bytes | Path | None
Push = Callable[[Mapping[str, Content]], None]


def git(folder: Path, *words: str) -> str:
    config = [
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
        "-c",
        "init.defaultBranch=main",
    ]
    done = subprocess.run(
        ["git", *config, "-C", str(folder), *words], capture_output=True, check=True
    )
    return done.stdout.decode()


@pytest.fixture
def push(tmp_path: Path) -> Push:
    """`push({name: content})` commits files (text, bytes, a link to a path, or None for one that
    goes) to the repository from which the site pulls."""
    author = tmp_path / "author"
    author.mkdir()
    git(tmp_path, "init", "--quiet", "--bare", "origin.git")
    git(author, "init", "--quiet")
    git(author, "remote", "add", "origin", str(tmp_path / "origin.git"))

    def pushed(files: Mapping[str, Content]) -> None:
        for name, content in files.items():
            file = author / "transcripts" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            if isinstance(content, Path):
                file.symlink_to(content)
            elif content is not None:
                file.write_bytes(content if isinstance(content, bytes) else content.encode())
        git(author, "add", "--all")
        git(author, "commit", "--quiet", "--message", "x")
        git(author, "push", "--quiet", "--set-upstream", "origin", "HEAD:main")

    pushed({"2026-03-02-示範參訪.md": RECORD.format("第一句話在這裡。")})
    return pushed


@pytest.fixture
def site(push: Push, tmp_path: Path) -> Settings:
    del push  # there is something to clone
    git(tmp_path, "clone", "--quiet", "--branch", "main", str(tmp_path / "origin.git"), "site")
    settings = load(tmp_path / "site" / "transcripts", tmp_path / "data")
    indexer.refresh(settings)
    return settings


def found(settings: Settings, words: str) -> int:
    view = Archive(settings).view()
    return view.search(view.parse_query(words)).meetings


def test_what_was_pushed_is_searchable_after_a_pull(site: Settings, push: Push) -> None:
    push({"2026-03-03-第二場.md": RECORD.format("第二場說了別的事。")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.ok, outcome.meetings) == (True, 2)
    assert found(site, "第二場說了") == 1
    assert pull.last(site) == outcome


@pytest.mark.parametrize("name", ["withdrawn.yaml", "archive.yaml", "workdays.yaml"])
def test_a_push_that_would_break_the_site_leaves_it_up_and_says_what_is_wrong(
    site: Settings, push: Push, name: str
) -> None:
    push({name: "- [\n", "2026-03-03-第二場.md": RECORD.format("第二場說了別的事。")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "look"
    assert name in outcome.what
    assert str(site.data) not in outcome.what
    assert not (site.transcripts / name).exists()
    assert found(site, "第一句話") == 1
    push({name: "" if name != "archive.yaml" else "name: 好了\n"})
    mended = pull.pull(site)
    assert mended is not None
    assert mended.ok
    assert found(site, "第二場說了") == 1


def test_a_push_that_names_an_engine_that_cannot_be_asked_here_is_refused(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINUTES_OPENSEARCH", raising=False)
    push({"archive.yaml": "engine: opensearch\n"})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "needs the address of a cluster" in outcome.what) == ("look", True)
    push({"archive.yaml": "name: 好了\n"})
    mended = pull.pull(site)
    assert mended is not None
    assert mended.ok


def test_a_tombstone_waits_for_no_engine(
    site: Settings, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MINUTES_OPENSEARCH", raising=False)
    push({"archive.yaml": "engine: opensearch\n"})
    pull.pull(site)
    push({"withdrawn.yaml": ROW})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "needs the address of a cluster" in outcome.what) == ("look", True)
    assert "2026-03-02-示範參訪" not in Archive(site).view().public.by_id


ROW = "- meeting: 2026-03-02-示範參訪\n  date: 2026-04-01\n  reason: 應當事人請求\n"


def a_branch_is_in_the_way(author: Path, site: Settings) -> dict[str, Content]:
    git(author, "push", "--quiet", "origin", "HEAD:refs/heads/fix", "HEAD:refs/tags/v1")
    pull.pull(site)
    git(author, "push", "--quiet", "origin", ":refs/heads/fix", ":refs/tags/v1")
    git(author, "push", "--quiet", "origin", "HEAD:refs/heads/fix/one", "HEAD:refs/tags/v1/1")
    return {"withdrawn.yaml": ROW}


def history_is_rewritten(author: Path, site: Settings) -> dict[str, Content]:
    git(author, "commit", "--quiet", "--amend", "--message", "anew")
    git(author, "push", "--quiet", "--force", "origin", "HEAD:main")
    return {"withdrawn.yaml": ROW}


def another_row_has_a_slip(author: Path, site: Settings) -> dict[str, Content]:
    return {"withdrawn.yaml": f"{ROW}- meeting: 2026-03-09-別的\n"}


def another_file_has_a_slip(author: Path, site: Settings) -> dict[str, Content]:
    return {"withdrawn.yaml": ROW, "archive.yaml": "name: [\n"}


def the_site_has_edits_of_its_own(author: Path, site: Settings) -> dict[str, Content]:
    (site.transcripts / "withdrawn.yaml").write_text("withdrawn: none\n", encoding="utf-8")
    return {"withdrawn.yaml": ROW}


@pytest.mark.parametrize(
    "obstacle",
    [
        a_branch_is_in_the_way,
        history_is_rewritten,
        another_row_has_a_slip,
        another_file_has_a_slip,
        the_site_has_edits_of_its_own,
    ],
)
def test_a_pushed_tombstone_counts_at_once_whatever_is_in_the_way_of_the_rest(
    site: Settings,
    push: Push,
    tmp_path: Path,
    obstacle: Callable[[Path, Settings], dict[str, Content]],
) -> None:
    running = Archive(site)
    assert running.view().meeting("2026-03-02-示範參訪") is not None
    push(obstacle(tmp_path / "author", site))
    pull.pull(site)
    for archive in (running, Archive(site)):
        assert archive.view().meeting("2026-03-02-示範參訪") is None


def test_a_branch_that_is_followed_and_gone_is_told(
    site: Settings, push: Push, tmp_path: Path
) -> None:
    git(tmp_path / "author", "push", "--quiet", "origin", "HEAD:trunk")
    git(tmp_path / "origin.git", "symbolic-ref", "HEAD", "refs/heads/trunk")
    git(tmp_path / "author", "push", "--quiet", "origin", ":main")
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "main" in outcome.what) == ("fetch", True)


def test_drafts_that_cannot_be_fetched_keep_nothing_public_from_being_indexed(
    site: Settings, push: Push, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "drafts")
    (tmp_path / "drafts" / "transcripts").mkdir()
    both = load(site.transcripts, site.data, tmp_path / "drafts" / "transcripts")
    push({"2026-03-09-示範參訪.md": RECORD.format("第二場說了。")})
    outcome = pull.pull(both)
    assert outcome is not None
    assert outcome.step == "fetch"
    assert found(site, "第二場說了") == 1


def test_local_changes_are_never_thrown_away(site: Settings, push: Push) -> None:
    file = site.transcripts / "2026-03-02-示範參訪.md"
    file.write_text(RECORD.format("有人在這裡直接改了。"), encoding="utf-8")
    push({"2026-03-02-示範參訪.md": RECORD.format("另一個人也改了。")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "merge"
    assert "直接改了" in file.read_text(encoding="utf-8")


def test_a_folder_in_no_repository_is_only_indexed(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    (tmp_path / "transcripts" / "2026-03-02-示範參訪.md").write_text(
        RECORD.format("有話。"), encoding="utf-8"
    )
    outcome = pull.pull(load(tmp_path / "transcripts", tmp_path / "data"))
    assert outcome is not None
    assert (outcome.ok, outcome.commit) == (True, "")


def test_a_third_run_leaves_its_work_to_the_one_that_waits(site: Settings) -> None:
    with ThreadPoolExecutor(2) as pool:
        with FileLock(site.data / "pull.lock", timeout=PATIENCE):  # a run is at work
            # Two more come. Whichever is first waits; that the other has left is seen by its end,
            # for a look at the lock of the queue would take the place of one of them.
            more = [pool.submit(pull.pull, site) for _ in range(2)]
            left, waits = wait(more, PATIENCE, FIRST_COMPLETED)
            assert [run.result() for run in left] == [None]
        (outcome,) = [run.result(PATIENCE) for run in waits]
    assert outcome is not None
    assert outcome.ok


@pytest.mark.slow
def test_many_processes_at_once_end_well(site: Settings, push: Push) -> None:
    push({"2026-03-03-第二場.md": RECORD.format("第二場說了別的事。")})
    words = ["--transcripts", str(site.transcripts), "--data", str(site.data)]
    command = [sys.executable, "-m", "pipeline.updates.pull", *words]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(4)]
    told = [process.communicate(timeout=PATIENCE)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], told
    assert found(site, "第二場說了") == 1


ROWS = "- {meeting: 2026-03-02-第一場, date: 2026-04-01, reason: 應當事人請求}\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("withdrawn.yaml", b""),
        ("withdrawn.yaml", b"# all gone\n"),
        ("withdrawn.yaml", b"{}\n"),
        ("withdrawn.yaml", None),
        ("withdrawn.yml", ROWS.encode()),
        ("withdrawn.yaml", ROWS.encode("big5")),
        ("archive.yaml", "name: 檔案庫\n".encode("big5")),
        ("archive.yaml", "name: 檔案庫\n".encode("utf-16")),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_push_that_empties_or_garbles_what_is_withdrawn_is_refused(
    site: Settings, push: Push, name: str, data: bytes | None
) -> None:
    push({"withdrawn.yaml": ROWS})
    first = pull.pull(site)
    assert first is not None
    assert first.ok, first
    push({name: data})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "withdrawn" in outcome.what or name in outcome.what) == ("look", True)
    assert (site.transcripts / "withdrawn.yaml").read_text(encoding="utf-8") == ROWS


@pytest.mark.parametrize("home", ["", "../"])
def test_a_push_that_has_git_write_other_bytes_than_were_looked_at_is_refused(
    site: Settings, push: Push, home: str
) -> None:
    row = "- {meeting: 2026-03-01-撤下的, date: 2026-03-03, reason: 誤植, file: removed}\n"
    push({"withdrawn.yaml": row})
    assert pull.pull(site) is not None
    attributes = "withdrawn.yaml working-tree-encoding=UTF-16\n"
    push({f"{home}.gitattributes": attributes, "withdrawn.yaml": f"{row}# 註\n".encode("utf-16")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, ".gitattributes" in outcome.what) == ("look", True)
    assert (site.transcripts / "withdrawn.yaml").read_text("utf-8") == row
    assert found(site, "第一句話") == 1


@pytest.mark.parametrize(
    "asked",
    [
        "*.md text eol=crlf",
        "* ident",
        "*.yaml ident eol=lf",
        # Forms of the grammar that one would not think of, and a file in a folder below.
        "archive.yaml\rworking-tree-encoding=ASCII//TRANSLIT",
        '"archive.yaml"working-tree-encoding=UTF-16LE',
        "[attr]odd working-tree-encoding=UTF-16LE\n*.yaml odd",
        "issues/*.md\tident",
    ],
)
def test_a_push_that_has_git_change_bytes_line_ends_or_marks_is_refused(
    site: Settings, push: Push, tmp_path: Path, asked: str
) -> None:
    push({"archive.yaml": "name: 典藏\n", "issues/x.md": "---\ntitle: 一\n---\n"})
    author, attributes = tmp_path / "author", tmp_path / "attributes"
    attributes.write_text(f"{asked}\ntranscripts/{asked}\n")
    blob = git(author, "hash-object", "-w", "--no-filters", str(attributes)).strip()
    git(author, "update-index", "--add", "--cacheinfo", f"100644,{blob},.gitattributes")
    git(author, "commit", "--quiet", "--message", "x")
    git(author, "push", "--quiet", "origin", "HEAD:main")
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, ".gitattributes" in outcome.what) == ("look", True)


def test_an_archive_that_is_set_up_anew_from_such_a_push_is_not_indexed(
    push: Push, tmp_path: Path
) -> None:
    row = "- {meeting: 2026-03-02-示範參訪, date: 2026-03-03, reason: 誤植}\n"
    other = "withdrawn.yaml working-tree-encoding=UTF-16\n"
    push({"withdrawn.yaml": row.encode("utf-16"), ".gitattributes": other})
    subprocess.run(
        ["git", "clone", "--quiet", "--branch", "main", tmp_path / "origin.git", tmp_path / "anew"],
        check=True,
    )
    where = load(tmp_path / "anew" / "transcripts", tmp_path / "data-anew")
    with pytest.raises(
        OtherBytes, match=r"\.gitattributes: withdrawn\.yaml: working-tree-encoding"
    ):
        indexer.refresh(where)


def test_the_usual_attributes_of_an_archive_are_pulled(site: Settings, push: Push) -> None:
    push({".gitattributes": "*.md text eol=lf\n*.yaml text eol=lf -ident\nident*.md text\n"})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, outcome.what) == ("done", "")


def test_a_push_of_thousands_of_other_files_is_looked_at_as_quickly_as_one(
    site: Settings, push: Push
) -> None:
    push({f"{number}.yaml": "a: 1\n" for number in range(400)} | {"x.yaml": b"- a\n" * 5_000_000})
    git(site.transcripts, "fetch", "--quiet")
    commit = git(site.transcripts, "rev-parse", "@{upstream}").strip()
    files = dict(pull._small_files(site.transcripts, commit))
    assert len(files) < 10


def test_a_small_file_that_is_too_large_is_refused(site: Settings, push: Push) -> None:
    push({"agencies.yaml": b"- a\n" * 5_000_000})
    outcome = pull.pull(site)
    assert outcome is not None
    assert (outcome.step, "agencies.yaml" in outcome.what) == ("look", True)


def test_a_pushed_file_is_not_fetched_from_an_address_that_the_push_names(
    site: Settings, push: Push, tmp_path: Path
) -> None:
    program, trap = tmp_path / "program", tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    program.chmod(0o755)
    for name in ("smudge", "process"):
        git(site.transcripts, "config", f"filter.lfs.{name}", str(program))
    git(site.transcripts, "config", "filter.lfs.required", "true")
    push({"../.gitattributes": "*.md filter=lfs\n", "2026-03-03-二.md": RECORD.format("二。")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.ok, outcome.what
    assert not trap.exists()


def test_a_pushed_link_in_the_place_of_a_small_file_is_refused(site: Settings, push: Push) -> None:
    push({"withdrawn.yaml": Path("/etc/hostname")})
    outcome = pull.pull(site)
    assert outcome is not None
    assert outcome.step == "look"
    assert "不跟隨連結" in outcome.what

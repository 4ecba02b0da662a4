"""What a killed writer left is swept, and never published."""

import os
import subprocess
import sys
from pathlib import Path

from pipeline.source import safe_write
from tests.conftest import ROOT

# A writer that is killed when its file is on the disk and has not yet its name.
KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.source import safe_write
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
safe_write.replace_file(Path(sys.argv[1]), b"half")
"""


def kill_a_writer_of(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(file)], cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode != 0


def test_what_a_killed_writer_left_is_swept_by_the_next(tmp_path: Path) -> None:
    kill_a_writer_of(tmp_path / "a.md")
    assert [p.name[:9] for p in tmp_path.iterdir()] == [safe_write.HALF_WRITTEN]
    safe_write.replace_file(tmp_path / "a.md", b"whole")
    assert [p.name for p in tmp_path.iterdir()] == ["a.md"]


def test_what_somebody_is_still_writing_is_not_swept(tmp_path: Path) -> None:
    mine = tmp_path / f"{safe_write.HALF_WRITTEN}elsewhere-1-abc"
    mine.write_bytes(b"being written on another machine")
    safe_write.replace_file(tmp_path / "b.md", b"")
    assert mine.exists()
    os.utime(mine, (0, 0))
    safe_write.replace_file(tmp_path / "b.md", b"")
    assert not mine.exists()


def test_git_add_takes_nothing_that_a_killed_writer_left(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True, timeout=60)
    (tmp_path / "below").mkdir()
    kill_a_writer_of(tmp_path / "below" / "a.md")
    added = subprocess.run(
        ["git", "-C", str(tmp_path), "add", "-A", "-n"], capture_output=True, check=True, timeout=60
    )
    assert added.stdout == b""

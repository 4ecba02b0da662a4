"""What is particular to tantivy: its folder stays small, and may be read by others."""

from __future__ import annotations

from pathlib import Path

from pipeline.engines import shard_folder
from pipeline.engines.protocol import FoldedForm, MeetingWords
from pipeline.engines.tantivy import TANTIVY

MEETINGS = 30


def meeting(number: int, turn: int = 0) -> MeetingWords:
    said = (f"第{n}個人說了第{turn}次意見{n * number * 7919}" for n in range(200))
    return MeetingWords(f"m{number}", [("speech", words) for words in said])


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def test_a_folder_that_is_changed_again_and_again_grows_by_a_fifth_at_most(tmp_path: Path) -> None:
    engine, folder = TANTIVY, tmp_path / "0"
    writer = engine.writer(folder / "0")
    writer.put(map(meeting, range(MEETINGS)))
    writer.commit()
    before = size(folder)
    for turn in range(1, MEETINGS + 1):
        shard_folder.carry_over(folder, tmp_path / str(turn))
        folder = tmp_path / str(turn)
        writer = engine.writer(folder / "0")
        writer.drop([f"m{turn % MEETINGS}"])
        writer.put([meeting(turn % MEETINGS, turn)])
        writer.commit()
        assert size(folder) <= 1.2 * before, f"after {turn} changes"
    reader = engine.reader(folder)
    assert reader.standing([FoldedForm("第0次", left=False, right=False)]) == {}
    assert reader.standing([FoldedForm(f"第{MEETINGS}次", left=False, right=False)]) == {"m0": 800}
    reader.close()


def test_whoever_may_read_the_folder_may_read_all_of_its_files(tmp_path: Path) -> None:
    writer = TANTIVY.writer(tmp_path / "0")
    writer.put([meeting(1)])
    writer.commit()
    before = sorted((tmp_path / "0").iterdir())
    reader = TANTIVY.reader(tmp_path)
    assert reader.standing([FoldedForm("意見", left=False, right=False)]) == {"m1": 800}
    assert sorted((tmp_path / "0").iterdir()) == before, "a reader writes nothing there"
    reader.close()
    modes = {file.stat().st_mode & 0o444 for file in (tmp_path / "0").iterdir()}
    assert len(modes) == 1, modes

"""Missing is not empty: whether so many files are gone that the folder itself is more likely to be."""

from __future__ import annotations

from collections.abc import Callable

from minutes.addresses.likeness import likeness
from minutes.addresses.redirects import fold_address
from minutes.errors import MinutesError
from minutes.settings import Settings
from pipeline.index import generation
from pipeline.source import files
from pipeline.source.side_files import SideFiles

# So large a share of the files (and more than a few) is not taken out of the index at once: a folder
# that is not mounted looks like one in which everything was deleted.
MOST_GONE = 0.5
FEW_GONE = 5


class WouldRemove(MinutesError):
    """An index was left as it is because most of its files are missing."""


def refuse_to_forget(settings: Settings) -> None:
    """Raise `WouldRemove` where most of what the present index was made of is no longer there, under its
    own name or one to which the table of old addresses leads."""
    current = generation.current(settings.data)
    if current is None:
        return
    count = len(current.files)
    gone = sum(map(_is_missed(settings), current.names))
    is_all = gone == len(current.names) > 0
    if is_all or gone > max(FEW_GONE, MOST_GONE * count):
        raise WouldRemove(
            f"{settings.transcripts}: {gone} of {count} files are gone, more than {MOST_GONE:.0%}; nothing was "
            f"changed. If they are really to go: minutes index --yes-remove",
            zh=f"{settings.transcripts}：{count} 個檔案中有 {gone} 個不見了，索引維持原狀；"
            "確定要移除，請執行 minutes index --yes-remove",
        )


def _is_missed(settings: Settings) -> Callable[[str], bool]:
    """Tells of the name of a record that was there whether nothing accounts for its file being gone."""
    sides = SideFiles.of(settings)
    found, _ = files.unique(files.of_archive(settings))
    there = {fold_address(file.id): file.id for file in found}
    taken_out = {likeness(row.meeting) for row in sides.withdrawals if not row.speech}

    def is_missed(name: str) -> bool:
        is_known = fold_address(name) in there or likeness(name) in taken_out
        return not is_known and sides.redirects.find(name, there.get) is None

    return is_missed

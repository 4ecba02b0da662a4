"""What a person is warned of: a file where it would be public too early, readers who cannot write."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from minutes import clock, settings
from minutes.errors import MinutesError
from minutes.findings.rules import Lang
from minutes.publication.gate import Gate
from minutes.publication.office_calendar import Calendar, shipped_table
from minutes.settings import ArchiveSettings
from pipeline.authoring import scaffold
from pipeline.source import parser
from pipeline.source.side_files import SideFiles
from webapp.commands.options import say


def warn_of_early_publication(file: Path, lang: Lang | None = None) -> None:
    """Warn where a file was just written into a public repository before its day has come, or beside
    one after it."""
    home = scaffold.home_of(file)
    if home is None:
        _warn_of_passed_day(file, lang)
        return
    try:
        archive = settings.load_archive(home)
        if not archive.public_repository:
            return
        gate = SideFiles.load(home).gate(archive.zone, ())
    except MinutesError:
        return  # the check tells what is wrong with the settings
    meeting = parser.outline(file.read_bytes(), file.name)
    if gate.state(meeting, clock.now()) == "public":
        return
    day = gate.due(meeting).day
    say(
        f"Careful: {home} is public, and to commit there is to publish. "
        + (f"Do not commit this file before {day} 00:00. " if day else "Do not commit it yet. ")
        + "Move it to a private folder of drafts, and name that with --drafts or MINUTES_DRAFTS.",
        zh=f"注意：{home} 是公開的資料夾，提交就等於公開；"
        + (f"{day} 零時以前不可以提交這個檔案。" if day else "這個檔案還不能提交。")
        + "請移到私人的草稿資料夾，並以 --drafts 或 MINUTES_DRAFTS 指定那個資料夾。",
        lang=lang,
    )


def _warn_of_passed_day(file: Path, lang: Lang | None) -> None:
    """Warn where a file that nobody has read yet would be public as soon as a site finds it."""
    archive = ArchiveSettings()
    gate = Gate(Calendar.of(shipped_table()), archive.zone)
    meeting = dataclasses.replace(parser.outline(file.read_bytes(), file.name), draft=True)
    due = gate.due(meeting)
    if due.day is None or gate.state(meeting, clock.now()) != "public":
        return
    say(
        f"Careful: its time for corrections is over; it may be public since {due.day}. In a folder of "
        "drafts that a site reads it can be seen at once. Until it is finished, write hold_until under "
        "edit: in its head, or keep it in another folder.",
        zh=(
            f"注意：訂正期已過，{due.day} 起就能公開。網站會讀的草稿資料夾裡，這個檔案現在就看得到；"
            "還沒整理好以前，請在檔頭的 edit: 寫 hold_until，或先放在別的資料夾。"
        ),
        lang=lang,
    )


def warn_of_missing_contact(archive: ArchiveSettings) -> bool:
    """Warn where `archive.yaml` gives readers nobody to write to; whether it was so."""
    silent = not archive.contact.strip() and not archive.report.strip()
    if silent:
        say(
            "archive.yaml has neither contact nor report: no page or preview offers “report an "
            "error” or “correct my words”. Fill in one of them.",
            zh="archive.yaml 沒有 contact 也沒有 report：頁面與預覽上不會有「回報錯誤」「訂正我的發言」，請填一個。",
        )
    return silent

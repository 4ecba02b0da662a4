"""The story of one citation, as docs/addresses.md tells it, day by day."""

import datetime as dt
from pathlib import Path
from urllib.parse import quote

from minutes import clock
from minutes.addresses.short_ids import code
from pipeline.publishing.renaming import rename
from pipeline.publishing.withdrawal import withdraw
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.test_history import FILE, FIRST, NAME, SECOND, ident, text
from tests.webapp.test_old_ids import Site

SHORT = "好，謝謝。"
NEW_NAME = "2026-01-02-公園遮陽參訪"
CITED = FIRST.replace("討論", "討倫") + "教育部已經完成全部的盤點，預計明年三月以前改善。"
TYPO = CITED.replace("討倫", "討論")
SENTENCE = TYPO.replace("三月", "六月")
COMMA = SENTENCE.replace("設施，", "設施。")
PARTS = tuple(f"{part}。" for part in COMMA.rstrip("。").rpartition("。")[::2])
NOTES = {7: "更正錯字", 10: "更正日期"}


class Story(Site):
    """An archive with the record of the story, and what its two cited addresses answer."""

    def on(self, day: dt.date, *words: str, name: str = NAME) -> None:
        """What the record says from a day on."""
        self.archive.day = dt.datetime.combine(day, dt.time(), dt.UTC) - dt.timedelta(hours=20)
        noted = [n for n in NOTES if dt.date(2026, 2, n) <= day]
        rows = "".join(f"  - {{date: 2026-02-{n:02}, what: {NOTES[n]}}}\n" for n in noted)
        head = f"---\ncorrections:\n{rows}---\n" if rows else ""
        self.archive.commit({f"{name}.md": text(*words, SHORT, SECOND, head=head)})
        self.archive.index()

    def follow(self, cited: str) -> tuple[int, str]:
        """The first answer to an address, and the page at which its reader arrives."""
        first = self.get(cited)
        led = first.status_code == 301
        return first.status_code, (self.get(first.location) if led else first).text


def test_the_story_of_one_citation_is_true_day_by_day(tmp_path: Path) -> None:
    story = Story(GitArchive.new(tmp_path))
    cited = f"/speech/{ident(CITED)}"
    short = f"/speech/{ident(SHORT, CITED, SHORT, SECOND)}"
    in_context = f"/s/{code(NAME)[:8]}.{ident(CITED)}"

    story.on(dt.date(2026, 2, 5), CITED)
    assert story.follow(cited)[0] == 200
    assert story.get(in_context).location == f"/{quote(NAME)}#s{ident(CITED)}"

    story.on(dt.date(2026, 2, 7), TYPO)
    status, page = story.follow(cited)
    assert (status, "這段發言在" in page, "2026年2月7日" in page) == (301, True, True)
    assert "<del>倫</del><ins>論</ins>" in page
    assert NOTES[7] in page

    story.on(dt.date(2026, 2, 10), SENTENCE)
    status, page = story.follow(in_context)
    assert (status, "2026年2月7日" in page, "2026年2月10日" in page) == (301, True, True)
    assert [note for note in NOTES.values() if note not in page] == []

    story.on(dt.date(2026, 2, 12), COMMA)
    assert story.follow(cited)[0] == 301
    status, page = story.follow(short)
    assert (status, "訂正過" in page) == (301, False)

    rename(story.archive.settings, NAME, NEW_NAME)
    story.on(dt.date(2026, 2, 20), COMMA, name=NEW_NAME)
    assert not (story.archive.folder / FILE).exists()
    assert [story.follow(address)[0] for address in (cited, in_context, short)] == [301, 301, 301]
    assert story.get(f"/{quote(NAME)}").location == f"/{quote(NEW_NAME)}"

    story.on(dt.date(2026, 3, 3), *PARTS, name=NEW_NAME)
    for address in (cited, in_context):
        status, page = story.follow(address)
        assert (status, "2026年3月3日" in page) == (300, True), address
        assert [part for part in PARTS if part not in page] == [], address

    for part in PARTS:
        settings, reason = story.archive.settings, "當事人要求"
        withdraw(settings, NEW_NAME, reason, clock.now(), speech=ident(part))
    story.archive.commit()
    story.archive.index()
    for address in (cited, in_context):
        status, page = story.follow(address)
        assert (status, "當事人要求" in page) == (410, True), address
        assert "遮陽設施" not in page, address
    assert story.follow(short)[0] == 301

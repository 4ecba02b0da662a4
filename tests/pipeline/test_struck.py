"""Tombstones that were written by hand, and files that came back: the words stay out all the same."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minutes.publication.gate import Gate, Withdrawal, conceal, load_withdrawals
from minutes.publication.office_calendar import Calendar
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.publishing.withdrawal import withdraw
from pipeline.source import parser, withdrawn_speeches
from pipeline.source.side_files import SideFiles
from tests.conftest import Transcripts
from tests.pipeline.withdrawn_visit import (
    HEAD,
    ID,
    NOW,
    PIECES,
    SECRET,
    body,
    everything,
    ids,
)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    return load(transcripts, tmp_path / "data")


def by_hand(speech: str) -> str:
    return f"- {{meeting: {ID}, date: 2026-04-01, reason: 應當事人請求, speech: {speech}}}\n"


def test_a_tombstone_written_by_hand_empties_the_index_too(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    transcripts.write("withdrawn.yaml", by_hand(conceal(ids(text)[SECRET])))
    indexer.refresh(settings)
    assert "獨角".encode() not in everything(settings.data)


@pytest.mark.parametrize("indexed", [True, False])
def test_a_tombstone_written_by_hand_keeps_the_addresses_of_short_neighbours(
    settings: Settings, transcripts: Transcripts, indexed: bool
) -> None:
    text = f"{HEAD}---\n{body('### 王範例：', '好。')}"
    transcripts.write(f"{ID}.md", text)
    transcripts.write("withdrawn.yaml", by_hand(conceal(ids(text)[SECRET])))
    if indexed:
        indexer.refresh(settings)
    view = Archive(settings, in_memory=not indexed).view()
    meeting = view.meeting(ID)
    assert meeting is not None
    (short,) = (i for i in view.document(meeting).items if i.text == "好。")
    assert short.id != ids(text)["好。"]
    redirects = view.public.catalogue.redirects
    found = redirects.find(f"speech/{ids(text)['好。']}", lambda a: a if short.id in a else None)
    assert found == f"speech/{short.id}"


@pytest.mark.parametrize("written", ["{}", "/speech/{}", f"{ID}#s{{}}"])
def test_a_tombstone_written_by_hand_may_name_the_speech_by_its_id_or_address(
    settings: Settings, transcripts: Transcripts, written: str
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    transcripts.write("withdrawn.yaml", by_hand(f'"{written.format(ids(text)[SECRET])}"'))
    indexer.refresh(settings)
    assert "獨角".encode() not in everything(settings.data)


def test_the_command_puts_away_what_a_tombstone_by_hand_only_hid(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body('### 王範例：', '好。', '### 李樣本：', '也好。')}"
    file = transcripts.write(f"{ID}.md", text)
    transcripts.write("withdrawn.yaml", by_hand(conceal(ids(text)[SECRET])))
    indexer.refresh(settings)
    view = Archive(settings).view()
    meeting = view.meeting(ID)
    assert meeting is not None
    shown = {i.text: i.id for i in view.document(meeting).items}
    done = withdraw(settings, ID, "當事人要求", NOW, speech=shown["好。"])
    after = file.read_text(encoding="utf-8")
    assert "獨角獸" not in after
    assert "\n好。" not in after
    assert len(load_withdrawals(transcripts.path)) == 2
    rows = (transcripts.path / ".redirects").read_text(encoding="utf-8")
    assert f"speech/{ids(text)['也好。']}\tspeech/{ids(after)['也好。']}\n" in rows
    assert transcripts.path / ".redirects" in done.changed


def test_two_short_neighbours_withdrawn_one_after_the_other_do_not_come_back(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body('### 王範例：', '獨角獸好。', '### 李樣本：', '獨角獸也好。')}"
    file = transcripts.write(f"{ID}.md", text)
    before = ids(text)
    for words in ("獨角獸好。", "獨角獸也好。"):  # the second by the address that it had at first
        withdraw(settings, ID, "應當事人請求", NOW, speech=before[words])
    withdraw(settings, ID, "應當事人請求", NOW, speech=before[SECRET])
    assert "獨角" not in file.read_text(encoding="utf-8")
    transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    assert "獨角".encode() not in everything(settings.data)
    in_memory = Archive(settings, in_memory=True).view()
    assert in_memory.search(in_memory.parse_query("獨角")).meetings == 0


def test_a_tombstone_that_hides_nothing_is_told(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])

    def idle() -> int:
        gate = SideFiles.load(transcripts.path).gate(settings.archive.zone, ())
        return len(withdrawn_speeches.idle_tombstones(transcripts.path, gate))

    assert idle() == 0
    known = (transcripts.path / "withdrawn.yaml").read_text(encoding="utf-8")
    transcripts.write("withdrawn.yaml", known + by_hand("aaaaaaaaaaaa"))
    assert idle() == 1


@given(
    st.lists(PIECES, max_size=14),
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.sampled_from(["\n\n", "\r\n\r\n"]),
)
def test_every_tombstone_takes_its_speech_whatever_the_others_do_to_the_ids(
    pieces: list[str], chosen: list[int], joint: str
) -> None:
    data = (joint.join(pieces) + joint).encode()
    parsed = parser.parse(data, f"{ID}.md")
    items = parsed.document.items
    speeches = [n for n, i in enumerate(items) if i.type == "speech" and i.text]
    assume(speeches)
    numbers = {speeches[n % len(speeches)] for n in chosen}
    tombstones = tuple(
        Withdrawal(meeting=ID, date=NOW.date(), reason="請求", speech=conceal(items[n].id))
        for n in dict.fromkeys(speeches[n % len(speeches)] for n in chosen)
    )
    made = withdrawn_speeches.cut(
        data, parsed, Gate(Calendar(), ZoneInfo("Asia/Taipei"), tombstones)
    )
    after = made.parsed.document.items
    assert not {i.id for i in after} & {items[n].id for n in numbers}
    if made.data.decode().count("撤下。理由：請求") >= len(numbers):  # nothing had to be torn out
        for number, (old, new) in enumerate(zip(items, after, strict=True)):
            if number in numbers:
                assert (new.type, new.speaker) == ("narrative", None)
            elif old.text not in {items[n].text for n in numbers}:  # the same words go with it
                assert (new.type, new.speaker, new.text) == (old.type, old.speaker, old.text)
                assert made.renamed.get(old.id, old.id) == new.id


@pytest.mark.parametrize("came_back", [True, False])
def test_who_said_nothing_but_withdrawn_words_is_no_speaker_before_the_next_indexing(
    settings: Settings, transcripts: Transcripts, came_back: bool
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    archive = Archive(settings)
    assert "李樣本" in archive.view().public.speakers
    withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    if came_back:
        transcripts.write(f"{ID}.md", text)
    view = archive.view()
    assert list(view.public.speakers) == ["王範例"]
    (shown,) = view.public.meetings
    assert [a.name for a in shown.front.attendees] == ["王範例"]
    assert [r.meeting.id for r in view.search(view.parse_query("網址")).results] == [ID]
    assert view.search(view.parse_query("speaker:李樣本")).results == ()


@pytest.mark.parametrize(
    "name",
    [
        f"/{ID}",
        f"{ID}.md",
        f"en/{ID}/",
        f"https://example.org/{ID}",
        ID.upper(),
        "https://example.org/en/2026-03-02-%E7%A4%BA%E7%AF%84%E5%8F%83%E8%A8%AA?x=1#s1",
        "2026-舊的名字",
    ],
)
def test_a_tombstone_may_name_its_record_by_any_address_of_it(
    settings: Settings, transcripts: Transcripts, name: str
) -> None:
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    transcripts.write(".redirects", f"2026-舊的名字\t{ID}\n")
    indexer.refresh(settings)
    archive = Archive(settings)
    assert archive.view().meeting(ID) is not None
    transcripts.write(
        "withdrawn.yaml", f'- {{meeting: "{name}", date: 2026-04-01, reason: 應當事人請求}}\n'
    )
    assert archive.view().meeting(ID) is None
    indexer.refresh(settings)
    assert Archive(settings).view().meeting(ID) is None
    assert "獨角".encode() not in everything(settings.data)


def test_a_withdrawn_record_that_is_renamed_stays_withdrawn(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    withdraw(settings, ID, "應當事人請求", NOW)
    transcripts.write("新/2026-03-02-新的名字.md", f"{HEAD}---\n{body()}")
    (transcripts.path / f"{ID}.md").unlink()
    transcripts.write(".redirects", f"{ID}\t2026-03-02-新的名字\n")
    indexer.refresh(settings)
    assert Archive(settings).view().public.meetings == ()


def test_an_accent_that_is_encoded_otherwise_brings_nothing_back(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write("2026-03-02-Cafe\u0301.md", f"{HEAD}---\n{body()}")
    transcripts.write(
        "withdrawn.yaml",
        "- {meeting: 2026-03-02-Caf\u00e9, date: 2026-04-01, reason: 應當事人請求}\n",
    )
    indexer.refresh(settings)
    assert Archive(settings).view().public.meetings == ()


@pytest.mark.parametrize("is_clear", [True, False])
def test_so_many_tombstones_of_one_record_that_each_by_itself_is_too_much_work_count_at_once(
    is_clear: bool,
) -> None:
    words = [f"第{number}段發言，說明各自不同的安排與後續的處理方式。" for number in range(200)]
    text = f"{HEAD}---\n" + "".join(f"### 王範例：\n{said}\n\n" for said in words)
    named = [ident for said, ident in ids(text).items() if said in words[:160]]
    meant = named if is_clear else [*named, "k3v2abcdefgh"]
    rows = tuple(
        Withdrawal(meeting=ID, date=NOW.date(), reason="應請求", speech=conceal(ident))
        for ident in meant
    )
    data = text.encode()
    made = withdrawn_speeches.cut(
        data, parser.parse(data, f"{ID}.md"), Gate(Calendar(), ZoneInfo("Asia/Taipei"), rows)
    )
    left = made.data.decode()
    assert not any(said in left for said in words[:160])
    assert all((said in left) == is_clear for said in words[160:])
    assert "撤下" not in left  # no place is marked, for each would be a reading more

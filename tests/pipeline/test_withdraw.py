"""Withdrawing: the words are gone from file and archive, a tombstone stays, nothing comes back."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from minutes.publication.gate import Withdrawal, conceal, load_withdrawals
from minutes.records import document, redaction
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.publishing.withdrawal import WithdrawRefused, withdraw
from tests.conftest import Transcripts
from tests.pipeline.git_archive import GitArchive
from tests.pipeline.withdrawn_visit import (
    HEAD,
    ID,
    NOW,
    OTHER,
    PIECES,
    SECRET,
    body,
    everything,
    ids,
)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    return load(transcripts, tmp_path / "data")


def test_a_withdrawn_speech_is_replaced_by_a_mark_with_reason_and_date(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = HEAD + "---\n" + body("### 王範例：\n謝謝大家今天專程來參加這場參訪，期待我們下次再見。")
    file = transcripts.write(f"{ID}.md", text)
    done = withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    after = file.read_text(encoding="utf-8")
    assert "獨角獸" not in after
    assert "李樣本" not in after  # nothing else stood under that label
    assert "> （本段發言已於 2026-04-01 撤下。理由：應當事人請求）" in after
    assert ids(after)[OTHER] == ids(text)[OTHER]
    assert [w.speech for w in load_withdrawals(transcripts.path)] == [conceal(ids(text)[SECRET])]
    assert ids(text)[SECRET] not in (transcripts.path / "withdrawn.yaml").read_text(
        encoding="utf-8"
    )
    assert set(done.changed) == {file, transcripts.path / "withdrawn.yaml"}


def test_the_label_stays_where_others_words_of_the_same_speaker_follow(
    settings: Settings, transcripts: Transcripts
) -> None:
    later = "而這一段是同一位發言者後來說的話，應該仍然在他的名下。"
    text = f"{HEAD}---\n{body(later)}"
    file = transcripts.write(f"{ID}.md", text)
    withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    said = {i.text: i.speaker for i in document.parse(file.read_text(encoding="utf-8")).items}
    assert said[later] == "李樣本"


def test_what_refers_to_a_withdrawn_speech_refers_to_it_no_longer(
    settings: Settings, transcripts: Transcripts
) -> None:
    speech, other = ids(body())[SECRET], ids(body())[OTHER]
    head = f"{HEAD}decisions:\n  - {{text: 再議, speech: {speech}}}\n  - {{text: 同意, speech: {other}}}\n"
    file = transcripts.write(f"{ID}.md", f"{head}---\n{body()}")
    issue = transcripts.write(
        "issues/unicorn.md",
        f"---\ntitle: 示範議題\nhighlights:\n  - {ID}#s{speech}\n  - {other}\n---\n",
    )
    withdraw(settings, ID, "應當事人請求", NOW, speech=f"/speech/{speech}")
    for path in (file, issue):
        assert speech not in path.read_text(encoding="utf-8")
        assert other in path.read_text(encoding="utf-8")
        front = document.parse(path.read_text(encoding="utf-8")).front
        assert front is not None, path
        assert front.error is None, path


def test_short_neighbours_whose_ids_depend_on_the_words_keep_their_old_addresses(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = HEAD + "---\n" + body("### 王範例：\n好。")
    file = transcripts.write(f"{ID}.md", text)
    done = withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    new = ids(file.read_text(encoding="utf-8"))["好。"]
    assert done.renamed == 1
    rows = (transcripts.path / ".redirects").read_text(encoding="utf-8")
    assert f"speech/{ids(text)['好。']}\tspeech/{new}\n" in rows


def test_a_withdrawn_record_is_gone_at_once_and_does_not_come_back_with_its_file(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body()}"
    file = transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    archive = Archive(settings)
    assert archive.view().meeting(ID) is not None
    withdraw(settings, ID, "應當事人請求", NOW, file="delete")
    assert not file.exists()
    assert archive.view().meeting(ID) is None
    transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    view = archive.view()
    assert view.meeting(ID) is None
    assert view.search(view.parse_query("獨角獸")).meetings == 0
    assert view.public.tombstone(ID) is not None


def test_a_withdrawn_speech_does_not_come_back_with_its_file(
    settings: Settings, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    transcripts.write(f"{ID}.md", text)
    indexer.refresh(settings)
    view = Archive(settings).view()
    meeting = view.meeting(ID)
    assert meeting is not None
    assert "獨角獸" not in view.source(meeting).decode()
    assert "理由：應當事人請求" in view.source(meeting).decode()
    assert view.search(view.parse_query("獨角獸")).meetings == 0
    assert view.find_speech(ids(text)[SECRET]) == []
    again = withdraw(settings, ID, "另一個理由", NOW, speech=ids(text)[SECRET])
    assert again.tombstone.reason == "應當事人請求"
    assert len(load_withdrawals(transcripts.path)) == 1


@pytest.mark.parametrize("came_back", [False, True])
def test_the_next_indexing_leaves_no_trace_of_a_withdrawn_speech(
    settings: Settings, transcripts: Transcripts, came_back: bool
) -> None:
    text = f"{HEAD}---\n{body()}"
    file = transcripts.write(f"{ID}.md", text)
    for number in range(3):
        transcripts.write(f"2026-03-0{number + 3}-別的參訪.md", text.replace(SECRET, OTHER))
    indexer.refresh(settings)
    assert "獨角".encode() in everything(settings.data)
    withdraw(settings, ID, "應當事人請求", NOW, speech=ids(text)[SECRET])
    if came_back:
        indexer.refresh(settings)
        file.write_text(text, encoding="utf-8")
    indexer.refresh(settings)
    assert "獨角".encode() not in everything(settings.data)
    view = Archive(settings).view()
    assert view.search(view.parse_query("不該公開")).meetings == 0


@pytest.mark.parametrize(
    "old", ["舊的名字", "https://minutes.example.tw/%E8%88%8A%E7%9A%84%E5%90%8D%E5%AD%97?x=1"]
)
def test_a_record_and_a_speech_may_be_named_by_their_old_addresses(
    settings: Settings, transcripts: Transcripts, old: str
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    speech = ids(text)[SECRET]
    transcripts.write(".redirects", f"舊的名字\t{ID}\nspeech/aaaaaaaaaaaa\tspeech/{speech}\n")
    done = withdraw(settings, old, "應當事人請求", NOW, speech=f"{old}#saaaaaaaaaaaa")
    assert done.tombstone == Withdrawal(
        meeting=ID, date=dt.date(2026, 4, 1), reason="應當事人請求", speech=conceal(speech)
    )
    with pytest.raises(WithdrawRefused, match="already"):
        withdraw(settings, old, "應當事人請求", NOW, speech=speech)


def test_a_speaker_who_stays_among_those_who_attended_is_told(
    settings: Settings, transcripts: Transcripts
) -> None:
    listed = f"{HEAD}attendees:\n  - {{name: 王範例}}\n  - {{name: 李樣本}}\n---\n{body()}"
    transcripts.write(f"{ID}.md", listed)
    done = withdraw(settings, ID, "應當事人請求", NOW, speech=ids(listed)[SECRET])
    assert done.attendee_line == 8
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    again = withdraw(settings, ID, "應當事人請求", NOW, speech=ids(listed)[SECRET])
    assert again.attendee_line == 0


def test_the_file_of_a_withdrawn_record_can_be_kept_in_private(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    (tmp_path / "drafts").mkdir()
    settings = load(transcripts, tmp_path / "data", tmp_path / "drafts")
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    transcripts.write(f"attachments/{ID}/slides.pdf", b"%PDF")
    done = withdraw(settings, ID, "應當事人請求", NOW, file="move")
    assert done.file == tmp_path / "drafts" / f"{ID}.md"
    assert list(transcripts.path.rglob(f"*{ID}*")) == []
    assert (tmp_path / "drafts" / "attachments" / ID / "slides.pdf").is_file()
    indexer.refresh(settings)
    assert Archive(settings).view().meeting(ID) is None


@pytest.mark.parametrize(
    "why", ["", "待補", "請寄 someone@mail.example.tw.real.tw", "獨角獸計畫細節，請求撤下"]
)
def test_a_reason_is_needed_and_must_not_repeat_what_is_withdrawn(
    settings: Settings, transcripts: Transcripts, why: str
) -> None:
    file = transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    before = file.read_bytes()
    with pytest.raises(WithdrawRefused):
        withdraw(settings, ID, why, NOW, speech=ids(body())[SECRET])
    assert file.read_bytes() == before
    assert not (transcripts.path / "withdrawn.yaml").exists()


def test_a_record_that_was_never_public_gets_no_tombstone_which_would_tell_of_it(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write(f"{ID}.md", f"{HEAD}edit: {{hold_until: 2999-01-01}}\n---\n{body()}")
    with pytest.raises(WithdrawRefused, match="never public"):
        withdraw(settings, ID, "應當事人請求", NOW)


@pytest.mark.parametrize("what", ["keep", "move", "delete"])
def test_a_record_that_became_public_among_the_drafts_can_be_withdrawn_there(
    transcripts: Transcripts, tmp_path: Path, what: str
) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    settings = load(transcripts, tmp_path / "data", drafts)
    file = drafts / f"{ID}.md"
    file.write_text(f"{HEAD}edit: {{hold_until: 2026-03-20}}\n---\n{body()}", encoding="utf-8")
    assert Archive(settings, in_memory=True).view(NOW).meeting(ID) is not None
    speech = ids(file.read_text(encoding="utf-8"))[SECRET]
    withdraw(settings, ID, "應當事人請求", NOW, speech=speech)
    assert "獨角獸" not in file.read_text(encoding="utf-8")
    withdraw(settings, ID, "應當事人請求", NOW, file=what)  # type: ignore[arg-type]  # one of its words
    assert file.exists() == (what != "delete")
    assert Archive(settings, in_memory=True).view(NOW).meeting(ID) is None
    assert [w.meeting for w in load_withdrawals(transcripts.path)] == [ID, ID]


def test_a_draft_that_is_not_public_needs_no_tombstone(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    transcripts.write("archive.yaml", "public_repository: true\n")
    (drafts / f"{ID}.md").write_text(f"{HEAD}---\n{body()}", encoding="utf-8")
    with pytest.raises(WithdrawRefused, match="never public"):
        withdraw(load(transcripts, tmp_path / "data", drafts), ID, "應當事人請求", NOW)


def test_comments_in_the_list_of_withdrawals_stay(
    settings: Settings, transcripts: Transcripts
) -> None:
    transcripts.write(
        "withdrawn.yaml", "# 我們的註解\n- {meeting: a, date: 2026-01-01, reason: 當事人請求}"
    )
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    withdraw(settings, ID, "應當事人請求：含「引號」與 # 井字號", NOW)
    text = (transcripts.path / "withdrawn.yaml").read_text(encoding="utf-8")
    assert text.startswith("# 我們的註解\n")
    assert [w.meeting for w in load_withdrawals(transcripts.path)] == ["a", ID]
    assert load_withdrawals(transcripts.path)[1].reason == "應當事人請求：含「引號」與 # 井字號"


@given(
    st.lists(PIECES, max_size=14), st.integers(0, 30), st.sampled_from(["\n", "\n\n", "\r\n\r\n"])
)
def test_striking_one_speech_leaves_all_other_words_with_their_speakers(
    pieces: list[str], chosen: int, joint: str
) -> None:
    parts = document.parse(joint.join(pieces) + joint)
    speeches = [n for n, i in enumerate(parts.items) if i.type == "speech" and i.text]
    assume(speeches)
    number = speeches[chosen % len(speeches)]
    mark = redaction.mark_line("本段發言已撤下。理由：*試*")
    try:
        redacted = redaction.redact(parts, {number: mark})
    except redaction.NotSeparable:
        reject()
    after = document.parse(redacted.text)
    kept = [(i.type, i.speaker, i.text) for n, i in enumerate(parts.items) if n != number]
    assert [(i.type, i.speaker, i.text) for n, i in enumerate(after.items) if n != number] == kept
    assert after.items[number].text == "（本段發言已撤下。理由：*試*）"


def test_the_twin_that_only_the_file_itself_names_is_told_too(
    settings: Settings, transcripts: Transcripts
) -> None:
    english = "---\ntitle: Visit\ndate: 2026-03-02\ntier: other\ntranslation_of: " + ID + "\n---\n"
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    transcripts.write("2026-03-02-visit.md", f"{english}# Visit\n\n### A:\nHello.\n")
    assert withdraw(settings, ID, "應當事人請求", NOW).twin == "2026-03-02-visit"


def test_the_other_files_that_hold_a_withdrawn_record_are_named(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    drafts = Transcripts(tmp_path / "drafts")
    drafts.path.mkdir()
    text = HEAD + "---\n" + body("### 王範例：\n謝謝大家今天專程來參加這場參訪，期待我們下次再見。")
    transcripts.write(f"{ID}.md", text)
    transcripts.write("2026-01-20-另一份.md", text)
    drafts.write("2026-01-21-草稿.md", text)
    transcripts.write(
        "2026-01-22-別的.md", "# 會議\n\n### 王範例：\n這一份說的是完全不同的事情，與別人無關。\n"
    )
    done = withdraw(load(transcripts, tmp_path / "data", drafts), ID, "應當事人請求", NOW)
    assert done.same_words == (("2026-01-20-另一份", ""), ("2026-01-21-草稿", ""))


@pytest.mark.parametrize("why", ["應\udcc0\udcb3當事人請求", "\udcae"])
def test_a_reason_that_is_no_text_is_refused_and_the_list_stays_as_it_was(
    settings: Settings, transcripts: Transcripts, why: str
) -> None:
    text = f"{HEAD}---\n{body()}"
    transcripts.write(f"{ID}.md", text)
    for speech in ("", ids(text)[SECRET]):
        with pytest.raises(WithdrawRefused, match="UTF-8"):
            withdraw(settings, ID, why, NOW, speech=speech)
    assert not (transcripts.path / "withdrawn.yaml").exists()


@pytest.mark.parametrize("speech", [None, SECRET])
def test_a_record_that_was_renamed_with_git_alone_may_be_named_as_it_was(
    tmp_path: Path, speech: str | None
) -> None:
    archive = GitArchive.new(tmp_path)
    text = f"{HEAD}---\n{body()}"
    archive.commit({f"{ID}.md": text})
    archive.git("mv", f"{ID}.md", "2026-01-07-新的名字.md")
    archive.commit()
    archive.index()
    wanted = ids(text)[speech] if speech else None
    done = withdraw(archive.settings, ID, "應當事人請求", NOW, speech=wanted)
    assert done.tombstone.meeting == "2026-01-07-新的名字"


def test_a_name_that_two_records_had_withdraws_neither(tmp_path: Path) -> None:
    archive = GitArchive.new(tmp_path)
    text = f"{HEAD}---\n{body()}"
    archive.commit({f"{ID}.md": text})
    archive.git("mv", f"{ID}.md", "2026-01-07-新的名字.md")
    archive.commit()
    archive.commit(
        {f"{ID}.md": f"{HEAD}---\n### 林範例：\n換了一份完全不同的紀錄，談的是別的事情。\n"}
    )
    archive.git("mv", f"{ID}.md", "2026-01-08-另一個名字.md")
    archive.commit()
    archive.index()
    with pytest.raises(WithdrawRefused, match="no such record"):
        withdraw(archive.settings, ID, "應當事人請求", NOW)

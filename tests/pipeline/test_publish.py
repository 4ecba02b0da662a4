"""Publishing: a draft goes to the public folder when it is due, and never earlier."""

import datetime as dt
from pathlib import Path

import pytest

from minutes.records import document, front_matter_edit
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.publishing import publisher
from pipeline.source.parser import parse
from tests.conftest import Transcripts

TAIPEI = dt.timezone(dt.timedelta(hours=8))
ID = "2026-03-02-示範月會"
# Ten working days after Monday 2 March 2026 end on Monday the 16th.
EVE = dt.datetime(2026, 3, 16, 23, 59, tzinfo=TAIPEI)
DUE = dt.datetime(2026, 3, 17, 0, 0, tzinfo=TAIPEI)
BODY = "# 2026-03-02 示範月會\n\n### 王範例：\n大家好，今天談三件事。\n"
HEAD = "---\ntitle: 示範月會\ndate: 2026-03-02\ntier: monthly\nkind: main\n"


@pytest.fixture
def drafts(tmp_path: Path) -> Transcripts:
    folder = tmp_path / "drafts"
    folder.mkdir()
    return Transcripts(folder)


@pytest.fixture
def settings(transcripts: Transcripts, drafts: Transcripts, tmp_path: Path) -> Settings:
    return load(transcripts, tmp_path / "data", drafts)


def test_a_due_draft_moves_to_the_public_folder_with_its_day_and_its_body_byte_for_byte(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    source = drafts.write(f"2026/{ID}.md", f"{HEAD}edit:\n  # 說明\n---\n{BODY}")
    [made] = publisher.publish(settings, DUE)
    assert not source.exists()
    assert made.file == transcripts.path / "2026" / f"{ID}.md"
    text = made.file.read_text(encoding="utf-8")
    assert document.parse(text).body == BODY
    assert text == f"{HEAD}edit:\n  published: 2026-03-17\n  # 說明\n---\n{BODY}"


def test_a_draft_is_refused_one_minute_before_its_day(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    source = drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}")
    assert publisher.publish(settings, EVE) == []
    with pytest.raises(publisher.PublishRefused, match="2026-03-17"):
        publisher.publish(settings, EVE, [ID])
    assert source.exists()
    assert list(transcripts.path.rglob("*.md")) == []


def test_the_survey_tells_what_each_record_waits_for(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}")
    drafts.write("2026-03-02-held.md", f"{HEAD}edit: {{hold_until: 2026-06-01}}\n---\n{BODY}")
    drafts.write("2026-03-02-broken.md", f"{HEAD}edit: [\n---\n{BODY}")
    transcripts.write("2026-03-09-committed.md", HEAD.replace("03-02", "03-09") + f"---\n{BODY}")
    told = {e.id: (e.state, e.due.reason, e.draft) for e in publisher.survey(settings, EVE)}
    assert told.pop("2026-03-02-broken")[0] == "barred"
    assert told == {
        ID: ("waits", "window", True),
        "2026-03-02-held": ("waits", "hold_until", True),
        "2026-03-09-committed": ("waits", "window", False),
    }


def test_a_draft_with_errors_is_not_published(settings: Settings, drafts: Transcripts) -> None:
    bad = BODY + "\n### 王範例：\n我的身分證字號是 A123456789。\n"
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{bad}")
    [entry] = publisher.survey(settings, DUE)
    assert entry.state == "faulty"
    with pytest.raises(publisher.PublishRefused, match="identity-number"):
        publisher.publish(settings, DUE, [ID])


def test_a_draft_without_a_window_goes_out_as_it_is_when_it_is_named(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    text = f"{HEAD}---\n{BODY}".replace("tier: monthly", "tier: other").replace("月會", "參訪")
    name = ID.replace("月會", "參訪")
    drafts.write(f"{name}.md", text)
    (entry,) = publisher.survey(settings, EVE)
    assert (entry.state, entry.due.day) == ("due", None)
    assert publisher.publish(settings, EVE) == []
    publisher.publish(settings, EVE, [name])
    assert (transcripts.path / f"{name}.md").read_text(encoding="utf-8") == text


def test_a_public_record_is_never_overwritten(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    there = transcripts.write(f"{ID.upper()}.md", HEAD + "---\n" + BODY)
    source = drafts.write(f"{ID}.md", HEAD + "---\n" + BODY)
    before = there.read_bytes()
    with pytest.raises(publisher.PublishRefused):
        publisher.publish(settings, DUE, [ID])
    assert there.read_bytes() == before
    assert source.exists()


def test_a_withdrawn_record_is_not_published_again(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    transcripts.write(
        "withdrawn.yaml", f"- {{meeting: {ID}, date: 2026-03-20, reason: 應當事人請求}}\n"
    )
    drafts.write(f"{ID}.md", HEAD + "---\n" + BODY)
    with pytest.raises(publisher.PublishRefused, match="withdrawn"):
        publisher.publish(settings, DUE, [ID])


def test_attachments_go_with_their_record(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    drafts.write(f"{ID}.md", HEAD + "edit:\n---\n" + BODY)
    drafts.write(f"attachments/{ID}/slides.pdf", b"%PDF-1.7")
    [made] = publisher.publish(settings, DUE)
    assert [p.name for p in made.beside] == ["slides.pdf"]
    assert (transcripts.path / "attachments" / ID / "slides.pdf").read_bytes() == b"%PDF-1.7"
    assert not (drafts.path / "attachments" / ID).exists()


def test_a_record_without_a_window_gets_no_edit_block_which_would_give_it_one() -> None:
    data = f"---\ntitle: 參訪\ndate: 2026-03-02\ntier: other\n---\n{BODY}".encode()
    assert publisher.note_published(data, "2026-03-02-參訪.md", dt.date(2026, 3, 2)) == data


@pytest.mark.parametrize(
    "block",
    [
        "edit:\n",
        "edit: {}\n",
        "edit: {closes: 2026-03-18, hold_until: 2026-03-16}  # 說明\n",
        "edit:\n  closes: 2026-03-18  # 可改晚不可改早\n  # hold_until: 2030-01-01\n",
        "edit:\n    closes: 2026-03-18\n    published:   # 由程式填寫\n",
        "",
    ],
)
@pytest.mark.parametrize("after", ["", "licence: CC0-1.0\n", "# 註解\nlicence: CC0-1.0\n"])
def test_the_day_of_publication_is_written_into_any_form_of_the_block(
    block: str, after: str
) -> None:
    data = f"{HEAD}{block}{after}---\n{BODY}".encode()
    noted = publisher.note_published(data, f"{ID}.md", dt.date(2026, 3, 20))
    before, now = parse(data, f"{ID}.md").meeting, parse(noted, f"{ID}.md").meeting
    assert now.front.edit is not None
    assert now.front.edit.published == dt.date(2026, 3, 20)
    assert now.front.edit.closes == (before.front.edit.closes if before.front.edit else None)
    assert now.front.licence == before.front.licence
    assert noted.endswith(b"---\n" + BODY.encode())
    assert now.unreadable == ()
    assert "# 註解" in noted.decode() if "# 註解" in after else True


def test_line_ends_of_windows_are_kept() -> None:
    data = f"{HEAD}edit:\n---\n{BODY}".replace("\n", "\r\n").encode()
    noted = publisher.note_published(data, f"{ID}.md", dt.date(2026, 3, 20))
    assert noted.count(b"\n") == noted.count(b"\r\n")
    edit = parse(noted, f"{ID}.md").meeting.front.edit
    assert edit is not None
    assert edit.published == dt.date(2026, 3, 20)


def test_a_head_on_one_line_cannot_be_edited_and_is_not_guessed_at() -> None:
    with pytest.raises(front_matter_edit.UneditableHead):
        front_matter_edit.replace_fields(
            "---\n{title: a, date: 2026-03-02}\n---\nx\n", {"title": "title: b\n"}
        )


def test_without_a_folder_of_drafts_there_is_nothing_to_move(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    with pytest.raises(publisher.PublishRefused, match="--drafts"):
        publisher.publish(load(transcripts, tmp_path / "data"), DUE)


GUESSED = "# Inferred from the file's name: check each line, then delete this one.\n"


def test_a_draft_that_was_guessed_goes_out_only_when_somebody_names_it(
    settings: Settings, drafts: Transcripts, transcripts: Transcripts
) -> None:
    guessed = f"{HEAD}edit:\n---\n{BODY}".replace("---\n", f"---\n{GUESSED}", 1)
    drafts.write(f"{ID}.md", guessed)
    [entry] = publisher.survey(settings, DUE)
    assert (entry.state, entry.by_name) == ("due", True)
    assert "guessed" in publisher.why(entry).en
    assert publisher.publish(settings, DUE) == []
    assert Archive(settings, in_memory=True).view(DUE).public.meetings == ()
    [made] = publisher.publish(settings, DUE, [ID])
    assert made.file == transcripts.path / f"{ID}.md"


def test_a_guessed_draft_that_was_looked_at_goes_out_by_itself(
    settings: Settings, drafts: Transcripts
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}")
    assert [m.id for m in Archive(settings, in_memory=True).view(DUE).public.meetings] == [ID]
    assert [p.id for p in publisher.publish(settings, DUE)] == [ID]

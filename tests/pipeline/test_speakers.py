"""A speaker gets another name everywhere, or none that anybody could find."""

import datetime as dt
from pathlib import Path
from urllib.parse import quote

import pytest

from minutes import settings as archive_settings
from minutes.publication.correction_notes import is_plain
from minutes.records.document import parse
from minutes.settings import Settings
from pipeline.archive.archive import Archive
from pipeline.index import indexer
from pipeline.publishing import speakers
from pipeline.publishing.relabelling import Renaming
from pipeline.publishing.speakers import SpeakerRefused
from tests.packaged import commit
from webapp import create_app

NOW = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
HEAD = """\
---
title: 公園參訪
date: 2026-01-02
tier: other
attendees:
  - {name: 王範列, agency: 範例部}  # 主席
  - 王範列二
corrections:
  - {date: 2026-02-01, what: 錯字}
---
"""
BODY = """\
# 2026-01-02 公園參訪

### 王範列：
今天談公園裡遊具的遮陽設施，請各機關說明。

### 王範列二:
謝謝王範列，我是另一個人。

### 王範列: ###
好的，那我們繼續討論下一個案子的進度。
"""
PEOPLE = """\
- id: wang
  name: {zh: 王範列}
  labels: [王範列, 王組長]
- id: other
  name: {zh: 李樣本}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    for name in ("records", "drafts"):
        (tmp_path / name).mkdir()
    (tmp_path / "records" / "2026-01-02-甲.md").write_text(HEAD + BODY, encoding="utf-8")
    (tmp_path / "records" / "2026-01-03-乙.md").write_text(
        BODY.replace("01-02", "01-03"), encoding="utf-8"
    )
    (tmp_path / "records" / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "drafts" / "2026-01-04-丙.md").write_text(HEAD + BODY, encoding="utf-8")
    return archive_settings.load(tmp_path / "records", tmp_path / "data", tmp_path / "drafts")


def rename(
    settings: Settings, old: str, new: str, *, anonymise: bool = False
) -> speakers.SpeakerRenaming:
    work = speakers.plan(settings, Renaming(old, new, anonymise), NOW)
    speakers.carry_out(work)
    return work


def text(settings: Settings, name: str) -> str:
    return (settings.transcripts / name).read_text(encoding="utf-8")


def test_labels_attendees_and_the_register_have_the_new_name_and_words_do_not(
    settings: Settings,
) -> None:
    work = rename(settings, "王範列", "王範例")
    made = text(settings, "2026-01-02-甲.md")
    assert "### 王範例：\n" in made
    assert "### 王範例: ###\n" in made
    assert "### 王範列二:\n謝謝王範列，" in made
    assert "  - {name: 王範例, agency: 範例部}  # 主席\n  - 王範列二\n" in made
    assert "- {date: 2026-02-01, what: 錯字}\n" in made
    assert "「王範列」的名稱更正為「王範例」" in made
    assert "name: {zh: 王範例}\n  labels: [王範例, 王組長]" in text(settings, "people.yaml")
    assert [(c.labels, c.attendees) for c in work.changes if c.labels] == [(2, 1), (2, 0), (2, 1)]
    assert [i.id for i in parse(made).items] == [i.id for i in parse(HEAD + BODY).items]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_note_of_another_name_is_plain_and_that_of_an_anonymised_one_is_not(
    settings: Settings, lang: str
) -> None:
    file = settings.transcripts / "2026-01-02-甲.md"
    file.write_text(HEAD.replace("---\n", f"---\nlang: {lang}\n", 1) + BODY, encoding="utf-8")
    rename(settings, "王範列", "王範例")
    rename(settings, "王範例", "Sam Sample", anonymise=True)
    notes = parse(text(settings, "2026-01-02-甲.md")).data["corrections"]
    assert [is_plain(note["what"]) for note in notes] == [True, True, False]


@pytest.mark.parametrize(
    "written", ["更正錯字", "[更正錯字]", "{date: 2026-01-03, what: 更正錯字}"]
)
def test_a_note_of_another_form_stays_beside_that_of_an_anonymised_name(
    settings: Settings, written: str
) -> None:
    file = settings.transcripts / "2026-01-02-甲.md"
    file.write_text(f"---\ncorrections: {written}\n---\n{BODY}", encoding="utf-8")
    rename(settings, "王範列", "與會者甲", anonymise=True)
    known, added = parse(text(settings, "2026-01-02-甲.md")).data["corrections"]
    assert "更正錯字" in str(known)
    assert not is_plain(added["what"])


def test_a_record_without_a_head_stays_without_one(settings: Settings) -> None:
    rename(settings, "王範列", "王範例")
    assert text(settings, "2026-01-03-乙.md").startswith("# 2026-01-03")


def test_the_old_page_leads_to_the_new_one_through_several_names(settings: Settings) -> None:
    rename(settings, "王範列", "王範例")
    rename(settings, "王範例", "Sam Sample")
    indexer.refresh(settings, jobs=1, now=NOW)
    site = create_app(settings).test_client()
    for old in ("王範列", "王範例"):
        answer = site.get(f"/speaker/{quote(old)}")
        assert answer.status_code == 301, old
        assert answer.location.endswith("/speaker/Sam%20Sample"), old
    assert site.get(f"/api/v1/people/{quote('王範列')}").get_json()["name"] == "Sam Sample"
    assert site.get("/speaker/Nobody").status_code == 404


def test_what_is_done_twice_changes_nothing_more(settings: Settings) -> None:
    rename(settings, "王範列", "王範例")
    before = {p: p.read_bytes() for p in settings.transcripts.rglob("*")}
    assert rename(settings, "王範列", "王範例").changes == ()
    assert {p: p.read_bytes() for p in settings.transcripts.rglob("*")} == before


def test_a_plan_writes_nothing(settings: Settings) -> None:
    before = {p: p.read_bytes() for p in settings.transcripts.rglob("*")}
    assert speakers.plan(settings, Renaming("王範列", "王範例"), NOW).changes
    assert {p: p.read_bytes() for p in settings.transcripts.rglob("*")} == before


def test_who_is_not_to_be_named_stands_in_no_file_and_what_is_left_is_told(
    settings: Settings,
) -> None:
    rename(settings, "王範列", "王範例")
    (settings.transcripts / "schedule.yaml").write_text("# 王範例主持\n[]\n", encoding="utf-8")
    work = rename(settings, "王範例", "與會者甲", anonymise=True)
    left = [file.name for file in work.left]
    assert left == ["schedule.yaml"]
    for file in settings.transcripts.parent.rglob("*"):
        if file.is_file() and file.name not in left:
            told = file.read_text(encoding="utf-8").replace("王範列二", "")
            assert "王範例" not in told, file
            assert "王範列" not in told, file
    assert "id: wang" not in text(settings, "people.yaml")
    assert "id: other" in text(settings, "people.yaml")
    assert "匿名" in text(settings, "2026-01-03-乙.md")
    assert "匿名" not in (settings.drafts or Path()).joinpath("2026-01-04-丙.md").read_text("utf-8")


@pytest.mark.parametrize(
    "row",
    [
        "Speaker/舊名字 -> speaker/王範列",
        "speaker/舊名字\tspeaker/%E7%8E%8B%E7%AF%84%E5%88%97",
        "/speaker/x\tSPEAKER/王範列",
        "speaker/\tspeaker/王範列",
        "speaker/主席\tspeaker/王範列",
        "speaker/的\tspeaker/王範列",
    ],
)
def test_an_old_address_in_any_form_is_read_as_the_name_that_it_holds(
    settings: Settings, row: str
) -> None:
    (settings.transcripts / ".redirects").write_text(f"{row}\n", encoding="utf-8")
    file = settings.transcripts / "2026-01-03-乙.md"
    said = "\n### 王範列：\n主席裁示的事項。\n"
    file.write_text(file.read_text(encoding="utf-8") + said, encoding="utf-8")
    rename(settings, "王範列", "與會者甲", anonymise=True)
    made = (BODY + said).replace("王範列", "與會者甲").replace("01-02", "01-03")
    assert text(settings, "2026-01-03-乙.md").endswith(made)
    assert text(settings, ".redirects") == ""


@pytest.mark.parametrize(
    "written",
    [
        "**王**範列",
        "王  範列",
        "王·範列",
        "王\u200b範列",
        "王\n範列",
        "&#29579;範列",
        "[他](/speaker/%E7%8E%8B%E7%AF%84%E5%88%97)",
        "[王](https://example.org)範列",
        "\\u738b範列",
    ],
)
def test_a_name_in_a_form_that_is_not_replaced_is_told(settings: Settings, written: str) -> None:
    file = settings.transcripts / "2026-01-06-戊.md"
    file.write_text(f"# 2026-01-06 戊\n\n### 王範列：\n我是{written}。\n", encoding="utf-8")
    assert rename(settings, "王範列", "與會者甲", anonymise=True).left == (file,)


@pytest.mark.parametrize("written", ["王範列", "王 範列", "&#29579;範列"])
@pytest.mark.parametrize("name_now", ["2026-01-05-丁.md", "2026-01-05-丁的紀錄.md"])
def test_a_record_that_held_the_name_in_an_earlier_version_alone_shows_none_of_these(
    settings: Settings, written: str, name_now: str
) -> None:
    plain = "# 2026-01-05 丁\n\n### 王範例：\n今天談公園裡遊具的遮陽設施。\n"
    file = settings.transcripts / "2026-01-05-丁.md"
    for told in (plain.replace("王範例", written), plain):
        file.write_text(told, encoding="utf-8")
        commit(settings.transcripts)
    file.rename(settings.transcripts / name_now)
    (settings.transcripts / "another.txt").touch()  # there is something to commit
    commit(settings.transcripts)
    for _ in range(2):  # the second run finds it done, committed or not
        rename(settings, "王範列", "與會者甲", anonymise=True)
        assert text(settings, name_now).count("匿名") == 1
        assert text(settings, name_now).endswith(plain)
    commit(settings.transcripts)
    assert rename(settings, "王範列", "與會者甲", anonymise=True).changes == ()


def test_a_name_that_somebody_took_out_by_hand_afterwards_is_in_no_version_when_it_is_run_again(
    settings: Settings,
) -> None:
    record = "2026-01-06-戊.md"
    file = settings.transcripts / record
    file.write_text("# 2026-01-06 戊\n\n### 王範列：\n我是王·範列。\n", encoding="utf-8")
    commit(settings.transcripts)
    rename(settings, "王範列", "與會者甲", anonymise=True)
    commit(settings.transcripts)
    file.write_text(text(settings, record).replace("王·範列", "與會者甲"), encoding="utf-8")
    commit(settings.transcripts)
    assert rename(settings, "王範列", "與會者甲", anonymise=True).changes == ()
    indexer.refresh(settings, jobs=1, now=NOW)
    view = Archive(settings).view(NOW)
    told = view.revisions(view.public.by_id[file.stem]).shown
    assert len(told) == 1


def test_a_head_that_was_added_changes_nothing_of_when_it_is_public(settings: Settings) -> None:
    rename(settings, "王範列", "與會者甲", anonymise=True)
    indexer.refresh(settings, jobs=1, now=NOW)
    assert create_app(settings).test_client().get(f"/{quote('2026-01-03-乙')}").status_code == 200


def test_references_follow_speeches_whose_words_changed(settings: Settings) -> None:
    old = next(i.id for i in parse(HEAD + BODY).items if i.text.startswith("謝謝"))
    (settings.transcripts / "issues").mkdir()
    issue = settings.transcripts / "issues" / "shade.md"
    issue.write_text(f"---\nhighlights: [2026-01-02-甲#s{old}]\n---\n", encoding="utf-8")
    rename(settings, "王範列", "與會者甲", anonymise=True)
    ids = [i.id for i in parse(text(settings, "2026-01-02-甲.md")).items]
    assert any(f"#s{ident}]" in issue.read_text(encoding="utf-8") for ident in ids)


@pytest.mark.parametrize(
    ("old", "new", "anonymise"),
    [
        ("王範列", "王範列", False),
        ("王範列", "a: b", False),
        ("王範列", "甲\n乙", False),
        ("王範列", "x" * 99, False),
        ("", "甲", False),
        ("王", "甲", True),
        ("Amy", "甲", True),
        ("王範列", "王範列先生", True),
    ],
)
def test_names_that_could_not_stand_in_a_label_or_would_tear_words_are_refused(
    settings: Settings, old: str, new: str, anonymise: bool
) -> None:
    with pytest.raises(SpeakerRefused):
        speakers.plan(settings, Renaming(old, new, anonymise), NOW)


def test_the_single_names_of_a_label_of_two_are_told_where_they_stand(settings: Settings) -> None:
    record = "# 2026-01-05 丁\n\n### 龘靐明、李樣本：\n我們住在一起。\n\n### 陳示範：\n謝謝龘靐明的說明。\n"
    file = settings.transcripts / "2026-01-05-丁.md"
    file.write_text(record, encoding="utf-8")
    work = rename(settings, "龘靐明、李樣本", "兩位民眾", anonymise=True)
    assert "### 兩位民眾：" in text(settings, file.name)
    assert file.name in [each.name for each in work.left]
    file.write_text(text(settings, file.name).replace("謝謝龘靐明", "謝謝"), encoding="utf-8")
    work = rename(settings, "龘靐明、李樣本", "兩位民眾", anonymise=True)
    assert file.name not in [each.name for each in work.left]

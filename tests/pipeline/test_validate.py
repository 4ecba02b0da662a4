"""The check of a whole archive: its own files, and what one file says of another."""

import datetime as dt
from pathlib import Path

import pytest

from minutes.addresses.redirects import slug
from minutes.findings.rules import RULES
from minutes.records.document import parse
from pipeline.checks.validation import validate_alone, validate_archive
from tests.conftest import Transcripts
from tests.pipeline.findings import BASIC, HEADING, NOW, archive, front

TALK = HEADING + "### 王範例：\n大家好，今天討論遊具的遮陽。\n"
A, B = "2025-04-10-甲.md", "2025-04-10-乙.md"


def test_the_sample_archive_has_no_errors(sample: Path) -> None:
    problems = validate_archive(sample, now=NOW)
    assert [p for p in problems if p.severity == "error"] == []


def test_two_files_with_one_stem_are_reported_at_the_later_path(transcripts: Transcripts) -> None:
    transcripts.write(A, TALK)
    transcripts.write(f"2025/{A}", TALK)
    assert archive(transcripts.path) == [(f"2025/{A}", "duplicate-id")]


def test_readmes_issues_and_hidden_folders_are_no_meetings(transcripts: Transcripts) -> None:
    for name in ("README.md", "AGENTS.md", ".git/x.md", "_drafts/x.md", ".hidden.md"):
        transcripts.write(name, "### nobody\n")
    assert archive(transcripts.path) == []


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("archive.yaml", "nmae: 甲", "unknown-field"),
        ("archive.yaml", "timezone: Asia/Taipeh", "bad-value"),
        ("archive.yaml", "a: [", "unreadable-yaml"),
        ("agencies.yaml", "- {id: x, name: 甲, parent: nobody}", "unknown-agency"),
        ("people.yaml", "- {id: x, name: 甲, agency: nobody}", "unknown-agency"),
        (
            "schedule.yaml",
            "- {date: 2030-01-08, tier: monthly, title: 甲, host: nobody}",
            "unknown-agency",
        ),
        (
            "schedule.yaml",
            "- {date: 2030-01-08, tier: monthly, title: 甲, time: '25:00'}",
            "bad-value",
        ),
        (
            "schedule.yaml",
            "- {date: 2030-01-08, tier: monthly, title: 甲, join: 'https:/x'}",
            "broken-link",
        ),
        ("schedule.yaml", "- {period: 2025-01, tier: monthly}", "missing-field"),
        ("schedule.yaml", "- {period: 2025-01, tier: seasonal, not_held: 颱風}", "bad-value"),
        (
            "schedule.yaml",
            "- {date: 2025-04-10, tier: other, title: 甲, not_held: 颱風}",
            "not-held-but-recorded",
        ),
        ("workdays.yaml", "days: [{date: 2025-13-01, working: true}]", "unreadable-yaml"),
        ("withdrawn.yaml", "- {meeting: x, date: 2025-05-05}", "missing-field"),
        (
            "withdrawn.yaml",
            "- {meeting: x, date: 2025-05-05, reason: '-'}",
            "withdrawn-without-reason",
        ),
        (".alternates", f"{A}\t{B}\textra", "bad-row"),
        (".alternates", f"{A}\t{A}", "row-of-itself"),
        (".alternates", f"{A}\t2025-nothing.md", "unknown-meeting"),
        (".alternates", f"{A}\t{B}\n{B}\t{A}", "second-twin"),
        (".redirects", "old", "bad-row"),
        (".redirects", "old\told", "row-of-itself"),
        (".redirects", "old\tnothing", "redirect-to-nothing"),
        (".redirects", "2025-04-10-甲\t2025-04-10-乙", "redirect-of-a-record"),
        (".redirects", "old\t2025-04-10-甲\nold\t2025-04-10-乙", "redirect-twice"),
        ("issues/Shade.md", "---\ntitle: 遮陽\n---\n", "issue-name-form"),
        ("issues/shade.md", "遮陽\n", "issue-without-front-matter"),
        ("issues/shade.md", "---\ntitle: 甲: 乙\n---\n", "unreadable-front-matter"),
        ("issues/shade.md", "---\ncase: 901\n---\n", "missing-field"),
        ("issues/shade.md", "---\ntitle: 遮陽\nstatsu: []\n---\n", "unknown-field"),
        ("issues/shade.md", "---\ntitle: 遮陽\nhost_agency: nobody\n---\n", "unknown-agency"),
        (
            "issues/shade.md",
            "---\ntitle: 遮陽\nhighlights: [2025-04-10-甲#sabcdefghijkl]\n---\n",
            "unknown-speech",
        ),
        ("issues/shade.md", "---\ntitle: 遮陽\nurls: 'https:/x'\n---\n", "broken-link"),
        (
            "issues/shade.md",
            "---\ntitle: 遮陽\nstatus: [{status: released}]\n---\n",
            "released-without-reply",
        ),
        (
            "issues/shade.md",
            "---\ntitle: 遮陽\nstatus: [{status: met, date: 2025-02-02},"
            " {status: proposed, date: 2025-01-01}]\n---\n",
            "status-out-of-order",
        ),
        (A, front(BASIC + "translation_of: 2025-04-10-丙"), "unknown-translation"),
        (A, front(BASIC + "translation_of: 2025-04-10-甲"), "unknown-translation"),
        (A, front(BASIC + "issue: nothing"), "unknown-issue"),
        (A, front(BASIC + "issue: issues/nothing.md"), "issue-as-path"),
        (A, front(BASIC + "issue: nothing.md"), "issue-as-path"),
        (A, front(BASIC + "attachments: [{file: gone.pdf}]"), "attachment-missing"),
        (A, front(BASIC + "attachments: [{file: ../../secret.pdf}]"), "attachment-path"),
        (A, front(BASIC + "attachments: [{file: 'C:\\secret.pdf'}]"), "attachment-path"),
    ],
)
def test_what_is_wrong_beside_or_between_the_records_is_reported(
    transcripts: Transcripts, name: str, text: str, code: str
) -> None:
    transcripts.write(A, TALK)
    transcripts.write(B, TALK)
    transcripts.write(name, text)
    assert (name, code) in archive(transcripts.path)


def test_tables_and_issues_in_order_are_not_reported(transcripts: Transcripts) -> None:
    transcripts.write(A, TALK)
    transcripts.write(B, TALK)
    ident = next(item.id for item in parse(TALK).items if item.type == "speech")
    transcripts.write(".alternates", f"# twins\n\n{A}\t{B}\n")
    transcripts.write(".redirects", f"old-name\t{A.removesuffix('.md')}\nolder\told-name\n")
    transcripts.write(
        "issues/shade.md",
        "---\ntitle: {zh: 遮陽}\ncase: 901\nhost_agency: mof\n"
        "status: [{status: met, date: 2025-04-10}, {status: released, date: 2025-05-01}]\n"
        "response: {url: 'https://example.org/reply'}\n"
        f"highlights: ['2025-04-10-甲#s{ident}']\n---\n摘要\n",
    )
    reported = front(BASIC + "reports: {case: 901, status: released}\nissue: shade")
    transcripts.write("2025-04-10-丙.md", reported)
    assert archive(transcripts.path) == []


def test_an_old_address_cut_by_the_older_archive_still_counts_as_its_record(
    transcripts: Transcripts,
) -> None:
    name = "2025-04-10-" + "Long-Words-" * 6
    transcripts.write(f"{name}.md", TALK)
    transcripts.write(".redirects", f"old\t{slug(name)}\n")
    assert archive(transcripts.path) == []


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"%PDF-1.7\n", None),
        ("a.png", b"\x89PNG\r\n\x1a\n...", None),
        (
            "a.odt",
            b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
            None,
        ),
        ("a.pdf", b"<html>", "attachment-type"),
        ("a.exe", b"MZ", "attachment-type"),
        ("a.odt", b"PK\x03\x04 a program", "attachment-type"),
        ("a.webp", b"RIFF....WAVE", "attachment-type"),
    ],
)
def test_an_attachment_is_what_its_name_says(
    transcripts: Transcripts, name: str, data: bytes, code: str | None
) -> None:
    transcripts.write(A, front(BASIC + f"attachments: [{{file: {name}}}]"))
    transcripts.write(f"attachments/2025-04-10-甲/{name}", data)
    assert archive(transcripts.path) == ([(A, code)] if code else [])


def test_a_link_out_of_the_attachments_folder_is_not_followed(transcripts: Transcripts) -> None:
    secret = transcripts.write("secret.pdf", b"%PDF-1.7")
    transcripts.write(A, front(BASIC + "attachments: [{file: a.pdf}]"))
    home = transcripts.path / "attachments" / "2025-04-10-甲"
    home.mkdir(parents=True)
    (home / "a.pdf").symlink_to(secret)
    assert archive(transcripts.path) == [(A, "attachment-path")]


def test_a_preparing_record_waits_for_its_collaborative_meeting(transcripts: Transcripts) -> None:
    transcripts.write("archive.yaml", "public_repository: true\n")
    fields = "title: 第901案協作會議\ntier: collaborative\ncase: 901\nhost_agency: mof\n"
    early = front(fields + "kind: pre_meeting\ndate: 2025-04-10")
    main = front(
        fields + "kind: main\ndate: 2025-06-10", heading="# 2025-06-10 第901案協作會議\n\n"
    )
    transcripts.write(A, early)
    now = dt.datetime(2025, 5, 20, tzinfo=dt.UTC)
    assert "draft-in-public-folder" not in {
        p.code for p in validate_archive(transcripts.path, now=now)
    }
    transcripts.write("2025-06-10-第901案協作會議.md", main)
    drafts = [
        p.path
        for p in validate_archive(transcripts.path, now=now)
        if p.code == "draft-in-public-folder"
    ]
    assert drafts == [A, "2025-06-10-第901案協作會議.md"]


@pytest.mark.slow
def test_two_processes_find_what_one_finds(transcripts: Transcripts) -> None:
    for number in range(80):
        transcripts.write(f"2025-04-10-會議{number}.md", TALK + "### 空保處\n" * (number % 3))
    one = validate_archive(transcripts.path, now=NOW)
    done: list[int] = []
    assert validate_archive(transcripts.path, jobs=2, now=NOW, done=done.append) == one
    assert sum(done) == 80
    assert {p.code for p in one} == {"label-without-colon"}


def test_only_the_asked_for_files_are_reported(transcripts: Transcripts) -> None:
    transcripts.write(A, TALK + "### 空保處\n")
    transcripts.write(B, TALK + "### 空保處\n")
    transcripts.write("archive.yaml", "nmae: 甲")
    assert archive(transcripts.path, A) == [(A, "label-without-colon")]
    assert archive(transcripts.path, "archive.yaml") == [("archive.yaml", "unknown-field")]


def test_a_file_by_itself_is_checked_without_its_surroundings(tmp_path: Path) -> None:
    file = tmp_path / A
    file.write_text(front(BASIC + "issue: nothing\ntranslation_of: nothing"), encoding="utf-8")
    found = validate_alone(file, "some/name.md", NOW)
    assert [p.code for p in found] == ["issue-not-looked-up"]
    assert [p.code for p in validate_alone(tmp_path / "gone.md", "gone.md", NOW)] == [
        "unreadable-file"
    ]


def test_on_real_records_errors_are_few_and_true(corpus: Path) -> None:
    problems = [p for p in validate_archive(corpus, jobs=2, now=NOW) if p.severity == "error"]
    assert {p.code for p in problems} == {"date-mismatch", "control-character"}
    mismatch = [p.path for p in problems if p.code == "date-mismatch"]
    assert mismatch == ["2015-11-07-課發會第十二次會議紀錄.md"]


def test_every_code_that_the_checks_use_has_its_words() -> None:
    root = Path(__file__).resolve().parents[2]
    used: set[str] = set()
    for file in [*(root / "pipeline").rglob("*.py"), *(root / "minutes").rglob("*.py")]:
        text = file.read_text(encoding="utf-8")
        used |= {code for code in RULES if f'"{code}"' in text}
    assert set(RULES) - used == set()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("2025-04-10-測試會議", False),
        ("https://example.org/2025-04-10-測試會議", False),
        ("2025-04-10-舊的名字", False),
        ("2025-04-10-測試會義", True),
        ("2025-04-11-刪掉的會議", False),
    ],
)
def test_a_tombstone_whose_name_is_a_slip_of_a_record_is_reported(
    transcripts: Transcripts, name: str, told: bool
) -> None:
    transcripts.write("2025-04-10-測試會議.md", front(BASIC))
    transcripts.write(".redirects", "2025-04-10-舊的名字\t2025-04-10-測試會議\n")
    row = f'- {{meeting: "{name}", date: 2025-05-05, reason: 應當事人請求}}\n'
    transcripts.write("withdrawn.yaml", row)
    assert (("withdrawn.yaml", "unknown-meeting") in archive(transcripts.path)) is told

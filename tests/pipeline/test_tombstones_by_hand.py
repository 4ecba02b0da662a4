"""Rows of `withdrawn.yaml` that people write by hand: every address that the site gives out is
understood, look-alike names stay withdrawn, and a row that hides nothing is told."""

import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from minutes.addresses.likeness import likeness
from minutes.addresses.references import AddressTarget, read_address
from minutes.addresses.short_ids import code
from minutes.records import document
from minutes.settings import Settings, load
from pipeline.archive.archive import Archive
from pipeline.checks.validation import validate_archive
from pipeline.history import tombstones
from pipeline.index import indexer
from tests.conftest import Transcripts
from tests.pipeline.withdrawn_visit import HEAD, ID, NOW, SECRET, body
from webapp.commands.main import main

SHORT = code(ID)[:8]
SPEECH = next(i.id for i in document.parse(f"{HEAD}---\n{body()}").items if i.text == SECRET)
ZERO = "\u200b"
HOST = "https://example.org"
RECORD_FORMS = (
    ID,
    f"{ID}.md",
    f"/{ID}",
    f"/en/{ID}",
    f"{HOST}/records/{quote(ID)}",
    quote(ID),
    f"/{quote(ID)}.md",
    f"/{ID}.bib",
    f"{HOST}/{quote(ID)}.csl.json?x=1#s{SPEECH}",
    f"/m/{SHORT}",
    f"m/{SHORT}",
    f"{HOST}/en/m/{SHORT.upper()}/link",
    f"/embed/m/{SHORT}",
    f"/m/{SHORT}/qr.svg",
    f"/s/{SHORT}.{SPEECH}",
    f"/speech/{SPEECH}?in={quote(ID)}",
    f"/api/v1/meetings/{quote(ID)}/speeches",
    f"/attachments/{ID}/a.pdf",
    f"/en/{quote(ID)}/history/feed.atom",
    f"/{ID}/history/0123456789ab..ba9876543210",
    f"/{ID}/beside",
    f"{HOST}/{quote(ID)}/timemap",
    f"/{ID}.chicago.txt",
    f"/m/{SHORT}@0123456789ab",
    f"/oembed?url={quote(f'{HOST}/m/{SHORT}', safe='')}",
    f"{ZERO}{ID[:6]}{ZERO}{ID[6:]}",
    f"<{HOST}/{ID}>",
)
SPEECH_FORMS = (
    SPEECH,
    f"s{SPEECH}",
    SPEECH.upper(),
    f"S{SPEECH.upper()}",
    f"{SPEECH}.md",
    f"#s{SPEECH}",
    f"#s{SPEECH}:~:text=獨角獸",
    f"{ID}#s{SPEECH}",
    f"/speech/{SPEECH}",
    f"/en/speech/{SPEECH}.md",
    f"/speech/{SPEECH}?in={quote(ID)}",
    f"{SPEECH}?in={ID}",
    f"{HOST}/{quote(ID)}#s{SPEECH}:~:text=%E7%8D%A8",
    f"/s/{SHORT}.{SPEECH}",
    f"{HOST}/s/{SHORT}.{SPEECH}/link",
    f"/embed/s/{SHORT}.{SPEECH}",
    f"/api/v1/speeches/{SPEECH}",
    f"{ZERO}{SPEECH}{ZERO}",
)


@pytest.fixture
def settings(transcripts: Transcripts, tmp_path: Path) -> Settings:
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{body()}")
    found = load(transcripts, tmp_path / "data")
    indexer.refresh(found, jobs=1)
    return found


def withdraw_by_hand(settings: Settings, meeting: str, speech: str = "") -> None:
    more = f', speech: "{speech}"' if speech else ""
    (settings.transcripts / "withdrawn.yaml").write_text(
        f'- {{meeting: "{meeting}", date: 2026-04-01, reason: 應當事人請求{more}}}\n',
        encoding="utf-8",
    )


def is_shown(settings: Settings) -> bool:
    view = Archive(settings).view(NOW)
    return view.search(view.parse_query("獨角獸計畫")).meetings > 0


@pytest.mark.parametrize("form", RECORD_FORMS)
def test_a_record_is_withdrawn_by_any_address_of_it(settings: Settings, form: str) -> None:
    withdraw_by_hand(settings, form)
    assert Archive(settings).view(NOW).meeting(ID) is None
    assert codes(settings) == []


@pytest.mark.parametrize("form", SPEECH_FORMS)
def test_a_speech_is_withdrawn_by_any_address_of_it(settings: Settings, form: str) -> None:
    withdraw_by_hand(settings, ID, form)
    assert not is_shown(settings)
    assert Archive(settings).view(NOW).meeting(ID) is not None
    assert codes(settings) == []


def codes(settings: Settings) -> list[str]:
    found = validate_archive(settings.transcripts, now=NOW)
    return [p.code for p in found if p.severity == "error"]


@pytest.mark.parametrize(
    ("meeting", "speech"),
    [
        ("/m/zzzzzzzz", ""),
        ("2026-03-03-沒有這一場", ""),
        (SPEECH, ""),
        (ID, "aaaaaaaaaaaa"),
        ("2026-03-03-沒有這一場", SPEECH),
    ],
)
def test_a_row_that_hides_nothing_is_an_error_everywhere(
    settings: Settings, meeting: str, speech: str
) -> None:
    withdraw_by_hand(settings, meeting, speech)
    assert "withdraws-nothing" in codes(settings)
    folders = ["--transcripts", str(settings.transcripts), "--data", str(settings.data)]
    done = CliRunner().invoke(main, ["doctor", *folders])
    assert done.exit_code == 1
    assert "withdrawn.yaml" in done.output
    text = (settings.transcripts / "withdrawn.yaml").read_text(encoding="utf-8")
    if not speech:
        removed = text.replace("date:", "file: removed, date:")
        (settings.transcripts / "withdrawn.yaml").write_text(removed, encoding="utf-8")
        assert "withdraws-nothing" not in codes(settings)


LOOKS = (
    ID.replace("-", "\u2010"),
    ID.replace("-", "\u2013"),
    ID.replace("2026", "２０２６"),
    f"{ID[:5]}{ZERO}{ID[5:]}",
    f"{ID}\u200d",
    f"{ID} (1)",
    f"{ID}（2）",
    f"{ID} - Copy",
    f"{ID} copy 2",
    f"{ID} - 複製",
    f"{ID}的副本",
    f"Copy of {ID}",
    ID.replace("-示", "_示"),
    ID.replace("-示", " 示"),
    f"{ID}~",
)


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("speech", ["", SPEECH])
def test_a_file_that_looks_like_a_withdrawn_one_is_held_back_and_told(
    settings: Settings, name: str, speech: str
) -> None:
    withdraw_by_hand(settings, ID, speech)
    (settings.transcripts / f"{ID}.md").rename(settings.transcripts / f"{name}.md")
    report = indexer.refresh(settings, jobs=1, may_remove=True)
    assert not is_shown(settings)
    if not speech:
        assert [p.code for p in report.problems if p.path == f"{name}.md"] == [
            "lookalike-of-withdrawn"
        ]
        assert "lookalike-of-withdrawn" in codes(settings)


def test_no_row_of_old_addresses_frees_a_file_that_looks_like_a_withdrawn_one(
    settings: Settings,
) -> None:
    folder = settings.transcripts
    withdraw_by_hand(settings, ID, "")
    (folder / f"{ID}.md").rename(folder / f"{ID} (1).md")
    (folder / "2026-01-09-別的會議.md").write_text(
        "# 2026-01-09 別的會議\n\n### 王範例：\n別的話。\n"
    )
    (folder / ".redirects").write_text(f"{ID}\t2026-01-09-別的會議\n")
    indexer.refresh(settings, jobs=1, may_remove=True)
    assert not is_shown(settings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-1-11-會議", "2026-11-1-會議"),
        ("2026-01-05-第1次", "2026-01-05-第2次"),
        ("2026-01-05-甲", "2026-01-05-乙"),
        ("2026-01-05-C++", "2026-01-05-C#"),
        ("2026-01-05-會議2", "2026-01-05-會議"),
    ],
)
def test_names_that_can_be_told_apart_are_not_alike(one: str, other: str) -> None:
    assert likeness(one) != likeness(other)


@given(st.text(max_size=40))
@example("(1)")
def test_how_an_accent_is_encoded_makes_no_other_name(name: str) -> None:
    assert likeness(unicodedata.normalize("NFD", name)) == likeness(name)


@given(st.text(max_size=60))
def test_any_text_can_be_read_as_an_address(text: str) -> None:
    assert isinstance(read_address(text), AddressTarget)


def test_two_rows_that_are_read_keep_their_order(settings: Settings) -> None:
    withdraw_by_hand(settings, f"/m/{SHORT}")
    assert [w.meeting for w in tombstones.side_files_of(settings).withdrawals] == [ID]

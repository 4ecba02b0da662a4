"""What is offered for a slip of the pen: words of the archive, and only those that the search finds."""

import datetime as dt
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes import settings
from minutes.publication.gate import WITHDRAWALS_FILE, conceal
from minutes.text.folding import fold
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.index import indexer
from pipeline.search.words import spelling
from pipeline.source import parser
from tests.conftest import Transcripts

SPOKEN = (
    "開放政府要從資料開始，協作會議由參與官主持。",
    "The government runs a sandbox; participation is open.",
    "參與官在協作會議裡記錄，開放政府聯絡人也在場。",
    "下一次協作會議談報稅軟體，參與官要先讀開放資料。",
    "廣場上人海人聲。",
)
TYPED = [
    ("Sandbax", "sandbox"),
    ("goverment", "government"),
    ("particpatoin", "participation"),
    ("ogvernment", "government"),
    ("開放政復", "開放政府"),
    ("協做會議", "協作會議"),
    ("參與關", "參與官"),
    ("協作議", "協作會議"),
    ("協作作會議", "協作會議"),
    ("協會作議", "協作會議"),
    ("報睡軟體", "報稅軟體"),
    ("開放资枓", "開放資料"),
    ("人湖人", "人海人"),
    ("goverment 協做會議", "government 協作會議"),
    ('"開放政復"', '"開放政府"'),
    ("in:speech 報睡軟體", "in:speech 報稅軟體"),
]


def written(transcripts: Transcripts) -> None:
    for number in range(3):
        body = "".join(f"### 發言者{n}：\n{words}\n\n" for n, words in enumerate(SPOKEN))
        transcripts.write(f"2025-01-0{number + 1}-a.md", f"# 2025-01-0{number + 1} 座談\n\n{body}")


def suggested(view: View, typed: str) -> list[str]:
    query = view.parse_query(typed)
    return spelling.suggest(
        query, view.snapshot.searchers, view.public.by_id.keys(), view.parse_query, work=10_000
    )


@pytest.fixture(params=["indexed", "in memory"])
def view(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    once: Callable[[str, Callable[[Path], None]], Path],
) -> View:
    def make(folder: Path) -> None:
        (folder / "transcripts").mkdir()
        written(Transcripts(folder / "transcripts"))
        indexer.refresh(settings.load(folder / "transcripts", folder / "data"), jobs=1)

    folder = once("spelling", make)
    chosen = settings.load(folder / "transcripts", folder / "data")
    return Archive(chosen, in_memory=request.param == "in memory").view()


@pytest.mark.parametrize(("typed", "meant"), TYPED)
def test_one_slip_or_two_in_a_long_word_are_understood(view: View, typed: str, meant: str) -> None:
    assert view.search(view.parse_query(typed)).meetings == 0
    assert suggested(view, typed)[:1] == [meant]


@pytest.mark.parametrize(
    "typed", ["開放政府", "sandbox", "2025", "sand*", "-開放政復", "zzzzzzzz", "貓", "", "貓狗魚鳥"]
)
def test_what_is_known_or_like_nothing_is_left_alone(view: View, typed: str) -> None:
    assert suggested(view, typed) == []


def test_only_what_is_found_among_the_records_shown_is_offered(view: View) -> None:
    query = view.parse_query("開放政復")
    assert spelling.suggest(query, view.snapshot.searchers, set(), view.parse_query) == []


@cache
def small_archive() -> View:
    """One small archive in memory for all examples."""
    folder = Path(tempfile.mkdtemp())
    written(Transcripts(folder))
    return Archive(settings.load(folder, folder / "data"), in_memory=True).view()


words = st.text(st.sampled_from('開放政府協作會議參與官sandboxgvermet *"-()'), max_size=9)


@given(typed=st.lists(words, max_size=4))
def test_every_suggestion_finds_something(typed: list[str]) -> None:
    view = small_archive()
    for other in suggested(view, " ".join(typed)):
        assert view.search(view.parse_query(other)).meetings


def test_what_was_withdrawn_or_is_held_is_never_offered(transcripts: Transcripts) -> None:
    written(transcripts)
    private = "### 甲：\n我們說好了麒麟計畫與 chimera 的事。\n\n"
    transcripts.write("2025-02-01-whole.md", f"# 2025-02-01 座談\n\n{private}")
    transcripts.write("2025-02-02-part.md", f"# 2025-02-02 座談\n\n{private}### 乙：\n好。\n")
    held = (
        "---\ntitle: 月會\ndate: 2025-02-03\ntier: monthly\nedit: {hold_until: 2999-01-01}\n---\n"
    )
    transcripts.write("2025-02-03-held.md", f"{held}# 月會\n\n{private}")
    chosen = settings.load(transcripts.path, transcripts.path.parent / "data")
    indexer.refresh(chosen, jobs=1)
    now = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
    before = Archive(chosen).view(now)
    assert suggested(before, "麒鱗計畫") == ["麒麟計畫"]
    part = parser.parse(
        (transcripts.path / "2025-02-02-part.md").read_bytes(), "2025-02-02-part.md"
    )
    [ident] = [i.id for i in part.document.items if "麒麟" in i.text]
    transcripts.write(
        WITHDRAWALS_FILE,
        "- {meeting: 2025-02-01-whole, date: 2025-02-20, reason: 例}\n"
        f"- {{meeting: 2025-02-02-part, date: 2025-02-20, reason: 例, speech: {conceal(ident)}}}\n",
    )
    for archive in (Archive(chosen), Archive(chosen, in_memory=True)):
        after = archive.view(now)
        assert suggested(after, "麒鱗計畫") == [], archive
        assert suggested(after, "chimerra") == [], archive


def test_a_folded_character_is_offered_as_it_is_written(view: View) -> None:
    assert fold("資料") != "資料"
    assert suggested(view, "開放資枓") == ["開放資料"]

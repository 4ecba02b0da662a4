"""A site on a machine that has no files of texts, because the engine keeps them: it answers as every other, hides
what is withdrawn at once, believes nothing that is not what was indexed, and is no place to index on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from minutes import settings as archive_settings
from minutes.errors import IndexDamaged
from minutes.publication.gate import WITHDRAWALS_FILE, conceal
from minutes.settings import SETTINGS_FILE, Settings
from pipeline.archive.archive import Archive
from pipeline.engines import fetched_texts
from pipeline.engines.fetched_texts import FetchedTexts, KeptTexts
from pipeline.index import generation, indexer
from pipeline.updates.records_in_use import RecordsInUse
from tests.conftest import Transcripts
from tests.pipeline.engines.invented import SORTS, archives, pages, queries, shape, withdraw, write
from tests.pipeline.engines.keeping import KeptBeside, keeping, without_texts
from tests.pipeline.small_archive import current, found, record, refresh
from webapp.commands.main import main

__all__ = ["keeping"]  # the fixture

MANY = 130  # records: more than one request brings, and than a page shows


@pytest.fixture
def archive(transcripts: Transcripts, tmp_path: Path, keeping: type[KeptBeside]) -> Settings:
    """An archive whose engine keeps texts, indexed, without the files of texts."""
    transcripts.write(SETTINGS_FILE, "engine: memory\n")
    for number in range(MANY):
        day = dt.date(2018, 1, 1) + dt.timedelta(number)
        transcripts.write(
            f"{day}-紀錄.md", record(f"遮陽棚子第{number}個\n\n### 李小美：\n鞦韆與樹木")
        )
    told = archive_settings.load(transcripts, tmp_path / "data")
    refresh(told)
    (current(told).folder / generation.TEXT).rename(tmp_path / "away")
    return told


@tried(
    max_examples=12,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    step=archives,
    typed=st.lists(queries, min_size=4, max_size=10),
    every=st.sampled_from([0, 2, 3]),
)
def test_a_site_without_texts_answers_as_one_that_has_them(
    keeping: type[KeptBeside],
    tmp_path_factory: pytest.TempPathFactory,
    step: list[tuple[dt.date, str, str, list[str]]],
    typed: list[str],
    every: int,
) -> None:
    home = tmp_path_factory.mktemp("archive")
    (home / "transcripts").mkdir()
    (home / "transcripts" / SETTINGS_FILE).write_text("engine: memory\n")
    write(home / "transcripts", step)
    told = archive_settings.load(home / "transcripts", home / "data")
    indexer.refresh(told, jobs=1)
    if every:  # the index, and the engine, still know the words
        withdraw(home / "transcripts", every)
    here = Archive(told).view()
    made = generation.current(told.data)
    assert made is not None
    with without_texts(made, home / "away"):
        there = Archive(told).view()
        for text in typed:
            for sort in SORTS:
                asked = [view.search(view.parse_query(text), sort=sort) for view in (here, there)]
                assert shape(asked[1]) == shape(asked[0]), (text, sort)
                assert pages(there, text, 2, sort) == pages(here, text, 2, sort), (text, sort)
        for meeting in here.public.meetings:
            assert there.source(meeting) == here.source(meeting)
            assert there.document(meeting) == here.document(meeting)


@pytest.mark.parametrize(
    ("typed", "texts", "requests"),
    [
        ("遮陽棚子", 16, 1),  # a page
        ("遮陽棚子 鞦韆", 66, 4),  # those that may be the best, and a page
        ("講者:王小明 遮陽棚子", 66, 4),
        ("in:speech 遮陽棚子", MANY, 5),  # only the texts tell what one speech holds
    ],
)
def test_texts_are_fetched_together_and_no_more_than_are_looked_into(
    archive: Settings, typed: str, texts: int, requests: int
) -> None:
    view = Archive(archive).view()
    KeptBeside.asked.clear()
    fetched_texts.KEPT._texts.clear()
    assert view.search(view.parse_query(typed)).meetings == MANY
    assert sum(map(len, KeptBeside.asked)) <= texts
    assert len(KeptBeside.asked) <= requests
    assert max(map(len, KeptBeside.asked)) <= 100
    KeptBeside.asked.clear()
    view.search(view.parse_query(typed))
    assert KeptBeside.asked == [], "what is at hand is not fetched again"


def test_what_is_withdrawn_since_is_hidden_at_once_where_the_engine_alone_has_it(
    archive: Settings, transcripts: Transcripts
) -> None:
    name = "2018-01-01-紀錄"
    assert name in found(archive, "第0個")
    [item] = [i for i in Archive(archive).view().snapshot.document(name).items if "第0個" in i.text]
    for file in transcripts.path.glob("*.md"):
        file.unlink()  # a site has the small files only
    transcripts.write(
        WITHDRAWALS_FILE,
        f"- {{meeting: {name}, date: 2020-01-01, reason: 例, speech: {conceal(item.id)}}}\n",
    )
    assert found(archive, "第0個") == []
    view = Archive(archive).view()
    meeting = view.meeting(name)
    assert meeting is None or b"\xe7\xac\xac0" not in view.source(meeting)
    assert found(archive, "第1個") == ["2018-01-02-紀錄"]


def test_a_speech_is_found_by_its_id(archive: Settings) -> None:
    view = Archive(archive).view()
    ident = view.document(view.public.meetings[7]).items[-1].id
    assert view.public.meetings[7].id in [m.id for m, _ in view.find_speech(ident)]
    assert view.find_speech("zzzzzzzzzzzz") == []


def test_what_is_pushed_is_compared_with_texts_that_the_engine_keeps(archive: Settings) -> None:
    name = "2018-01-01-紀錄"
    gone = archive.transcripts / f"{name}.md"
    text = gone.read_text("utf-8")
    gone.unlink()
    assert list(RecordsInUse(archive).texts(name)) == [text]


def test_another_text_than_the_one_that_was_indexed_is_not_shown(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = KeptBeside.of

    def changed(self: KeptBeside, meetings: list[str]) -> dict[str, bytes]:
        return {
            name: text.replace("鞦韆".encode(), "秋千".encode())
            for name, text in honest(self, meetings).items()
        }

    monkeypatch.setattr(KeptBeside, "of", changed)
    with pytest.raises(IndexDamaged):
        found(archive, "鞦韆")


def test_a_text_that_the_engine_has_no_more_is_told(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeptBeside, "of", lambda *_: {})
    with pytest.raises(IndexDamaged):
        found(archive, "鞦韆")


def test_doctor_says_where_the_texts_are_and_whether_they_come(
    archive: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"MINUTES_TRANSCRIPTS": str(archive.transcripts), "MINUTES_DATA": str(archive.data)}
    doctor = partial(CliRunner(env=env).invoke, main, ["doctor", "--lang", "en"])
    assert "kept by the engine" in doctor().output
    assert "does not answer" not in doctor().output
    monkeypatch.setattr(fetched_texts, "KEPT", KeptTexts())
    monkeypatch.setattr(KeptBeside, "of", lambda *_: {})
    told = doctor()
    assert told.exit_code == 2, "such an archive cannot be used at all"
    assert "minutes index" in told.output


def test_an_index_that_lost_its_texts_is_made_anew(archive: Settings) -> None:
    assert current(archive).texts_elsewhere
    assert refresh(archive).rebuilt
    made = current(archive)
    assert not made.texts_elsewhere
    assert any((made.folder / generation.TEXT).iterdir())


def test_files_of_texts_that_lie_there_have_to_be_whole(archive: Settings) -> None:
    refresh(archive)
    file, *_ = (current(archive).folder / generation.TEXT).iterdir()
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-1])
    assert generation.current(archive.data) is None


def test_what_is_at_hand_is_bounded() -> None:
    kept = KeptTexts(100)
    for number in range(10):
        kept.put(str(number), bytes(30))
    assert [str(n) in kept for n in range(10)] == [False] * 7 + [True] * 3
    assert kept.get("9") == bytes(30)
    kept.put("large", bytes(500))
    assert "large" in kept, "whoever asked for it needs it"
    assert kept.get("9") is None


class OneText:
    """A keeper of texts in whose way another thread is: it keeps each text before it is asked for."""

    def of(self, meetings: Collection[str]) -> Mapping[str, bytes]:
        return dict.fromkeys(meetings, b"text")

    def holders(self, item: str) -> Sequence[str]:
        return [item]

    def close(self) -> None:
        """Nothing to let go."""


def test_a_text_is_told_also_where_another_thread_keeps_it_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = KeptTexts()
    monkeypatch.setattr(fetched_texts, "KEPT", kept)
    monkeypatch.setattr(kept, "get", lambda _: None)  # as it is before the other thread is done
    for name in ("a", "b"):
        kept.put(name, b"text")
    texts = FetchedTexts(OneText(), mark=str, check=lambda *_: None)
    texts.expect(["a", "b"])
    assert texts.of("a") == b"text"

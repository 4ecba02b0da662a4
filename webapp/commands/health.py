"""`minutes doctor`: whether everything lies where it should, and what is not well."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import click

from minutes.publication.case_days import ALL_READ
from minutes.records.front_matter import Bilingual
from minutes.settings import Settings
from minutes.text.lists import by_key
from minutes.text.numerals import plural
from pipeline.archive.archive import Archive
from pipeline.engines.registry import engine_named
from pipeline.history import condition, ledger, tombstones
from pipeline.index import generation as generations
from pipeline.index import missing_files
from pipeline.index.generation import Generation
from pipeline.source import attachments, side_files, traces, withdrawn_speeches
from pipeline.source import files as ingest
from pipeline.source.side_files import SideFiles, is_quoting
from pipeline.updates import pull
from webapp.commands import draft_warnings
from webapp.commands.options import archive_options, say, worded


@click.command()
@archive_options
def doctor(settings: Settings) -> None:
    """Say where everything lies and whether it is well.

    Exit code 0: all is well; 1: something is not; 2: the archive cannot be used at all.
    """
    generation = generations.current(settings.data)
    files = ingest.find(settings.transcripts)
    for zh, en, what in _places(settings, generation, len(files)):
        label = worded(f"{en:12}", zh=f"{zh:\u3000<6}")
        click.echo(f"{label} {what}")
    draft_warnings.warn_of_missing_contact(settings.archive)
    problems = [*_lost(settings), *_idle(settings), *_problems(settings, generation, files)]
    for problem in problems:
        say(f"problem      {problem.en}", zh=f"問題：{problem.zh}")
    book = ledger.load(settings.data)
    for note in (*condition.notes(book), *condition.absence(book)):
        say(f"history      {note.en}", zh=f"歷史：{note.zh}")
    for matter in _left_public(settings):
        say(f"look at     {matter.en}", zh=f"請留意：{matter.zh}")
    if problems:
        raise SystemExit(1)
    click.echo(worded("all well", zh="一切正常"))


def _quoting(sides: SideFiles) -> Iterator[Bilingual]:
    """The rows whose reasons are not shown, for they repeat what is withdrawn."""
    for tombstone in sides.withdrawals:
        if is_quoting(sides.records, tombstone.reason):
            yield Bilingual(
                f"withdrawn.yaml：{tombstone.meeting}（{tombstone.date}）的理由引用了撤下的字句，所以不顯示；請改寫",
                f"withdrawn.yaml: the reason of {tombstone.meeting} ({tombstone.date}) repeats withdrawn words and is not "
                "shown; say it in other words",
            )


def _lost(settings: Settings) -> Iterator[Bilingual]:
    """The rows that are gone from `withdrawn.yaml` though nobody took them out."""
    for said in map(missing_files.of_lost_row, missing_files.lost_rows(settings)):
        yield Bilingual(said.zh, said.en)


def _idle(settings: Settings) -> Iterator[Bilingual]:
    """The rows of `withdrawn.yaml` that hide nothing, and the files that only look withdrawn."""
    sides = tombstones.side_files_of(settings)
    gate = sides.gate(settings.archive.zone, ())
    for tombstone in withdrawn_speeches.idle_tombstones(
        settings.transcripts, gate, settings.drafts
    ):
        if tombstone.speech:
            yield Bilingual(
                f"withdrawn.yaml：{tombstone.meeting}（{tombstone.date}）有一段撤下的發言在檔案裡找不到，"
                "也沒有撤下的標記；如果那些字句還在，請用 minutes withdraw 再撤一次",
                f"withdrawn.yaml: a speech of {tombstone.meeting} ({tombstone.date}) is neither in "
                "the file nor marked there; if its words are, withdraw it again with `minutes withdraw`",
            )
        else:
            yield Bilingual(
                f"withdrawn.yaml：沒有 {tombstone.meeting}（{tombstone.date}）這份紀錄，這一列什麼都沒有撤下；"
                "請更正，檔案確實移走了就加上 file: removed",
                f"withdrawn.yaml: there is no record {tombstone.meeting} ({tombstone.date}), so the row "
                "hides nothing; correct it, or add file: removed if the file was taken away",
            )
    yield from _quoting(sides)
    if gate.waiting:
        yield Bilingual(
            f"withdrawn.traces 不見了或損毀：{len(gate.waiting)} 份有發言撤下的紀錄先不公開，請執行 minutes index",
            f"withdrawn.traces is gone or damaged: {plural(len(gate.waiting), 'record')} of which speeches are "
            "withdrawn wait until you run `minutes index`",
        )
    if gate.unread != ALL_READ:
        yield Bilingual(
            "schedule.yaml 不見了，或有一列讀不懂：可能要等協作會議開完的紀錄先不公開，請執行 minutes check；真的沒有會議就寫 []",
            "schedule.yaml is gone, or an entry of it cannot be read: records that may wait for that meeting are not shown; "
            "run `minutes check`; where no meeting is announced, write []",
        )
    if gate.records.lost:
        yield Bilingual(
            "withdrawn.records 不見了或損毀：議題、名錄、時程、附件與網站的說明先不顯示，請執行 minutes index",
            "withdrawn.records is gone or damaged: issues, registers, schedule, attachments and what the site says of "
            "itself are not shown until you run `minutes index`",
        )
    meant = traces.meant_by_push(settings.data)
    for row, group in sorted(by_key(meant, meant.__getitem__).items()):
        names = "、".join(group)
        yield Bilingual(
            f"推送的 withdrawn.yaml：「{row}」可能指這些紀錄，在推送的內容採用以前先不公開：{names}；請排除推送的問題，這一列寫錯了就更正",
            f"withdrawn.yaml, as it was pushed: {row!r} may mean these records, which are not shown until what was pushed is in "
            f"use: {names}; mend what is in its way, or the row if it is a slip",
        )
    untold = traces.untold_by_push(settings.data)
    for row in sorted(set(untold.values())):
        yield Bilingual(
            f"推送的 withdrawn.yaml：看不出「{row}」指的是哪一份（git 沒有回應，或推送的內容太大），{len(untold)} 份紀錄先不公開；"
            "這一列寫錯了就更正後再推送，否則執行 python -m pipeline.updates.pull 再試一次",
            f"withdrawn.yaml, as it was pushed: nobody can tell which record {row!r} means (git gave no answer, or too much "
            f"was pushed); {plural(len(untold), 'record')} wait: correct the row if it is a slip, else run `python -m "
            "pipeline.updates.pull` again",
        )
    for home in settings.homes:
        for found in withdrawn_speeches.otherwise_named(home, gate):
            yield Bilingual(
                f"{found.path}：{found.message('zh')}", f"{found.path}: {found.message('en')}"
            )
        of_words = withdrawn_speeches.returned_words, withdrawn_speeches.led_astray
        for found in chain.from_iterable(checks(home, gate) for checks in of_words):
            place = f"{found.path}:{found.line}"
            yield Bilingual(f"{place}：{found.message('zh')}", f"{place}: {found.message('en')}")


def _left_public(settings: Settings) -> Iterator[Bilingual]:
    """The records that hold what was withdrawn since, or say it in another language: only a person can tell whether
    they may."""
    sides = tombstones.side_files_of(settings)
    gate = sides.gate(settings.archive.zone, ())
    for found in withdrawn_speeches.untouched_twins(settings.transcripts, gate, sides.twins):
        yield Bilingual(
            f"{found.path}：{found.message('zh')}", f"{found.path}: {found.message('en')}"
        )
    for name, record in tombstones.left_public(settings, SideFiles.of(settings)):
        yield Bilingual(
            f"{name} 有與 {record} 撤下的內容相同的字句，仍然公開；如果也不該公開，請一併撤下",
            f"{name} holds words that are withdrawn of {record}, and is public; withdraw them, too, if "
            "they must not be",
        )


def _places(
    settings: Settings, generation: Generation | None, files: int
) -> Iterator[tuple[str, str, str]]:
    count = worded(f"  ({plural(files, 'file')})", zh=f"（{files} 個檔案）")
    yield "逐字稿", "transcripts", f"{settings.transcripts}{count}"
    yield "索引資料", "data", str(settings.data)
    yield "草稿", "drafts", str(settings.drafts or "-")
    none = worded("- (absolute links on loopback only)", zh="-（只在本機產生絕對網址）")
    yield "網址", "base_url", settings.archive.base_url or none
    if generation is not None:
        meetings, held = len(generation.meetings), len(generation.held)
        yield (
            "索引",
            "index",
            worded(
                f"{generation.name}: {plural(meetings, 'meeting')}, {held} held",
                zh=f"{generation.name}：{meetings} 份紀錄，{held} 份還沒公開",
            ),
        )
        if generation.texts_elsewhere:
            kept = worded("kept by the engine, none lie here", zh="由搜尋引擎保存，這台機器上沒有")
            yield "文字", "texts", kept


def _problems(
    settings: Settings, generation: Generation | None, files: list[ingest.SourceFile]
) -> Iterator[Bilingual]:
    if not settings.data.exists():
        yield Bilingual("索引資料夾還不存在", "the data folder does not exist yet")
    if generation is None:
        yield Bilingual(
            "沒有可用的索引，請執行 minutes index", "no usable index: run `minutes index`"
        )
    else:
        yield from _problems_of_index(settings, generation, files)
        records = SideFiles.of(settings).records
        returned = attachments.returned(settings.transcripts, records, generation.meetings)
        for found in (*returned, *side_files.repeating_files(settings.transcripts, records)):
            yield Bilingual(
                f"{found.path}：{found.message('zh')}", f"{found.path}: {found.message('en')}"
            )
    yield from condition.problems(ledger.load(settings.data))
    latest = pull.last(settings)
    if latest is not None and not latest.ok:
        ending = f"{latest.step}: {latest.what}"
        yield Bilingual(f"最近一次更新沒有成功：{ending}", f"latest pull: {ending}")


def _problems_of_index(
    settings: Settings, generation: Generation, files: list[ingest.SourceFile]
) -> Iterator[Bilingual]:
    wanted = settings.archive.engine
    engine_named(wanted)  # raises where its library is missing: nothing can be searched then
    if generation.engine != wanted:
        yield Bilingual(
            f"archive.yaml 寫的搜尋引擎是 {wanted}，現在的索引是 {generation.engine} 的，請執行 minutes index",
            f"archive.yaml names the engine {wanted}, the index is one of {generation.engine}: run `minutes index`",
        )
    newest = {f.path: f.stamp for f in files}
    stale = sum(generation.files.get(p, ((), ""))[0] != stamp for p, stamp in newest.items())
    if stale:
        yield Bilingual(
            f"上次 minutes index 之後有 {stale} 個檔案改過",
            f"{plural(stale, 'file')} changed since the last `minutes index`",
        )
    if generation.meetings and not _answers(settings):
        yield Bilingual(
            "索引沒有回應，請執行 minutes index --full",
            "the index does not answer: run `minutes index --full`",
        )


def _answers(settings: Settings) -> bool:
    view = Archive(settings).view()
    newest = view.public.meetings[0] if view.public.meetings else None
    return newest is None or view.number(view.parse_query(f'title:"{newest.title}"')) > 0


COMMANDS: tuple[click.Command, ...] = (doctor,)

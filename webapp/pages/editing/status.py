"""How the archive is: what it serves, and whether the latest push is in use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from flask import request

from minutes.errors import MinutesError
from minutes.plain_files import FolderMissing
from minutes.publication.case_days import ALL_READ
from minutes.records.front_matter import Bilingual
from pipeline.archive.per_view import once_per_view
from pipeline.archive.snapshot import View
from pipeline.history import condition
from pipeline.source import side_files, traces, withdrawn_speeches
from pipeline.updates import pull, unanswered
from webapp.serving.visit import FileAnswer, HtmlPage, Visit

# What went wrong, in words for everybody: git's own words may hold addresses and passwords.
_STEPS = {
    "fetch": Bilingual("無法取得推送的內容", "What was pushed could not be fetched"),
    "look": Bilingual(
        "推送的設定檔有誤，尚未採用", "What was pushed has an error and is not in use"
    ),
    "merge": Bilingual("推送的內容無法併入", "What was pushed could not be merged"),
    "index": Bilingual("索引沒有完成", "The index could not be finished"),
    "ended": Bilingual(
        "更新的程式沒有跑完，推送的內容尚未採用（原因在記錄檔）",
        "The program that takes pushes over ended before its work was done; the log says why",
    ),
    "done": Bilingual("最近一次推送已經採用", "The latest push is in use"),
}


# Why it cannot be read may name paths.
_UNREAD = ("git 歷史無法讀取", "the git history cannot be read")


def _faults(visit: Visit) -> Iterator[tuple[str, str]]:
    """What is wrong with the archive as it is shown, in Chinese and English: counts alone, for paths
    and values are nobody's business here."""
    if visit.site.archive.trouble:
        yield (
            "資料夾現在的內容無法使用，網站顯示的是上一次完好的狀態（原因在記錄檔）",
            "The folder cannot be used as it is; what is shown is its last good state (the log says why)",
        )
    waiting = len(visit.view.snapshot.catalogue.gate.waiting)
    if waiting:
        yield (
            f"{waiting} 份有發言撤下的紀錄先不公開：索引資料夾裡用來認出那些字句的資料不見了，請執行 minutes index",
            f"{waiting} records of which speeches are withdrawn are not shown: what is kept to know the words again "
            "is lost; run `minutes index`",
        )
    if visit.view.snapshot.catalogue.gate.unread != ALL_READ:
        yield (
            "schedule.yaml 不見了，或有一列讀不懂：可能要等協作會議開完的紀錄先不公開，請執行 minutes check",
            "schedule.yaml is gone, or an entry of it cannot be read: records that may wait for that meeting are not shown; "
            "run `minutes check`",
        )
    if visit.view.snapshot.catalogue.gate.records.lost:
        yield (
            "索引資料夾裡用來認出撤下字句的資料不見了：議題、名錄、時程、附件與網站的說明先不顯示，請執行 minutes index",
            "What is kept to know withdrawn words again is lost: issues, registers, schedule, attachments and what the site "
            "says of itself are not shown; run `minutes index`",
        )
    meant = len(traces.meant_by_push(visit.site.settings.data))
    if meant:
        yield (
            f"推送的撤下清單可能指到 {meant} 份紀錄：在推送的內容採用以前，先不公開",
            f"What was pushed withdraws what some records here may say: {meant} of them are not shown until it is in use",
        )
    untold = len(traces.untold_by_push(visit.site.settings.data))
    if untold:
        yield (
            f"看不出推送的撤下清單有一列指的是哪一份（git 沒有回應，或推送的內容太大）：{untold} 份紀錄先不公開，到下一次更新或採用為止"
            "（minutes doctor 會說是哪一列）",
            f"Nobody can tell yet which record a pushed row of withdrawn.yaml means (git gave no answer, or too much was "
            f"pushed): {untold} records are not shown until the next update, or until the push is in use (minutes doctor "
            "says which row)",
        )
    idle, alike, returned, repeating = once_per_view(
        visit.view, "_tombstones_at_fault", partial(_at_fault, visit)
    )
    if idle:
        yield (
            f"withdrawn.yaml 有 {idle} 列什麼都沒有撤下（minutes check 會說是哪幾列）",
            f"{idle} rows of withdrawn.yaml hide nothing (minutes check says which)",
        )
    if alike:
        yield (
            f"{alike} 個檔案是撤下的紀錄換了檔名，或檔名看起來一樣，所以不公開",
            f"{alike} files are not shown: they are withdrawn records under other names, or named like them",
        )
    if returned:
        yield (
            f"{returned} 段發言與撤下的字句幾乎相同，所以不公開（minutes doctor 會說是哪幾段）",
            f"{returned} speeches are not shown: their words are nearly those of withdrawn ones "
            "(minutes doctor says which)",
        )
    if repeating:
        yield (
            f"{repeating} 個設定、名錄、時程或議題的檔案有撤下的字句，有那些字句的地方不顯示（minutes doctor 會說是哪幾個）",
            f"{repeating} files of settings, registers, schedule or issues repeat withdrawn words, and are not shown "
            "where they do (minutes doctor says which)",
        )


def _at_fault(visit: Visit, view: View) -> tuple[int, int, int, int]:
    """How many tombstones hide nothing, how many files are hidden for their names, how many speeches for their
    words, and how many small files repeat such words."""
    settings, gate = visit.site.settings, view.snapshot.catalogue.gate
    try:
        idle = withdrawn_speeches.idle_tombstones(settings.transcripts, gate, settings.drafts)
        alike = list(withdrawn_speeches.otherwise_named(settings.transcripts, gate))
        returned = [
            s for home in settings.homes for s in withdrawn_speeches.returned_words(home, gate)
        ]
        repeating = list(side_files.repeating_files(settings.transcripts, gate.records))
        return len(idle), len(alike), len(returned), len(repeating)
    except FolderMissing:
        return 0, 0, 0, 0  # told by the archive's own trouble


def _in_a_push(outcome: pull.Outcome) -> str:
    """What is wrong in a push: the look at it names files of settings and the line in them; other names are left out."""
    return outcome.told if outcome.step == "look" else ""


def _told(outcome: pull.Outcome | None) -> dict[str, str] | None:
    if outcome is None:
        return None
    what = _in_a_push(outcome) or _STEPS[outcome.step].en
    commit = outcome.commit[:12]
    return {"at": outcome.at, "step": outcome.step, "what": what, "commit": commit}


def _nothing_to_show(outcome: pull.Outcome | None) -> FileAnswer:
    fault = "There is no index that can be used, or the folder cannot be read; the log says which"
    facts = {"ok": False, "index": None, "records": 0, "faults": [fault], "history": []}
    return FileAnswer(json.dumps(facts | {"pull": _told(outcome)}), "application/json", status=503)


def status(visit: Visit, is_local: bool) -> HtmlPage | FileAnswer:
    """The state as a page, as JSON with `?format=json`: 200 when all is well, 503 otherwise. What
    people searched for in vain is told by number; in words on this machine alone."""
    outcome = pull.last(visit.site.settings)
    is_asked_by_a_program = request.args.get("format") == "json"
    try:
        view = visit.view
    except MinutesError:
        if is_asked_by_a_program:
            return _nothing_to_show(outcome)
        raise
    faults = [*_faults(visit)]
    book = view.snapshot.known_ids.ledger
    told = [*condition.notes(book), *(_UNREAD for _ in condition.problems(book))]
    well = (outcome is None or outcome.ok) and not faults
    facts = {
        "ok": well,
        "index": view.snapshot.name,
        "records": len(view.public.meetings),
        "faults": [en for _, en in faults],
        "history": [en for _, en in told],
        "pull": _told(outcome),
    }
    code = 200 if well else 503
    if is_asked_by_a_program:
        return FileAnswer(json.dumps(facts), "application/json", status=code)
    said = "" if outcome is None else _STEPS[outcome.step].get(visit.lang)
    nothing = unanswered.summary(visit.site.settings.data, view.public.now.date())
    context = {
        "facts": facts,
        "outcome": outcome,
        "said": said,
        "what": "" if outcome is None else _in_a_push(outcome),
        "well": well,
        "faults": [fault[visit.lang == "en"] for fault in faults],
        "history": [note[visit.lang == "en"] for note in told],
        "nothing": nothing,
        "words": nothing.words if is_local else (),
    }
    title = visit.said(Bilingual("網站狀態", "Status"))
    return HtmlPage("status", title, context, code, index=False)

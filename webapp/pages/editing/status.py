"""How the archive is: what it serves, and whether the latest push is in use."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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

# What may be wrong with the archive as it is shown. `{n}` is how many records, rows or files: counts
# alone, for paths and values are nobody's business here.
_FAULTS = {
    "folder": Bilingual(
        "資料夾現在的內容無法使用，網站顯示的是上一次完好的狀態（原因在記錄檔）",
        "The folder cannot be used as it is; what is shown is its last good state (the log says why)",
    ),
    "records_of_lost_traces": Bilingual(
        "{n} 份有發言撤下的紀錄先不公開：索引資料夾裡用來認出那些字句的資料不見了，請執行 minutes index",
        "{n} records of which speeches are withdrawn are not shown: what is kept to know the words again is lost; "
        "run `minutes index`",
    ),
    "schedule": Bilingual(
        "schedule.yaml 不見了，或有一列讀不懂：可能要等協作會議開完的紀錄先不公開，請執行 minutes check",
        "schedule.yaml is gone, or an entry of it cannot be read: records that may wait for that meeting are not shown; "
        "run `minutes check`",
    ),
    "lost_traces": Bilingual(
        "索引資料夾裡用來認出撤下字句的資料不見了：議題、名錄、時程、附件與網站的說明先不顯示，請執行 minutes index",
        "What is kept to know withdrawn words again is lost: issues, registers, schedule, attachments and what the site "
        "says of itself are not shown; run `minutes index`",
    ),
    "meant_by_push": Bilingual(
        "推送的撤下清單可能指到 {n} 份紀錄：在推送的內容採用以前，先不公開",
        "What was pushed withdraws what some records here may say: {n} of them are not shown until it is in use",
    ),
    "untold_by_push": Bilingual(
        "看不出推送的撤下清單有一列指的是哪一份（git 沒有回應，或推送的內容太大）：{n} 份紀錄先不公開，到下一次更新或採用為止"
        "（minutes doctor 會說是哪一列）",
        "Nobody can tell yet which record a pushed row of withdrawn.yaml means (git gave no answer, or too much was "
        "pushed): {n} records are not shown until the next update, or until the push is in use (minutes doctor says "
        "which row)",
    ),
    "idle_rows": Bilingual(
        "withdrawn.yaml 有 {n} 列什麼都沒有撤下（minutes check 會說是哪幾列）",
        "{n} rows of withdrawn.yaml hide nothing (minutes check says which)",
    ),
    "files_named_like_withdrawn": Bilingual(
        "{n} 個檔案是撤下的紀錄換了檔名，或檔名看起來一樣，所以不公開",
        "{n} files are not shown: they are withdrawn records under other names, or named like them",
    ),
    "speeches_like_withdrawn": Bilingual(
        "{n} 段發言與撤下的字句幾乎相同，所以不公開（minutes doctor 會說是哪幾段）",
        "{n} speeches are not shown: their words are nearly those of withdrawn ones (minutes doctor says which)",
    ),
    "files_with_withdrawn_words": Bilingual(
        "{n} 個設定、名錄、時程或議題的檔案有撤下的字句，有那些字句的地方不顯示（minutes doctor 會說是哪幾個）",
        "{n} files of settings, registers, schedule or issues repeat withdrawn words, and are not shown where they do "
        "(minutes doctor says which)",
    ),
}

# Why it cannot be read may name paths.
_HISTORY_UNREAD = Bilingual("git 歷史無法讀取", "the git history cannot be read")


@dataclass(frozen=True, slots=True)
class _State:
    """How the archive is at one moment."""

    index: str
    records: int
    faults: tuple[Bilingual, ...]
    history: tuple[Bilingual, ...]
    outcome: pull.Outcome | None
    """Of the latest push; None where nothing was ever taken over from one."""

    @property
    def is_well(self) -> bool:
        return not self.faults and (self.outcome is None or self.outcome.ok)

    @property
    def http_status(self) -> int:
        return 200 if self.is_well else 503

    def facts(self) -> dict[str, object]:
        """For programs: in English."""
        return {
            "ok": self.is_well,
            "index": self.index,
            "records": self.records,
            "faults": [fault.en for fault in self.faults],
            "history": [note.en for note in self.history],
            "pull": _pull_facts(self.outcome),
        }

    def context(self, lang: str) -> dict[str, object]:
        """For the page."""
        outcome = self.outcome
        return {
            "state": self,
            "faults": [fault.get(lang) for fault in self.faults],
            "history": [note.get(lang) for note in self.history],
            "step": _STEPS[outcome.step].get(lang) if outcome else "",
            "wrong_in_push": _wrong_in_push(outcome) if outcome else "",
        }


def status(visit: Visit, is_local: bool) -> HtmlPage | FileAnswer:
    """The state as a page, as JSON with `?format=json`: 200 when all is well, 503 otherwise. What
    people searched for in vain is told by number; in words on this machine alone."""
    is_asked_by_a_program = request.args.get("format") == "json"
    try:
        state = _state(visit)
    except MinutesError:
        if is_asked_by_a_program:
            return _nothing_to_show(pull.last(visit.site.settings))
        raise
    if is_asked_by_a_program:
        return _as_json(state.facts(), state.http_status)
    in_vain = unanswered.summary(visit.site.settings.data, visit.view.public.now.date())
    searches = {"in_vain": in_vain, "words_in_vain": in_vain.words if is_local else ()}
    title = visit.said(Bilingual("網站狀態", "Status"))
    context = state.context(visit.lang) | searches
    return HtmlPage("status", title, context, state.http_status, index=False)


def _as_json(facts: Mapping[str, object], http_status: int) -> FileAnswer:
    return FileAnswer(json.dumps(facts), "application/json", status=http_status)


def _nothing_to_show(outcome: pull.Outcome | None) -> FileAnswer:
    fault = "There is no index that can be used, or the folder cannot be read; the log says which"
    facts = {"ok": False, "index": None, "records": 0, "faults": [fault], "history": []}
    return _as_json(facts | {"pull": _pull_facts(outcome)}, 503)


def _state(visit: Visit) -> _State:
    view = visit.view
    counts = Counter(dict(_counts(visit)))
    return _State(
        index=view.snapshot.name,
        records=len(view.public.meetings),
        faults=tuple(
            Bilingual(message.zh.format(n=counts[kind]), message.en.format(n=counts[kind]))
            for kind, message in _FAULTS.items()
            if counts[kind]
        ),
        history=tuple(_history_notes(view)),
        outcome=pull.last(visit.site.settings),
    )


def _counts(visit: Visit) -> Iterator[tuple[str, int]]:
    """How many there are of each kind of fault; of what is one thing, one."""
    gate, data = visit.view.snapshot.catalogue.gate, visit.site.settings.data
    yield "folder", int(bool(visit.site.archive.trouble))
    yield "records_of_lost_traces", len(gate.waiting)
    yield "schedule", int(gate.unread != ALL_READ)
    yield "lost_traces", int(gate.records.lost)
    yield "meant_by_push", len(traces.meant_by_push(data))
    yield "untold_by_push", len(traces.untold_by_push(data))
    counted = partial(_tombstones_at_fault, visit)
    yield from once_per_view(visit.view, "_tombstones_at_fault", counted).items()


def _tombstones_at_fault(visit: Visit, view: View) -> dict[str, int]:
    """Rows that hide nothing; files, speeches and small files that are hidden for being like withdrawn ones."""
    settings, gate = visit.site.settings, view.snapshot.catalogue.gate
    try:
        idle = withdrawn_speeches.idle_tombstones(settings.transcripts, gate, settings.drafts)
        named = list(withdrawn_speeches.otherwise_named(settings.transcripts, gate))
        returned = [
            speech
            for home in settings.homes
            for speech in withdrawn_speeches.returned_words(home, gate)
        ]
        repeating = list(side_files.repeating_files(settings.transcripts, gate.records))
    except FolderMissing:
        return {}  # told by the archive's own trouble
    return {
        "idle_rows": len(idle),
        "files_named_like_withdrawn": len(named),
        "speeches_like_withdrawn": len(returned),
        "files_with_withdrawn_words": len(repeating),
    }


def _history_notes(view: View) -> Iterator[Bilingual]:
    ledger = view.snapshot.known_ids.ledger
    yield from condition.notes(ledger)
    if any(condition.problems(ledger)):
        yield _HISTORY_UNREAD


def _pull_facts(outcome: pull.Outcome | None) -> dict[str, str] | None:
    if outcome is None:
        return None
    what = _wrong_in_push(outcome) or _STEPS[outcome.step].en
    commit = outcome.commit[:12]
    return {"at": outcome.at, "step": outcome.step, "what": what, "commit": commit}


def _wrong_in_push(outcome: pull.Outcome) -> str:
    """What is wrong in a push: the look at it names files of settings and the line in them; other names are left out."""
    return outcome.shown if outcome.step == "look" else ""

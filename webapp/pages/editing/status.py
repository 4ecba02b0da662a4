"""How the archive is: what it serves, and whether the latest push is in use."""

from __future__ import annotations

import json

from flask import request

from pipeline.updates import pull
from webapp.serving.visit import Page, Text, Visit

# What went wrong, in words for everybody: git's own words may hold addresses and passwords.
_STEPS = {
    "fetch": ("無法取得推送的內容", "What was pushed could not be fetched"),
    "look": ("推送的設定檔有誤，尚未採用", "What was pushed has an error and is not in use"),
    "merge": ("推送的內容無法併入", "What was pushed could not be merged"),
    "index": ("索引沒有完成", "The index could not be finished"),
    "done": ("最近一次推送已經採用", "The latest push is in use"),
}


def status(visit: Visit) -> Page | Text:
    """The state as a page, as JSON with `?format=json`: 200 when all is well, 503 otherwise."""
    outcome = pull.last(visit.site.settings)
    well = outcome is None or outcome.ok
    view = visit.view
    # The look at a push names only files of settings and the line in them.
    what = outcome.what if outcome is not None and outcome.step == "look" else ""
    facts = {
        "ok": well,
        "index": view.snapshot.name,
        "records": len(view.public.meetings),
        "pull": None
        if outcome is None
        else {
            "at": outcome.at,
            "step": outcome.step,
            "what": what or _STEPS[outcome.step][1],
            "commit": outcome.commit[:12],
        },
    }
    code = 200 if well else 503
    if request.args.get("format") == "json":
        return Text(json.dumps(facts), "application/json", status=code)
    said = "" if outcome is None else _STEPS[outcome.step][visit.lang == "en"]
    context = {"facts": facts, "outcome": outcome, "said": said, "what": what, "well": well}
    title = "Status" if visit.lang == "en" else "網站狀態"
    return Page("status", title, context, code, index=False)

"""Every question that there is to put to the site of `secrets_archive`, route by route.

A route that `questions` does not list, or a parameter that `values` does not know, is an error.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

import webapp
from minutes.addresses.short_ids import code
from pipeline.export import bulk
from tests.webapp.secrets_archive import HELD, OLD_ADDRESS, PUBLIC, SECRETS, World
from webapp.api.operations import OPERATIONS
from webapp.serving.visit import CHOICES

NEEDLES = tuple(n for s in SECRETS for n in s.needles)
IDS = (PUBLIC, *dict.fromkeys(s.id for s in SECRETS))
ADDRESSES = (*IDS, OLD_ADDRESS, HELD.id.upper(), HELD.id.lower()[:50], f"{HELD.id}.md")
WORDS = (*NEEDLES, *(s.words for s in SECRETS), "遮陽棚", "我們", "rest")
SHORTS = tuple(code(i) for i in (*IDS, OLD_ADDRESS))
NAMES = ("王範例", *(f"{s.words}代表" for s in SECRETS), *(f"{s.latin} Smith" for s in SECRETS))
DAYS = ("2026-03-02", "2026-01-05", "2999-03-04")
FILES = (*(f"{s.kind}.pdf" for s in SECRETS), *(f.name for f in bulk.FILES), bulk.SUMS)


def questions(world: World) -> dict[str, tuple[dict[str, str], ...]]:
    """The queries to put to each route beside the plain one; a route without any has ()."""
    search = (
        *({"q": w} for w in WORDS),
        *({"q": f'"{w}"'} for w in NEEDLES[:6]),
        *({"q": "我們", "meeting": i} for i in IDS),
        *({"q": HELD.ask, "meeting": i} for i in IDS),
        *({"q": "遮陽棚", "speaker": n} for n in NAMES),
        *({"q": f'speaker:"{n}"'} for n in NAMES),
        {"q": "case:904", "sort": "date"},
        {"q": "title:會議"},
        {"q": "agency:國發會", "aliases": "0"},
        {"q": "in:speech 我們", "tier": "monthly"},
        {"q": "的", "year": "2026", "page": "2"},
        {"q": "", "kind": "main", "agency": "ndc"},
    )
    addresses = tuple({"url": f"http://localhost/{quote(i)}"} for i in IDS) + tuple(
        {"url": f"http://localhost/speech/{s}"} for s in world.speeches
    )
    within = tuple({"in": i} for i in IDS)
    pages = ({"page": "1"}, {"page": "2"})
    return {
        **dict.fromkeys(
            [
                "static",
                "home",
                "chosen",
                "meetings",
                "tier",
                "year",
                "speakers",
                "speaker_group",
                "speaker",
                "agencies",
                "agency",
                "months",
                "month",
                "calendar_file",
                "coming_file",
                "issues",
                "issue",
                "case",
                "case_feed",
                "following",
                "following_feed",
                "following_table",
                "following_due",
                "agenda",
                "agenda_markdown",
                "agenda_odt",
                "agenda_docx",
                "followed",
                "followed_feed",
                "followed_table",
                "followed_due",
                "quarter_now",
                "quarter",
                "about",
                "withdrawals",
                "opensearch",
                "sitemaps",
                "sitemap_part",
                "attachment",
                "old_feed",
                "old_home",
                "old_feed_too",
                "old_privacy",
                "old_terms",
                "old_speech",
                "old_speech_too",
                "old_part",
                "old_speeches",
                "old_speeches_too",
                "old_speakers",
                "old_search",
                "markdown",
                "akoma_ntoso",
                "bibtex",
                "ris",
                "csl",
                "apa",
                "chicago",
                "meeting",
                "history",
                "history_feed",
                "difference",
                "beside",
                "timegate",
                "timemap",
                "verify",
                "manifest",
                "worker",
                "healthz",
                "readyz",
                "favicon",
                "robots",
                "sitemap",
                "missing",
                "short_meeting",
                "short_revision",
                "short_speech",
                "short_case",
                "short_issue",
                "link_meeting",
                "link_speech",
                "link_case",
                "link_issue",
                "qr_meeting",
                "qr_speech",
                "qr_case",
                "qr_issue",
                "picture_meeting",
                "picture_speech",
                "picture_case",
                "picture_issue",
                "card_meeting",
                "card_speech",
                "card_case",
                "card_issue",
                "data",
                "data_file",
                "prepare",
                "prepare_issue",
                "preview",
                "desk",
                "desk_draft",
                "desk_invite",
                "desk_corrections",
                "desk_handover",
                "previews",
                "hooks_git",
                "status",
                "api",
                "api_openapi",
                "api_nowhere",
            ],
            (),
        ),
        **dict.fromkeys(("feed", "tier_feed", "speaker_feed", "agency_feed", "issue_feed"), pages),
        "search": search,
        "search_feed": search,
        "speech": within,
        "oembed": (*addresses, *({**a, "format": "xml"} for a in addresses)),
        **{f"api_{o.name}": tuple(_api_questions(o.names, o.in_path, world)) for o in OPERATIONS},
    }


def _api_questions(
    names: Iterable[str], in_path: Iterable[str], world: World
) -> Iterator[dict[str, str]]:
    """Every parameter of an operation of the API by itself, with all that it might be asked for."""
    may_be = {
        "q": WORDS,
        "text": WORDS,
        "speech": world.speeches[:4],
        "url": [f"http://localhost/{quote(i)}" for i in ADDRESSES]
        + [f"http://localhost/speech/{s}" for s in world.speeches]
        + [f"http://localhost/m/{s}" for s in SHORTS],
        **dict.fromkeys(("speaker", "person"), NAMES),
        "in": IDS,
        "case": ("904",),
        "issue": ("shade", *(f"{s.kind}-issue" for s in SECRETS)),
        "agency": ("ndc", "國家發展委員會"),
        "tier": ("monthly", "collaborative", "other"),
        "kind": ("main", "visit"),
        "type": ("speech", "narrative", "section", "heading"),
        "status": ("open", "answered", "done"),
        "year": ("2026", "2999"),
        "since": ("2026-01-01", "2026-03-01"),
        "until": ("2999-12-31",),
        "lang": ("zh", "zh-Hant-TW", "en"),
        "fields": ("id,title",),
        "limit": ("1", "100"),
        "cursor": ("x",),
        "sort": ("date", "relevance"),
        "aliases": ("0", "1", "true", "false"),
    }
    for name in set(names) - set(in_path):
        assert name in may_be, f"what may the API's parameter {name} be asked for? list it"
        yield from ({name: value} for value in may_be[name])


Parameter = str | tuple[str, str]
"""The name of a parameter of an address, of any route or (route, name) of one."""


def values(world: World) -> dict[Parameter, tuple[object, ...]]:
    """What to put into the parameters of addresses, by name or by (route, name)."""
    references = [f"{code(i)}.{s}" for i in IDS for s in world.speeches[:4]]
    return {
        "address": ADDRESSES,
        "short": (*SHORTS, *DAYS),
        **{
            (r, "short"): tuple(references)
            for r in ("short_speech", "link_speech", "qr_speech", "card_speech", "picture_speech")
        },
        "number": (1, 2, 904),
        "tier": ("seasonal", "monthly", "collaborative", "other", HELD.ask),
        "year": ("2026", "2999", "undated"),
        ("month", "year"): (2026, 2999),
        ("month", "number"): (1, 3),
        ("quarter", "year"): (2026, 2999),
        ("quarter", "number"): (1, 3),
        "group": ("A", "x", "4", "16", "other"),
        "name": NAMES,
        "ident": (*world.speeches, world.open_speech, "ndc"),
        "slug": ("shade", *(f"{s.kind}-issue" for s in SECRETS)),
        "file": FILES,
        "part": (1, 2),
        "choice": tuple(CHOICES.values()),
        "rest": ("", HELD.id),
        "span": (f"{'0' * 12}..{'f' * 12}",),
        "commit": ("0" * 12,),
        "filename": ("minutes.css", "minutes.js"),
        "token": ("x", *IDS),
        "id": ("x",),
        ("desk_draft", "ident"): IDS,
        ("api_meeting", "id"): IDS,
        ("api_meeting_speeches", "id"): IDS,
        ("api_speech", "id"): (*world.speeches, world.open_speech),
        ("api_person", "id"): NAMES,
        ("api_agency", "id"): ("ndc",),
        ("api_issue", "id"): ("shade", *(f"{s.kind}-issue" for s in SECRETS)),
        ("api_case", "id"): ("904",),
    }


def requests(app: Flask, world: World) -> Iterator[tuple[str, str]]:
    """(route, address) of everything that there is to ask."""
    asked, known = questions(world), values(world)
    static = [p.name for p in Path(webapp.__file__).with_name("static").iterdir() if p.is_file()]
    known["filename"] = tuple(static)
    for rule in app.url_map.iter_rules():
        name = rule.endpoint.rpartition(".")[2]
        assert name in asked, f"list the route {name} ({rule.rule}) in `questions`"
        for path in addresses(rule, name, known):
            yield name, path
        for path in itertools.islice(addresses(rule, name, known), 6):
            for query in asked[name]:
                yield name, f"{path}?" + "&".join(f"{k}={quote(v)}" for k, v in query.items())


def addresses(rule: Rule, name: str, known: dict[Parameter, tuple[object, ...]]) -> Iterator[str]:
    arguments = sorted(a for a in rule.arguments if a != "lang")
    for argument in arguments:
        assert argument in known, (
            f"what to put into <{argument}> of {rule.rule}? list it in `values`"
        )
    choices = [known.get((name, a), known[a]) for a in arguments]
    for chosen in itertools.product(*choices):
        path = rule.rule
        for argument, value in zip(arguments, chosen, strict=True):
            pattern = rf"<(?:[a-z]+:)?{argument}>"
            path = re.sub(pattern, lambda _, v=value: quote(str(v), safe=""), path)
        yield path

"""Every kind of page, in both languages, is valid HTML to the checker that the W3C runs."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from minutes.settings import Settings
from tests.conftest import Transcripts
from tests.webapp.backstage_app import backstage_app
from tests.webapp.conftest import PARK
from tests.webapp.html_checker import faults
from webapp.routes import editors

pytestmark = pytest.mark.slow

DRAFT = "2030-03-05 範例部第907案協作會議\n王範例：各位早安，<b>今天</b>談候車亭。\n林試寫\n我的電話是 0912-345-678。\n"
# What a page needs in its address, by the name of the parameter or by (route, parameter).
VALUES: dict[object, tuple[object, ...]] = {
    "tier": ("monthly", "collaborative", "other"),
    "year": ("2025",),
    ("month", "year"): (2025, 2026),
    ("quarter", "year"): (2025,),
    "number": (1, 2),
    ("month", "number"): (8, 1),
    ("case", "number"): (901, 905),
    "group": ("11",),
    "name": ("王範例", "王範例政委"),
    "ident": ("demo-agency", "example-ministry"),
    "slug": ("playground-shade", "bus-stop-seats"),
    "token": (PARK,),
    ("desk_draft", "ident"): (PARK,),
    "choice": ("zh", "english"),
    "rest": ("",),
}
QUERIES = {
    "search": (
        "?q=遮陽",
        "?q=zzzz",
        f"?q=遮陽&meeting={PARK}",
        "?by=王範例&year=2025",
        "?q=遮陽&page=99",
        "?q=foo:bar OR (a&aliases=0",
        "?q=國發會",
        "?q=遮陽&tier=monthly&sort=date",
    ),
}
NO_PAGES = re.compile(
    r"\.(?:atom|ics|csv|svg|xml|md|an|bib|ris|json|txt|png|js)$|^/(?:static|attachments|data/|oembed|hooks|api/|embed/)"
)


@pytest.fixture(scope="module")
def app(sample_settings: Settings) -> Flask:
    return backstage_app(sample_settings, local=True)


def addresses(app: Flask, client: FlaskClient) -> Iterator[str]:
    """An address of every route that answers with a page, made from the table of routes."""
    page = client.get(f"/{quote(PARK)}").text
    speech = re.search(r"<p id=s([a-z0-9]{12})[ >]", page)
    short = re.search(r'href="/m/(\w+)/link"', page)
    assert speech
    assert short
    known = VALUES | {
        ("speech", "ident"): (speech[1],),
        ("old_speech", "ident"): (speech[1],),
        "part": (1,),
        "span": (f"{'0' * 12}..{'f' * 12}",),
        "commit": ("0" * 12,),
        "address": (
            PARK,
            "2025-10-15-A-walk-through-the-sample-park",
            "2026-02-03-範例院115年2月開放政府聯絡人工作推動會議",
        ),
        "short": (short[1],),
        ("link_case", "number"): (901, 905),
        ("short_case", "number"): (901,),
    }
    for route in ("short_speech", "link_speech", "card_speech"):
        known[(route, "short")] = (f"{short[1]}.{speech[1]}",)
    for rule in app.url_map.iter_rules():
        if NO_PAGES.search(rule.rule.removeprefix("/en")) or "GET" not in (rule.methods or ()):
            continue
        name = rule.endpoint.rpartition(".")[2]
        if name == "missing":
            yield "/nothing-here"
            continue
        found = [rule.rule]
        for part in re.findall(r"<(?:\w+:)?\w+>", rule.rule):
            parameter = part.strip("<>").rpartition(":")[2]
            values = known.get((name, parameter)) or known[parameter]
            found = [f.replace(part, quote(str(v)), 1) for f in found for v in values]
        yield from (f"{place}{query}" for place in found for query in ("", *QUERIES.get(name, ())))


def gathered(client: FlaskClient, wanted: Iterator[str]) -> dict[str, str]:
    """The pages at these addresses, without what is no page or leads elsewhere."""
    pages = {}
    for address in wanted:
        answer = client.get(address, headers={"Accept-Language": "zh"})
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 308}:
            pages[address] = answer.text
    return pages


def test_every_kind_of_page_is_valid_html(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    assert app.config[editors.LOCAL]
    pages = gathered(client, addresses(app, client))
    for lang in ("", "/en"):
        pages |= gathered(client, iter([f"{lang}/nothing", f"{lang}/search?q=%00"]))
        answer = client.post(f"{lang}/prepare", data={"text": DRAFT, "do": "check"})
        pages[f"{lang}/prepare, sent"] = answer.text
    kinds = {re.sub(r"^/(?:en/)?", "", place).split("/")[0].split("?")[0] for place in pages}
    assert {
        "meetings",
        "speaker",
        "issue",
        "case",
        "following",
        "quarter",
        "prepare",
        "about",
        "status",
        "withdrawals",
        "api",
        "data",
        "m",
        "s",
        "c",
        "i",
        "calendar",
        "search",
        "speech",
    } <= kinds
    assert len(pages) > 100
    found = faults(pages, tmp_path)
    assert not found, "\n".join(found)


def test_cards_for_other_sites_are_valid_html(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    page = client.get(f"/{quote(PARK)}").text
    short = re.search(r'href="/m/(\w+)/link"', page)
    speech = re.search(r"<p id=s([a-z0-9]{12})[ >]", page)
    assert short
    assert speech
    cards = ["c/901", "c/905", "i/playground-shade", f"m/{short[1]}", f"s/{short[1]}.{speech[1]}"]
    pages = gathered(
        client, iter([f"/embed/{card}{q}" for card in cards for q in ("", "?lang=en")])
    )
    assert len(pages) == 2 * len(cards)
    found = faults(pages, tmp_path)
    assert not found, "\n".join(found)


HOSTILE = """---
title: '<script>alert(1)</script> & "x" \u202e'
date: 2020-01-01
tier: monthly
summary: '<img src=x onerror=alert(1)>'
attendees: [{name: '<b>甲</b>', agency: '<i>', role: '"'}, {name: '乙 & 丙'}]
decisions: [{text: '<table><tr>'}, {text: '</li></ul>'}]
links: [{type: other, label: '<b>', url: 'https://example.org/?a=1&b=2'}]
---
# <script>alert(1)</script>

## <h1>段落</h1> & 其他

### <b>甲</b>：
<table><tr><td>沒有關起來<p>段落

<div><ul><li>清單<ol></div>

<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a>

- 一
  - 二

1914. 那一年

| 甲 | 乙 |
|---|---|
| 丙 | <b> |

> > 引言裡的引言

![圖](javascript:alert(1)) [連結](data:text/html,x) <https://example.org/?a=1&b=2>

### 乙 & "丙":
<details open><summary>x</details> &nbsp; &unknown; &#0; \u0007
"""


def test_a_record_of_strangers_markup_is_valid_html_all_the_same(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient], tmp_path: Path
) -> None:
    transcripts.write("2020-01-01-會.md", HOSTILE)
    transcripts.write(
        "schedule.yaml",
        "- {date: 2020-01-02, tier: monthly, title: '<b>', place: '\"', not_held: '</p>雨'}\n",
    )
    client = site_of(transcripts)
    at = quote("2020-01-01-會")
    wanted = [
        f"/{at}",
        f"/en/{at}",
        "/",
        "/meetings/monthly",
        "/calendar/2020/01",
        "/speakers",
        "/search?q=%3Cb%3E",
        "/speaker/%3Cb%3E%E7%94%B2%3C/b%3E",
    ]
    pages = gathered(client, iter(wanted))
    (tmp_path / "pages").mkdir()
    found = faults(pages, tmp_path / "pages")
    assert not found, "\n".join(found)


def test_pages_of_real_records_are_valid_html(corpus_app: Flask, tmp_path: Path) -> None:
    client = corpus_app.test_client()
    view = corpus_app.extensions["minutes"]["minutes"].archive.view()
    meetings = sorted(view.public.meetings, key=lambda m: m.id)
    longest = sorted(meetings, key=lambda m: -m.speeches)[:3]
    chosen = dict.fromkeys(m.id for m in [*meetings[::20], *longest])
    wanted = [f"{('', '/en')[n % 2]}/{quote(name)}" for n, name in enumerate(chosen)]
    wanted += [
        f"/{list_}" for list_ in ("", "meetings/monthly", "meetings/other/2016/1", "speakers")
    ]
    wanted += [f"/case/{n}" for n in (7, 12, 38, 50)] + ["/search?q=報稅", "/en/search?q=the"]
    pages = gathered(client, iter(wanted))
    assert len(pages) > 40
    found = faults(pages, tmp_path)
    assert not found, "\n".join(found)

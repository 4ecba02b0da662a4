"""The guide's way in the browser and the page `/prepare` use the same words in the same order."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from minutes.publication import preview_links
from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import ROOT, Transcripts
from tests.webapp.backstage_app import backstage_app
from webapp.pages.editing import prepare_page

GUIDE = (ROOT / "docs/po-guide.md").read_text(encoding="utf-8")
SECTIONS = {"zh": "用瀏覽器", "en": "In the browser"}
PATHS = {"zh": "/prepare", "en": "/en/prepare"}
WORDS = "2026-03-02 示範月會\n王範例：大家好。\n李樣本：您好。\n王範例：好。\n李樣本：謝謝。\n"
FAULTY = WORDS + "王範例：我的電話是 0912-345-678。\n"
_NAMED = re.compile(
    r"<(?:label|h2|h3|button)[^>]*>([^<]+?) *<(?:/label|/h2|/h3|/button|small)|<p>([^<：:]+)[：:] ?<b class=\"name\""
)


def section(lang: str) -> str:
    """The way in the browser."""
    return GUIDE.split(f"\n## {SECTIONS[lang]}\n", 1)[1].split("\n---\n", 1)[0]


def steps(lang: str, first: int, end: int) -> str:
    """The steps of the guide from one number up to another."""
    whole = section(lang)
    return whole[whole.index(f"\n{first}. ") : whole.index(f"\n{end}. ")]


def told(lang: str, first: int = 1, end: int = 9) -> list[str]:
    """The names that steps of the guide give, each where it is first told; by default those up to the
    file that is downloaded."""
    bold = re.findall(r"\*\*([^*]+)\*\*", steps(lang, first, end))
    return list(dict.fromkeys(" ".join(name.split()) for name in bold))


def named(page: str) -> list[str]:
    """The names of fields, headings and buttons of a page, a button where it stands last."""
    main = page[page.index('<div class="desk">') : page.index("</main>")]
    main = re.sub(r"<(textarea|datalist|template).*?</\1>", "", main, flags=re.S)
    at: dict[str, int] = {}
    for match in _NAMED.finditer(main):
        name = unescape(match[1] or match[2])
        if name not in at or match[0].startswith("<button"):
            at[name] = match.start()
    return sorted(at, key=at.__getitem__)


@pytest.fixture
def client(transcripts: Transcripts, tmp_path: Path) -> FlaskClient:
    settings = load(transcripts, tmp_path / "data")
    indexer.refresh(settings)
    return backstage_app(settings, local=True).test_client()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_names_what_the_page_shows_in_its_order(client: FlaskClient, lang: str) -> None:
    start = client.get(PATHS[lang]).get_data(as_text=True)
    faulty = client.post(PATHS[lang], data={"text": FAULTY}).get_data(as_text=True)
    form = {
        "name": "a.md",
        "again": "1",
        "tier": "monthly",
        "title": "示範月會",
        "date": "2026-03-02",
    }
    good = client.post(PATHS[lang], data={**form, "text": WORDS}).get_data(as_text=True)
    first, findings, finished = named(start), named(faulty), named(good)
    (unfinished,) = [name for name in findings if name not in finished and name in told(lang)][-1:]
    there = [name for name in findings if name != unfinished]
    last = [name for name in finished if name not in there]
    shown = [*first, *there, *last, unfinished]
    at_the_end = shown.index({"zh": "再檢查一次", "en": "Check again"}[lang])
    order = [name for name in told(lang) if name not in shown[at_the_end:]]
    assert order == [name for name in shown[:at_the_end] if name in order]
    assert [name for name in told(lang) if name not in order] == [
        name for name in shown[at_the_end:] if name in told(lang)
    ]


DRAFT = "2026-03-02-示範月會"
WISH = f"[訂正 1] {DRAFT} #x\n原文｜大家好。\n改為｜各位好。\n"


def draft(host: str) -> str:
    """A draft that waits, of a meeting with this host."""
    head = f"tier: monthly\nhost_agency: {host}\nedit: {{hold: 草案通過後}}"
    return f"---\n{head}\n---\n# 2026-03-02 示範月會\n\n### 王範例：\n大家好。\n"


@pytest.fixture
def backstage(
    transcripts: Transcripts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """A site with drafts of two agencies in a repository that takes pull requests."""
    monkeypatch.setenv(preview_links.KEY_VARIABLE, "a key for tests alone, 32 letters")
    transcripts.write(
        "archive.yaml",
        "drafts_repository: https://github.com/example/drafts\npull_requests: true\n",
    )
    (tmp_path / "drafts").mkdir()
    drafts = Transcripts(tmp_path / "drafts")
    drafts.write(f"{DRAFT}.md", draft("範例部"))
    drafts.write("2026-03-03-另一場會議.md", draft("示範部"))
    settings = load(transcripts, tmp_path / "data", drafts.path)
    indexer.refresh(settings)
    return backstage_app(settings, local=True).test_client()


def handed_over(client: FlaskClient, lang: str) -> str:
    """What the pages of the last steps say one after the other, from the finished file to the corrected
    one, without the space between markup and words."""
    desk = f"{PATHS[lang].removesuffix('prepare')}desk"
    form = {"name": "a.md", "again": "1", "tier": "monthly", "title": "月會", "date": "2026-03-02"}
    given = {"list": WISH, "accept-0": "yes", "what-0": "更正發言"}
    answers = (
        client.post(PATHS[lang], data={**form, "text": WORDS}),
        client.get(desk),
        client.get(desk, query_string={"agency": "範例部"}),
        client.get(f"{desk}/invite", query_string={"draft": DRAFT}),
        client.get(f"{desk}/corrections"),
        client.post(f"{desk}/corrections", data={"list": WISH, "do": "look"}),
        client.post(f"{desk}/corrections", data={**given, "do": "apply"}),
    )
    pages = "".join(answer.get_data(as_text=True) for answer in answers)
    return re.sub(r"(?<=>)\s+|\s+(?=<)", "", unescape(pages))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_last_steps_name_what_their_pages_show_in_that_order(
    backstage: FlaskClient, lang: str
) -> None:
    shown, names = handed_over(backstage, lang), told(lang, 9, 11)
    assert len(names) == 13
    in_order = ".*?".join(rf">{re.escape(name)}<" for name in names)
    known = [name for name in names if f">{name}<" in shown]
    assert known == names
    assert re.search(in_order, shown, re.S)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_shows_pictures_of_each_step_and_its_limits(lang: str) -> None:
    text = section(lang)
    end = "-en" if lang == "en" else ""
    for name in ("prepare", "prepare-findings", "prepare-finished"):
        assert f"(pictures/{name}{end}.png)" in text
        assert (ROOT / f"docs/pictures/{name}{end}.png").is_file()
    assert f"{prepare_page.MAX_UPLOAD // 1024 // 1024} MB" in text
    for suffix in (".odt", ".docx", ".vtt", ".srt", ".xml", ".md", ".txt"):
        assert suffix in text


def test_both_languages_have_the_same_steps() -> None:
    for lang in SECTIONS:
        assert re.findall(r"^(\d+)\. ", section(lang), re.M) == [str(n) for n in range(1, 12)], lang
    assert len(told("zh")) == len(told("en")) > 25

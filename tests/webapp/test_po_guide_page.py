"""The guide's way in the browser and the page `/prepare` use the same words in the same order."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

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


def steps(lang: str) -> str:
    """The steps of the guide up to the file that is downloaded."""
    whole = section(lang)
    return whole[whole.index("\n1. ") : whole.index("\n9. ")]


def told(lang: str) -> list[str]:
    """The names that the guide gives, each where it is first told."""
    bold = re.findall(r"\*\*([^*]+)\*\*", steps(lang))
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

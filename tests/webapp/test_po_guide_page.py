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
SECTIONS = {"zh": "第一條路：用瀏覽器", "en": "In the browser"}
PATHS = {"zh": "/prepare", "en": "/en/prepare"}
WORDS = "2026-03-02 示範月會\n王範例：大家好。\n李樣本：您好。\n王範例：好。\n李樣本：謝謝。\n"
FAULTY = WORDS + "王範例：我的電話是 0912-345-678。\n"
_NAMED = re.compile(
    r"<(?:label|h2|button)[^>]*>([^<]+)</(?:label|h2|button)>|<p>([^<：:]+)[：:] ?<b class=\"name\">"
)


def steps(lang: str) -> str:
    """The steps of the guide up to the file that is downloaded."""
    section = GUIDE.split(f"\n## {SECTIONS[lang]}\n", 1)[1].split("\n## ", 1)[0]
    return section[section.index("\n1. ") : section.index("\n11. ")]


def told(lang: str) -> list[str]:
    """The names that the guide gives, each where it is first told."""
    return list(dict.fromkeys(re.findall(r"\*\*([^*]+)\*\*", steps(lang))))


def named(page: str) -> list[str]:
    """The names of fields, headings and buttons of a page, a button where it stands last."""
    main = page[page.index('<div class="desk">') : page.index("</main>")]
    main = re.sub(r"<textarea.*?</textarea>|<datalist.*?</datalist>", "", main, flags=re.S)
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
    good = client.post(PATHS[lang], data={"text": WORDS}).get_data(as_text=True)
    findings, finished = named(faulty), named(good)
    (unfinished,) = [name for name in findings if name not in finished][-1:]
    in_text = {"zh": "可以直接修改", "en": "You may edit it here"}[lang]
    shown = [*named(start), *findings[:-1], finished[-1], unfinished]
    assert told(lang) == [name for name in shown if name != in_text]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_guide_shows_pictures_of_each_step_and_its_limits(lang: str) -> None:
    text = steps(lang)
    end = "-en" if lang == "en" else ""
    for name in ("prepare", "prepare-findings", "prepare-finished"):
        assert f"(pictures/{name}{end}.png)" in text
        assert (ROOT / f"docs/pictures/{name}{end}.png").is_file()
    assert f"{prepare_page.MAX_UPLOAD // 1024 // 1024} MB" in text
    for suffix in (".docx", ".vtt", ".srt", ".xml", ".md", ".txt"):
        assert suffix in text


def test_both_languages_have_the_same_steps() -> None:
    for lang in SECTIONS:
        section = GUIDE.split(f"\n## {SECTIONS[lang]}\n", 1)[1].split("\n## ", 1)[0]
        assert re.findall(r"^(\d+)\. ", section, re.M) == [str(n) for n in range(1, 15)], lang
    assert len(told("zh")) == len(told("en")) > 20

"""The words of the interface are there in both languages, and names are listed where one looks."""

import ast
import datetime as dt
import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from jinja2.ext import babel_extract

from minutes.catalogue.voices import group_of
from tests.conftest import Transcripts
from webapp.i18n.glossary import ENTRIES
from webapp.i18n.language import CATALOGUES, FOLDERS, LANGUAGES, preferred
from webapp.serving.visit import language_of

WEBAPP = CATALOGUES.parent


def messages_in_templates() -> Iterator[tuple[str, str | None]]:
    for path in sorted(WEBAPP.rglob("*.html")):
        with path.open("rb") as file:
            for _, _, message, _ in babel_extract(file, ["_", "ngettext"], [], {"silent": "false"}):
                yield (message, None) if isinstance(message, str) else (message[0], message[1])


def short_names(tree: ast.AST) -> Iterator[str]:
    """The names by which a module calls a language's `text`."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = zip(names, values, strict=True)
            case ast.Assign(targets=[name], value=value):
                pairs = zip([name], [value], strict=True)
            case _:
                continue
        for name, value in pairs:
            if isinstance(name, ast.Name) and ast.unparse(value).endswith("language.text"):
                yield name.id


def messages_in_code() -> Iterator[tuple[str, str | None]]:
    for path in sorted(WEBAPP.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        short = {"_", *short_names(tree)}
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if (
                    name in short
                ):
                    yield text, None
                case ast.Call(
                    func=ast.Attribute(attr="plural"),
                    args=[ast.Constant(value=str(text)), ast.Constant(value=str(many)), *_],
                ):
                    yield text, many
                case ast.Call(
                    func=ast.Attribute(value=owner, attr="text"),
                    args=[ast.Constant(value=str(text)), *_],
                ) if ast.unparse(owner).endswith(("language", "LANGUAGES[lang]")):
                    yield text, None


def used_messages() -> dict[str, str | None]:
    """Every message of the interface, with its plural where it has one."""
    return dict([("Text", None), *messages_in_templates(), *messages_in_code()])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(lang: str) -> None:
    path = CATALOGUES / FOLDERS[lang] / "LC_MESSAGES" / "messages.po"  # type: ignore[index]  # its own keys
    with path.open("rb") as file:
        catalogue = read_po(file)
    known = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue if m.id}
    used = used_messages().keys()
    assert used - known.keys() == set()
    assert known.keys() - used == set()
    for message in known.values():
        forms = [message.string] if isinstance(message.string, str) else message.string
        assert all(forms), message.id
        assert not message.fuzzy
        source = message.id if isinstance(message.id, str) else message.id[1]
        for form in forms:
            assert set(re.findall(r"%\(\w+\)s|%s", form)) == set(
                re.findall(r"%\(\w+\)s|%s", source)
            )


@pytest.mark.parametrize("path", ["/about", "/en/about"])
def test_every_term_that_a_page_links_to_is_in_the_glossary(client: FlaskClient, path: str) -> None:
    about = client.get(path).text
    assert [e.id for e in ENTRIES if f'id="{e.id}"' not in about] == []
    pages = [
        client.get(f"/{p}").text for p in ("2025-02-11-範例院114年2月開放政府聯絡人工作推動會議",)
    ]
    linked = {a for page in pages for a in re.findall(r'href="/about#([\w-]+)"', page)}
    assert linked
    assert [a for a in linked if f'id="{a}"' not in about] == []


@pytest.mark.parametrize(
    "path",
    [
        "speakers",
        "agencies",
        "issue/library-night-return",
        "case/903",
        "following",
        "search?q=圖書館&tier=collaborative",
        "search?q=衛福部 2025",
        "search?q=shade walk",
        "search?q=公園&meeting=2025-10-15-範例公園走讀對談",
        "2025-07-10-範例院第902案協作會議-圖書館夜間還書",
        "2025-07-10-範例院第902案協作會議-圖書館夜間還書/history",
        "agency/demo-agency",
        "speaker/王範例",
        "2025-04-10-範例院第901案協作會議-公園遊具遮陽",
    ],
)
def test_names_in_chinese_within_an_english_page_are_marked_for_voices(
    client: FlaskClient, path: str
) -> None:
    assert unmarked(client.get(f"/en/{path}").data) == []


def unmarked(page: bytes) -> list[str]:
    """The Chinese words of an English page that a voice would read as English; what stands in a field
    for somebody to change has no language."""
    body = html5lib.parse(page, namespaceHTMLElements=False).find("body")
    english = [words for words, lang in spoken(body, "en") if lang == "en"]
    return [words for words in english if len(re.findall(r"[\u4e00-\u9fff]", words)) > 1]


def spoken(element: Element, lang: str) -> Iterator[tuple[str, str]]:
    """The words of a page, each with the language that it is marked with."""
    lang = element.get("lang", lang)
    if element.tag != "textarea":
        yield element.text or "", lang
    for child in element:
        yield from spoken(child, lang)
        yield child.tail or "", lang


def test_dates_and_numbers_are_written_as_people_write_them() -> None:
    zh, en = LANGUAGES["zh"], LANGUAGES["en"]
    day = dt.date(2017, 5, 9)
    assert (zh.date(day), en.date(day)) == ("2017年5月9日", "9 May 2017")
    assert (zh.roc(2017), en.roc(2017), zh.roc(1911)) == ("民國106年", "", "")
    assert zh.plural("%(number)s speech", "%(number)s speeches", 1234) == "1,234 則發言"
    assert en.plural("%(number)s speech", "%(number)s speeches", 1) == "1 speech"
    assert en.plural("%(number)s speech", "%(number)s speeches", 2) == "2 speeches"


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", None),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.5", "en"),
        ("fr,en;q=0.3", "en"),
        ("de", None),
        ("en;q=0.2,zh;q=0.9", "zh"),
        ("en;q=0", None),
        ("en;q=x,zh", "zh"),
        ("," * 5000, None),
        ("*", None),
    ],
)
def test_the_language_that_a_browser_asks_for_is_heard(header: str, lang: str | None) -> None:
    assert preferred(header) == lang


@pytest.mark.parametrize(
    ("text", "record", "lang"),
    [
        ("大家好", "zh-Hant-TW", "zh-Hant-TW"),
        ("Thank you all", "zh-Hant-TW", "en"),
        ("大家好", "en", "zh-Hant-TW"),
        ("我用 Macbook 報稅", "zh-Hant-TW", "zh-Hant-TW"),
        ("Bonjour à tous", "fr", "fr"),
        ("（https://a.example/b/c 簡報）", "zh-Hant-TW", "zh-Hant-TW"),
        ("", "en", "en"),
        ("…", "zh-Hant-TW", "zh-Hant-TW"),
    ],
)
def test_a_text_is_marked_with_the_language_it_is_written_in(
    text: str, record: str, lang: str
) -> None:
    assert language_of(text, record) == lang


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("王範例", "4"),
        ("唐鳳", "10"),
        ("張芳睿", "11"),
        ("龔明鑫", "22"),
        ("Audrey Tang", "a"),
        ("ｚ", "z"),
        ("１號", "other"),
    ],
)
def test_names_are_listed_by_letter_or_strokes(name: str, group: str) -> None:
    assert group_of(name) == group


def test_a_site_in_one_language_leads_from_the_addresses_of_the_other(
    transcripts: Transcripts, site_of: Callable[[Transcripts], FlaskClient]
) -> None:
    transcripts.write("archive.yaml", "languages: [en]\n")
    transcripts.write("2020-01-01-Lights.md", "# 2020-01-01 Lights\n\n### Alex:\nMore of them.\n")
    site = site_of(transcripts)
    assert site.get("/").location == "/en/"
    assert site.get("/search?q=lights").location == "/en/search?q=lights"
    assert site.get("/en/2020-01-01-Lights").status_code == 200
    assert site.get("/robots.txt").status_code == 200


def test_a_reason_and_a_name_without_a_page_bear_their_language_on_an_english_page(
    site_of: Callable[[Transcripts], FlaskClient], transcripts: Transcripts
) -> None:
    head = "---\ntitle: 示範\ndate: 2018-03-05\ntier: other\nattendees:\n  - {name: 王小明, agency: 內政部, role: 專員}\n---\n"
    transcripts.write("2018-03-05-示範.md", f"{head}# 2018-03-05 示範\n\n### 王範例：\n大家好。\n")
    transcripts.write("2018-03-06-甲.md", "# 2018-03-06 甲\n\n### 王範例：\n大家好。\n")
    transcripts.write(
        "withdrawn.yaml", "- {meeting: 2018-03-06-甲, date: 2026-04-01, reason: 應當事人請求}\n"
    )
    site = site_of(transcripts)
    reason = '<span lang="zh-Hant-TW">應當事人請求</span>'
    for path in ("/withdrawals", "/2018-03-06-甲"):
        assert reason in site.get(f"/en{path}").text
        assert reason not in site.get(path).text
    assert '<span lang="zh-Hant-TW">王小明</span>' in site.get("/en/agency/moi").text

"""The command line speaks the language of the person: help, wrong use, and what it tells."""

import ast
import gettext
import importlib
import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from minutes.errors import MinutesError
from minutes.settings import SETTINGS_FILE
from pipeline.updates import watch
from tests.conftest import ROOT, Transcripts
from webapp.commands.main import COMMANDS, main
from webapp.commands.translation import CATALOGUE, paragraphs, spoken

HAN = re.compile("[\u4e00-\u9fff]")
SOURCES = [
    file for part in ("minutes", "pipeline", "webapp") for file in (ROOT / part).rglob("*.py")
]


def run(*words: str, **environment: str) -> str:
    """What a command says, whichever way it ends."""
    clean = {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "C.UTF-8"}
    return CliRunner(env={**clean, **environment}).invoke(main, list(words)).output


def everything() -> list[click.Command]:
    """All commands, those of groups too."""
    found: list[click.Command] = []
    for module in COMMANDS:
        found += importlib.import_module(f"webapp.commands.{module}").COMMANDS
    groups = [c for c in found if isinstance(c, click.Group)]
    return [main, *found, *(c for g in groups for c in g.commands.values())]


def our_words() -> set[str]:
    """Every help text."""
    words = {part for c in everything() for part in paragraphs(c.help or "")}
    options = [p for c in everything() for p in c.params if isinstance(p, click.Option)]
    return words | {o.help for o in options if o.help and not o.hidden}


def clicks_words() -> set[str]:
    """Every message of click that it hands to gettext."""
    found: set[str] = set()
    for file in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in {"_", "ngettext"}:
                assert isinstance(node, ast.Call)
                found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    return found | {"required"}


def test_every_help_text_is_translated_and_nothing_is_left_over() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    known = {m.id if isinstance(m.id, str) else m.id[0]: m for m in catalogue if m.id}
    assert our_words() - known.keys() == set()
    assert known.keys() - our_words() - clicks_words() == set()
    for message in known.values():
        forms = [message.string] if isinstance(message.string, str) else message.string
        assert all(forms), message.id
        # A translation may leave out a value, but names none that click does not give.
        source = message.id if isinstance(message.id, str) else "".join(message.id)
        for form in forms:
            assert set(re.findall(r"{(\w+)", form)) <= set(re.findall(r"{(\w+)", source))


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    with CATALOGUE.open("rb") as file:
        written = {m.id: m.string for m in read_po(file) if m.id}
    compiled = gettext.GNUTranslations(io.BytesIO(CATALOGUE.with_suffix(".mo").read_bytes()))
    remedy = "run: python -m webapp.commands.translation"
    for message, said in written.items():
        if isinstance(message, str):
            assert compiled.gettext(message) == said, remedy
        else:
            assert compiled.ngettext(message[0], message[1], 2) == said[0], remedy


def test_every_command_of_a_module_can_be_called() -> None:
    for module, listed in COMMANDS.items():
        there = importlib.import_module(f"webapp.commands.{module}").COMMANDS
        assert {command.name for command in there} == set(listed), module


@pytest.mark.parametrize("name", [c for commands in COMMANDS.values() for c in commands])
def test_the_help_of_every_command_is_chinese_for_who_reads_chinese(name: str) -> None:
    told = run(name, "--help", LANG="zh_TW.UTF-8")
    assert told.startswith("用法")
    for line in told.split("選項:", 1)[1].splitlines():
        # click keeps the words of `--help` with a command that a test ran by itself before.
        if re.match(r"  -", line) and len(line.split()) > 2 and "--help" not in line:
            assert HAN.search(line), line
    assert not HAN.search(run(name, "--help"))


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["chek"], "沒有 chek 這個指令", "No such command 'chek'"),
        (["check", "--fxi"], "沒有 --fxi 這個選項", "No such option '--fxi'"),
        (["withdraw"], "缺少引數", "Missing argument"),
        (["withdraw", "x"], "缺少選項", "Missing option"),
        (["import", "nothing.docx"], "找不到 nothing.docx", "does not exist"),
        (["index", "--jobs", "x"], "不是整數", "not a valid integer"),
        (["index", "--jobs", "0"], "不在 1<=x<=64 的範圍內", "not in the range"),
        (["check", "--format", "xml"], "不是下列之一", "not one of"),
        (["index", "--jobs"], "後面要接內容", "requires an argument"),
        (["schema", "x"], "多了用不到的引數", "unexpected extra argument"),
    ],
)
def test_wrong_use_is_told_in_the_persons_language(words: list[str], zh: str, en: str) -> None:
    assert zh in run(*words, LANG="zh_TW.UTF-8")
    assert zh in run("--lang", "zh", *words)
    assert en in run(*words)
    assert en in run("--lang=en", *words, LANG="zh_TW.UTF-8")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["publish", "某份紀錄"], "沒有這份草稿", "there is no such draft"),
        (["withdraw", "某份紀錄", "--reason", "應當事人請求"], "沒有這份紀錄", "no such record"),
        (["withdraw", "某份紀錄", "--reason", "-"], "請用文字寫理由", "a reason in words"),
        (["trail", "某議題"], "沒有這個案件或議題", "no such case or issue"),
        (["show", "某份紀錄"], "沒有這份公開的紀錄", "no such public record"),
        (["new", "monthly", "--date", "2026-13-09"], "不是日期", "not a date"),
        (["preview", "某份紀錄"], "沒有這份草稿", "there is no such draft"),
        (["rename", "某份紀錄", "另一份"], "沒有這份紀錄", "there is no such record"),
    ],
)
def test_a_refusal_is_told_in_the_persons_language_and_no_other(
    transcripts: Transcripts, tmp_path: Path, words: list[str], zh: str, en: str
) -> None:
    (tmp_path / "drafts").mkdir()
    transcripts.write("2018-03-05-示範.md", "# 2018-03-05 示範\n\n### 王範例：\n大家好。\n")
    places = {
        "MINUTES_TRANSCRIPTS": str(transcripts.path),
        "MINUTES_DATA": str(tmp_path / "data"),
        "MINUTES_DRAFTS": str(tmp_path / "drafts"),
        "MINUTES_PREVIEW_KEY": "0123456789" * 4,
    }
    chinese = run(*words, LANG="zh_TW.UTF-8", **places).splitlines()[-1]
    english = run(*words, **places).splitlines()[-1]
    assert zh in chinese
    assert en not in chinese
    assert en in english
    assert not HAN.search(english.replace("某份紀錄", "").replace("某議題", ""))


@pytest.mark.parametrize(
    ("words", "files", "zh", "en"),
    [
        (["index"], {"withdrawn.yml": ""}, "請改用這個檔名", "give the file that name"),
        (["index"], {"workdays.yml": ""}, "請改用這個檔名", "give the file that name"),
        (["index"], {SETTINGS_FILE: "timezone: 月球\n"}, "沒有這個時區", "no such time zone"),
        (["index"], {SETTINGS_FILE: "branch: a..b\n"}, "請寫分支的名稱", "the name of a branch"),
        (["index"], {SETTINGS_FILE: "base_url: 首頁\n"}, "請寫網址", "must be an address"),
        (["index"], {SETTINGS_FILE: "base_url: [\n"}, "附近少了值", "a value is missing"),
        (["index"], {SETTINGS_FILE: b"\xff\n"}, "不是 UTF-8", "not UTF-8"),
        (["backup", "."], {}, "不在 git 儲存庫內", "no git repository"),
        (["restore", "drafts", "new"], {}, "不是備份清單", "no list of a backup"),
        (["rename", "2018-03-05-示範", "_"], {}, "不能當檔名", "not a name for a file"),
        (["rename-speaker", "王範例", "王範例"], {}, "名稱相同", "the same name"),
    ],
)
def test_what_index_git_backup_and_gate_refuse_is_told_in_one_language_too(
    transcripts: Transcripts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    files: dict[str, str | bytes],
    zh: str,
    en: str,
) -> None:
    there = {"2018-03-05-示範.md": "# 2018-03-05 示範\n\n### 王範例：\n大家好。\n", **files}
    for name, text in there.items():
        data = text if isinstance(text, bytes) else text.encode()
        (transcripts.path / name).write_bytes(data)
    (tmp_path / "drafts").mkdir()
    monkeypatch.chdir(tmp_path)
    places = {
        "MINUTES_TRANSCRIPTS": str(transcripts.path),
        "MINUTES_DATA": str(tmp_path / "data"),
        "MINUTES_DRAFTS": str(tmp_path / "drafts"),
    }
    chinese = run(*words, LANG="zh_TW.UTF-8", **places).splitlines()[-1]
    english = run(*words, **places).splitlines()[-1]
    assert zh in chinese, english
    assert en not in chinese
    assert en in english
    assert not HAN.search(re.sub("2018-03-05-示範|王範例|月球|首頁", "", english))


@pytest.mark.parametrize("name", ["withdrawn.yaml", SETTINGS_FILE])
def test_a_link_that_is_not_followed_is_told_in_one_language(
    transcripts: Transcripts, tmp_path: Path, name: str
) -> None:
    (transcripts.path / name).symlink_to(tmp_path / "elsewhere.yaml")
    words = ("index", "--transcripts", str(transcripts.path), "--data", str(tmp_path / "data"))
    chinese = run(*words, LANG="zh_TW.UTF-8").splitlines()[-1]
    english = run(*words).splitlines()[-1]
    assert "不跟隨連結" in chinese
    assert "links are not followed" not in chinese
    assert "links are not followed" in english
    assert not HAN.search(english)


def test_what_goes_wrong_while_files_are_watched_is_told_in_one_language(
    transcripts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object, heard: Callable[[Exception], None]) -> None:
        heard(MinutesError("cannot be read", zh="無法讀取"))

    monkeypatch.setattr(watch, "watch", fail)
    words = ("watch", "--transcripts", str(transcripts.path))
    assert run(*words, LANG="zh_TW.UTF-8").splitlines()[-1] == "問題：無法讀取"
    assert run(*words).splitlines()[-1] == "problem: cannot be read"


def errors_of_ours() -> set[str]:
    """The names of all errors that have a message for the person at the keyboard."""
    found = {"MinutesError"}
    bases = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.ClassDef)
    }
    while new := {name for name, above in bases.items() if above & found} - found:
        found |= new
    return found


def test_no_error_is_worded_in_two_languages_at_once() -> None:
    ours = errors_of_ours()
    assert {"PushRefused", "TooMuch", "FolderMissing"} <= ours
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_bytes()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ours
        if node.args and HAN.search(ast.unparse(node.args[0]))
    ]
    assert found == [], "English first, and zh=… beside it"


def test_a_language_that_is_asked_for_goes_before_that_of_the_system() -> None:
    assert spoken(["check", "--lang", "zh"]) == "zh"
    assert spoken(["check", "--lang=en"]) == "en"
    assert "用法" in run("publish", "--lang", "zh", "--bogus")
    assert "用法" in run("nonsense", LANGUAGE="zh_TW:en", LANG="en_GB.UTF-8")


def test_speaking_leaves_no_trace_in_the_surroundings(transcripts: Transcripts) -> None:
    before, domain = dict(os.environ), gettext.textdomain()
    run("check", "--lang", "zh", "--transcripts", str(transcripts.path))
    assert (dict(os.environ), gettext.textdomain()) == (before, domain)


def test_what_commands_tell_is_in_the_persons_language(transcripts: Transcripts) -> None:
    transcripts.write("2018-03-05-示範.md", "# 2018-03-05 示範\n\n### 王範例：\n大家好。\n")
    at = ("--transcripts", str(transcripts.path), "--data", str(transcripts.path.parent / "data"))
    assert "沒有可用的索引" in run("doctor", *at, LANG="zh_TW.UTF-8")
    assert "1 份紀錄，讀了 1 份" in run("index", *at, "--lang", "zh")
    assert "一切正常" in run("doctor", *at, LANG="zh_TW.UTF-8")
    assert "all well" in run("doctor", *at)
    assert "1 份紀錄" in run("search", "大家", *at, LANG="zh_TW.UTF-8")
    assert "其他 / " in run("show", "--all", *at, LANG="zh_TW.UTF-8")

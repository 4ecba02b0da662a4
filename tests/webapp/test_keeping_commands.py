"""The commands that publish, preview, withdraw and import: results on stdout, the rest on stderr."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minutes.publication import preview_links
from minutes.records import document
from minutes.settings import load
from pipeline.index import indexer
from tests.conftest import Transcripts
from webapp import create_app
from webapp.commands.main import main

ID = "2026-03-02-示範月會"
HEAD = "---\ntitle: 示範月會\ndate: 2026-03-02\ntier: monthly\nkind: main\n"
BODY = "# 2026-03-02 示範月會\n\n### 王範例：\n大家好，今天談三件事，都跟公園有關。\n\n### 李樣本：\n我先說第一件，是遮陽，這段要撤下來。\n"


@pytest.fixture
def drafts(tmp_path: Path) -> Transcripts:
    (tmp_path / "drafts").mkdir()
    return Transcripts(tmp_path / "drafts")


def run(folder: Path, *words: str, drafts: Transcripts | None = None) -> Result:
    command, *rest = words
    places = ["--transcripts", str(folder), "--data", str(folder.parent / "data")]
    if command == "import":
        places = []
    if drafts:
        places += ["--drafts", str(drafts.path)]
    return CliRunner().invoke(main, [command, *places, *rest])


def test_publish_moves_what_is_due_and_says_what_waits(
    transcripts: Transcripts, drafts: Transcripts
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}")
    drafts.write("2026-03-02-等候.md", f"{HEAD}edit: {{hold_until: 2999-01-01}}\n---\n{BODY}")
    done = run(transcripts.path, "publish", "--lang", "zh", drafts=drafts)
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{transcripts.path / ID}.md\n"
    assert "2999-01-01" in done.stderr
    assert "有人指定延後" in done.stderr
    refused = run(transcripts.path, "publish", "2026-03-02-等候", drafts=drafts)
    assert refused.exit_code == 1
    assert "2999-01-01" in refused.stderr
    assert refused.stdout == ""


def test_publish_list_moves_nothing(transcripts: Transcripts, drafts: Transcripts) -> None:
    source = drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}")
    done = run(transcripts.path, "publish", "--list", "--lang", "en", drafts=drafts)
    assert done.stdout == f"2026-03-17  {ID}  due\n"
    assert source.exists()


def test_publish_says_of_a_record_that_cannot_go_out_what_is_wrong_first(
    transcripts: Transcripts, drafts: Transcripts
) -> None:
    drafts.write("2026-03-02-壞.md", f"{HEAD}edit: [\n---\n{BODY}")
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY}### 空保處\n這段話。\n")
    drafts.write(
        "2026-03-02-參訪.md",
        f"---\ntitle: 示範參訪\ndate: 2026-03-02\ntier: other\n---\n{BODY}".replace("月會", "參訪"),
    )
    zh = run(transcripts.path, "publish", "--lang", "zh", drafts=drafts)
    lines = {line.split()[1]: line for line in zh.stderr.splitlines()[-3:]}
    assert lines["2026-03-02-壞"].startswith("----------  ")
    assert "[unreadable-front-matter]" in lines["2026-03-02-壞"]
    assert "第 15 行" in lines[ID]
    assert "[label-without-colon]" in lines[ID]
    assert lines["2026-03-02-參訪"].endswith("沒有訂正期，指名才公開")
    en = run(transcripts.path, "publish", "--list", "--lang", "en", drafts=drafts)
    assert "line 15" in en.stdout
    named = run(transcripts.path, "publish", "2026-03-02-參訪", drafts=drafts)
    assert named.exit_code == 0, named.output


def test_a_draft_without_words_has_something_to_put_right_where_the_check_finds_no_error(
    transcripts: Transcripts, drafts: Transcripts
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit:\n---\n{BODY.splitlines()[0]}\n")
    checked = run(transcripts.path, "check", "--lang", "en", drafts=drafts)
    assert "0 errors, 1 warning" in checked.stderr
    listed = run(transcripts.path, "publish", "--list", "--lang", "en", drafts=drafts)
    assert "must be put right first: line 8" in listed.stdout
    assert "error" not in listed.stdout


@pytest.mark.parametrize("where", ["nothing", "transcripts", "transcripts/drafts", "."])
def test_drafts_that_are_no_private_folder_are_refused(
    transcripts: Transcripts, tmp_path: Path, where: str
) -> None:
    (transcripts.path / "drafts").mkdir()
    refused = run(transcripts.path, "publish", "--drafts", str(tmp_path / where))
    assert refused.exit_code == 2
    assert "drafts" in refused.stderr


def test_a_link_to_a_draft_needs_a_key_and_an_address(
    transcripts: Transcripts, drafts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit: {{hold_until: 2999-01-01}}\n---\n{BODY}")
    assert run(transcripts.path, "preview", ID, drafts=drafts).exit_code == 2
    transcripts.write("archive.yaml", "base_url: https://minutes.example.tw/records\n")
    assert preview_links.KEY_VARIABLE in run(transcripts.path, "preview", ID, drafts=drafts).stderr
    monkeypatch.setenv(preview_links.KEY_VARIABLE, "a key for tests alone, 32 letters")
    done = run(transcripts.path, "preview", ID, drafts=drafts)
    assert done.stdout.startswith("https://minutes.example.tw/records/preview/")
    assert run(transcripts.path, "preview", "unknown", drafts=drafts).exit_code == 2


def test_drafts_are_never_served_to_other_machines(transcripts: Transcripts) -> None:
    refused = run(transcripts.path, "preview", "--host", "0.0.0.0")  # noqa: S104 (it is refused)
    assert refused.exit_code == 2
    assert "this machine" in refused.stderr


def test_withdraw_prints_the_files_to_commit(transcripts: Transcripts) -> None:
    transcripts.write(f"{ID}.md", f"{HEAD}---\n{BODY}")
    done = run(transcripts.path, "withdraw", ID, "--reason", "應當事人請求", "--lang", "zh")
    assert done.exit_code == 0, done.output
    assert done.stdout == f"{transcripts.path / 'withdrawn.yaml'}\n"
    assert "docs/withdrawal.md" in done.stderr
    again = run(transcripts.path, "withdraw", ID, "--reason", "應當事人請求")
    assert again.exit_code == 2


def test_who_spoke_a_withdrawn_speech_is_told_to_be_listed_still(transcripts: Transcripts) -> None:
    people = "attendees:\n  - {name: 李樣本}\n"
    transcripts.write(f"{ID}.md", f"{HEAD}{people}---\n{BODY}")
    (speech,) = (i.id for i in document.parse(BODY).items if "撤下來" in i.text)
    transcripts.write(".redirects", f"speech/aaaaaaaaaaaa\tspeech/{speech}\n")
    done = run(
        transcripts.path,
        "withdraw",
        ID,
        "--speech",
        "aaaaaaaaaaaa",
        "--reason",
        "應當事人請求",
        "--lang",
        "zh",
    )
    assert done.exit_code == 0, done.output
    assert "第 7 行的 attendees" in done.stderr
    assert "李樣本" not in done.stderr
    # The speech's old address is gone for good as well.
    app = create_app(load(transcripts.path, transcripts.path.parent / "data"))
    indexer.refresh(load(transcripts.path, transcripts.path.parent / "data"))
    for ident in ("aaaaaaaaaaaa", speech):
        assert app.test_client().get(f"/speech/{ident}").status_code == 410


def test_preview_warns_where_nobody_can_be_written_to(
    transcripts: Transcripts, drafts: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.write(f"{ID}.md", f"{HEAD}edit: {{hold_until: 2999-01-01}}\n---\n{BODY}")
    monkeypatch.setenv(preview_links.KEY_VARIABLE, "a key for tests alone, 32 letters")
    transcripts.write("archive.yaml", "base_url: https://minutes.example.tw\n")
    assert "contact" in run(transcripts.path, "preview", ID, drafts=drafts).stderr
    transcripts.write(
        "archive.yaml", "base_url: https://minutes.example.tw\ncontact: po@example.tw\n"
    )
    assert run(transcripts.path, "preview", ID, drafts=drafts).stderr == ""


def test_import_writes_a_record_and_tells_what_was_guessed(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    source = tmp_path / "會議.txt"
    source.write_text(
        "2026-03-02 示範月會\n王範例：大家好。\n李樣本：我先說。\n王範例：請。\n李樣本：好。\n",
        encoding="utf-8",
    )
    printed = run(transcripts.path, "import", str(source), "--lang", "zh")
    assert printed.exit_code == 0, printed.output
    assert "\ntitle: 示範月會\n" in printed.stdout
    assert "### 王範例：\n大家好。" in printed.stdout
    assert "發言者：王範例 2, 李樣本 2" in printed.stderr
    written = run(transcripts.path, "import", str(source), "-o", str(transcripts.path))
    assert written.stdout == f"{transcripts.path / ID}.md\n"
    again = run(transcripts.path, "import", str(source), "-o", str(transcripts.path))
    assert again.exit_code == 2


def test_import_explains_what_it_cannot_read(transcripts: Transcripts, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    for lang, words in (("zh", "圖片，"), ("en", "This is a picture.")):
        refused = run(transcripts.path, "import", str(tmp_path / "a.png"), "--lang", lang)
        assert refused.exit_code == 2, (lang, words)
        assert words in refused.stderr

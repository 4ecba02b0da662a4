"""Which agency is taken for the host of a case that says it nowhere."""

from pathlib import Path

from minutes import settings
from pipeline.archive.archive import Archive
from pipeline.archive.snapshot import View
from pipeline.trails import case
from tests.conftest import Transcripts

CASE = "2017-05-19-開放政府聯絡人第九次協作會議"
MONTH = "2017-06-06-開放政府-PO-第四次月會"


def view_of(transcripts: Transcripts, tmp_path: Path, call: str, head: str = "") -> View:
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽由消防署量測第{n}次" for n in range(6))
    transcripts.write(f"{CASE}.md", f"{head}# 2017-05-19 開放政府聯絡人第九次協作會議\n\n{talk}\n")
    transcripts.write(
        f"{MONTH}.md",
        f"# 2017-06-06 開放政府 PO 第四次月會\n\n### 主席：\n{call}\n\n### 李小華：\n序號9，遊具的遮陽已經回應\n",
    )
    return Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()


def inferred(view: View, wanted: int | str = 9) -> tuple[str, ...]:
    found = case.case(view, wanted)
    assert found is not None
    return tuple(host.word for host in found.claims.hosts if host.is_automatic)


def test_who_is_asked_to_report_and_spoken_of_most_is_taken_for_the_host_by_its_ministry(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    assert inferred(view_of(transcripts, tmp_path, "序號9，遊具遮陽案，請消防署報告。")) == ("moi",)


def test_who_is_called_up_together_with_the_case_is_its_host(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    assert inferred(view_of(transcripts, tmp_path, "序號9，遊具遮陽案，請文化部報告。")) == ("moc",)


def test_all_hosts_that_who_presides_tells_with_the_call_are_hosts(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    call = "序號9，遊具遮陽案，這案有三個主辦，文化部、交通部跟經濟部，我們先請文化部。"
    assert set(inferred(view_of(transcripts, tmp_path, call))) == {"moc", "motc", "moea"}


def test_an_agency_that_was_renamed_is_one_host_under_its_later_name(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    for day, body in (("2023-07-06", "農委會"), ("2023-09-07", "農業部")):
        call = f"### 主席：\n序號9，遊具遮陽案，請{body}報告。\n\n### 李小華：\n{body}報告，遊具的遮陽已經回應\n"
        title = f"{day} 開放政府 PO {day[5:7]}月月會"
        transcripts.write(f"{day}-開放政府-PO-月會.md", f"# {title}\n\n{call}")
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    title = "2023-06-19 開放政府聯絡人第九次協作會議"
    transcripts.write("2023-06-19-開放政府聯絡人第九次協作會議.md", f"# {title}\n\n{talk}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    assert inferred(view) == ("moa",)


def test_who_is_asked_only_once_without_the_case_and_not_spoken_of_elsewhere_is_not(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    assert inferred(view_of(transcripts, tmp_path, "接下來請文化部。")) == ()


def test_a_declared_host_is_never_doubted(transcripts: Transcripts, tmp_path: Path) -> None:
    head = "---\ntitle: 開放政府聯絡人第九次協作會議\ndate: 2017-05-19\ntier: collaborative\ncase: 9\nhost_agency: 教育部\n---\n"
    assert inferred(view_of(transcripts, tmp_path, "序號9，遊具遮陽案，請消防署報告。", head)) == ()


def test_an_issue_file_without_a_host_says_that_none_is_settled(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    transcripts.write("issues/shade.md", "---\ntitle: 遊具遮陽\ncase: 9\n---\n")
    view = view_of(transcripts, tmp_path, "序號9，遊具遮陽案，請消防署報告。")
    assert inferred(view, "shade") == ()


def test_who_helps_is_taken_from_words_where_a_record_declares_the_host_alone(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = "序號9，遊具遮陽案，主辦機關文化部，協辦機關內政部，請文化部報告。"
    head = "---\ntitle: 開放政府聯絡人第九次協作會議\ndate: 2017-05-19\nhost_agency: [moc]\n---\n"
    found = case.case(view_of(transcripts, tmp_path, told, head), 9)
    assert found is not None
    assert [(h.id, h.found) for h in found.claims.hosts] == [("moc", "declared")]
    assert [(h.id, h.found) for h in found.claims.co_hosts] == [("moi", "automatic")]


def test_a_body_below_a_ministry_is_told_by_its_own_name_where_the_words_speak_of_it_alone(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    told = "序號9，遊具遮陽案，主辦機關文化部，協辦機關消防署，請文化部報告。"
    found = case.case(view_of(transcripts, tmp_path, told), 9)
    assert found is not None
    assert [(h.id, h.agency, h.named) for h in found.claims.co_hosts] == [
        ("moi", "內政部", "消防署")
    ]
    assert [(h.id, h.named) for h in found.claims.hosts] == [("moc", "")]

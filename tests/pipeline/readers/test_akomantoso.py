"""Akoma Ntoso: lenient with what archives wrote, strict with what it lets through."""

import pytest

from minutes.records.document import parse
from pipeline.readers.reading import Imported, ImportProblem, read

PEOPLE = '<TLCPerson eId="wang" showAs="王小明"/><TLCPerson id="lin" showAs="Lin Dahua"/>'
NAMESPACES = ["", ' xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"', ' xmlns="urn:x"']


def debate(body: str, front: str = "", namespace: str = "") -> bytes:
    return (
        f"<akomaNtoso{namespace}><debate><meta><references>{PEOPLE}</references></meta>{front}"
        f"<debateBody><debateSection><heading>2024-05-17 月會</heading>{body}</debateSection>"
        "</debateBody></debate></akomaNtoso>"
    ).encode()


def items(result: Imported) -> list[tuple[str, str | None, str]]:
    return [(i.type, i.speaker, i.text) for i in parse(result.markdown).items][1:]


def codes(result: Imported) -> set[str]:
    return {note.code for note in (*result.guessed, *result.dropped)}


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_any_namespace_is_read(namespace: str) -> None:
    body = '<speech by="#wang"><p>大家好。</p><p>開始。</p></speech><speech by="#lin">Hi</speech>'
    result = read(debate(body, namespace=namespace), "2024-05-17-月會.an.xml")
    assert result.markdown == (
        "# 2024-05-17 月會\n\n### 王小明：\n大家好。\n\n開始。\n\n### Lin Dahua:\nHi\n"
    )
    assert [note.code for note in (*result.guessed, *result.dropped)] == ["characters"]


def test_a_speaker_who_is_not_in_the_list_keeps_the_identifier_and_is_reported() -> None:
    result = read(debate('<speech by="#chen"><p>好。</p></speech>'), "a.xml")
    assert result.speakers == (("chen", 1),)
    assert "unresolved-speaker" in codes(result)


@pytest.mark.parametrize("by", ["", ' by=""', ' by="#"'])
def test_words_of_nobody_are_not_given_to_the_speaker_before(by: str) -> None:
    body = f'<speech by="#wang"><p>好。</p></speech><speech{by}><p>不好。</p></speech>'
    assert items(read(debate(body), "a.xml"))[1] == ("speech", "不明發言者", "不好。")


def test_a_narrative_of_italic_paragraphs_gets_brackets_so_that_nobody_is_quoted() -> None:
    body = '<speech by="#wang"><p>好。</p></speech><narrative><p><i>與會者同意</i></p></narrative>'
    result = read(debate(body + '<speech by="#wang"><p>續。</p></speech>'), "a.xml")
    assert items(result)[1:] == [
        ("narrative", None, "（與會者同意）"),
        ("speech", "王小明", "續。"),
    ]
    assert "narrative-brackets" in codes(result)


def test_scripts_and_frames_are_dropped_and_reported_and_what_follows_is_kept() -> None:
    body = (
        '<speech by="#wang"><p>看<iframe src="https://x.tw/v"/>片'
        "<script>alert(1)</script>。</p></speech>"
    )
    result = read(debate(body), "a.xml")
    assert items(result) == [("speech", "王小明", "看片。")]
    assert any("https://x.tw/v" in n.what_en for n in result.dropped)
    assert "alert" not in result.markdown


def test_links_keep_web_addresses_only() -> None:
    body = (
        '<speech by="#wang"><p><a href="https://a.tw/(b)">甲</a>'
        '<a href="javascript:alert(1)">乙</a></p></speech>'
    )
    result = read(debate(body), "a.xml")
    assert "[甲](https://a.tw/%28b%29)乙" in result.markdown
    assert "link" in codes(result)


def test_nested_sections_questions_and_answers_are_read() -> None:
    body = (
        "<oralStatements><num>一</num><heading>質詢</heading>"
        '<question by="#lin"><p>Why?</p></question>'
        '<answer by="#wang"><from>王處長</from><p>因為。</p></answer></oralStatements><p>附記</p>'
    )
    result = read(debate(body), "a.xml")
    assert items(result)[:3] == [
        ("section", None, "一 質詢"),
        ("speech", "Lin Dahua", "Why?"),
        ("speech", "王小明", "因為。"),
    ]
    assert items(result)[3] == ("speech", "不明發言者", "附記")
    assert {"from", "unattributed"} <= codes(result)


def test_the_cover_gives_date_and_what_else_it_holds_is_reported() -> None:
    front = (
        '<preface><docTitle>系列</docTitle><docDate date="2024-05-18"/>'
        "<docNumber>7</docNumber></preface>"
    )
    body = '<speech by="#wang"><p>好。</p></speech>'
    data = debate(body, front).replace("2024-05-17 月會".encode(), "月會".encode())
    result = read(data, "a.xml")
    assert (result.title, str(result.date)) == ("月會", "2024-05-18")
    assert {"docTitle", "docNumber"} <= codes(result)


def test_a_damaged_file_is_repaired_with_a_report() -> None:
    body = '<speech by="#wang"><p>好 &nbsp; 嗎</p></speech><speech by="#lin"><p>Yes'
    result = read(debate(body)[:-45], "a.xml")
    assert result.speakers == (("王小明", 1), ("Lin Dahua", 1))
    assert any(n.code == "xml-repaired" and "（第 " in n.what_zh for n in result.guessed)


def test_entities_and_files_of_the_machine_are_never_read() -> None:
    data = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY f "ha">]>' + debate(
        '<speech by="#wang"><p>好&e;&f;。</p></speech>'
    )
    result = read(data, "a.xml")
    assert items(result) == [("speech", "王小明", "好。")]
    assert "entity" in codes(result)


@pytest.mark.parametrize("data", [b"<?xml version='1.0'?><a/>", b"<a"])
def test_other_xml_is_an_unknown_format(data: bytes) -> None:
    with pytest.raises(ImportProblem) as caught:
        read(data, "a.xml")
    assert caught.value.code == "unknown-format"

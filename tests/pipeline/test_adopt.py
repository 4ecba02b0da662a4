"""Front matter for transcripts that have none: what was inferred, before an unchanged text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records import document
from minutes.records.document import split_front
from pipeline.authoring.adoption import NotAdoptable, adopt
from pipeline.readers.drafting.heads import attendees, read_head
from pipeline.source.parser import parse

NAME = "2018-07-17-開放政府聯絡人第三十八次協作會議.md"
TEXT = """\
# 2018-07-17 開放政府聯絡人第三十八次協作會議

> 簡報：[https://issuu.com/example/docs/a](https://issuu.com/example/docs/a)、[心智圖](https://realtimeboard.com/app/board/o9J=/)

議題手冊 https://example.org/hand\\_book 與 sli.do：https://app.sli.do/event/abc/ask

### 主持人：
開始。

### 王範例：
我看了 [這個](https://example.org/later)。

### Alex Sample：
好。
"""


def test_who_is_only_an_account_or_a_number_was_there_under_no_name() -> None:
    said = "".join(
        f"### {label}：\n話。\n\n" for label in ("語者4", "user01", "？？？", "範例部王示範科長")
    )
    front = parse(adopt(NAME, f"# 2018-07-17 會議\n\n{said}".encode()), NAME).meeting.front
    assert [(a.name, a.agency, a.role) for a in front.attendees] == [
        ("範例部王示範科長", "範例部", "科長")
    ]


def test_what_the_file_tells_is_written_before_it() -> None:
    adopted = adopt(NAME, TEXT.encode())
    assert adopted.endswith(TEXT.encode())
    parsed = parse(adopted, NAME)
    assert parsed.problems == ()
    front = parsed.meeting.front
    assert (front.tier, front.kind, front.case) == ("collaborative", "main", (38,))
    assert str(front.date) == "2018-07-17"
    assert [person.name for person in front.attendees] == ["王範例", "Alex Sample"]
    assert [(link.type, link.url) for link in front.links] == [
        ("slides", "https://issuu.com/example/docs/a"),
        ("mindmap", "https://realtimeboard.com/app/board/o9J=/"),
        ("handbook", "https://example.org/hand_book"),
        ("slido", "https://app.sli.do/event/abc/ask"),
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("數位白板參考", "other"),
        ("互動白板", "other"),
        ("概念發展圖", "other"),
        ("心智圖及概念發展單參考", "mindmap"),
        ("參考", "mindmap"),
    ],
)
def test_what_a_record_calls_a_document_counts_before_what_its_host_is_mostly_for(
    words: str, kind: str
) -> None:
    url = "https://realtimeboard.com/app/board/o9J=/"
    text = f"# 2018-07-17 會議\n\n> （{words}：[{url}]({url})）\n\n### 主持人：\n開始。\n"
    front = parse(adopt(NAME, text.encode()), NAME).meeting.front
    assert [link.type for link in front.links] == [kind]


def test_a_second_run_changes_nothing() -> None:
    adopted = adopt(NAME, TEXT.encode())
    assert adopt(NAME, adopted) == adopted


def test_a_file_with_front_matter_stays_even_if_it_cannot_be_read() -> None:
    for head in ("---\ntitle: 甲\n---\n", "---\ntitle: [\n---\n", "---\ntitle: 甲\n### 沒關\n"):
        data = (head + TEXT).encode()
        assert adopt(NAME, data) == data, head


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf# a\n", "中文".encode("big5")])
def test_bytes_that_have_to_be_repaired_first_are_refused(data: bytes) -> None:
    with pytest.raises(NotAdoptable):
        adopt(NAME, data)


def test_a_rule_above_the_text_stays_in_the_text() -> None:
    text = "---\n\n" + TEXT
    parsed = parse(adopt(NAME, text.encode()), NAME)
    assert parsed.document.body == text


@given(
    title=st.text(max_size=40).filter(lambda t: "\n" not in t),
    name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
)
def test_any_title_and_name_give_a_head_that_reads_back(title: str, name: str) -> None:
    text = f"# 2018-07-17 {title}\n\n### {name}：\n好。\n"
    data = text.encode("utf-8", "replace")
    before, after = parse(data, NAME), parse(adopt(NAME, data), NAME)
    if not before.meeting.has_front:
        assert after.problems == ()
        assert after.document.body.encode() == data
        assert after.meeting.front.title == before.meeting.front.title


def test_real_records_keep_every_byte_and_a_second_run_changes_nothing(corpus: Path) -> None:
    for file in sorted(corpus.glob("*.md"))[::3]:
        data = file.read_bytes()
        adopted = adopt(file.name, data)
        head, front = split_front(adopted.decode())
        assert front is not None, file.name
        assert front.error is None, file.name
        assert adopted[len(head.encode()) :] == data, file.name
        assert adopt(file.name, adopted) == adopted, file.name


def test_real_records_keep_their_ids_and_facts(corpus: Path) -> None:
    for file in sorted(corpus.glob("*.md"))[::20]:
        data = file.read_bytes()
        before, after = parse(data, file.name), parse(adopt(file.name, data), file.name)
        assert after.problems == (), file.name
        assert [i.id for i in after.document.items] == [i.id for i in before.document.items], file
        for field in ("title", "date", "tier", "kind", "case", "term", "session", "lang"):
            assert getattr(after.meeting.front, field) == getattr(before.meeting.front, field)


def test_what_stands_before_a_name_is_an_agency_a_body_an_office_or_a_capacity() -> None:
    head = read_head(
        document.parse(
            "出席者：\n\n交通部：王示範科長\n\n示範大學：李範例教授\n\n提案人：陳樣本\n\n"
            "漁民代表：林試寫\n\n示範縣政府：張舉例技士\n"
        )
    )
    names = ("王示範", "李範例", "陳樣本", "林試寫", "張舉例")
    assert sorted(attendees([], head), key=lambda each: names.index(each["name"])) == [
        {"name": "王示範", "role": "科長", "agency": "交通部"},
        {"name": "李範例", "role": "教授", "organisation": "示範大學"},
        {"name": "陳樣本", "capacity": "petitioner"},
        {"name": "林試寫", "role": "漁民代表"},
        {"name": "張舉例", "role": "技士", "agency": "示範縣政府"},
    ]


def test_a_list_in_one_cell_gives_each_the_body_before_it() -> None:
    head = read_head(
        document.parse(
            "出席人員 ｜ 交通部  王示範科長 教育部  李範例專員 提案人  陳樣本 甲乙之友  林試寫\n"
        )
    )
    assert [(each["name"], each.get("agency")) for each in attendees([], head)] == [
        ("王示範", "交通部"),
        ("李範例", "教育部"),
        ("陳樣本", None),
        ("林試寫", None),
    ]

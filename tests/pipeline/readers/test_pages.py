"""Transcripts saved as pages of the web: by word processors, editors, readers of chats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.records.document import parse
from pipeline.readers.reading import Imported, ImportProblem, read
from tests.pipeline.readers.test_layouts import sections, speeches, told

SAID = [(who, f"我說第{n}件事，謝謝大家。") for n, who in enumerate(["王示範", "李範例"] * 4)]


def page(
    *blocks: str, head: str = "", name: str = "2026-05-17-站牌.html", encoding: str = "utf-8"
) -> Imported:
    whole = f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(blocks)}</body></html>"
    return read(whole.encode(encoding), name)


def turns(result: Imported) -> list[tuple[str | None, str]]:
    return [one for one in speeches(result) if one[0]]


@pytest.mark.parametrize(
    "turn",
    [
        "<p><b>{0}：</b>{1}</p>",
        "<p class=MsoNormal><b><span style='color:#0070C0'>{0}</span></b><span>：</span>{1}</p>",
        "<p><span class='n'>{0}</span><span class='c'>&nbsp;&nbsp;{1}</span></p>",
        "<div class='who'>{0}</div><time>00:30</time><p>{1}</p><button>分享</button>",
        "<h3>{0}</h3><p>{1}</p>",
        "{0}：{1}<br>",
        "<dl><dt>{0}：</dt><dd>{1}</dd></dl>",
    ],
)
def test_each_turn_of_a_page_is_under_who_says_it(turn: str) -> None:
    style = "<style>.n{font-weight:700;color:#15c} p.x::after{content:'：'}</style>"
    blocks = (turn.format(who, words) for who, words in SAID)
    assert turns(page("<h1>站牌討論</h1>", *blocks, head=style)) == SAID


def test_a_table_of_speeches_is_read_and_one_that_only_places_words_is_none() -> None:
    rows = "".join(
        f"<tr><td>14:0{n}</td><td>{w}</td><td>{s}</td></tr>" for n, (w, s) in enumerate(SAID)
    )
    head = "<tr><th>時間</th><th>發言者</th><th>發言內容</th></tr>"
    assert turns(page(f"<table>{head}{rows}</table>")) == SAID
    placed = "".join(f"<p>{who}：{words}</p>" for who, words in SAID)
    assert turns(page(f"<table><tr><td>{placed}</td></tr></table>")) == SAID


def test_what_a_page_has_around_the_words_is_no_word_of_the_record() -> None:
    around = "<nav>首頁</nav><script>王示範：壞</script><footer>聯絡我們</footer><div style='display:none'>藏</div>"
    result = page(around, *(f"<p>{who}：{words}</p>" for who, words in SAID))
    assert not any(word in result.markdown for word in ("首頁", "壞", "聯絡", "藏"))
    assert "1 處隱藏文字" in told(result, "hidden-text")


def test_remarks_beside_a_page_of_a_word_processor_are_counted_and_left_out() -> None:
    remark = '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a>再問一次</p></div>'
    lines = [f"<p>{who}：{words}<a href='#cmnt1'>[a]</a></p>" for who, words in SAID]
    result = page(*lines, remark)
    assert turns(result) == SAID
    assert "再問一次" not in result.markdown
    assert "1 則註解" in told(result, "comments")


def test_headings_lists_links_and_quotes_stay_what_they_are() -> None:
    lines = [f"<p>{who}：{words}</p>" for who, words in SAID]
    more = "<h2>臨時動議</h2><p>王示範：兩點，見<a href='https://example.tw/a'>簡報</a>：</p>"
    more += "<ol start=3><li>站牌</li><li>路燈</li></ol>"
    result = page(*lines, more)
    assert "臨時動議" in sections(result)
    assert "[簡報](https://example.tw/a)" in result.markdown
    assert "3. 站牌" in parse(result.markdown).body.replace("3\\.", "3.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5"])
def test_a_page_is_read_in_its_own_encoding(encoding: str) -> None:
    lines = (f"<p>{who}：{words}</p>" for who, words in SAID)
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    assert turns(page(*lines, head=meta, encoding=encoding)) == SAID


def test_a_highlight_is_a_doubt_and_the_ground_of_a_box_is_none() -> None:
    box = "<div style='background:#eee'>{}</div>"
    lines = [box.format(f"<p>{who}：{words}</p>") for who, words in SAID]
    result = page(*lines, "<p>王示範：一共<span style='background-color:#ff0'>七座</span>。</p>")
    assert told(result, "highlight").count("標了底色") == 1
    assert "七座" in told(result, "highlight")


def test_a_page_without_words_is_refused_with_the_reason() -> None:
    with pytest.raises(ImportProblem) as problem:
        page("<img src=a.png>")
    assert problem.value.code == "empty"


def outcome(body: str) -> str:
    """ "read", or why a page with such a body is refused."""
    try:
        read(f"<html><body>{body}</body></html>".encode(), "a.html")
    except ImportProblem as problem:
        return f"{problem.code} {problem.__cause__ or ''}".strip()
    return "read"


@pytest.mark.parametrize(
    "piece", ["<div>", "<table><tr><td>", "<p", "<!--", "<style>a{", "<ul><li>", "&#x", "</p>"]
)
def test_a_page_of_one_piece_again_and_again_is_read_or_refused(piece: str) -> None:
    assert outcome(f"<p>王示範：好。</p>{piece * 20_000}") in ("read", "too-many-lines")


@given(st.text(alphabet="<>/abdiprtul \"'=王：&;!-", max_size=200))
def test_any_page_is_read_or_refused_with_a_reason(body: str) -> None:
    assert outcome(body) in ("read", "empty")


@pytest.mark.parametrize("section", ["<![tr foo]]>", "<![tr", "<![if !mso]>", "<![CDATA[x]]>"])
def test_what_begins_like_a_section_of_sgml_refuses_no_page(section: str) -> None:
    body = f"<p>王示範：大家好。</p><p>李範例：好。</p>{section}"
    result = read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "會議.html")
    assert [who for who, _ in result.speakers] == ["王示範", "李範例"]

"""How a case ended, as the meetings of a small archive say."""

from pathlib import Path

import pytest

from minutes import settings
from minutes.recognition.statements import verdicts
from minutes.recognition.word_lists import pattern
from minutes.records.case_numbers import find_counted
from minutes.text.folding import fold
from pipeline.archive.archive import Archive
from pipeline.trails import case
from tests.conftest import Transcripts

CALL = "### 司儀：\n接著是歷次協作會議的摘要報告，請序號21遊具遮陽案，請文化部。\n\n### 李小華：\n遊具的遮陽已經修好\n\n"
GRANTED = "### 主席：\n如果在平台回應的話就可以解除列管。\n"
AGAIN = "### 主席：\n謝謝。\n"


def status(
    transcripts: Transcripts, tmp_path: Path, *records: tuple[str, str], number: int = 21
) -> tuple[str, str]:
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    met = "2018-05-18-開放政府聯絡人第二十一次協作會議"
    for name, body in ((met, talk), *records):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{body}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, number)
    assert found is not None
    return found.claims.status.value, str(found.claims.status.since)


@pytest.mark.parametrize(
    ("head", "found", "words"),
    [
        ("", "automatic", "開放政府聯絡人第二十一次協作會議"),
        ("---\ntier: collaborative\nkind: main\ncase: 21\n---\n", "declared", ""),
    ],
)
def test_that_a_case_met_is_found_by_its_records_title_unless_somebody_declared_it(
    transcripts: Transcripts, tmp_path: Path, head: str, found: str, words: str
) -> None:
    name = "2018-05-18-開放政府聯絡人第二十一次協作會議"
    talk = "\n\n".join(f"### 王小明：\n遊具的遮陽量測第{n}次" for n in range(6))
    transcripts.write(f"{name}.md", f"{head}# {name[:10]} {name[11:]}\n\n{talk}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    whole = case.case(view, 21)
    assert whole is not None
    standing = whole.claims.status
    told = standing.evidence.words if standing.evidence else ""
    assert (standing.value, standing.found, told) == ("met", found, words)
    state, is_found = whole.state(standing.since or pytest.fail("no day"))
    assert (state and state.status, is_found) == ("met", found == "automatic")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("2018-08-09-開放政府107年第2季會議", ("released", "2018-06-04")),
        ("2018-07-02-開放政府-PO-第十七次月會", ("tracked", "2018-07-02")),
    ],
)
def test_only_a_monthly_meeting_shows_that_a_condition_was_not_met(
    transcripts: Transcripts, tmp_path: Path, later: str, expected: tuple[str, str]
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + GRANTED)
    silent = ("2018-09-03-開放政府-PO-第十九次月會", "### 主席：\n今天沒有要報告的。\n")
    assert status(transcripts, tmp_path, month, (later, CALL + AGAIN), silent) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("21照上次的決定，這個月就不在表上了，謝謝文化部。", ("released", "2018-06-04")),
        ("21還要再報告，請文化部。", ("tracked", "2018-07-02")),
    ],
)
def test_who_says_that_a_case_is_not_in_the_list_any_more_does_not_go_on_with_it(
    transcripts: Transcripts, tmp_path: Path, later: str, expected: tuple[str, str]
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + GRANTED)
    next_month = ("2018-07-02-開放政府-PO-第十七次月會", f"### 司儀：\n{later}\n")
    assert status(transcripts, tmp_path, month, next_month) == expected


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("21遊具遮陽案，季會的時候決議是附條件的，不用報告，圖還沒有換。", "2018-06-04"),
        ("21遊具遮陽案，依照六月會議的決定，回應已經上去了，21就算解除列管。", "2018-06-04"),
        ("21遊具遮陽案，季會的時候決議是附條件的，圖已經換了。好，那21就解管。", "2018-07-02"),
        ("21遊具遮陽案已經在六月會議同意解管，就從表上拿掉了。", "2018-06-04"),
        ("21遊具遮陽案，回應上去了。好，那21就解管。", "2018-07-02"),
    ],
)
def test_a_release_that_is_told_of_again_is_as_old_as_the_first_one_unless_it_is_ruled_anew(
    transcripts: Transcripts, tmp_path: Path, later: str, expected: str
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + GRANTED)
    next_month = ("2018-07-02-開放政府-PO-第十七次月會", f"### 主席：\n{later}\n")
    assert status(transcripts, tmp_path, month, next_month) == ("released", expected)


@pytest.mark.parametrize(
    "told",
    [
        "21案已經在季會講過解管，就從表上拿掉了，所以目前有四案。",
        "依照五月會議的決定，21就算解除列管，今天只是說明一下。",
    ],
)
def test_a_release_of_which_only_is_told_has_no_day(
    transcripts: Transcripts, tmp_path: Path, told: str
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", f"### 主席：\n{told}\n")
    value, since = status(transcripts, tmp_path, month)
    assert (value, since) != ("released", "2018-06-04")


@pytest.mark.parametrize(
    ("advice", "expected"),
    [
        ("我的建議是，等回應上了平台，這案就可以解除列管。", ("released", "2018-06-04")),
        ("我的建議是先放著，下次再解除列管。", ("tracked", "2018-06-04")),
        ("我的建議是，這案可以解除列管嗎？", ("unknown", "None")),
    ],
)
def test_what_who_presides_advises_is_ruled(
    transcripts: Transcripts, tmp_path: Path, advice: str, expected: tuple[str, str]
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", f"{CALL}### 主席：\n{advice}\n")
    assert status(transcripts, tmp_path, month) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("118還是停著，不用報告。", False),
        ("草案呢？那就繼續停著。", False),
        ("那就恢復列管。", True),
    ],
)
def test_what_still_stands_does_not_go_on(said: str, expected: bool) -> None:
    assert verdicts.goes_on(fold(said)) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("遊具遮陽案上次並沒有被列管，但是我們說明一下後續。", ("unknown", "None")),
        ("遊具遮陽案已經不列管了，但是遮陽的量測還在做，我們說明一下。", ("unknown", "None")),
        ("遊具遮陽案沒有被列管嗎？遮陽的量測我們說明一下。", ("tracked", "2018-08-06")),
        ("遊具遮陽案沒有列管的理由了嗎，遮陽的量測我們說明一下。", ("tracked", "2018-08-06")),
    ],
)
def test_a_case_of_which_a_report_says_that_it_is_not_tracked_is_not_said_to_be(
    transcripts: Transcripts, tmp_path: Path, said: str, expected: tuple[str, str]
) -> None:
    call = (
        "### 司儀：\n接著是歷次協作會議的摘要報告，請序號21遊具遮陽案，請文化部。\n\n### 李小華：\n"
    )
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + AGAIN)
    later = ("2018-08-06-開放政府-PO-第十八次月會", f"{call}{said}\n\n{AGAIN}")
    assert status(transcripts, tmp_path, month, later) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [("還在議題分析，預計七月開工作會議。", "preparing"), ("協作會議開完了。", "tracked")],
)
def test_a_case_that_was_not_met_is_prepared_where_a_report_says_so(
    transcripts: Transcripts, tmp_path: Path, said: str, expected: str
) -> None:
    call = "### 司儀：\n接著是歷次協作會議的摘要報告，請序號22步道照明案，請文化部。"
    body = f"{call}\n\n### 李小華：\n{said}\n\n{AGAIN}"
    met = "2018-03-16-開放政府聯絡人第二十一次協作會議"
    for name, talk in ((met, AGAIN), ("2018-04-09-開放政府-PO-第十四次月會", body)):
        transcripts.write(f"{name}.md", f"# {name[:10]} {name[11:]}\n\n{talk}\n")
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 22)
    assert found is not None
    assert found.claims.status.value == expected


def test_what_a_sentence_goes_on_to_say_is_no_part_of_its_release() -> None:
    said = fold("這一案當然也可以解除列管，也很高興步道的朋友們來了")
    assert verdicts.until_release(said) == fold("這一案當然也可以解除列管")


def test_a_case_is_merged_with_the_one_whose_number_is_said() -> None:
    assert verdicts.merged_into(fold("這個案子併入第三十六次的案子一起處理")) == 36


def test_an_amount_after_a_list_of_numbers_is_none_of_them() -> None:
    found = find_counted(fold("跟我們有關的是序號15、19，四年內要增設的部分"))
    assert [counted.number for counted in found] == [15, 19]


@pytest.mark.parametrize(("said", "calls"), [("接下來請教育部。", True), ("想請教一下", False)])
def test_to_ask_the_ministry_of_education_is_not_to_ask_a_question(
    said: str, *, calls: bool
) -> None:
    assert bool(pattern("call", "please").search(fold(said))) is calls


@pytest.mark.parametrize(
    ("silent", "expected"),
    [
        ((), "tracked"),
        (("2018-07-02-開放政府-PO-第十七次月會",), "tracked"),
        (
            ("2018-07-02-開放政府-PO-第十七次月會", "2018-08-06-開放政府-PO-第十八次月會"),
            "unknown",
        ),
    ],
)
def test_where_a_case_stands_is_not_known_after_months_that_say_nothing_of_it(
    transcripts: Transcripts, tmp_path: Path, silent: tuple[str, ...], expected: str
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + AGAIN)
    later = ((name, "### 主席：\n今天沒有要報告的。\n") for name in silent)
    assert status(transcripts, tmp_path, month, *later)[0] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("目前還在找場地。", "unknown"),
        ("協作會議預計七月召開。", "preparing"),
        ("協作會議已經開完了，還在寫回應。", "tracked"),
    ],
)
def test_a_case_is_tracked_only_where_it_was_met(
    transcripts: Transcripts, tmp_path: Path, said: str, expected: str
) -> None:
    call = "### 司儀：\n接著是歷次協作會議的摘要報告，請序號22步道照明案，請文化部。\n\n"
    body = f"# 2018-06-04 開放政府 PO 第十六次月會\n\n{call}### 李小華：\n{said}\n"
    transcripts.write("2018-06-04-開放政府-PO-第十六次月會.md", body)
    met = "# 2018-05-18 開放政府聯絡人第二十一次協作會議\n\n### 王小明：\n遊具的遮陽\n"
    transcripts.write("2018-05-18-開放政府聯絡人第二十一次協作會議.md", met)
    view = Archive(settings.load(transcripts, tmp_path / "data"), in_memory=True).view()
    found = case.case(view, 22)
    assert found is not None
    assert found.claims.status.value == expected


@pytest.mark.parametrize(
    ("said", "ruled", "expected"),
    [
        ("協作會議5月20日開完了。", "謝謝。", "met"),
        ("協作會議5月20日開完了。", "好，這案就列管，等你們回應。", "tracked"),
        ("協作會議5月20日開完了。", "那就等年底，列管不變。", "tracked"),
        ("協作會議，5月20日線上開完了。", "好，這案就列管。", "tracked"),
        ("協作會議，5月20日還沒開完。", "謝謝。", "unknown"),
        ("協作會議，會前會開完了。", "好，這案就列管。", "preparing"),
    ],
)
def test_what_was_met_is_tracked_where_who_presides_says_so(
    transcripts: Transcripts, tmp_path: Path, said: str, ruled: str, expected: str
) -> None:
    call = "### 司儀：\n接著是歷次協作會議的摘要報告，請序號22步道照明案，請文化部。\n\n"
    body = f"{call}### 李小華：\n{said}\n\n### 主席：\n{ruled}\n"
    month = "2018-06-04-開放政府-PO-第十六次月會"
    assert status(transcripts, tmp_path, (month, body), number=22)[0] == expected


@pytest.mark.parametrize(
    ("ruled", "expected"),
    [
        ("回應是有的，但是別人不知道，請文化部跟教育部先開一次會，再來解。這次先不解。", "tracked"),
        (
            "這一段教育部知道嗎？\n\n### 吳：\n第一次聽到。\n\n> （笑聲）\n\n### 主席：\n所以請文化部跟教育部先開一次會。這次先不解。",
            "tracked",
        ),
        ("回應很完整，沒有問題，可以解除列管。", "released"),
    ],
)
def test_who_presides_and_asks_another_agency_in_answer_rules_on_the_case_that_was_reported(
    transcripts: Transcripts, tmp_path: Path, ruled: str, expected: str
) -> None:
    asked = "### 李小華：\n遊具的遮陽有回應了，同仁建議是不是可以解除列管。\n\n"
    rest = f"### 主席：\n{ruled}\n\n### 李小華：\n好，會後就約。\n"
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + asked + rest)
    assert status(transcripts, tmp_path, month)[0] == expected


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("這個不列管，純粹是鼓勵。", None),
        ("這個案子不再列管。", "granted"),
        ("回應上去就可以解除列管，沒有上，季會自己說明。", "on_condition"),
        ("不用再列了。", "granted"),
        ("請把連結補上，貼上去那一天就算解除列管。", "on_condition"),
        ("公函出去、副本給提案人，901就解除列管，到時候說一聲。", "on_condition"),
        ("那天大家都同意，所以解除列管。", "granted"),
        ("沒有的話，901案今天之後就不用再列了，辛苦文化部。", "granted"),
        ("這樣好了，手冊函頒之後，901就解除列管，不用再來報告。", "on_condition"),
    ],
)
def test_what_was_never_listed_is_not_released_and_an_alternative_is_a_condition(
    sentence: str, verdict: str | None
) -> None:
    assert verdicts.of(fold(sentence)) == verdict


def test_a_case_that_is_listed_again_after_its_release_is_tracked(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    released = ("2018-06-04-開放政府-PO-第十六次月會", CALL + "### 主席：\n解除列管。\n")
    again = ("2018-07-02-開放政府-PO-第十七次月會", CALL + "### 主席：\n所以21請恢復列管。\n")
    assert status(transcripts, tmp_path, released, again) == ("tracked", "2018-07-02")


def test_a_release_that_a_later_meeting_tells_of_stands_whatever_comes_of_it(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    released = ("2018-06-04-開放政府-PO-第十六次月會", CALL + "### 主席：\n解除列管。\n")
    call = "第二個報告案是序號21號，遊具遮陽的協作成果，請示範員報告。"
    report = "各位，遊具遮陽上線以後，家長都說好。"
    told = "感謝，這個案子月初已經解管了，但是系統上線是明年的事，到時候可以回頭看看。"
    talk = f"### 司儀：\n{call}\n\n### 陳示範：\n{report}\n\n### 主席：\n{told}\n"
    later = ("2018-06-26-開放政府107年第2季會議", talk)
    assert status(transcripts, tmp_path, released, later) == ("released", "2018-06-04")


def test_a_release_on_a_condition_stands_until_later_meetings_go_on_calling_the_case(
    transcripts: Transcripts, tmp_path: Path
) -> None:
    month = ("2018-06-04-開放政府-PO-第十六次月會", CALL + GRANTED)
    assert status(transcripts, tmp_path, month) == ("released", "2018-06-04")
    silent = ("2018-07-02-開放政府-PO-第十七次月會", "### 主席：\n今天沒有要報告的。\n")
    assert status(transcripts, tmp_path, month, silent) == ("released", "2018-06-04")


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("所以914請恢復列管。", "tracked"),
        ("要不要恢復列管呢？", None),
        ("好，那914就併915，名稱以915為主。", "merged"),
        ("那914先暫停籌備，等可以實體的時候再訂日期。", "paused"),
    ],
)
def test_what_becomes_of_a_case_is_told_in_plain_words(sentence: str, outcome: str | None) -> None:
    assert verdicts.ending(fold(sentence)) == outcome


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("914，這個四月解除列管了，但是有一則陳情。", "unclear"),
        ("條件都到了，914就解了，恭喜。", "granted"),
    ],
)
def test_a_release_of_another_month_is_only_told(sentence: str, verdict: str | None) -> None:
    assert verdicts.of(fold(sentence)) == verdict

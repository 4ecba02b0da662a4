"""A head, or what stands before the first speech, that says who may see a record: it waits until somebody has put it right."""

import pytest

from tests.pipeline.test_early_publication import BODY, HEAD, looked_at


@pytest.mark.parametrize(
    "line",
    [
        "密等: 密",
        "密等及解密條件或保密期限: 密",
        "文件等級: 極機密",
        "限閱: 是",
        "僅供內部: 是",
        "內部: 是",
        "備考: 限內部",
        "internal: true",
        "access: internal",
        "accessRights: restricted",
        "visible: no",
        "isVisible: false",
        "開放: 否",
        "發布: 否",
        "未發佈: 是",
        "live: false",
        "listed: false",
        "viewable: false",
        "nda: true",
        "privacy: high",
        "sensitivity: high",
        "審核: 未完成",
        "狀態: 審核中",
        "post_status: pending",
        "撤下: 是",
        "withdrawn: true",
        "retracted: 2026-03",
        "record: {internal: true}",
        "edit: {visible: no}",
    ],
)
def test_a_field_that_says_who_may_see_it_holds_the_record_back(line: str) -> None:
    assert looked_at(HEAD.format(f"{line}\n") + BODY) == ("held", {"window-misnamed"})


@pytest.mark.parametrize(
    "words", ["密等：密", "限閱", "（僅供內部參考）", "本文件限閱：密", "僅限機關內部人員閱覽"]
)
def test_words_before_the_first_speech_that_say_so_hold_it_back(words: str) -> None:
    marked = f"# 2026-11-02 測試會議（{words}）\n" if words == "限閱" else f"{words}\n"
    state, codes = looked_at(HEAD.format("") + marked + BODY)
    assert (state, codes) == ("held", {"not-yet-public"})


@pytest.mark.parametrize(
    "line", ["地點備考: 內政部三樓", "計畫: 密雲計畫", "主題: 機關內部稽核制度之檢討"]
)
def test_a_field_that_only_speaks_of_such_things_does_not(line: str) -> None:
    assert looked_at(HEAD.format(f"{line}\n") + BODY) == ("public", {"unknown-field"})


@pytest.mark.parametrize(
    "line", ["summary: 本紀錄不公開", "summary: 未定稿，請勿外流", "licence: 不公開"]
)
def test_a_summary_or_a_licence_that_says_so_holds_it_back(line: str) -> None:
    assert looked_at(HEAD.format(f"{line}\n") + BODY) == ("held", {"not-yet-public"})


def test_a_summary_that_speaks_of_such_things_does_not() -> None:
    line = "summary: 討論偵查不公開的原則與機密文件的解密"
    assert looked_at(HEAD.format(f"{line}\n") + BODY) == ("public", set())

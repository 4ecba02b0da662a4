"""A record that is not a case's own is said to speak of it only where a sentence names it."""

import pytest

from minutes.recognition.allusions import Allusions
from minutes.recognition.keywords import Background
from minutes.recognition.names import RarePieces
from minutes.recognition.passages import Passages
from minutes.text.folding import fold

NAME = "請國家生產低濃度眼藥水，抑制學童近視"
# What is said anywhere, so that the words of the name are as rare in it as they are in real records.
EVERYDAY = ["農場除了生產以外也照顧長輩", "學童上學的路線由國家補助", "各位早安，今天討論生產履歷"]
BACKGROUND = Background.of([[fold(words)] for words in EVERYDAY * 12])
CALLED = (RarePieces.of(fold(NAME), BACKGROUND),)


def named(said: str, *, number: int = 46, numbers: bool = False) -> list[str]:
    """The sentences in which some words name the case, as speeches of one record."""
    passages = Passages.of([("speech", "one", "王範例", fold(said))])
    subject = frozenset(map(fold, ("眼藥水", "近視", "學童近視", "國家生產", "生產")))
    case = Allusions(frozenset({number}), CALLED, subject)
    return [span.of(passages) for span in case.within(passages, numbers=numbers)]


@pytest.mark.parametrize(
    "said",
    [
        f"第一個是「{NAME}」。",
        "上一季談過請國家生產低濃度眼藥水抑制近視這件事。",
        "有人提案由國家生產眼藥水，抑制學童近視。",
        "之前眼藥水抑制學童近視案也是這樣。",
    ],
)
def test_a_sentence_that_gives_its_name_whole_or_shortened_names_it(said: str) -> None:
    assert named(f"各位早安。{said}謝謝。") == [fold(said)]


@pytest.mark.parametrize(
    "said",
    [
        "農場除了農業生產以外，還有照顧的機能。",
        "孩子的近視一年比一年深。",
        "這個提案是關於生產履歷。",
        "他戴眼鏡，近視七百度，眼藥水用完了。",
    ],
)
def test_a_word_or_two_that_it_shares_with_the_name_do_not(said: str) -> None:
    assert named(said) == []


@pytest.mark.parametrize(
    ("said", "is_the_case"),
    [
        ("我上個月去霧角七星嶼玩，海水很清。", False),
        ("我是霧角七星嶼保育協會的王範例。", False),
        ("霧角七星嶼案後續可以接手。", True),
        ("去年協作會議談的霧角七星嶼，也是現場看過才懂。", True),
    ],
)
def test_a_place_by_which_a_case_is_called_names_it_only_where_cases_are_spoken_of(
    said: str, is_the_case: bool
) -> None:
    name = fold("霧角七星嶼")
    case = Allusions(frozenset(), (RarePieces.of(name, BACKGROUND),), frozenset({name}))
    passages = Passages.of([("speech", "one", "王範例", fold(said))])
    assert bool(list(case.within(passages, numbers=False))) is is_the_case


def test_its_number_names_it_beside_a_word_of_its_subject_and_in_a_list_of_cases() -> None:
    assert named("接著是序號46，近視的部分。", numbers=True)
    assert named("接著是第46案，近視的部分。", numbers=True)


def test_a_number_alone_or_of_another_list_does_not() -> None:
    assert named("接著是序號46，地震速報。", numbers=True) == []
    assert named("今天是第46次會議，談近視。", numbers=True) == []
    assert named("接著是序號46，近視的部分。", numbers=False) == []
    assert named("接著是序號4，近視的部分。", number=4, numbers=True) == []


def test_what_stands_in_a_narrative_is_nobodys_words_of_a_case() -> None:
    passages = Passages.of([("narrative", "one", None, fold(f"（播放{NAME}）"))])
    case = Allusions(frozenset(), CALLED, frozenset({fold("近視")}))
    assert list(case.within(passages, numbers=False)) == []

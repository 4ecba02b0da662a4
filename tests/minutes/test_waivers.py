"""A reason to publish early says that everybody who spoke has confirmed or agreed, in a form that is
known. What says anything else, also by one word more, is none."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from minutes.publication.waivers import MOST_CHARS, agrees
from minutes.text.word_tables import table

ROOT = Path(__file__).resolve().parents[2]
REASONS = tomllib.loads(Path(__file__).with_name("waiver_reasons.toml").read_text("utf-8"))
SLIPS = REASONS["slips"]


@pytest.mark.parametrize("kind", ["agreed", "other"])
def test_what_people_write_is_understood_or_holds_the_record_back(kind: str) -> None:
    wrong = [reason for reason in REASONS[kind] if agrees(reason) is not (kind == "agreed")]
    print(f"{kind}: {len(REASONS[kind]) - len(wrong)} of {len(REASONS[kind])}")
    assert wrong == []


def test_the_sets_are_as_large_as_they_are_said_to_be() -> None:
    assert (len(set(REASONS["agreed"])), len(set(REASONS["other"]))) >= (130, 320)
    assert set(REASONS["agreed"]).isdisjoint(REASONS["other"])


@pytest.mark.parametrize(
    "box", ["[ ] ", "[]", "( ) ", "（　）", "「」", "! ", "!", "！", "□ ", "☐ ", "[ ] [x] "]
)
def test_a_box_that_is_not_ticked_and_a_negation_sign_are_no_agreement(box: str) -> None:
    assert [reason for reason in REASONS["agreed"] if agrees(f"{box}{reason}")] == []


@pytest.mark.parametrize("box", ["[x] ", "[X]", "［ｘ］", "(v)", "☑ ", "✓"])
def test_a_box_that_is_ticked_adds_nothing(box: str) -> None:
    assert [reason for reason in REASONS["agreed"] if not agrees(f"{box}{reason}")] == []


def slips(reason: str) -> Iterator[str]:
    """The reason with a word more that makes something else of it."""
    bare = reason.rstrip(".。")
    lang = "en" if reason.isascii() else "zh"
    yield from (word + reason for word in SLIPS[f"before_{lang}"])
    yield from (bare + word for word in SLIPS[f"after_{lang}"])


def test_one_word_more_makes_no_reason_of_it() -> None:
    tried = [slip for reason in REASONS["agreed"] for slip in slips(reason)]
    assert len(tried) > 4000
    assert [slip for slip in tried if agrees(slip)] == []


def test_one_character_within_that_turns_it_round_is_never_passed_over() -> None:
    chinese = [reason for reason in REASONS["agreed"] if not reason.isascii()]
    tried = [
        reason[:at] + sign + reason[at:]
        for reason in chinese
        for at in range(len(reason))
        for sign in SLIPS["within_zh"]
    ]
    passed = [slip for slip in tried if agrees(slip)]
    assert (len(tried) > 5000, passed) == (True, [])


def test_no_day_stands_anywhere_in_a_reason() -> None:
    """Whether it is past or still to come."""
    tried = [slip for reason in REASONS["agreed"] for slip in dated(reason)]
    passed = [slip for slip in tried if agrees(slip)]
    assert (len(tried) > 20_000, passed) == (True, [])


def dated(reason: str) -> Iterator[str]:
    """The reason with a day in it: between any two words, or any two characters of Chinese."""
    if reason.isascii():
        words = reason.split()
        places = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(len(words) + 1)]
        yield from (f"{a} {day} {b}".strip() for a, b in places for day in SLIPS["day_en"])
    else:
        places = [(reason[:at], reason[at:]) for at in range(len(reason) + 1)]
        yield from (
            f"{a}{how}{day}{b}" for a, b in places for day in SLIPS["day_zh"] for how in ("", "於")
        )


@pytest.mark.parametrize(
    "text",
    [
        "ＡＬＬ ＳＰＥＡＫＥＲＳ have confirmed",
        " 全體\u3000與會者 均已確認 。",
        "全體與會者\n均已確認",
        "EVERYONE HAS AGREED",
    ],
)
def test_width_case_and_white_space_change_nothing(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize(
    "part", ["全體都已確認並", "會中", "everyone has ", "all now ", "於11/12", "，"]
)
def test_what_is_long_is_not_looked_at(part: str) -> None:
    assert not agrees(part * MOST_CHARS)
    assert not agrees("全體同意，" * MOST_CHARS + "全體同意")


def test_every_example_that_people_are_given_to_copy_is_understood() -> None:
    rules = tomllib.loads((ROOT / "minutes/data/rules.toml").read_text("utf-8"))
    codes = ("waiver-unagreed", "waiver-without-reason")
    texts = [text for code in codes for key in ("what", "fix") for text in rules[code][key]]
    texts += [
        text for code in codes for told in table("form_advice")[code].values() for text in told
    ]
    texts += [(ROOT / "webapp/i18n/publication_day.py").read_text("utf-8")]
    guide = (ROOT / "docs/po-guide.md").read_text("utf-8")
    texts += re.findall(r"`waiver_reason`[\s\S]{0,300}", guide)
    quoted = [
        match
        for text in texts
        for match in re.findall("[「“](?:waiver_reason: )?([^」”]+)[」”]", text)
    ]
    shown = [words for words in quoted if re.search("確認|同意|confirm|agree|consent", words)]
    assert len(shown) >= 14
    assert [words for words in shown if not agrees(words)] == []


def test_the_example_in_a_new_record_is_understood() -> None:
    scaffold = (ROOT / "pipeline/authoring/scaffold.py").read_text("utf-8")
    (example,) = re.findall(r"# waiver_reason: (\S+)", scaffold)
    assert agrees(example)

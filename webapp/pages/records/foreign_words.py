"""Words of another language within a sentence, marked with what they are, so that they are spoken and
set as such; nothing is added to what is read or copied.

Marked is a run that is plainly language. In Chinese: Latin words in a row of which two are in lower case
and longer than a letter; names, acronyms, model numbers and addresses are not, nor is what has accents,
since it may be French. In other languages: two Han characters or more, unless they stand beside kana or
Hangul. In Japanese and Korean, which have Han of their own: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from minutes.text.han import HAN
from webapp.links.building import LANGUAGE_TAGS

LEAST_WORDS = 2
_ACCENTED = "\u00c0-\u024f"
_WORD = f"[A-Za-z{_ACCENTED}]+(?:['’-][A-Za-z{_ACCENTED}]+)*"
_LETTER = f"A-Za-z0-9_@{_ACCENTED}"
_LATIN = re.compile(
    rf"(?<![{_LETTER}&#./-]){_WORD}(?:[,.:;?!]? (?:[0-9]+ )?{_WORD})+(?![{_LETTER}]|[./-][A-Za-z0-9])"
)
_OTHERS = "\u3040-\u30ff\u31f0-\u31ff\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"  # kana and Hangul
_MARKS = "、，。；：！？「」『』《》〈〉（）・"
_CHINESE = re.compile(rf"(?<![{HAN}{_OTHERS}])[{HAN}](?:[{_MARKS}]*[{HAN}])++(?![{_OTHERS}])")
# Tags, and what is no language though it stands between tags.
_MARKUP = re.compile(r"""(<(?:code|pre|kbd)\b.*?</(?:code|pre|kbd)>|<(?:"[^"]*"|[^>"])*>)""", re.S)


def marked(html: str, lang: str) -> str:
    """Safe HTML in a language, with `<i lang>` around the words of another."""
    if lang.startswith(("ja", "ko")):
        return html
    runs, mark = (_LATIN, _english) if lang.startswith("zh") else (_CHINESE, _chinese)
    if runs.search(html) is None:
        return html
    return "".join(_parts(html, partial(runs.sub, mark)))


def _parts(html: str, mark: partial[str]) -> Iterator[str]:
    for number, part in enumerate(_MARKUP.split(html)):
        yield part if number % 2 else mark(part)


def _english(run: re.Match[str]) -> str:
    words = re.findall(_WORD, run[0])
    in_lower_case = [word for word in words if len(word) > 1 and word.islower()]
    if len(in_lower_case) < LEAST_WORDS or re.search(f"[{_ACCENTED}]", run[0]):
        return run[0]
    return f"<i lang={LANGUAGE_TAGS['en']}>{run[0]}</i>"


def _chinese(run: re.Match[str]) -> str:
    return f"<i lang={LANGUAGE_TAGS['zh']}>{run[0]}</i>"

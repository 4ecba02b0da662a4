"""Words of another language within a sentence, marked with what they are, so that they are spoken and
set as such; nothing is added to what is read or copied.

Marked is a run that is plainly language. In Chinese: Latin words in a row of which two are in lower case
and longer than a letter; names, acronyms, model numbers and addresses are not, nor is what has accents,
since it may be French. In other languages: two Han characters or more, unless they stand beside kana or
Hangul. In Japanese and Korean, which have Han of their own: nothing.
"""

from __future__ import annotations

import re
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


_IN_LOWER_CASE = re.compile("(?<![A-Za-z'’-])[a-z][a-z'’-]+(?![A-Za-z])")
_ACCENT = re.compile(f"[{_ACCENTED}]")
_NEVER = re.compile("(?!)")


def marked(html: str, lang: str) -> str:
    """Safe HTML in a language, with `<i lang>` around the words of another."""
    runs, mark = _FOREIGN.get(lang[:2], (_CHINESE, _chinese))
    if runs.search(html) is None:
        return html
    parts = _MARKUP.split(html)
    parts[::2] = map(partial(runs.sub, mark), parts[::2])
    return "".join(parts)


def _english(run: re.Match[str]) -> str:
    plain = _ACCENT.search(run[0]) is None
    if plain and len(_IN_LOWER_CASE.findall(run[0])) >= LEAST_WORDS:
        return f"<i lang={LANGUAGE_TAGS['en']}>{run[0]}</i>"
    return run[0]


def _chinese(run: re.Match[str]) -> str:
    return f"<i lang={LANGUAGE_TAGS['zh']}>{run[0]}</i>"


# By the first two letters of a language; in those that are not here, Chinese is foreign.
_FOREIGN = {"zh": (_LATIN, _english), "ja": (_NEVER, _chinese), "ko": (_NEVER, _chinese)}

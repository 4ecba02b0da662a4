"""The words of the command line in Chinese: our help texts and click's own errors, by gettext.

`python -m webapp.commands.translation` compiles `commands.po`, which people edit, to the `commands.mo`
that gettext reads.
"""

from __future__ import annotations

import contextlib
import copy
import gettext
import itertools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from minutes.findings.rules import Lang
from pipeline.source.safe_write import replace_file
from webapp.commands.options import LANG, default_lang

TRANSLATIONS = Path(__file__).parents[1] / "translations"
_DOMAIN = "commands"
_LOCALES: dict[Lang, str] = {"zh": "zh_Hant_TW", "en": "en"}
CATALOGUE = TRANSLATIONS / _LOCALES["zh"] / "LC_MESSAGES" / f"{_DOMAIN}.po"


def spoken(words: Sequence[str]) -> Lang:
    """The language that the words of a command line ask for (`--lang`), or else the person's."""
    asked = [after for word, after in itertools.pairwise(words) if word == "--lang"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    for lang in _LOCALES:
        if lang in asked:
            return lang
    return default_lang()


@contextlib.contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Within it gettext, and so click and `default_lang`, speaks `lang`."""
    domain, language = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(_DOMAIN, str(TRANSLATIONS))
    gettext.textdomain(_DOMAIN)
    os.environ["LANGUAGE"] = _LOCALES[lang]
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if language is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = language


def localized(command: click.Command) -> click.Command:
    """A copy of a command with its help in the language that is being spoken, and with `--lang`."""
    made = copy.copy(command)
    made.params = list(map(copy.copy, command.params))
    if not any(param.name == "lang" for param in made.params):
        made.params += _language_option()
    for param in made.params:
        if isinstance(param, click.Option) and param.help:
            param.help = gettext.gettext(param.help)
    _localize_help(made)
    if isinstance(made, click.Group):
        made.commands = {name: localized(inner) for name, inner in made.commands.items()}
    return made


def _localize_help(command: click.Command) -> None:
    known = paragraphs(command.help or "")
    said = list(map(gettext.gettext, known))
    if said != known:
        # Lines of Chinese have no spaces to break at, so they stay as they are written (\b).
        command.help = "\n\n".join(f"\b\n{words}" for words in said)
        command.short_help = said[0]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line: however a docstring is wrapped, these are
    the messages of the catalogue."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _language_option() -> list[click.Parameter]:
    """`--lang` for a command that has no use for it beyond what `speaking` does."""

    @LANG
    def nothing(lang: Lang) -> None: ...

    (option,) = nothing.__click_params__  # type: ignore[attr-defined]  # where click keeps it
    option.expose_value = False
    return [option]


def chinese() -> gettext.NullTranslations:
    """The catalogue, for who wants both languages at once."""
    return gettext.translation(_DOMAIN, TRANSLATIONS, [_LOCALES["zh"]])


def compile_catalogue() -> bytes:
    """The bytes of `commands.mo`, made of the catalogue of the commands' words."""
    import io

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with CATALOGUE.open("rb") as file:
        messages = read_po(file)
    out = io.BytesIO()
    write_mo(out, messages)
    return out.getvalue()


if __name__ == "__main__":
    replace_file(CATALOGUE.with_suffix(".mo"), compile_catalogue())

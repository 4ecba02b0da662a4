"""A view's reply → an HTTP response: template, entity tag, 304, headers. The same for all pages."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from flask import current_app, render_template, request
from markupsafe import Markup, escape
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from minutes.records import terms
from webapp.i18n import foreign_words
from webapp.i18n.language import LANGUAGES, NAMES, preferred
from webapp.links.building import alternates, marked
from webapp.serving.kept_answers import AnswerHead, CachedResponse, unpacked
from webapp.serving.visit import (
    FileAnswer,
    HtmlPage,
    Moved,
    Reply,
    Visit,
    language_of,
    title_language,
)

_log = logging.getLogger("minutes.site")
STATIC = Path(__file__).parents[1] / "static"
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# A page may change when a record becomes due or is withdrawn: kept, but asked about each time.
_REVALIDATE = "public, no-cache"
_SEEN = "LNPS"  # the classes of letters, digits, punctuation and symbols (Unicode)
_ENCODED = re.compile(r"(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)+")
# What may stand in no HTML document (HTML Standard, 13.2.3.5): controls and noncharacters; and what
# would turn round the words that follow it on the line, those of the page too.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]"
)
# Counters and days as they stand in titles of meetings; a longer number is no number of a meeting.
_COUNTED = re.compile(
    "第 ?[0-9０-９〇一二三四五六七八九十百]{1,6} ?[次案屆季場期號條]|[0-9０-９]{1,4} ?[年月日]"
)
# A path that no browser takes for another host: for these a backslash is a slash, and tabs and line
# breaks are not there at all (URL Standard, 4.4).
_PATH_HERE = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_FOREVER = "public, max-age=31536000, immutable"


def answer(
    visit: Visit,
    view: Callable[..., Reply | Response],
    values: dict[str, Any],
    *,
    keep: bool,
    first: Callable[..., Moved | None] | None = None,
    fingerprint: Callable[..., str | None] | None = None,
) -> Response:
    """The response to a request. What `keep` allows is made once for each state of the archive, or
    for each state of what its `fingerprint` tells; `first` may send this one reader elsewhere before that."""
    elsewhere = first(visit, **values) if first else None
    if elsewhere is not None:
        return moved(visit, elsewhere)
    state = fingerprint(visit, **values) if fingerprint else None
    key = _key(visit, state or visit.state, visit.path, sorted(visit.args.items()))
    kept = visit.site.pages.get(key) if keep else None
    if kept is not None:
        return respond(unpacked(kept))
    reply = view(visit, **values)
    if isinstance(reply, Response):
        return reply
    if isinstance(reply, Moved):
        return moved(visit, reply)
    rendered = render(visit, reply)
    is_as_it_was = fingerprint is None or state == fingerprint(visit, **values)
    if keep and is_as_it_was and _may_be_kept(reply, rendered):
        visit.site.pages.put(key, rendered.packed())
    return respond(rendered)


def _may_be_kept(reply: HtmlPage | FileAnswer, rendered: CachedResponse) -> bool:
    return rendered.head.status == 200 and (isinstance(reply, FileAnswer) or reply.keep)


def wants_english(visit: Visit) -> bool:
    """Whether the reader of a Chinese address would rather have the English interface: so chosen
    before (a cookie), or else asked for by the browser."""
    if visit.lang != "zh" or "en" not in visit.archive.languages:
        return False
    chosen = request.cookies.get(f"{visit.site.name}_lang")
    return (chosen or preferred(request.headers.get("Accept-Language", ""))) == "en"


def render(visit: Visit, reply: HtmlPage | FileAnswer) -> CachedResponse:
    """A reply with its body, ready to be kept: a template filled in, or a text as UTF-8; not
    compressed."""
    if isinstance(reply, FileAnswer):
        body = reply.body.encode("utf-8", "replace") if isinstance(reply.body, str) else reply.body
        return _finished(visit, reply, body, reply.mimetype)
    html = render_template(_template(reply), page=reply, **reply.context)
    return _finished(visit, reply, _bytes_of(html), "text/html")


def render_once(visit: Visit, name: str, make: Callable[[], HtmlPage]) -> CachedResponse:
    """The bytes of a page that is the same for everybody, made once for each state of the archive."""
    key = _key(visit, visit.state, name)
    kept = visit.site.pages.get(key)
    if kept is None:
        kept = render(visit, make()).packed()
        visit.site.pages.put(key, kept)
    return unpacked(kept)


def _key(visit: Visit, *parts: object) -> str:
    """The key of a page: what it is and is made from, and by what it differs from visit to visit while
    the archive stays as it is."""
    text = repr((parts, visit.lang, visit.root, visit.base, visit.today))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _template(reply: HtmlPage) -> str:
    return f"minutes/{reply.template}.html"


def _bytes_of(html: str) -> bytes:
    return _NO_TEXT.sub("\ufffd", html).encode("utf-8", "replace")


def _finished(
    visit: Visit, reply: HtmlPage | FileAnswer, body: bytes, mimetype: str
) -> CachedResponse:
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    spoken = (("Content-Language", visit.language.tag),) if mimetype == "text/html" else ()
    head = AnswerHead(reply.status, mimetype, etag, (*reply.headers, *spoken), len(body))
    return CachedResponse(head, (body,))


def bare(cached: CachedResponse) -> Response:
    """A response with nothing but what it is and its body."""
    response = Response(cached.body, cached.head.status, mimetype=cached.head.mimetype)
    response.content_length = cached.head.length
    return response


def respond(cached: CachedResponse) -> Response:
    """A response with its entity tag; 304 where the reader has it already."""
    response, head = bare(cached), cached.head
    response.headers["Cache-Control"] = _REVALIDATE if head.status == 200 else "no-store"
    _tell(response, head.headers)
    if head.status == 200:
        response.set_etag(head.etag)
        response.make_conditional(request.environ, accept_ranges=False)
    return response


def moved(visit: Visit, reply: Moved) -> Response:
    """The one builder of redirects: they lead to a path of this site, whatever was asked for."""
    if not _PATH_HERE.fullmatch(reply.to):
        return respond(render(visit, FileAnswer("404", "text/plain", status=404)))
    response = redirect(reply.to, 301 if reply.permanent else 302, Response=Response)
    response.headers["Cache-Control"] = "public, max-age=3600" if reply.permanent else "no-cache"
    if not reply.permanent:
        response.headers["Vary"] = "Accept-Language, Cookie"
    _tell(response, reply.headers)
    if reply.cookie:
        name, value = reply.cookie
        response.set_cookie(
            f"{visit.site.name}_{name}",
            value,
            max_age=31536000,
            path=visit.root or "/",
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
    return response


def _tell(response: Response, headers: Iterable[tuple[str, str]]) -> None:
    """Add headers; what is there already goes on in the same row."""
    for name, value in headers:
        before = response.headers.get(name)
        response.headers[name] = f"{before}, {value}" if before else value


def unavailable(visit: Visit, error: Exception) -> Response:
    """The archive cannot be read now: 503, with the reason in the log only."""
    _log.error("%s: %s", visit.site.name, error)
    text = " / ".join(
        LANGUAGES[lang].text("The archive is being prepared. Please try again in a minute.")
        for lang in LANGUAGES
    )
    response = Response(text, 503, mimetype="text/plain")
    response.headers["Retry-After"] = "60"
    response.headers["Cache-Control"] = "no-store"
    return response


def secure(response: Response) -> Response:
    """The headers that every answer of the archive has."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if request.endpoint and request.endpoint.endswith(".static"):
        fresh = response.status_code in {200, 304} and "v" in request.args
        response.headers["Cache-Control"] = _FOREVER if fresh else _REVALIDATE
    return response


def connecting_to(origin: str) -> tuple[str, str]:
    """The policy of a page whose script may ask one host beside this site."""
    name = "Content-Security-Policy"
    return name, SECURITY[name].replace("connect-src 'self'", f"connect-src 'self' {origin}")


def static_file(name: str) -> bytes:
    """The content of a static file, for an address of its own."""
    return (STATIC / name).read_bytes()


@cache
def version(name: str) -> str:
    """A fingerprint of a static file's content, for its address."""
    return hashlib.blake2b(static_file(name), digest_size=5).hexdigest()


def words(visit: Visit) -> dict[str, Any]:
    """What every template of ours knows."""
    language, at = visit.language, visit.at
    return {
        "visit": visit,
        "at": at,
        "links": visit.links,
        "archive": visit.archive,
        "language": language,
        "lang": visit.lang,
        "languages": [(code, NAMES[code]) for code in visit.archive.languages],
        "_": language.text,
        "ngettext": language.plural,
        "label": language.label,
        "vocabulary": terms,
        "script_words": script_words,
        "readable": readable,
        "unbroken": unbroken,
        "marked": marked,
        "static": lambda name: at.static(name, version(name)),
        "language_of": language_of,
        "foreign": partial(foreign, language.tag),
        "title_language": title_language,
        "alternates": partial(_alternates, visit),
        "term": partial(term, visit),
        "debug": current_app.debug,
    }


def _alternates(visit: Visit) -> list[tuple[str, str]]:
    def address(links: Any) -> str:
        return f"{visit.base}{visit.other_path(links.lang).removeprefix(visit.root)}"

    return alternates(visit.links, address, visit.archive.languages)


def term(visit: Visit, text: str, anchor: str) -> Markup:
    """A word of the field with a link to its entry in the glossary."""
    return Markup('<a class="term" href="{}#{}">{}</a>').format(
        visit.at.about(), anchor, escape(text)
    )


def foreign(tag: str, text: str, lang: str = "") -> Markup:
    """A text, or its safe markup, within words of `lang` (else of the page's), with the language of
    what is of another beside it."""
    return Markup(foreign_words.marked(escape(text), lang or tag))  # noqa: S704 (escaped here)


def script_words(words: dict[str, str]) -> Markup:
    """Words for our script as the value of an attribute in single quotes."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    for char, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;")):
        text = text.replace(char, escaped)
    return Markup(text)  # noqa: S704 (escaped above)


def unbroken(text: str) -> Markup:
    """A title in which 第46次 stays on one line: no line ends between a number and its counter."""
    return Markup(  # noqa: S704 (the text is escaped before)
        _COUNTED.sub(r'<span class="nowrap">\g<0></span>', str(escape(text)))
    )


def readable(address: str) -> str:
    """An address with its Han and other non-ASCII letters, digits and signs as they are, which HTML
    allows (URL Standard): a third of the bytes. What is ASCII, or cannot be seen, stays encoded."""
    return _ENCODED.sub(lambda m: _letters(m.group()), address)


def _letters(encoded: str) -> str:
    try:
        text = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return encoded
    return "".join(c if unicodedata.category(c)[0] in _SEEN else quote(c) for c in text)

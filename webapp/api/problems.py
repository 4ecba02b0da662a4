"""Errors of the API, raised where they are noticed, answered as RFC 9457 has it."""

from __future__ import annotations

from http import HTTPStatus

from webapp.api.schema import BadParameter, Problem


class Refused(Exception):
    """A request that cannot be answered: HTTP status, an explanation, the parameters at fault."""

    def __init__(
        self,
        status: int,
        detail: str,
        errors: tuple[BadParameter, ...] = (),
        choices: tuple[str, ...] = (),
        location: str = "",
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.choices, self.location = choices, location

    def as_problem(self) -> Problem:
        return Problem(
            type="about:blank",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            errors=self.errors,
            choices=self.choices,
        )


def wrong(parameter: str, detail: str) -> Refused:
    """A parameter with a value that it cannot have."""
    return Refused(
        400, f"{parameter}: {detail}", (BadParameter(parameter=parameter, detail=detail),)
    )


def unknown(what: str) -> Refused:
    """Nothing public bears this name. Held records answer the same."""
    return Refused(404, f"There is no such {what}. 查無此項。")


def gone(what: str) -> Refused:
    """The answer (410) to an id of something that was withdrawn."""
    return Refused(410, f"This {what} was withdrawn. 已撤下。")


def revised(location: str) -> Refused:
    """A speech that was corrected since and has another id."""
    return Refused(301, "This speech was corrected since. 這段發言訂正過。", location=location)


def renamed(location: str) -> Refused:
    """A speech that has another id now, and the same words."""
    detail = "This speech has another address now; its words are the same. 這段發言換了網址，內容沒有改。"
    return Refused(301, detail, location=location)


def several(addresses: tuple[str, ...]) -> Refused:
    """An id that may mean several speeches, or one of which it is only a part."""
    detail = "This speech was changed; it may be any of the choices. 這段發言改過，可能是所列的任何一段。"
    return Refused(300, detail, choices=addresses)


def no_longer(addresses: tuple[str, ...]) -> Refused:
    """A speech that is no longer in its record; the choices are what stands around its place."""
    detail = "This speech is no longer in its record. 這段發言已不在紀錄中。"
    return Refused(410, detail, choices=addresses)

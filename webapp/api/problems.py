"""Errors of the API, raised where they are noticed, answered as RFC 9457 has it."""

from __future__ import annotations

from http import HTTPStatus

from webapp.api.schema import BadParameter, Problem


class Refused(Exception):
    """A request that cannot be answered: HTTP status, an explanation, the parameters at fault."""

    def __init__(self, status: int, detail: str, errors: tuple[BadParameter, ...] = ()) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors

    def told(self) -> Problem:
        return Problem(
            type="about:blank",
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=self.detail,
            errors=self.errors,
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
    return Refused(410, f"This {what} was withdrawn. 已撤下。")

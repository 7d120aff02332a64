"""Errors of the product: each carries its HTTP status, one handler writes them all.

The body is RFC 9457 ``application/problem+json``; its schema is ``Problem``.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class FieldProblem(BaseModel):
    """One fault of the input."""

    pointer: str = Field(
        description="JSON pointer to the faulty value in the body, or the query parameter's name "
        "after `?`.",
        examples=["/issue_summary", "?per_page"],
    )
    detail: str = Field(description="What is wrong with it.", examples=["Field required"])


class Problem(BaseModel):
    """Every error's body (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Kind of problem.", examples=["about:blank"])
    title: str = Field(description="Short name of the status.", examples=["Not Found"])
    status: int = Field(description="The HTTP status again.", examples=[404])
    detail: str = Field(description="What happened, for a person.", examples=["No such issue."])
    instance: str = Field(description="Path of the request.", examples=["/api/issues/OPS-42"])
    request_id: str = Field(
        description="Also in the `X-Request-ID` header and the log.", examples=["b3f0c6e2a41d4d5e"]
    )
    errors: list[FieldProblem] | None = Field(default=None, description="The faults of bad input.")
    conflicts: dict[str, Any] | None = Field(
        default=None,
        description="At 412: the fields that changed meanwhile, with their values now.",
    )


class DomainError(Exception):
    """Base of all errors that a client is told about."""

    status: int = 500

    def __init__(
        self,
        detail: str,
        *,
        status: int | None = None,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        if status is not None:
            self.status = status
        self.errors = [{"pointer": pointer, "detail": text} for pointer, text in errors]
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})

    @property
    def title(self) -> str:
        """The status's standard phrase."""
        return HTTPStatus(self.status).phrase


class BadRequest(DomainError):
    """The request cannot be understood."""

    status = 400


class Unauthorized(DomainError):
    """No valid session or token came with the request."""

    status = 401

    def __init__(self, detail: str = "Sign in first.") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(DomainError):
    """The actor may see this, but not do that."""

    status = 403


class NotFound(DomainError):
    """Nothing of that name, or nothing that the actor may see: the two look the same."""

    status = 404


class Conflict(DomainError):
    """It exists already, or is in use."""

    status = 409


class StaleWrite(DomainError):
    """The row changed since the client read it."""

    status = 412


class PayloadTooLarge(DomainError):
    """The body is longer than allowed."""

    status = 413


class Invalid(DomainError):
    """Input or rules of the product are violated.

    Args of the shorthand ``Invalid.at``: the pointer and what is wrong there.
    """

    status = 422

    @classmethod
    def at(cls, pointer: str, detail: str) -> "Invalid":
        """An error about one value."""
        return cls(detail, errors=[(pointer, detail)])


class TooManyRequests(DomainError):
    """A limit was reached; ``Retry-After`` says for how many seconds."""

    status = 429

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, headers={"Retry-After": str(max(1, retry_after))})


class Unavailable(DomainError):
    """PostgreSQL or Valkey is away; the request may be repeated."""

    status = 503

    def __init__(self, detail: str) -> None:
        super().__init__(detail, headers={"Retry-After": "1"})

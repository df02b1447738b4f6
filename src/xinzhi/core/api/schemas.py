"""Shapes that all answers share."""

from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Path, Query, Schema

from .words import gettext_lazy as _

MOST, USUAL = 200, 50  # rows a page
Big = Path[Annotated[int, Field(ge=1, lt=2**63)]]  # a row's number, as databases count
Row = TypeVar("Row")


class FieldError(Schema):
    field: str
    reason: str


class ProblemDocument(Schema):
    """RFC 9457: what went wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]


class Many(Schema, Generic[Row]):
    """One page of rows. `next` is the address of the next one, null on the last; `count` only when asked for."""

    items: list[Row]
    next: str | None = None
    count: int | None = None


class Page(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=_("rows a page"))
    cursor: str | None = Field(None, max_length=2000, description=_("where to go on: taken from `next`"))
    count: bool = Field(False, description=_("also count all rows of the query"))


PageQuery = Query[Page]


class Done(Schema):
    """What an operation did, in words, where it has nothing else to give back."""

    done: str = Field(examples=["3"])


PROBLEMS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 412, 413, 422, 429), ProblemDocument)

"""A list page as a collection of the API: the very rows, search, filters and order, page by page with a cursor."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from pydantic import create_model

from xinzhi.core.lists import Export, ListPage

from .callers import anyone, signed_in
from .paging import next_address, page_of, query_of
from .problems import Problem
from .rows import query_schema, row_schema, row_values, sortable
from .schemas import PROBLEMS, Many

_ROW_NUMBER = Annotated[int, Field(ge=1, lt=2**63)]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page and what the API adds to it.

    `name` heads the schemas and the operation, `address(row)` gives the row's page, `types` the types of columns that
    are computed and not a field's. `model` is that of the rows. `told_by` is for rows whose exported columns do not
    say enough: it gives the values of a whole page, and leaves out what the caller may not see.
    """

    page: type[ListPage]
    name: str
    model: type[models.Model]
    address: Callable[[Any], str]
    types: Mapping[str, Any] = field(default_factory=dict)
    columns: Sequence[Export] = ()  # those of the page, unless it exports more to a few than to all
    told_by: Callable[[HttpRequest, list[Any]], list[Any]] | None = (
        None  # a page of rows as values of a schema of its own
    )

    @property
    def told(self) -> Sequence[Export]:
        """The columns of a row, the same for every caller."""
        return self.columns or self.page.exports

    def row(self) -> type[Schema]:
        """The schema of one row."""
        return row_schema(self.name, self.told, self.model, self.types)

    def values(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        """The rows of a page as their schema takes them."""
        if self.told_by is not None:
            return self.told_by(request, rows)
        return [row_values(self.told, row, self.address(row)) for row in rows]


def collection(router: Router, path: str, listing: Listing, *, summary: str, row: type[Schema]) -> None:
    """Add `GET path` to the router: the listing's rows, for anyone where its page is public."""
    page, name = listing.page, listing.name
    query_model = query_schema(f"{name}Query", page)
    places = re.findall(r"{(\w+)}", path)
    path_fields: dict[str, Any] = {place: (_ROW_NUMBER if place == "pk" else str, ...) for place in places}
    path_model = create_model(f"{name}Path", __base__=Schema, **path_fields)
    known = {field.alias or key for key, field in query_model.model_fields.items()}

    def rows_below(request: HttpRequest, query: Query[query_model], place: Path[path_model]) -> Any:  # type: ignore[valid-type]
        return _answer(request, listing, query, known, place.model_dump())  # type: ignore[attr-defined]

    def rows(request: HttpRequest, query: Query[query_model]) -> Any:  # type: ignore[valid-type]
        return _answer(request, listing, query, known, {})

    router.get(
        path,
        auth=anyone() if page.public else signed_in(),
        response={200: Many[row], **PROBLEMS},  # type: ignore[valid-type]
        summary=summary,
        description=cast("str", page.lead) or None,
        operation_id=f"list_{_snake(name)}",
    )(rows_below if places else rows)


def opened(page: type[ListPage], request: HttpRequest, **kwargs: Any) -> ListPage:
    """The list page for this request, as one who may see it. Raises PermissionDenied otherwise."""
    view = page()
    view.setup(request, **kwargs)
    user = request.user
    if (not page.public and not user.is_authenticated) or (page.permission and not user.has_perm(page.permission)):
        raise PermissionDenied
    return view


def _answer(
    request: HttpRequest, listing: Listing, query: Any, known: set[str], place: dict[str, str]
) -> dict[str, Any]:
    view = opened(listing.page, request, **place)
    _check(request, view, known)
    rows = view.table.data.data
    found, cursor = page_of(rows, limit=query.limit, cursor=query.cursor or "", query=query_of(request))
    return {
        "items": listing.values(request, found),
        "next": next_address(request, cursor),
        "count": view.rows.order_by().count() if query.count else None,
    }


def _check(request: HttpRequest, view: ListPage, known: set[str]) -> None:
    """Refuse what a page would silently leave out: unknown parameters, columns and values."""
    errors = [(name, _("There is no such parameter here.")) for name in request.GET if name not in known]
    allowed = sortable(type(view))
    parts = [part.strip() for text in request.GET.getlist("sort") for part in text.split(",")]
    wanted = [part.lstrip("-") for part in parts if part]
    names = ", ".join(allowed)
    errors += [("sort", _("Sort by one of: %(names)s.") % {"names": names}) for part in wanted if part not in allowed]
    if view.filters is not None:
        errors += [(name, " ".join(map(str, texts))) for name, texts in view.filters.form.errors.items()]
    if errors:
        raise Problem(422, _("Look at the parameters named."), errors=errors)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()

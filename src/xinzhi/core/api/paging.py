"""Pages by a cursor: the next one begins after the last row seen, so that rows added meanwhile shift nothing."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xinzhi.core.lists.bar import canonical

from .problems import Problem

_SALT = "xinzhi.api.cursor"


@dataclass(frozen=True, slots=True)
class Term:
    """One step of an order. `name` is the annotation that holds its value; rows without one come last by default."""

    name: str
    expression: Any
    descending: bool
    nulls_first: bool

    def order(self) -> OrderBy:
        nulls = {"nulls_first": True} if self.nulls_first else {"nulls_last": True}
        return OrderBy(F(self.name), descending=self.descending, **nulls)

    def same(self, value: Any) -> Q:
        """Rows that stand at the same place by this step."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})

    def after(self, value: Any) -> Q | None:
        """Rows that come later by this step; None where none can."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if self.nulls_first else None
        later = Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})
        return later if self.nulls_first else later | Q(**{f"{self.name}__isnull": True})


def page_of(rows: QuerySet[Any], *, limit: int, cursor: str = "", query: str = "") -> tuple[list[Any], str]:
    """At most `limit` rows in the queryset's own order, and the cursor of the next page ("" after the last).

    `query` stands for the filters and the order: a cursor belongs to them. Raises Problem 422 for a cursor that is
    none of ours or was given for another query. The order ends with the row's number, so that no two rows tie.
    """
    terms = _terms(rows)
    rows = rows.annotate(**{t.name: t.expression for t in terms}).order_by(*(t.order() for t in terms))
    if cursor:
        rows = rows.filter(_after(terms, _values(cursor, query, len(terms))))
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1]
    values = [_plain(getattr(last, t.name)) for t in terms]
    return found[:limit], signing.Signer(salt=_SALT).sign_object([_mark(query), values])


def query_of(request: HttpRequest) -> str:
    """The query less where in its rows one is, as a cursor belongs to it: `limit` may change from page to page."""
    query = request.GET.copy()
    for name in ("cursor", "limit", "count"):
        query.pop(name, None)
    return canonical(query)


def next_address(request: HttpRequest, cursor: str) -> str | None:
    """The address of the page at the cursor, None after the last."""
    if not cursor:
        return None
    query = request.GET.copy()
    query.pop("count", None)
    query["cursor"] = cursor
    return f"{request.path}?{urlencode(list(query.lists()), doseq=True)}"


def _terms(rows: QuerySet[Any]) -> list[Term]:
    order: Sequence[Any] = rows.query.order_by or rows.model._meta.ordering  # noqa: SLF001  Django's documented Meta
    given = [o for o in order if o not in ("pk", "-pk", "id", "-id")]
    last = next((o for o in order if o in ("pk", "-pk", "id", "-id")), "pk")
    return [_term(n, o) for n, o in enumerate([*given, last])]


def _term(n: int, order: Any) -> Term:
    name = f"order_{n}"
    if isinstance(order, str):
        return Term(name, F(order.lstrip("-")), order.startswith("-"), nulls_first=False)
    if isinstance(order, OrderBy):
        return Term(name, order.expression, order.descending, nulls_first=bool(order.nulls_first))
    return Term(name, order, descending=False, nulls_first=False)


def _after(terms: Sequence[Term], values: Sequence[Any]) -> Q:
    """Later by the first step, or the same there and later by the second, and so on."""
    found, same = Q(pk__in=()), Q()
    for term, value in zip(terms, values, strict=True):
        if (later := term.after(value)) is not None:
            found |= same & later
        same &= term.same(value)
    return found


def _values(cursor: str, query: str, length: int) -> list[Any]:
    try:
        mark, values = signing.Signer(salt=_SALT).unsign_object(cursor)
    except (signing.BadSignature, ValueError, TypeError):
        mark, values = "", []
    if mark != _mark(query) or len(values) != length:
        reason = _(
            "This cursor belongs to no page of this query: take it from `next`, with the same filters and order."
        )
        raise Problem(422, reason, errors=[("cursor", reason)])
    return values


def _mark(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    """The value as JSON keeps it exactly; lookups read it back."""
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

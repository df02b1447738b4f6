"""What stands above a list: its active filters one by one, the saved views, and the addresses of both."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinzhi.core.formats import label, local_date, number, pair
from xinzhi.core.remember import remember

# Parameters that say how to show, not what: they are neither saved in a view nor shown as a filter.
TRANSIENT = frozenset({"page", "format", "all"})
SHOWING = TRANSIENT | {"sort", "per_page"}


def canonical(query: QueryDict) -> str:
    """A query as it is saved and compared: sorted, without empty values and without the page's number."""
    pairs = sorted((k, v) for k, values in query.lists() if k not in TRANSIENT for v in values if v)
    kept = QueryDict(mutable=True)
    for k, v in pairs:
        kept.appendlist(k, v)
    return kept.urlencode()


def without(query: QueryDict, names: Iterable[str], value: str | None = None) -> str:
    """The query as text without some parameters, or without one value of them; the page begins anew."""
    rest = query.copy()
    for name in names:
        kept = [] if value is None else [v for v in rest.getlist(name) if v != value]
        rest.setlist(name, kept)
    return canonical(rest)


def active_filters(form: forms.BaseForm | None, query: QueryDict) -> list[dict[str, str]]:
    """The filters in force: `label` to read, `query` without this one. A filter with several values gives several."""
    found = []
    if text := query.get("q", "").strip():
        found.append({"label": _("contains «%(text)s»") % {"text": text}, "query": without(query, ["q"])})
    if form is None or not form.is_bound:
        return found
    cleaned = getattr(form, "cleaned_data", {})
    for name, field in form.fields.items():
        value = cleaned.get(name)
        names = parameters(name, field.widget)
        if name in SHOWING or value in (None, "", []) or not any(v for n in names for v in query.getlist(n)):
            continue
        title = str(field.label or name)
        if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
            for raw in dict.fromkeys(query.getlist(name)):
                words = pair(title, _choice(field, raw))
                found.append({"label": words, "query": without(query, [name], raw)})
        else:
            words = pair(title, _words(field, value, query.get(name, "")))
            found.append({"label": words, "query": without(query, names)})
    return found


def shown_fields(form: forms.BaseForm | None, page: str) -> list[str]:
    """The form's visible filters as HTML, the search word aside.

    A filter looks the same for everyone who has set it the same way: with `page`, the key of a list that everyone may
    see, it is kept until something is recorded.
    """
    if form is None:
        return []
    return [_shown(form[name], page) for name, f in form.fields.items() if name != "q" and not f.widget.is_hidden]


def _shown(bound: BoundField, page: str) -> str:
    def draw() -> str:
        return render_to_string("core/filter.html", {"field": bound})

    if not page or bound.errors:
        return draw()
    return remember(("filter", page, bound.name, repr(bound.value()), get_language()), draw)


def parameters(name: str, widget: forms.Widget) -> list[str]:
    """The query parameters of a filter: one, or one for each part of a range."""
    suffixes = getattr(widget, "suffixes", None) or []
    return [name, *(f"{name}_{s}" for s in suffixes if s)]


def _words(field: forms.Field, value: Any, raw: str) -> str:
    """A filter's value as a person would say it."""
    if isinstance(value, slice):
        low, high = (_plain(v) if v is not None else "" for v in (value.start, value.stop))
        return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field, "choices") and not hasattr(value, "pk"):
        return _choice(field, raw)
    return _plain(value)


def _choice(field: forms.Field, raw: str) -> str:
    flat: dict[str, Any] = {}
    for key, text in getattr(field, "choices", ()):
        flat.update({str(k): t for k, t in text} if isinstance(text, (list, tuple)) else {str(key): text})
    return str(flat.get(raw, raw))


def _plain(value: Any) -> str:
    if hasattr(value, "year"):
        return local_date(value)
    if isinstance(value, (int, float)) or hasattr(value, "as_tuple"):
        return number(value)
    return local_date(value) if isinstance(value, str) and parse_date(value) else label(value)

"""`{% load kit %}`: the components of docs/design-system.md. Each tag prepares plain data for one template in kit/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from xinzhi.core import figures, formats

register = template.Library()

register.simple_tag(formats.colon)
register.filter("money", formats.money)
register.filter("num", formats.number)
register.filter("pct", formats.percent)
register.filter("localdate", formats.local_date)
register.filter("workdays", formats.working_days)
register.filter("label", formats.label)


@register.filter
def state(left: Any) -> str:
    """The tone of a deadline by working days left: overdue is bad, within five warns, else mute."""
    days = formats.to_decimal(left)
    if days is None:
        return "mute"
    return "bad" if days < 0 else "warn" if days <= 5 else "mute"


@register.filter
def chance(share: Any) -> str:
    """The tone of a probability: from 0.8 ok, from 0.6 info, from 0.4 warn, below bad; mute when unknown."""
    p = formats.to_decimal(share)
    if p is None:
        return "mute"
    return "ok" if p * 10 >= 8 else "info" if p * 10 >= 6 else "warn" if p * 10 >= 4 else "bad"


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """One sign of icons.svg; decorative unless given a title."""
    href = f"{static('site/icons.svg')}#{name}"
    if title:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', title, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@register.simple_tag
def when(value: Any) -> SafeString:
    """A date as a `<time>` element, ISO for machines and local for people."""
    if not value:
        return mark_safe(formats.NOTHING)
    return format_html('<time datetime="{}">{}</time>', formats.iso(value), formats.local_date(value))


# --- marks ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/chip.html")
def chip(text: Any, tone: str = "mute", href: str = "", dot: bool = False) -> dict[str, Any]:
    """A short word on a tinted ground. Tones: ok, warn, bad, info, mute."""
    return {"text": text, "tone": tone, "href": href, "dot": dot}


@register.inclusion_tag("kit/proof.html")
def proof(count: int | None = None, href: str = "") -> dict[str, Any]:
    """◈ how many facts behind a figure are entered in the proof log; nothing when there are none."""
    return {"count": count, "href": href}


@register.inclusion_tag("kit/simulated.html")
def simulated(yes: Any = True) -> dict[str, Any]:
    """◇ the mark of a simulated figure, when it is one."""
    return {"yes": bool(yes)}


@register.inclusion_tag("kit/source.html")
def source(name: Any, href: str = "", as_of: Any = None) -> dict[str, Any]:
    """Where a figure comes from, and as of when."""
    return {"name": name, "href": href if str(href).startswith(("https://", "http://", "/")) else "", "as_of": as_of}


@register.inclusion_tag("kit/dots.html")
def dots(tones: Iterable[Any]) -> dict[str, Any]:
    """One dot each for a row of things: a tone, or a mapping with tone and label. The words are read aloud."""
    items = [t if isinstance(t, Mapping) else {"tone": t, "label": t} for t in tones]
    return {"items": items, "text": "; ".join(formats.label(i.get("label", "")) for i in items)}


# --- figures ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/stat.html")
def stat(
    name: Any, value: Any, unit: str = "", note: str = "", href: str = "", tone: str = "", simulated: Any = False
) -> dict[str, Any]:
    """One great number with its unit; `href` leads to its lineage."""
    shown = value if isinstance(value, str) else formats.number(value)
    return {
        "name": name,
        "value": shown,
        "unit": unit,
        "note": note,
        "href": href,
        "tone": tone,
        "simulated": simulated,
    }


@register.inclusion_tag("kit/bullet.html")
def bullet(
    value: float | None,
    target: float | None,
    expected: float | None = None,
    tone: str = "info",
    scale: float | None = None,
) -> dict[str, Any]:
    """A bar of `value` against `target`, with a mark where it was `expected` to be by now.

    The bar ends at the target, or at `scale` when something lies beyond it; the target then has its own mark.
    """
    top = scale or max(float(target or 0), float(value or 0)) or 1.0
    return {
        "fill": figures.share(value, top),
        "goal": figures.share(target, top) if target and top > float(target) else None,
        "now": figures.share(expected, top) if expected is not None else None,
        "value": value,
        "target": target,
        "expected": expected,
        "tone": tone,
    }


@register.inclusion_tag("kit/progress.html")
def progress(done: float | None, whole: float = 1, tone: str = "info", name: str = "") -> dict[str, Any]:
    """A plain progress bar with its percentage; `name` says what progresses, for screen readers."""
    fill = figures.share(done, whole)
    return {"fill": fill, "known": done is not None, "text": formats.percent(fill / 100), "tone": tone, "name": name}


@register.inclusion_tag("kit/sparkline.html")
def sparkline(values: Sequence[float | None], name: str = "") -> dict[str, Any]:
    """A line of a few numbers, without axes; first and last value are read aloud."""
    points = figures.spark_points(values)
    known = [v for v in values if v is not None]
    path = figures.spark_path(points)
    return {
        "path": path,
        "area": f"{path} L{points[-1][0]:g} 26 L{points[0][0]:g} 26 Z" if len(points) > 1 else "",
        "end": points[-1] if points else None,
        "first": known[0] if known else None,
        "last": known[-1] if known else None,
        "name": name,
    }


@register.inclusion_tag("kit/tilemap.html")
def tilemap(cities: Iterable[Mapping[str, Any]], unit: str = "") -> dict[str, Any]:
    """Cities as equal tiles: mappings with name, col, row (from 1), value, url. Colour follows the value."""
    cells = [dict(c) for c in cities]
    edges = figures.heat_edges(c.get("value") for c in cells)
    for cell in cells:
        cell["heat"] = figures.heat_bucket(cell.get("value"), edges)
    # Reading order is row by row, so that the keyboard goes as the eye does.
    cells.sort(key=lambda c: (c["row"], c["col"]))
    return {
        "cells": cells,
        "unit": unit,
        "top": max((c.get("value") or 0 for c in cells), default=0),
        "steps": range(10),
    }


@register.inclusion_tag("kit/chain.html")
def chain(stations: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The innovation chain: four mappings with name, value, unit, note, delta, url, simulated."""
    return {"stations": list(stations)}


@register.inclusion_tag("kit/fields.html")
def field_tiles(tiles: Iterable[Mapping[str, Any]], frontier: Iterable[Any] = (), per_row: int = 4) -> dict[str, Any]:
    """The 8+X fields. A tile: name, weight (its activity), series (for the sparkline), note, url, simulated.

    Widths within a row follow the weight; `frontier` items have name and url.
    """
    rows, kept = [], [dict(t) for t in tiles]
    for start in range(0, len(kept), per_row):
        row = kept[start : start + per_row]
        for tile, span in zip(row, figures.row_spans([t.get("weight") or 0 for t in row]), strict=True):
            tile["span"] = span
        rows += row
    return {"tiles": rows, "frontier": list(frontier)}


@register.inclusion_tag("kit/gantt.html")
def gantt(
    rows: Iterable[Mapping[str, Any]], start: dt.date, end: dt.date, today: dt.date | None = None
) -> dict[str, Any]:
    """Bars in time. A row: name, url, start, end, done (0–1), tone, marks (mappings with date and name)."""
    drawn = []
    for row in rows:
        left, right = (figures.date_share(row[k], start, end) for k in ("start", "end"))
        width = max(0.6, round(right - left, 2))
        marks = [{**m, "x": figures.date_share(m["date"], start, end)} for m in row.get("marks", ())]
        drawn.append(
            {
                **row,
                "x": left,
                "width": width,
                "done_width": round(width * float(row.get("done") or 0), 2),
                "marks": marks,
            }
        )
    ticks = [{"x": figures.date_share(t, start, end), "date": t} for t in figures.axis_ticks(start, end)]
    now = figures.date_share(today, start, end) if today and start <= today <= end else None
    return {"rows": drawn, "ticks": ticks, "now": now, "today": today}


@register.inclusion_tag("kit/chart.html")
def chart(
    spec: Mapping[str, Any], key: str, title: str, note: str = "", columns: Sequence[str] = (), rows: Iterable[Any] = ()
) -> dict[str, Any]:
    """A Vega-Lite chart with its text alternative: `columns` and `rows` are shown as a table, and serve without script."""
    return {
        "spec": spec,
        "key": key,
        "title": title,
        "note": note,
        "columns": columns,
        "rows": [[formats.number(v) if isinstance(v, int | float) else v for v in r] for r in rows],
    }


# --- things in time ---------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/timeline.html")
def timeline(events: Iterable[Any]) -> dict[str, Any]:
    """Events, newest first as given: date, what, who, text, tone, url."""
    return {"events": list(events)}


@register.inclusion_tag("kit/steps.html")
def steps(states: Iterable[Any]) -> dict[str, Any]:
    """A workflow in a row: name, state (done, current, todo), note."""
    return {"states": list(states)}


@register.inclusion_tag("kit/diff.html")
def diff(changes: Iterable[Any]) -> dict[str, Any]:
    """Changes of fields: name, before, after. Differences are marked inside the text."""
    rows = []
    for change in changes:
        get = change.get if isinstance(change, Mapping) else lambda k, c=change: getattr(c, k)
        before, after = ("" if get(k) is None else str(get(k)) for k in ("before", "after"))
        rows.append({"name": get("name"), "runs": figures.text_diff(before, after)})
    return {"rows": rows}


@register.inclusion_tag("kit/inbox.html")
def inbox(items: Iterable[Any]) -> dict[str, Any]:
    """Notices: title, url, text, at, unread, room."""
    return {"items": list(items)}


@register.inclusion_tag("kit/files.html")
def files(items: Iterable[Any]) -> dict[str, Any]:
    """Files: name, url, size (bytes), sha256, at, who."""
    return {"items": list(items)}


# --- words ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/facts.html")
def facts(rows: Iterable[Any]) -> dict[str, Any]:
    """Name and value pairs: name, value, url (to its lineage), source, source_url, as_of, simulated."""
    return {"rows": list(rows)}


@register.inclusion_tag("kit/reading.html")
def reading(text: str, spans: Iterable[Any]) -> dict[str, Any]:
    """A text with marks. A span is (start, end, id, kind); each links to #found-<id> and carries id “text-<id>”."""
    return {"parts": figures.highlight(text, [figures.Span(*s) for s in spans])}


@register.inclusion_tag("kit/empty.html")
def empty(title: Any, hint: str = "", href: str = "", action: str = "", sign: str = "inbox") -> dict[str, Any]:
    """What stands where nothing is yet: what it would be, and what to do."""
    return {"title": title, "hint": hint, "href": href, "action": action, "sign": sign}


@register.inclusion_tag("kit/tabs.html")
def tabs(items: Iterable[Any], name: str = "") -> dict[str, Any]:
    """Links between faces of one thing: label, url, current, count."""
    return {"items": list(items), "name": name}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Pages of a list; every other query parameter is kept."""
    query = context["request"].GET.copy() if "request" in context else None
    links: list[dict[str, Any]] = []
    for n in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        if isinstance(n, int) and query is not None:
            query[parameter] = str(n)
        links.append({"n": n, "url": f"?{query.urlencode() if query is not None else f'{parameter}={n}'}"})
    by_number = {link["n"]: link["url"] for link in links}
    return {
        "page": page,
        "links": links,
        "previous": by_number.get(page.number - 1, ""),
        "next": by_number.get(page.number + 1, ""),
    }


@register.inclusion_tag("kit/matrix.html")
def matrix(corner: Any, columns: Iterable[Any], rows: Iterable[Any], name: str = "") -> dict[str, Any]:
    """A wide table with a fixed head and first column. Columns: name, url. Rows: name, url, cells.

    A cell: text, tone (a class), title, url, simulated (how many simulated ones stand beside it).
    """
    return {"corner": corner, "columns": list(columns), "rows": list(rows), "name": name}


# --- forms ------------------------------------------------------------------------------------------------------


@register.inclusion_tag("kit/field.html")
def field(bound: BoundField, narrow: bool = False) -> dict[str, Any]:
    """One form field: label, widget, help, errors, tied together for screen readers."""
    kind = getattr(bound.field.widget, "input_type", "")
    return {"field": bound, "narrow": narrow, "is_check": kind == "checkbox" and not bound.field.widget.use_fieldset}


@register.inclusion_tag("kit/fields_of_form.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, its hidden ones too, with a summary of the errors on top."""
    return {"form": form}


@register.inclusion_tag("kit/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """The summary of a form's errors, each linking to its field; nothing when there are none."""
    wrong = [(form[name], messages) for name, messages in form.errors.items() if name in form.fields]
    return {"wrong": wrong, "general": form.non_field_errors(), "any": bool(form.errors)}


# --- blocks -----------------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: SafeString,
    title: Any = "",
    note: Any = "",
    href: str = "",
    more: Any = "",
    anchor: str = "",
    tone: str = "",
    css: str = "",
) -> SafeString:
    """A framed section with a heading, a note beside it and a link at its right."""
    context = {
        "content": content,
        "title": title,
        "note": note,
        "href": href,
        "more": more,
        "anchor": anchor,
        "tone": tone,
        "css": css,
    }
    return render_to_string("kit/card.html", context)


@register.simple_block_tag
def pagehead(
    content: SafeString,
    title: Any,
    lead: Any = "",
    as_of: Any = None,
    kicker: Any = "",
    great: bool = False,
    note: Any = "",
) -> SafeString:
    """The top of a page: its one h1, a lead, the as-of date; the block holds its actions."""
    context = {
        "content": mark_safe(content.strip()),
        "title": title,
        "lead": lead,
        "as_of": as_of,
        "kicker": kicker,
        "great": great,
    }
    return render_to_string("kit/pagehead.html", {**context, "note": note})


@register.simple_block_tag
def tablewrap(content: SafeString, name: Any, css: str = "") -> SafeString:
    """A region that scrolls sideways on its own, reachable by keyboard and named."""
    return format_html(
        '<div class="table-wrap {}" role="region" tabindex="0" aria-label="{}">{}</div>', css, name, content
    )


@register.simple_block_tag
def menu(content: SafeString, name: Any, sign: str = "", tone: str = "", left: bool = False) -> SafeString:
    """A button that opens a box of links, without script."""
    return render_to_string(
        "kit/menu.html", {"content": content, "name": name, "sign": sign, "tone": tone, "left": left}
    )


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info", title: Any = "") -> SafeString:
    """A message in the page that matters now."""
    return render_to_string("kit/notice.html", {"content": content, "tone": tone, "title": title})

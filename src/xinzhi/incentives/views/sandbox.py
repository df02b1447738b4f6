"""The sandbox: another value of a parameter, and what it does to the province's firms and budget."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinzhi.core.formats import in_language
from xinzhi.fields.models import Field
from xinzhi.incentives.doors import Door, batches_of
from xinzhi.incentives.engine import FirmError
from xinzhi.incentives.engine.sandbox import Effect, Row, effect_of
from xinzhi.incentives.forms import SandboxForm
from xinzhi.incentives.queries.book import book
from xinzhi.incentives.queries.province import province
from xinzhi.incentives.words import column_name, problem_in_words
from xinzhi.registry.models import City


@login_required
@require_safe
def sandbox(request: HttpRequest) -> HttpResponse:
    """The form, and the effect once a parameter and a value are given. Nothing is written."""
    if not request.user.has_perm("incentives.use_sandbox"):
        raise PermissionDenied
    rules = book()
    form = SandboxForm(request.GET if "parameter" in request.GET else None, book=rules)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        day = form.day()
        frame = province(day, simulated=asked["simulated"])
        try:
            effect = effect_of(rules, frame, day, {asked["parameter"]: asked["value"]}, assume=asked["assume"])
        except FirmError as error:
            context["problems"] = [problem_in_words(p) for p in error.problems]
        else:
            batches = batches_of(effect.touched, request.user, day, simulated=asked["simulated"])
            context |= {
                "effect": effect,
                "tables": _tables(effect, batches),
                "simulated": asked["simulated"],
                "on": day,
            }
            context["assumed"] = [column_name(rules, column) for column in effect.assumed]
    return render(request, "incentives/sandbox.html", context)


def _tables(effect: Effect, batches: dict[str, Door]) -> list[dict[str, Any]]:
    """For each status or benefit touched: the whole province, then cities, then fields."""
    rules = book()
    cities = {city.key: city.label for city in City.objects.all()}
    fields = {field.key: field.label for field in Field.objects.all()}
    names = {"city": cities, "field": fields}
    titles = {"": _("Province"), "city": _("By city"), "field": _("By field")}
    tables = []
    for key in effect.touched:
        owner = rules.statuses.get(key) or rules.benefits[key]
        groups = [(titles[by], [_row(row, names.get(by, {})) for row in effect.of(key, by)]) for by in titles]
        tables.append(
            {
                "name": in_language(owner.name, owner.name_en),
                "money": key in rules.benefits,
                "batch": batches.get(key),
                "groups": [(title, rows) for title, rows in groups if rows],
            }
        )
    return tables


def _row(row: Row, names: dict[str, str]) -> dict[str, Any]:
    name = names.get(row.group, row.group) if row.by else _("All firms")
    return {
        "name": name or _("not stated"),
        "before": row.before,
        "after": row.after,
        "firms": row.after.yes - row.before.yes,
        "fen": row.after.fen - row.before.fen,
    }

"""The public pages: calls, programmes, what one needs to apply."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.calls.actions import start_application
from xinzhi.calls.engine.programme import Programme
from xinzhi.calls.engine.schema import fields_of
from xinzhi.calls.forms.applicant import StartForm
from xinzhi.calls.forms.parts import label_of
from xinzhi.calls.models import Call
from xinzhi.calls.programmes import programmes
from xinzhi.calls.queries.profile import facts_of
from xinzhi.calls.queries.shown import condition_rows, mark_words, rule_rows, step_rows, unverified_count
from xinzhi.calls.rules import APPLICANTS, own_applications, visible_calls
from xinzhi.calls.tables import CallFilter, CallTable, call_standing
from xinzhi.calls.words import KINDS
from xinzhi.core.formats import in_language
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.roles import organisations_of
from xinzhi.core.views.common import add_errors
from xinzhi.fields.models import Field
from xinzhi.ledger.queries import proof_of
from xinzhi.registry.models import City, Organisation

from .common import call_or_404


class Calls(ListPage):
    """Every call that was published."""

    key = "calls.calls"
    title = gettext_lazy("Calls")
    lead = gettext_lazy("What may be applied for, until when, and by which rules.")
    public = True
    columns = CallTable
    filterset = CallFilter
    search_fields = ("name", "name_en", "programme", "department__name")
    template_name = "calls/calls.html"
    empty_title = gettext_lazy("No call is published")
    empty_hint = gettext_lazy("The programmes and their rules can be read all the same.")
    exports = (
        Export("key", gettext_lazy("key")),
        Export("name", gettext_lazy("title")),
        Export("programme", gettext_lazy("programme")),
        Export("department", gettext_lazy("department"), "department__key"),
        Export("opens_at", gettext_lazy("opens")),
        Export("closes_at", gettext_lazy("closes")),
        Export("quota", gettext_lazy("places to fill")),
        Export("state", gettext_lazy("state")),
    )

    def queryset(self, request: HttpRequest) -> Any:
        return visible_calls(request.user).select_related("department")


def programme_list(request: HttpRequest) -> HttpResponse:
    """Every programme of the region's pack, by kind, with how much of it is verified."""
    open_now = {c.programme: c for c in visible_calls(request.user).filter(state="published") if c.is_accepting}
    groups: dict[str, list[dict[str, Any]]] = {}
    for programme in programmes().values():
        row = {
            "programme": programme,
            "name": in_language(programme.name, programme.name_en),
            "summary": in_language(programme.summary, programme.summary_en),
            "unverified": unverified_count(programme),
            "call": open_now.get(programme.key),
        }
        groups.setdefault(programme.kind, []).append(row)
    shown = [{"name": name, "rows": groups[kind]} for kind, name in KINDS.items() if kind in groups]
    return render(request, "calls/programmes.html", {"groups": shown})


def programme_page(request: HttpRequest, key: str) -> HttpResponse:
    """The rules of a programme as its file stands now; a call keeps those it was opened with."""
    programme = programmes().get(key)
    if programme is None:
        raise Http404
    calls = visible_calls(request.user).filter(programme=key)
    return render(request, "calls/programme.html", {"calls": calls, **rules_context(programme)})


def call_page(request: HttpRequest, key: str) -> HttpResponse:
    """A call with its rules."""
    call = call_or_404(request, key)
    context = {
        "call": call,
        "may_manage": request.user.has_perm("calls.manage_call", call),
        "may_see_desk": request.user.has_perm("calls.see_desk", call),
        "standing": call_standing(call),
        "proof": proof_of("calls.call", call.pk),
        "mine": own_applications(request.user).filter(call=call),
        **rules_context(call.rules),
    }
    return render(request, "calls/call.html", context)


def rules_context(programme: Programme) -> dict[str, Any]:
    """What the templates need to print a programme's rules."""
    names = {("field", f.key): f.label for f in Field.objects.all()} | {
        ("city", c.key): c.label for c in City.objects.all()
    }
    return {
        "programme": programme,
        "name": in_language(programme.name, programme.name_en),
        "summary": in_language(programme.summary, programme.summary_en),
        "who": in_language(programme.who, programme.who_en),
        "steps": step_rows(programme),
        "conditions": condition_rows(programme),
        "rules": rule_rows(programme, names),
        "unverified": unverified_count(programme),
        "sheet": [
            {"name": in_language(c.name, c.name_en), "weight": c.weight, "help": in_language(c.help, c.help_en)}
            for c in programme.sheet.criteria
        ],
        "sheet_mark": mark_words(programme.sheet.mark),
        "documents": [
            {
                "name": in_language(d.name, d.name_en),
                "help": in_language(d.help, d.help_en),
                "required": d.required,
                "mark": mark_words(d.mark),
            }
            for d in programme.documents
        ],
        "basis": [
            {"document": b.document, "says": in_language(b.says, b.says_en), "url": b.url} for b in programme.basis
        ],
    }


@login_required
def prepare(request: HttpRequest, key: str) -> HttpResponse:
    """What one will need, and the beginning of an application."""
    call = call_or_404(request, key)
    mine = _organisations(request.user, call)
    chosen = mine.filter(key=request.GET.get("organisation", "")).first()
    field = chosen.field_id if chosen else None
    form = StartForm(request.POST or None, organisations=mine, initial={"organisation": chosen, "field": field})
    if request.method == "POST" and form.is_valid():
        try:
            application = start_application(actor=request.user, call=call, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Begun. Everything you write is kept; nothing is sent before you hand it in."))
            return redirect("calls:application", application.pk)
    organisation = chosen or mine.first()
    known = facts_of(organisation, timezone.localdate()) if organisation else {}
    context = {
        "call": call,
        "form": form if mine else None,
        "needs": _needs(call),
        "conditions": _answered(call.rules, known),
        "organisation": organisation,
    }
    return render(request, "calls/prepare.html", context)


def _organisations(user: Any, call: Call) -> Any:
    rows = Organisation.objects.filter(pk__in=organisations_of(user, *APPLICANTS)).order_by("name")
    kinds = call.rules.applicants
    return rows.filter(kind__in=kinds) if kinds else rows


def _needs(call: Call) -> list[dict[str, Any]]:
    """By section: what must be answered and which files must be at hand."""
    schema = call.form.schema
    found: list[dict[str, Any]] = []
    for layout in schema["x-layout"]:
        required = set(schema["properties"][layout["key"]]["x-required"])
        fields = [
            {"label": label_of(f), "is_file": f["x-type"] == "files", "some": "x-when" in f}
            for s, n, f in fields_of(schema)
            if s == layout["key"] and n in required
        ]
        if fields:
            found.append({"title": in_language(layout["title"], layout["title_en"]), "fields": fields})
    return found


def _answered(programme: Programme, known: dict[str, Any]) -> list[dict[str, Any]]:
    """The conditions with what the registry says of the reader's organisation today."""
    from xinzhi.calls.engine.eligibility import judge
    from xinzhi.calls.words import VERDICTS

    tones = {"met": VERDICTS["passed"], "unmet": VERDICTS["failed"]}
    asked = (_("asked in the form"), "mute")
    rows = []
    for verdict, row in zip(judge(programme.eligibility, known, {}), condition_rows(programme), strict=True):
        of_form = bool(verdict.condition.answer)
        words, tone = asked if of_form else tones.get(verdict.verdict, VERDICTS["judge"]) if known else ("", "mute")
        rows.append({**row, "verdict": words, "tone": tone})
    return rows

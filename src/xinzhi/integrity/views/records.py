"""A project's records, and one record with its versions."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core.files import address
from xinzhi.core.lists import Export, ListPage
from xinzhi.core.views.common import add_errors
from xinzhi.integrity.actions import set_embargo, withdraw_record
from xinzhi.integrity.forms import EmbargoForm, WithdrawForm
from xinzhi.integrity.models import RecordSpace, RecordVersion, ResearchRecord
from xinzhi.integrity.queries import proved, shown_records
from xinzhi.integrity.queries.shown import hidden_title
from xinzhi.integrity.tables import RecordFilter, RecordTable, state_of

from .common import posted, record_or_404, space_or_404, tabs_of

_DESCRIBED = ("title", "kind", "happened_on", "instrument", "name")


class Records(ListPage):
    """The records of one project, the newest work first."""

    key = "integrity.records"
    title = gettext_lazy("Research records")
    columns = RecordTable
    filterset = RecordFilter
    search_fields = ("shown_title", "shown_instrument")
    sort = ("-happened_on",)
    empty_title = gettext_lazy("No record yet")
    empty_hint = gettext_lazy("Deposit one here, or let a folder be watched: xinzhi records watch.")
    template_name = "integrity/space.html"
    exports = (
        Export("id", gettext_lazy("number")),
        Export("title", gettext_lazy("title"), "shown_title"),
        Export("kind", gettext_lazy("kind")),
        Export("happened_on", gettext_lazy("work done on")),
        Export("instrument", gettext_lazy("measuring instrument"), "shown_instrument"),
        Export("versions", gettext_lazy("versions"), "current__number"),
        Export("deposited", gettext_lazy("deposited"), "current__deposited_at"),
        Export("sha256", gettext_lazy("SHA-256"), "current__file__sha256"),
        Export("size", gettext_lazy("size in bytes"), "current__file__size"),
        Export("embargo_until", gettext_lazy("embargo until")),
        Export("withdrawn", gettext_lazy("withdrawn"), "withdrawn_at"),
    )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            _ = self.space  # 404 before anything else
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def space(self) -> RecordSpace:
        return space_or_404(self.request, self.kwargs["key"])

    def queryset(self, request: HttpRequest) -> QuerySet[ResearchRecord]:
        rows = shown_records(request.user).filter(space=self.space)
        return rows.select_related("space__project", "author", "current__file")

    def heading(self) -> str | Promise:
        return self.space.project.label

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Research records"), reverse("integrity:spaces"))]

    def extra_context(self) -> dict[str, Any]:
        user = self.request.user
        return {
            "space": self.space,
            "tabs": tabs_of(self.space, user, "space"),
            "may_deposit": user.has_perm("integrity.deposit", self.space),
        }


@login_required
def record(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One record: its facts, every version with what changed, its proofs."""
    return render(request, "integrity/record.html", _context(request, record_or_404(request, key, pk)))


@posted
def embargo(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Set or lift an embargo."""
    found = record_or_404(request, key, pk)
    form = EmbargoForm(request.POST)
    if form.is_valid():
        try:
            set_embargo(actor=request.user, record=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The embargo is set as you said."))
            return redirect("integrity:record", key, pk)
    return render(request, "integrity/record.html", _context(request, found) | {"embargo_form": form})


@posted
def withdraw(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Withdraw the record."""
    found = record_or_404(request, key, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_record(actor=request.user, record=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Withdrawn. It stays with all its versions."))
            return redirect("integrity:record", key, pk)
    return render(request, "integrity/record.html", _context(request, found) | {"withdraw_form": form})


def _context(request: HttpRequest, found: Any) -> dict[str, Any]:
    user = request.user
    versions = list(found.versions.select_related("file", "deposited_by"))
    stands = found.withdrawn_at is None
    return {
        "record": found,
        "space": found.space,
        "title": found.shown_title or hidden_title(found),
        "state": state_of(found),
        "readable": found.readable,
        "versions": _version_rows(versions, readable=found.readable),
        "embargo_form": EmbargoForm(initial={"until": found.embargo_until})
        if user.has_perm("integrity.set_embargo", found)
        else None,
        "withdraw_form": WithdrawForm() if stands and user.has_perm("integrity.withdraw", found) else None,
        "may_deposit": stands and user.has_perm("integrity.deposit", found),
    }


def _version_rows(versions: list[RecordVersion], *, readable: bool) -> list[dict[str, Any]]:
    """The versions, newest first, each with its proof and (where readable) its file and what changed before it."""
    proofs = proved(v.pk for v in versions)
    rows: list[dict[str, Any]] = [
        {
            "version": v,
            "proof": proofs.get(v.pk),
            "url": address(v.file, v.name) if readable else "",
            "name": v.name if readable else "",
            "note": v.note if readable else "",
            "changes": [],
        }
        for v in versions
    ]
    if readable:
        for (before, after), row in zip(pairwise(versions), rows[1:], strict=True):
            row["changes"] = _changes(before, after)
    return rows[::-1]


def _changes(before: RecordVersion, after: RecordVersion) -> list[dict[str, Any]]:
    changed = []
    for name in _DESCRIBED:
        pair = [_words(v, name) for v in (before, after)]
        if pair[0] != pair[1]:
            label = getattr(RecordVersion._meta.get_field(name), "verbose_name", name)  # noqa: SLF001  Django's documented Meta API
            changed.append({"name": label, "before": pair[0], "after": pair[1]})
    if before.file_id != after.file_id:
        changed.append({"name": "SHA-256", "before": before.file.sha256, "after": after.file.sha256})
    return changed


def _words(version: RecordVersion, name: str) -> str:
    return version.get_kind_display() if name == "kind" else str(getattr(version, name))

"""Readings: the list, and giving the reader a new text."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinzhi.core import jobs
from xinzhi.core.actions import store_file
from xinzhi.core.lists import Export, ListPage
from xinzhi.plan.actions import read_text
from xinzhi.plan.forms.reading import ReadForm
from xinzhi.plan.models import Reading
from xinzhi.plan.rules import visible_readings
from xinzhi.plan.tables.desk import ReadingTable
from xinzhi.plan.tasks import READ

AT_ONCE = 200_000
"""Bytes up to which a text is read while the person waits; larger ones are read as a job."""


class Readings(ListPage):
    """Texts that were read. Others than the plan office and auditors are told that this is not theirs (403)."""

    key = "plan.readings"
    title = gettext_lazy("Readings")
    lead = gettext_lazy("Official texts as the reader understood them, corrected by hand until they are published.")
    permission = "plan.see_reading"
    columns = ReadingTable
    search_fields = ("name", "file_name")
    template_name = "plan/desk/readings.html"
    empty_title = gettext_lazy("No text read yet")
    empty_hint = gettext_lazy("Give an official plan's text to the reader, and review what it found.")
    exports = (
        Export("id", gettext_lazy("number")),
        Export("name", gettext_lazy("Title")),
        Export("file_name", gettext_lazy("File")),
        Export("state", gettext_lazy("State")),
        Export("owner", gettext_lazy("Given by"), lambda r: str(r.owner or "")),
        Export("read_at", gettext_lazy("Read on"), "created_at"),
        Export("corrections", gettext_lazy("Corrections"), "changes"),
    )

    def queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        rows = visible_readings(request.user).select_related("owner").defer("text", "structure")
        return rows.annotate(changes=Count("corrections"))

    def extra_context(self) -> dict[str, Any]:
        return {"may_read": self.request.user.has_perm("plan.read_text")}


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text: a short one at once, a long one as a job."""
    if not request.user.has_perm("plan.read_text"):
        raise PermissionDenied
    form = ReadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name if file else _("pasted text")
        content = file.read() if file else form.cleaned_data["text"].encode()
        try:
            if len(content) > AT_ONCE:
                return redirect("core:job", _as_job(request, content, name).pk)
            reading = read_text(actor=request.user, content=content, file_name=name)
        except ValidationError as error:
            form.add_error("file" if file else "text", error.messages)
        else:
            messages.success(request, _("Read. Please look it over before it is published."))
            return redirect("plan:reading", reading.pk)
    return render(request, "plan/desk/reading_new.html", {"form": form})


def _as_job(request: HttpRequest, content: bytes, name: str) -> Any:
    stored = store_file(actor=request.user, file=ContentFile(content))
    title = _("Read %(name)s") % {"name": name}
    return jobs.start(READ, owner=request.user, title=title, arguments={"sha256": stored.sha256, "name": name})

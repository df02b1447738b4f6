"""A list page: declare what it shows, and it searches, filters, sorts, pages, saves views, exports and acts in bulk.

    class ReportList(ListPage):
        key = "plan.reports"
        title = _("Progress reports")
        columns = ReportTable
        filterset = ReportFilter
        search_fields = ("duty__measure__name", "text")
        exports = (Export("id", _("number")), Export("state", _("state")))

        def queryset(self, request):
            return visible_reports(request.user).select_related("duty__measure", "period")

`queryset` must be what this person may see: every row shown, exported or acted on comes from it.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, FieldDoesNotExist, ImproperlyConfigured, PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View

from xinzhi.core.models import SavedView

from . import bulk
from .bar import active_filters, canonical, shown_fields
from .export import XLSX_ROWS, Export, csv_lines, json_parts, with_simulated, xlsx_file
from .paging import paginate
from .search import search
from .table import ListTable

REGION = "list-region"
_FORMATS = {"csv": "CSV", "xlsx": "XLSX (Excel)", "json": "JSON"}
_CHUNK = 1000


class ListPage(View):
    """See the module. Signed-in people only, unless `public`; `permission` is asked without a subject."""

    http_method_names = ["get", "head", "options", "post"]
    key: str = ""
    title: str | Promise = ""
    lead: str | Promise = ""
    public: bool = False
    permission: str = ""
    columns: type[ListTable]
    filterset: type[django_filters.FilterSet] | None = None
    search_fields: tuple[str, ...] = ()
    search_hint: str | Promise = ""
    sort: tuple[str, ...] = ()
    per_page: tuple[int, ...] = (25, 50, 100, 200)
    exports: Sequence[Export] = ()
    bulk_actions: Sequence[bulk.BulkAction] = ()
    simulated_path: str | None = None  # found by itself where the model has a field `simulated`
    empty_title: str | Promise = ""
    empty_hint: str | Promise = ""
    empty_url: str = ""
    empty_action: str | Promise = ""
    template_name = "core/list.html"

    # --- what a page declares ---------------------------------------------------------------------------------------

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows this person may see."""
        raise NotImplementedError

    def heading(self) -> str | Promise:
        """The page's title; override where it depends on the address."""
        return self.title

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        """Names and addresses of the pages above this one."""
        return []

    def get_exports(self) -> Sequence[Export]:
        """The columns this person may take away; override where some are for few eyes."""
        return self.exports

    def extra_context(self) -> dict[str, Any]:
        """More for the template of a page that extends core/list.html."""
        return {}

    # --- requests ---------------------------------------------------------------------------------------------------

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.public and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if self.permission and not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        if not request.GET and self.default_query:
            return redirect(f"{request.path}?{self.default_query}")
        if wanted := request.GET.get("format"):
            return self._export(wanted)
        here = getattr(request, "htmx", None)
        template = "core/list_region.html" if here and here.target == REGION else self.template_name
        return render(request, template, self.get_context())

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """A bulk action: first its preview, then (confirmed) its run."""
        action = next((a for a in self.offered_actions if a.key == request.POST.get("action")), None)
        if action is None:
            raise PermissionDenied
        rows = self._chosen_rows()
        if not rows or len(rows) > bulk.MOST_ROWS:
            messages.warning(
                request,
                _("Choose at most %(n)d entries.") % {"n": bulk.MOST_ROWS} if rows else _("Choose at least one entry."),
            )
            return redirect(request.get_full_path())
        confirmed = "confirmed" in request.POST
        form = action.form(request.POST if confirmed else None) if action.form else None
        context = {"page": self, "action": action, "form": form, "back": request.get_full_path()}
        if confirmed and (form is None or form.is_valid()):
            outcomes = bulk.run(action, request.user, rows, form.cleaned_data if form else {})
            done = sum(o.ok for o in outcomes)
            more = {"outcomes": outcomes, "done": done, "failed": len(outcomes) - done}
            return render(request, "core/bulk_result.html", {**context, **more})
        shown = bulk.preview(action, request.user, rows)
        return render(request, "core/bulk_confirm.html", {**context, "rows": shown, "may": sum(ok for _r, ok in shown)})

    # --- rows -------------------------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """What this person may see, searched and filtered."""
        return self.filters.qs if self.filters is not None else self._searched()

    @cached_property
    def filters(self) -> django_filters.FilterSet | None:
        """The filters as the address sets them; their form says which values are wrong."""
        if self.filterset is None:
            return None
        return self.filterset(self.request.GET, queryset=self._searched(), request=self.request)

    def _searched(self) -> QuerySet[Any]:
        rows = self.queryset(self.request)
        return search(rows, self.search_fields, self.request.GET.get("q", "")) if self.search_fields else rows

    @cached_property
    def table(self) -> ListTable:
        """The sorted table over all rows; a tie is always broken by the row's number, so that pages do not overlap."""
        table = self.columns(self.rows, order_by=self.sort or None)
        if wanted := [s for part in self.request.GET.getlist("sort") for s in part.split(",") if s.strip("-")]:
            table.order_by = wanted
        rows = table.data.data
        order = rows.query.order_by or tuple(rows.model._meta.ordering)  # noqa: SLF001
        if not {"pk", "-pk", "id", "-id"} & {o for o in order if isinstance(o, str)}:
            table.data.data = rows.order_by(*order, "pk")
        table.chooses = bool(self.offered_actions)
        table.simulated_path = self.found_simulated_path
        return table

    @cached_property
    def found_simulated_path(self) -> str:
        """The path from a row to its simulated flag, "" where nothing is ever simulated."""
        if self.simulated_path is not None:
            return self.simulated_path
        try:
            self.rows.model._meta.get_field("simulated")  # noqa: SLF001
        except FieldDoesNotExist:
            return ""
        return "simulated"

    @cached_property
    def offered_actions(self) -> list[bulk.BulkAction]:
        return [a for a in self.bulk_actions if a.offered(self.request.user)]

    def _chosen_rows(self) -> list[Any]:
        """The rows ticked, or with `every` all that the filter leaves; one more than the limit tells too many."""
        if "every" in self.request.POST:
            return list(self.rows[: bulk.MOST_ROWS + 1])
        chosen = [v for v in self.request.POST.getlist("row") if v.isascii() and v.isdigit() and len(v) < 19]
        return list(self.queryset(self.request).filter(pk__in=chosen[: bulk.MOST_ROWS + 1]))

    # --- page -------------------------------------------------------------------------------------------------------

    def get_context(self) -> dict[str, Any]:
        """Everything core/list.html shows."""
        table = self.table
        size = self.request.GET.get("per_page", "")
        chosen = int(size) if size in map(str, self.per_page) else self.per_page[0]
        searched = bool(self.request.GET.get("q", "").strip())
        paginate(table, chosen, self.request.GET.get("page"), kept=self.public, searched=searched)
        bar = self._bar(table.paginator.count)
        return {
            "page": self,
            "title": self.heading(),
            "crumbs": self.crumbs(),
            "table": table,
            "bar": bar,
            "sizes": [{"n": n, "current": n == chosen} for n in self.per_page],
            "filtered": bool(bar["active"]),
            "actions": [{"value": a.key, "label": a.label, "tone": a.tone} for a in self.offered_actions],
            "region": REGION,
            **self.extra_context(),
        }

    def _bar(self, count: int) -> dict[str, Any]:
        """The data of kit/filterbar.html."""
        query = self.request.GET
        form = self.filters.form if self.filters is not None else None
        active = [{"label": f["label"], "url": self.address(f["query"])} for f in active_filters(form, query)]
        if form is not None:
            # Sorting and page size outlive a new search. Added after filtering: they are no filters.
            for name in ("sort", "per_page"):
                if query.get(name):
                    form.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        return {
            "q": query.get("q", ""),
            "placeholder": self.search_hint,
            "searches": bool(self.search_fields),
            "form": form,
            "fields": shown_fields(form, self.key if self.public else ""),
            "active": active,
            "clear_url": self.address(""),
            "views": self._view_links() if self.key and self.request.user.is_authenticated else None,
            "save_view_url": self._save_address(),
            "exports": self._export_links() if self.exports else [],
            "count": count,
        }

    def address(self, query: str) -> str:
        """This page with another query. An empty one says so where the page would else open a default view."""
        return f"?{query or ('all=1' if self.default_query else '')}"

    # --- saved views ------------------------------------------------------------------------------------------------

    @cached_property
    def saved_views(self) -> list[SavedView]:
        if not self.key or not self.request.user.is_authenticated:
            return []
        return list(SavedView.objects.filter(owner=self.request.user, page=self.key))

    @property
    def default_query(self) -> str:
        """The query this person wants the page to open with: that of the view without a name."""
        return next((v.query for v in self.saved_views if not v.name), "")

    def _view_links(self) -> list[dict[str, Any]]:
        here = canonical(self.request.GET)
        named = [v for v in self.saved_views if v.name]
        return [{"label": v.name, "url": self.address(v.query), "current": v.query == here} for v in named]

    def _save_address(self) -> str:
        if not self.key or not self.request.user.is_authenticated:
            return ""
        query = canonical(self.request.GET)
        values = {"page": self.key, "query": query, "next": self.request.path}
        return f"{reverse('core:view_save')}?{urlencode(values)}"

    # --- export -----------------------------------------------------------------------------------------------------

    def _export_links(self) -> list[dict[str, str]]:
        query = canonical(self.request.GET)
        return [{"label": name, "url": f"?{query}{'&' if query else ''}format={f}"} for f, name in _FORMATS.items()]

    def _export(self, wanted: str) -> HttpResponseBase:
        """All rows by the same filter and order, as a download."""
        if wanted not in _FORMATS or not self.exports:
            raise BadRequest(_("The format must be csv, xlsx or json."))
        if getattr(self.request, "htmx", None):
            # A boosted link cannot download: the browser is sent there itself.
            return HttpResponse(headers={"HX-Redirect": self.request.get_full_path()})
        rows: QuerySet[Any] = self.table.data.data
        columns: Sequence[Export] = self.get_exports()
        simulated = self._any_simulated(rows)
        if simulated:
            columns = with_simulated(columns, self.found_simulated_path)
        stream = rows.iterator(chunk_size=_CHUNK)
        today = timezone.localdate().isoformat()
        name = f"{self.key or 'list'}-{today}.{wanted}"
        response: HttpResponseBase
        if wanted == "xlsx":
            if rows.count() > XLSX_ROWS:
                raise BadRequest(_("There are more rows than a sheet can hold. Filter them, or export CSV."))
            response = FileResponse(xlsx_file(columns, stream, str(self.heading())), as_attachment=True, filename=name)
        else:
            if wanted == "csv":
                parts = csv_lines(columns, stream)
            else:
                parts = json_parts(columns, stream, self._about(rows.count(), simulated=simulated))
            kind = "text/csv; charset=utf-8" if wanted == "csv" else "application/json"
            response = StreamingHttpResponse(parts, content_type=kind)
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response

    def _any_simulated(self, rows: QuerySet[Any]) -> bool:
        path = self.found_simulated_path
        return bool(path) and rows.order_by().filter(**{path: True}).exists()

    def _about(self, count: int, *, simulated: bool) -> dict[str, Any]:
        query = canonical(self.request.GET)
        return {
            "page": self.key,
            "title": str(self.heading()),
            "filter": {k: v for k, v in self.request.GET.lists() if k != "format"},
            "generated_at": timezone.localtime().isoformat(timespec="seconds"),
            "source": f"{settings.BASE_URL}{self.request.path}{'?' if query else ''}{query}",
            "count": count,
            "simulated": simulated,
        }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if len({c.key for c in cls.exports}) != len(cls.exports):
            raise ImproperlyConfigured(f"{cls.__name__}: two exported columns have one key")

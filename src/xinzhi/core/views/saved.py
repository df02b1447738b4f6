"""Keeping, renaming and forgetting saved views of list pages."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from xinzhi.core.actions import delete_view, save_view
from xinzhi.core.forms import SaveViewForm
from xinzhi.core.models import SavedView

from .common import add_errors, safe_path, signed_in


class SaveView(LoginRequiredMixin, View):
    """Name the query a list page has now, or give a saved view (`view`) another name."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "htmx", None):
            # Reached by a boosted link: the form is a page of its own.
            return HttpResponse(headers={"HX-Redirect": request.get_full_path()})
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        view = self._view(request.GET.get("view", ""))
        initial: dict[str, Any] = {k: request.GET.get(k, "") for k in ("page", "query", "next")}
        if view is not None:
            default = self._default(view.page)
            initial.update(page=view.page, query=view.query, name=view.name, view=str(view.pk))
            initial["opens"] = default is not None and default.query == view.query
        return self._show(SaveViewForm(initial=initial), initial)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SaveViewForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            view = self._view(str(data["view"] or ""))
            named = {k: data[k] for k in ("page", "name", "query", "opens")}
            try:
                saved = save_view(actor=request.user, view=view, **named)
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The view «%(name)s» is kept.") % {"name": saved.name})
                back = safe_path(data["next"], reverse("core:me"))
                return redirect(f"{back}?{saved.query}" if data["next"] and saved.query else back)
        return self._show(form, {k: request.POST.get(k, "") for k in ("page", "next")})

    def _view(self, pk: str) -> SavedView | None:
        mine = SavedView.objects.filter(owner=signed_in(self.request)).exclude(name="")
        return get_object_or_404(mine, pk=int(pk)) if pk.isascii() and pk.isdigit() else None

    def _default(self, page: str) -> SavedView | None:
        return SavedView.objects.filter(owner=signed_in(self.request), page=page, name="").first()

    def _show(self, form: SaveViewForm, initial: dict[str, Any]) -> HttpResponse:
        others = SavedView.objects.filter(owner=signed_in(self.request), page=initial["page"]).exclude(name="")
        back = safe_path(str(initial["next"]), reverse("core:me"))
        context = {"form": form, "views": others, "back": back, "default": self._default(str(initial["page"]))}
        return render(self.request, "core/view_save.html", context)


class DeleteView(LoginRequiredMixin, View):
    """Asks first."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"view": self._mine(pk), "back": safe_path(request.GET.get("next", ""), reverse("core:me"))}
        return render(request, "core/view_delete.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self._mine(pk)
        name = view.name
        delete_view(actor=request.user, view=view)
        messages.success(request, _("The view «%(name)s» is gone.") % {"name": name})
        return redirect(safe_path(request.POST.get("next", ""), reverse("core:me")))

    def _mine(self, pk: int) -> SavedView:
        return get_object_or_404(SavedView, owner=signed_in(self.request), pk=pk)

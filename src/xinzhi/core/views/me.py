"""My own page: my name, my mail, my roles, my views."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from xinzhi.core.actions import set_display_name, set_mail_mode
from xinzhi.core.forms import ProfileForm
from xinzhi.core.models import SavedView, User

from .common import add_errors, signed_in


class Me(LoginRequiredMixin, View):
    """The form is bound to a copy, so that a refused name does not show in the shell as if it were kept."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, ProfileForm(instance=_fresh(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProfileForm(request.POST, instance=_fresh(request))
        if form.is_valid():
            person = _fresh(request)
            try:
                with transaction.atomic():
                    if form.cleaned_data["display_name"].strip() != person.display_name:
                        set_display_name(actor=request.user, person=person, name=form.cleaned_data["display_name"])
                    if form.cleaned_data["mail_mode"] != person.mail_mode:
                        set_mail_mode(actor=request.user, person=person, mode=form.cleaned_data["mail_mode"])
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Kept."))
                return redirect("core:me")
        return self._show(request, form)

    def _show(self, request: HttpRequest, form: ProfileForm) -> HttpResponse:
        # `memberships` is the registry's; the ground floor only reads it (see core.roles).
        roles = [m for m in signed_in(request).memberships.select_related("organisation") if m.is_current()]
        views = SavedView.objects.filter(owner=signed_in(request)).exclude(name="").order_by("page", "name")
        return render(request, "core/me.html", {"form": form, "roles": roles, "views": views})


def _fresh(request: HttpRequest) -> User:
    return User.objects.get(pk=signed_in(request).pk)

"""Forgetting a person in the log: everyone for themselves, the plan office for those who ask for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinzhi.core.views.common import signed_in
from xinzhi.ledger.actions import forget_person
from xinzhi.ledger.forms import ForgetForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest) -> HttpResponse:
    """A question that says what is lost and what stays, and the deed."""
    others = request.user.has_perm("ledger.forget_person")
    form = ForgetForm(request.POST or None, user=signed_in(request), others=others)
    if request.method == "POST" and form.is_valid():
        forget_person(actor=request.user, person=form.user, why=form.cleaned_data["why"])
        messages.success(request, _("Forgotten. Nobody can tell any more which entries of the log were this person's."))
        return redirect("ledger:index")
    return render(request, "ledger/forget.html", {"form": form, "others": others})

"""Publish, end or cancel a call."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.calls.models import Application, Call
from xinzhi.calls.queries.people import applicants_of
from xinzhi.calls.workflows import CALL, ENDED
from xinzhi.core.action import recorded
from xinzhi.core.actions import notify
from xinzhi.ledger.actions import enter

from .unchanged import require_unchanged


def publish_call(*, actor: Any, call: Call) -> Call:
    """The published call: everyone sees it from now on, and its rules stand in the log.

    Raises PermissionDenied, and ValidationError from any state but that of preparing.
    """
    _move(actor, call, "publish")
    return call


def end_call(*, actor: Any, call: Call) -> Call:
    """The call, ended: nothing more is done in it. Raises PermissionDenied and ValidationError."""
    _move(actor, call, "end")
    return call


def cancel_call(*, actor: Any, call: Call, why: str) -> Call:
    """The cancelled call; everyone who applied is told why. Raises PermissionDenied and ValidationError (no reason)."""
    _move(actor, call, "cancel", why)
    for application in Application.objects.filter(call=call).exclude(state__in=ENDED):
        notify(
            recipients=applicants_of(application),
            kind="calls.cancelled",
            title=_("Cancelled: %(call)s") % {"call": call.name},
            body=why,
            url=reverse("calls:call", args=[call.key]),
        )
    return call


def _move(actor: Any, call: Call, key: str, why: str = "") -> None:
    step = CALL.check(call, key, actor=actor, why=why)
    with recorded(f"calls.{key}_call", actor=actor, subject=call, why=why):
        require_unchanged(call)
        call.state = step.target
        call.save(update_fields=["state", "updated_at"])
        enter(actor=actor, subject=call, content=statement(call), public=True, simulated=call.simulated)


def statement(call: Call) -> dict[str, Any]:
    """What the log proves of a call: its rules by digest, its days, its places and its state."""
    return {
        "call": call.key,
        "programme": call.programme,
        "document_sha256": call.document_sha256,
        "form_sha256": call.form.digest,
        "opens_at": call.opens_at.isoformat(),
        "closes_at": call.closes_at.isoformat(),
        "quota": call.quota,
        "purse_fen": call.purse_fen,
        "state": call.state,
    }

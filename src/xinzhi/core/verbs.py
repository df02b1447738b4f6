"""What recorded actions are called in the interface. Each room names its own verbs in `ready`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_names: dict[str, str | Promise] = {
    "core.cancel_job": _("cancelled a job"),
    "core.create_token": _("made an API token"),
    "core.delete_webhook": _("deleted a webhook"),
    "core.ping_webhook": _("tested a webhook"),
    "core.redeliver": _("sent a message again"),
    "core.revoke_token": _("revoked an API token"),
    "core.save_webhook": _("saved a webhook"),
    "core.switch_webhook": _("switched a webhook on or off"),
    "core.delete_view": _("deleted a saved view"),
    "core.resume_job": _("resumed a job"),
    "core.save_view": _("saved a view"),
    "core.set_display_name": _("changed the display name"),
    "core.set_mail_mode": _("changed the way of mail"),
}


def name_verbs(names: Mapping[str, str | Promise]) -> None:
    """Add a room's verbs: dotted name to words."""
    _names.update(names)


def verb_name(verb: str) -> str:
    """The words for a verb in the reader's language; the dotted name itself where no room named it."""
    return str(_names.get(verb, verb))


def verb_choices() -> list[tuple[str, str | Promise]]:
    """Every named verb with its words, for a filter."""
    return sorted(_names.items())

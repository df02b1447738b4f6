"""Have recorded actions told to another system, or change where and what."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.models import Webhook
from xinzhi.core.roles import organisations_of
from xinzhi.core.webhooks.outbound import check_url

_PATTERN = re.compile(r"\*|[a-z]+\.(\*|[a-z_]+)")
_MOST = 20


def save_webhook(
    *,
    actor: Any,
    name: str,
    url: str,
    events: Sequence[str],
    organisation_id: int | None = None,
    webhook: Webhook | None = None,
) -> Webhook:
    """The webhook, new (with a fresh secret) or changed (with the one it has).

    Raises PermissionDenied for one of another person, and ValidationError by field: no name, an address that is not
    https or private, no events or a pattern that is none, an organisation in which the actor has no role, too many.
    """
    if actor is None:
        raise ValidationError(_("A webhook belongs to a person."))
    require(actor, "core.change_webhook" if webhook else "core.create_webhook", webhook)
    problems: dict[str, Any] = {}
    if not name.strip():
        problems["name"] = _("Give the webhook a name.")
    if not events or not all(_PATTERN.fullmatch(e) for e in events) or len(events) > _MOST:
        problems["events"] = _("Name actions such as «registry.*», «plan.accept_report» or «*».")
    if len(url) > 500:
        problems["url"] = _("The address is too long.")
    if organisation_id is not None and organisation_id not in organisations_of(actor):
        problems["organisation_id"] = _("You have no role in this organisation.")
    try:
        check_url(url)
    except ValidationError as error:
        problems.setdefault("url", error.messages)
    if webhook is None and Webhook.objects.filter(owner=actor).count() >= _MOST:
        problems.setdefault("name", _("You have as many webhooks as one person may."))
    if problems:
        raise ValidationError(problems)
    hook = webhook or Webhook(owner=actor, secret_salt=secrets.token_hex(32))
    with recorded("core.save_webhook", actor=actor, subject=hook, new=webhook is None):
        hook.name, hook.url, hook.events = name.strip()[:80], url, list(dict.fromkeys(events))
        hook.organisation_id = organisation_id
        hook.save()
    return hook

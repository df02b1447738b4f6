"""Reads that several of the ground floor's faces share."""

import itertools
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import ActionRecord, ApiToken, Job, Notification, Webhook

_HIDDEN = frozenset({"id", "created_at", "updated_at", "password", "last_login"})
MOST_VERSIONS = 200


def visible_notices(user: Any) -> QuerySet[Notification]:
    """A person's own inbox, nobody else's."""
    return Notification.objects.filter(recipient=user) if user.is_authenticated else Notification.objects.none()


def unread_count(user: Any) -> int:
    """How many notices wait to be read, for the bell of the shell."""
    return visible_notices(user).filter(read_at=None).count()


def visible_jobs(user: Any) -> QuerySet[Job]:
    """A person's own jobs."""
    return Job.objects.filter(owner=user) if user.is_authenticated else Job.objects.none()


def visible_tokens(user: Any) -> QuerySet[ApiToken]:
    """A person's own tokens; all of them (never their keys) for the plan office and auditors."""
    tokens = ApiToken.objects.select_related("owner")
    if user.has_perm("core.see_tokens"):
        return tokens
    return tokens.filter(owner=user) if user.is_authenticated else tokens.none()


def visible_webhooks(user: Any) -> QuerySet[Webhook]:
    """A person's own webhooks."""
    return Webhook.objects.filter(owner=user) if user.is_authenticated else Webhook.objects.none()


def visible_records(user: Any) -> QuerySet[ActionRecord]:
    """All recorded actions for the plan office and auditors, none for others."""
    records = ActionRecord.objects.select_related("actor")
    return records if user.has_perm("core.see_records") else records.none()


def subject_model(kind: str) -> type[Model] | None:
    """The model of a record's `subject_type` (plan.report), None when it no longer exists."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def kind_name(kind: str) -> str:
    """What people call this kind of thing."""
    model = subject_model(kind)
    return str(model._meta.verbose_name) if model else kind  # noqa: SLF001  Django's documented Meta API


def readable_changes(model: type[Model] | None, changes: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """Each mapping of field to [before, after] as rows of name, before, after in words.

    Choices are shown by their label, truth as yes and no, and a reference by the name of what it points to; those
    names are fetched with one query for each kind of thing, however many records there are.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields} if model else {}  # noqa: SLF001
    names = _referenced_names(fields, changes)
    return [
        [
            {
                "name": str(getattr(fields.get(key), "verbose_name", key)),
                "before": _words(fields.get(key), pair[0], names),
                "after": _words(fields.get(key), pair[1], names),
            }
            for key, pair in one.items()
            if key not in _HIDDEN
        ]
        for one in changes
    ]


def versions(model: type[Model] | None, pk: str) -> list[dict[str, Any]]:
    """Each kept version of a row that differs from the one before, newest first: `at`, `who`, `changes`."""
    manager = getattr(model, "history", None)
    if model is None or manager is None:
        return []
    # One more than is shown: the oldest shown is compared with the one before it.
    kept = list(manager.filter(**{model._meta.pk.attname: pk}).select_related("history_user")[: MOST_VERSIONS + 1])  # noqa: SLF001
    pairs = list(itertools.pairwise(kept))
    raw = [_difference(new, old) for new, old in pairs]
    rows = readable_changes(model, raw)
    found = [
        {"at": new.history_date, "who": new.history_user, "what": _("changed"), "changes": changes}
        for (new, _old), changes in zip(pairs, rows, strict=True)
        if changes
    ]
    if kept and len(kept) <= MOST_VERSIONS:
        found.append(
            {"at": kept[-1].history_date, "who": kept[-1].history_user, "what": _("first version"), "changes": []}
        )
    return found


def _difference(new: Any, old: Any) -> dict[str, list[Any]]:
    fields = [f.attname for f in new.tracked_fields]
    return {a: [getattr(old, a), getattr(new, a)] for a in fields if getattr(old, a) != getattr(new, a)}


def _referenced_names(fields: dict[str, Any], changes: list[dict[str, Any]]) -> dict[tuple[type[Model], str], str]:
    wanted: dict[type[Model], set[Any]] = {}
    for one in changes:
        for key, pair in one.items():
            if (field := fields.get(key)) is not None and field.is_relation and key not in _HIDDEN:
                wanted.setdefault(field.related_model, set()).update(v for v in pair if v is not None)
    return {
        (model, str(row.pk)): str(row)
        for model, keys in wanted.items()
        for row in model._base_manager.filter(pk__in=keys)  # noqa: SLF001  Django's documented manager
    }


def _words(field: Any, value: Any, names: dict[tuple[type[Model], str], str]) -> str:  # noqa: PLR0911  a table of kinds
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.is_relation:
        return names.get((field.related_model, str(value)), f"#{value}")
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(value, "hour"):
        return date_format(value, "Y-m-d H:i")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)

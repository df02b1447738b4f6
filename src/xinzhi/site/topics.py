"""Topics of the list of future technologies, offered to who runs the programme they are meant for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinzhi.calls.programmes import programmes
from xinzhi.calls.queries.people import managers_of
from xinzhi.core.actions import notify
from xinzhi.core.formats import in_language
from xinzhi.registry.models import Organisation


def offer_to_calls(
    *, actor: Any, programme: str, year: int, topics: Sequence[Mapping[str, Any]], source: str, url: str
) -> str:
    """Tell the managers of the programme's department of the topics, with the way to them (`url`); the address of the programme.

    Raises ValidationError where there is no such programme, or nobody runs it.
    """
    rules = programmes().get(programme)
    if rules is None:
        raise ValidationError(_("There is no programme «%(key)s».") % {"key": programme}, code="programme")
    department = Organisation.objects.filter(key=rules.department).first()
    people = [p for p in managers_of(department.pk) if p != actor] if department else []
    if not people:
        raise ValidationError(_("Nobody manages this programme yet."), code="managers")
    name = in_language(rules.name, rules.name_en)
    title = ngettext(
        "%(n)d topic for «%(programme)s» %(year)d", "%(n)d topics for «%(programme)s» %(year)d", len(topics)
    ) % {"n": len(topics), "programme": name, "year": year}
    lines = [f"{i}. {topic['name']}" for i, topic in enumerate(topics, start=1)]
    notify(recipients=people, kind="foresight.topics", title=title, body="\n".join([source, *lines]), url=url)
    return reverse("calls:programme", args=[programme])

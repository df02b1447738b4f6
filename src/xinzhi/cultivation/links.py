"""What the room adds to the page of a firm: its places on published lists."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xinzhi.registry.links import Link

from .models import ListPlace


def places_of(organisation: Any) -> list[Link]:
    """The firm's newest place on each list, as links; one query."""
    rows = (
        ListPlace.objects.filter(organisation=organisation.pk, edition__state="published")
        .select_related("edition")
        .defer("edition__list_text", "edition__report", "parts", "causes")
        .order_by("edition__list_key", "-edition__number")
    )
    newest: dict[str, ListPlace] = {}
    for place in rows:
        newest.setdefault(place.edition.list_key, place)
    return [
        (
            _("%(list)s %(year)d: rank %(rank)d")
            % {"list": place.edition.label, "year": place.edition.year, "rank": place.rank},
            reverse("cultivation:place", args=[place.edition_id, organisation.key]),
        )
        for place in newest.values()
    ]

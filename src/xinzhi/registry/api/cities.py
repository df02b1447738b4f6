"""The cities of the region."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema

from xinzhi.core.api import PROBLEMS, Many, anyone
from xinzhi.core.api.me import paged
from xinzhi.core.api.schemas import PageQuery
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.registry.models import City
from xinzhi.registry.rules import visible_cities


class CityFacts(Schema):
    key: str
    name: str
    name_en: str
    full_name: str
    adcode: str = Field(description=_("division code"))
    column: int = Field(description=_("of its tile on the grid map, from 1"))
    row: int
    note: str
    url: str

    @staticmethod
    def resolve_url(city: City) -> str:
        return reverse("registry:city", args=[city.key])


def add(router: Router) -> None:
    """`GET /cities` and `GET /cities/{key}`."""

    @router.get("/cities", auth=anyone(), response={200: Many[CityFacts], **PROBLEMS}, summary=_("Cities"))
    def cities(request: HttpRequest, query: PageQuery) -> dict[str, object]:
        return paged(request, visible_cities(request.user), query)

    @router.get("/cities/{key}", auth=anyone(), response={200: CityFacts, **PROBLEMS}, summary=_("One city"))
    def city(request: HttpRequest, key: str) -> City:
        return get_object_or_404(visible_cities(request.user), key=key)

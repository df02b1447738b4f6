"""What describes one register."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import Consent, Person, RegisterEntry, Standing

GROUPS: dict[str, Promise] = {
    "bodies": _("Bodies and people"),
    "carriers": _("Carriers"),
    "knowledge": _("Knowledge"),
    "outcomes": _("Outcomes"),
    "money": _("Cooperation and money"),
    "policy": _("Policies and figures"),
}


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its list, filters, pages, exports, imports, API and counts are all made from this.

    `key` and `one` name the addresses of the list and of an entry. `own` are the columns of this register beside
    those all share; `shown` are the columns of its list, `filters` those to filter by, `search` those the list's box
    looks into. `identity` are sets of columns that make two rows the same thing, tried in this order, after the key.
    `identifiers` says which columns hold an identifier of which kind (core/identifiers). `private` columns are
    personal data: only those see them who may. `active` registers are counted as the activity of fields and cities.
    `sort` is the order the list opens with, `group` the heading it stands under.
    """

    key: str
    one: str
    model: type[RegisterEntry]
    title: Promise
    lead: Promise
    group: str
    own: tuple[str, ...]
    shown: tuple[str, ...]
    filters: tuple[str, ...]
    search: tuple[str, ...] = ("name", "name_en", "place", "note")
    identity: tuple[tuple[str, ...], ...] = (("name",),)
    identifiers: tuple[tuple[str, str], ...] = ()
    private: tuple[str, ...] = ()
    active: bool = False
    sort: str = "-as_of"

    @property
    def has_many_fields(self) -> bool:
        """Whether an entry names several fields instead of one."""
        return any(f.name == "fields" for f in self.model._meta.many_to_many)  # noqa: SLF001  Django's documented Meta

    @property
    def field_path(self) -> str:
        """The path from an entry to its field or fields."""
        return "fields" if self.has_many_fields else "field"

    @property
    def attributes(self) -> tuple[str, ...]:
        """Every attribute a source may state, in the order of pages and exports."""
        filed = ("fields",) if self.has_many_fields else ("field", "field_named")
        return ("name", "name_en", *self.own, *filed, "city", "place", "year", "period", "note")

    def all_entries(self) -> models.QuerySet[Any]:
        """Every entry whatever its standing, with what a list or page shows of its city and field."""
        rows: models.QuerySet[Any] = self.model._default_manager.select_related("city")  # noqa: SLF001
        return rows.prefetch_related("fields") if self.has_many_fields else rows.select_related("field")

    def entries(self) -> models.QuerySet[Any]:
        """The entries that everyone may see: published, and of people those who agreed to it."""
        rows = self.all_entries().filter(standing=Standing.PUBLISHED)
        return rows.filter(consent=Consent.PUBLIC) if self.model is Person else rows


def index_by_model(registers: Sequence[Register]) -> dict[type[RegisterEntry], Register]:
    """Model to its register."""
    return {r.model: r for r in registers}

"""The list of each register."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinzhi.core.lists import Export, ListPage
from xinzhi.registry.exports import exports_of
from xinzhi.registry.filters import filters_of
from xinzhi.registry.registers import Register
from xinzhi.registry.rules import visible_entries
from xinzhi.registry.tables import table_of


class RegisterList(ListPage):
    """The list of one register; `list_of` makes one for each."""

    register: Register
    open_exports: Sequence[Export] = ()
    public = True
    empty_hint = _("Load the facts of a pack to fill this register.")
    template_name = "registry/list.html"

    def queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = visible_entries(request.user, self.register.model).select_related("city")
        many = self.register.has_many_fields
        return rows.prefetch_related("fields") if many else rows.select_related("field")

    def get_exports(self) -> Sequence[Export]:
        may = self.request.user.has_perm("registry.see_personal")
        return self.exports if may else self.open_exports

    def crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(_("Registers"), reverse("registry:index"))]

    def extra_context(self) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.record", None)
        imports = self.request.user.has_perm("registry.import", None)
        return {
            "new_url": reverse(f"registry:{self.register.one}_new") if may else "",
            "import_url": f"{reverse('registry:import_new')}?register={self.register.key}" if imports else "",
        }


def list_of(register: Register) -> type[RegisterList]:
    """The list page of a register."""
    return type(
        f"{register.model.__name__}List",
        (RegisterList,),
        {
            "register": register,
            "key": f"registry.{register.key}",
            "title": register.title,
            "lead": register.lead,
            "sort": (register.sort,),
            "columns": table_of(register),
            "filterset": filters_of(register),
            "search_fields": register.search,
            "open_exports": exports_of(register),
            "exports": exports_of(register, personal=True),
        },
    )

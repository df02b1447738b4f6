"""What this room adds to the pages of the registers: a project's research records, for those who may know of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xinzhi.registry.links import Link, register_for_reader

from .rules import visible_spaces


def register_links() -> None:
    """Tell the registry; called once when Django is ready."""
    register_for_reader("project", project_links)


def project_links(project: Any, user: Any) -> list[Link]:
    """The project's records and the report on them, as far as this person may open them; none for visitors."""
    space = visible_spaces(user).filter(project=project).first()
    if space is None:
        return []
    links: list[Link] = [(_("Research records"), reverse("integrity:space", args=[project.key]))]
    if user.has_perm("integrity.see_report", space):
        links.append((_("Continuity of the research records"), reverse("integrity:report", args=[project.key])))
    return links

"""Disciplines, colleges, technologies, rights and projects."""

from django.utils.translation import gettext_lazy as _

from xinzhi.registry.models import College, Discipline, IntellectualProperty, Project, Technology

from .register import Register

DISCIPLINES = Register(
    "disciplines",
    "discipline",
    Discipline,
    _("Disciplines"),
    _("What universities and institutes teach and research, by discipline."),
    "knowledge",
    own=("code", "university", "level", "degrees"),
    shown=("name", "code", "university", "level", "degrees", "city", "field", "as_of", "source"),
    filters=("level", "city", "field"),
    search=("name", "name_en", "code", "university", "level", "note"),
    identity=(("university", "name"),),
)
COLLEGES = Register(
    "colleges",
    "college",
    College,
    _("Colleges"),
    _("Future-technology colleges, special colleges and modern-industry colleges."),
    "knowledge",
    own=("kind", "university", "level", "approved_on", "places"),
    shown=("name", "kind", "university", "level", "approved_on", "city", "field", "as_of", "source"),
    filters=("kind", "city", "field", "year"),
    search=("name", "name_en", "university", "note"),
    identity=(("university", "name"),),
)
TECHNOLOGIES = Register(
    "technologies",
    "technology",
    Technology,
    _("Technologies"),
    _("Technologies on offer or under work, with their readiness."),
    "knowledge",
    own=("owner", "trl", "keywords", "summary"),
    shown=("name", "owner", "trl", "keywords", "city", "field", "as_of", "source"),
    filters=("trl", "city", "field"),
    search=("name", "name_en", "owner", "keywords", "summary"),
    identity=(("owner", "name"),),
)
RIGHTS = Register(
    "rights",
    "right",
    IntellectualProperty,
    _("Intellectual property"),
    _("Patents, software copyrights, plant varieties and layout designs."),
    "knowledge",
    own=("kind", "number", "grant_number", "owner", "filed_on", "granted_on", "expires_on", "legal_state"),
    shown=("name", "kind", "number", "owner", "filed_on", "legal_state", "field", "as_of", "source"),
    filters=("kind", "legal_state", "city", "field", "year"),
    search=("name", "name_en", "number", "grant_number", "owner"),
    identity=(("number",), ("grant_number",), ("owner", "name")),
)
PROJECTS = Register(
    "projects",
    "project",
    Project,
    _("Projects"),
    _("Funded research, demonstration and joint-fund projects."),
    "knowledge",
    own=(
        "number",
        "programme",
        "category",
        "discipline",
        "host",
        "leader",
        "approved_on",
        "ends_on",
        "closed_on",
        "grant_fen",
        "outcome",
        "grade",
    ),
    shown=("name", "number", "category", "discipline", "host", "approved_on", "city", "field", "as_of", "source"),
    filters=("programme", "category", "discipline", "city", "field", "year"),
    search=("name", "name_en", "number", "programme", "category", "discipline", "host", "outcome"),
    identity=(("number",), ("host", "name")),
    private=("leader",),
)

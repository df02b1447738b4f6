"""Addresses of the registers. Each register has a list (registry:platforms) and pages (registry:platform, key)."""

from django.urls import URLPattern, path

from .models import Person
from .registers import REGISTERS, Register
from .views import (
    add,
    cities,
    claims,
    decide,
    entries,
    fuse,
    gaps,
    graph,
    index,
    learned,
    matches,
    members,
    record,
    thing,
)
from .views.imports import list as import_list
from .views.imports import mapping, page, rows, steps, upload

app_name = "registry"


def _addresses(register: Register) -> list[URLPattern]:
    pages = {
        "edit": record.edit_of,
        "title": add.title_of,
        "relate": add.relate_of,
        "figures": add.figures_of,
        "merge": fuse.merge_of,
        "split": fuse.split_of,
        "graph": graph.graph_of,
        **({"forget": fuse.forget_of} if register.model is Person else {}),
    }
    return [
        path(f"{register.key}/", entries.list_of(register).as_view(), name=register.key),
        path(f"{register.key}/new/", record.new_of(register), name=f"{register.one}_new"),
        *(
            path(f"{register.key}/<str:key>/{page}/", view(register), name=f"{register.one}_{page}")
            for page, view in pages.items()
        ),
        path(f"{register.key}/<str:key>/", thing.page_of(register), name=register.one),
    ]


urlpatterns = [
    path("", index.index, name="index"),
    path("gaps/", gaps.gaps, name="gaps"),
    path("learned/", learned.learned, name="learned"),
    path("cities/", cities.index, name="cities"),
    path("cities/<slug:key>/", cities.city, name="city"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/grant/", members.grant, name="grant_role"),
    path("claims/statements/", claims.Statements.as_view(), name="statements_list"),
    path("claims/relations/", claims.Relations.as_view(), name="relations_list"),
    path("claims/titles/", claims.Titles.as_view(), name="titles_list"),
    path("claims/statement/<int:pk>/", decide.claim, {"kind": "statement"}, name="statement_claim"),
    path("claims/relation/<int:pk>/", decide.claim, {"kind": "relation"}, name="relation_claim"),
    path("claims/title/<int:pk>/", decide.claim, {"kind": "title"}, name="title_claim"),
    path("fusions/<int:pk>/undo/", fuse.undo, name="undo_fusion"),
    path("review/", matches.Matches.as_view(), name="matches"),
    path("review/find/", matches.find, name="matches_find"),
    path("review/<int:pk>/", matches.match, name="match"),
    path("review/<int:pk>/decide/", matches.decide, name="match_decide"),
    path("imports/", import_list.ImportList.as_view(), name="imports"),
    path("imports/new/", upload.new, name="import_new"),
    path("imports/template/<slug:register>.<slug:form>", upload.template, name="import_template"),
    path("imports/<int:pk>/", page.page, name="import"),
    path("imports/<int:pk>/mapping/", mapping.mapping, name="import_mapping"),
    path("imports/<int:pk>/problems.csv", page.problems, name="import_problems"),
    path("imports/<int:pk>/rows/<int:line>/", rows.row_page, name="import_row"),
    path("imports/<int:pk>/rows/<int:line>/skip/", rows.skip, name="import_skip"),
    path("imports/<int:pk>/<slug:step>/", steps.step, name="import_step"),
    *(address for register in REGISTERS for address in _addresses(register)),
]

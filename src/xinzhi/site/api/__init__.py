"""The API, assembled from the rooms' routers: version 1 below /api/v1/, its description at /api/."""

from typing import Any, cast

from django.conf import settings
from django.urls import URLPattern, path

from xinzhi.calls.api import router as calls
from xinzhi.core.api import me, problems, records, search, webhooks
from xinzhi.core.api.serving import nothing, served
from xinzhi.core.api.words import gettext_lazy as _
from xinzhi.cultivation.api import router as cultivation
from xinzhi.fields.api import router as fields
from xinzhi.foresight.api import router as foresight
from xinzhi.incentives.api import router as incentives
from xinzhi.integrity.api import router as research
from xinzhi.ledger.api import router as ledger
from xinzhi.plan.api import router as plan
from xinzhi.registry.api import router as registry

from .openapi import Api

TAGS: dict[str, Any] = {
    "registry": _("The registers: entries with their sources"),
    "fields": _("The tree of fields, and what files texts in it"),
    "plan": _("The plan: targets, measures, duties, reports and pressings"),
    "calls": _("Programmes: calls and applications"),
    "foresight": _("Foresight: corpora, candidates, the list and its hit rates, studies"),
    "search": _("One search over everything"),
    "ledger": _("The log that proves what was recorded"),
    "research": _("Projects' research records"),
    "incentives": _("Statuses and benefits by rule"),
    "cultivation": _("Ranked lists, the ladder of titles, libraries, payments and the finance desk"),
    "me": _("What is one's own: notices, jobs, views"),
    "webhooks": _("Being told of what was done"),
    "records": _("Recorded actions and files"),
}


api = Api(
    title="Xinzhi",
    version="1",
    description=_("Reads what the pages show, writes through the same actions. Every fact names its source."),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
    servers=[{"url": settings.BASE_URL}],
    openapi_extra={"tags": [{"name": name, "description": words} for name, words in TAGS.items()]},
)
problems.install(api)
api.add_router("", me.router)
api.add_router("/registry", registry)
api.add_router("", fields)
api.add_router("", plan)
api.add_router("", search.router)
api.add_router("", ledger)
api.add_router("/research", research)
api.add_router("/incentives", incentives)
api.add_router("/cultivation", cultivation)
api.add_router("", calls)
api.add_router("/foresight", foresight)
api.add_router("", webhooks.router)
api.add_router("", records.router)


def addresses() -> list[URLPattern]:
    """The patterns below /api/v1/, each served the API's way; what is none of them is answered as a problem."""
    patterns = cast("list[URLPattern]", list(api.urls[0]))
    for pattern in patterns:
        pattern.callback = served(pattern.callback)
    return [*patterns, path("<path:rest>", nothing), path("", nothing)]

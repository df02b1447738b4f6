"""Every address of the site."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from .api import addresses
from .views import about, healthz, home, reference, search, styleguide, suggestions, workbench

urlpatterns = [
    path("", home, name="home"),
    path("workbench/", workbench, name="workbench"),
    path("search/", search, name="search"),
    path("search/suggest", suggestions, name="suggestions"),
    path("about/", about, name="about"),
    path("healthz", healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("api/", reference, name="api"),
    path("api/v1/", include((addresses(), "api-1"))),
    path("accounts/", include("allauth.urls")),
    path("fields/", include("xinzhi.fields.urls")),
    path("ledger/", include("xinzhi.ledger.urls")),
    path("cultivation/", include("xinzhi.cultivation.urls")),
    path("incentives/", include("xinzhi.incentives.urls")),
    path("calls/", include("xinzhi.calls.urls")),
    path("foresight/", include("xinzhi.foresight.urls")),
    path("integrity/", include("xinzhi.integrity.urls")),
    path("registry/", include("xinzhi.registry.urls")),
    path("", include("xinzhi.core.urls")),
    path("", include("xinzhi.plan.urls")),
]

if settings.DEBUG or settings.XINZHI_ENV != "production":
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

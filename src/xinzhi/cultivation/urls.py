"""Addresses of the room."""

from django.urls import path

from .views import edition, editions, finance, ladder, libraries, runs

app_name = "cultivation"
urlpatterns = [
    path("lists/", editions.Editions.as_view(), name="editions"),
    path("lists/new/", editions.new, name="edition_new"),
    path("lists/<int:pk>/", edition.Edition.as_view(), name="edition"),
    path("lists/<int:pk>/omissions/", edition.Omissions.as_view(), name="omissions"),
    path("lists/<int:pk>/firms/<str:key>/", edition.place, name="place"),
    path("lists/<int:pk>/steps/<slug:key>/", edition.step, name="edition_step"),
    path("finance/", finance.Filings.as_view(), name="filings"),
    path("finance/consents/", finance.consents, name="consents"),
    path("finance/consents/<int:pk>/withdraw/", finance.withdraw, name="consent_withdraw"),
    path("finance/new/<slug:scheme>/", finance.new, name="filing_new"),
    path("finance/<int:pk>/", finance.filing, name="filing"),
    path("finance/<int:pk>/claim/", finance.claim, name="filing_claim"),
    path("finance/<int:pk>/steps/<slug:key>/", finance.step, name="filing_step"),
    path("ladder/", ladder.index, name="ladder"),
    path("ladder/look/", ladder.look, name="ladder_look"),
    path("ladder/nearest/", ladder.Nearest.as_view(), name="nearest"),
    path("ladder/watch/", ladder.Watch.as_view(), name="watch"),
    path("ladder/firms/<str:key>/", ladder.firm, name="firm_ladder"),
    path("libraries/<slug:library>/", libraries.Members.as_view(), name="library"),
    path("libraries/<slug:library>/new/", libraries.new, name="member_new"),
    path("libraries/<slug:library>/due/", libraries.due, name="services_due"),
    path("libraries/<slug:library>/<int:pk>/", libraries.member, name="member"),
    path("libraries/<slug:library>/<int:pk>/service/", libraries.service, name="member_service"),
    path("libraries/<slug:library>/<int:pk>/recheck/", libraries.recheck, name="member_recheck"),
    path("libraries/<slug:library>/<int:pk>/steps/<slug:key>/", libraries.step, name="member_step"),
    path("payments/", runs.Runs.as_view(), name="runs"),
    path("payments/new/", runs.new, name="run_new"),
    path("payments/<int:pk>/", runs.Run.as_view(), name="run"),
    path("payments/<int:pk>/firms/<str:key>/", runs.line, name="line"),
    path("payments/<int:pk>/firms/<str:key>/hold/", runs.decide_line, {"verb": "hold"}, name="line_hold"),
    path("payments/<int:pk>/firms/<str:key>/release/", runs.decide_line, {"verb": "release"}, name="line_release"),
    path("payments/<int:pk>/steps/<slug:key>/", runs.step, name="run_step"),
]

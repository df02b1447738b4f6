"""Addresses of the room."""

from django.urls import path

from .views import edition, editions, runs

app_name = "cultivation"
urlpatterns = [
    path("lists/", editions.Editions.as_view(), name="editions"),
    path("lists/new/", editions.new, name="edition_new"),
    path("lists/<int:pk>/", edition.Edition.as_view(), name="edition"),
    path("lists/<int:pk>/omissions/", edition.Omissions.as_view(), name="omissions"),
    path("lists/<int:pk>/firms/<str:key>/", edition.place, name="place"),
    path("lists/<int:pk>/steps/<slug:key>/", edition.step, name="edition_step"),
    path("payments/", runs.Runs.as_view(), name="runs"),
    path("payments/new/", runs.new, name="run_new"),
    path("payments/<int:pk>/", runs.Run.as_view(), name="run"),
    path("payments/<int:pk>/firms/<str:key>/", runs.line, name="line"),
    path("payments/<int:pk>/firms/<str:key>/hold/", runs.decide_line, {"verb": "hold"}, name="line_hold"),
    path("payments/<int:pk>/firms/<str:key>/release/", runs.decide_line, {"verb": "release"}, name="line_release"),
    path("payments/<int:pk>/steps/<slug:key>/", runs.step, name="run_step"),
]

"""Addresses of the room."""

from django.urls import path

from .views import edition, editions

app_name = "cultivation"
urlpatterns = [
    path("lists/", editions.Editions.as_view(), name="editions"),
    path("lists/new/", editions.new, name="edition_new"),
    path("lists/<int:pk>/", edition.Edition.as_view(), name="edition"),
    path("lists/<int:pk>/omissions/", edition.Omissions.as_view(), name="omissions"),
    path("lists/<int:pk>/firms/<str:key>/", edition.place, name="place"),
    path("lists/<int:pk>/steps/<slug:key>/", edition.step, name="edition_step"),
]

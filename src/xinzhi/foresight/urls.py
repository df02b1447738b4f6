"""Addresses of foresight."""

from django.urls import URLPattern, URLResolver, include, path

from .urls_delphi import delphi_patterns

app_name = "foresight"
urlpatterns: list[URLPattern | URLResolver] = [path("delphi/", include(delphi_patterns))]

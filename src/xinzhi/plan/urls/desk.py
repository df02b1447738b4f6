"""The desk: reports, pressings, periods and readings."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

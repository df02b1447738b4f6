"""The public board: a plan's own pages lie below its key."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

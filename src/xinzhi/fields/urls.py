"""Addresses of the tree of fields."""

from django.urls import path

from . import views

app_name = "fields"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:key>/", views.field, name="field"),
]

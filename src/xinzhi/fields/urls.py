"""Addresses of the tree of fields."""

from django.urls import path

from . import views

app_name = "fields"
urlpatterns = [
    path("", views.index, name="index"),
    path("queue/", views.queue, name="queue"),
    path("queue/skip/", views.skip, name="skip"),
    path("queue/train/", views.retrain, name="retrain"),
    path("<slug:key>/", views.field, name="field"),
]

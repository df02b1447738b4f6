"""Every address of the plan room. A plan's own pages lie below its key."""

from django.urls import path

app_name = "plan"
urlpatterns: list = []
_ = path

"""Addresses of statuses and benefits."""

from django.urls import path

from .views import catalogue, firm, sandbox

app_name = "incentives"
urlpatterns = [
    path("", catalogue.index, name="index"),
    path("rules/<str:owner>/", catalogue.rule, name="rule"),
    path("sandbox/", sandbox.sandbox, name="sandbox"),
    path("firms/<str:key>/", firm.firm, name="firm"),
    path("firms/<str:key>/facts/", firm.facts, name="facts"),
    path("firms/<str:key>/why/<str:owner>/", firm.why, name="why"),
    path("firms/<str:key>/lift/<str:status>/", firm.lift, name="lift"),
]

"""The public board: a plan's own pages lie below its key."""

from django.urls import URLPattern, URLResolver, include, path

from xinzhi.plan.views.board import calendar, departments, duties, measures, overview, pilots, targets, text

_of_a_plan = [
    path("", overview.overview, name="overview"),
    path("targets/", targets.Targets.as_view(), name="targets"),
    path("targets/<slug:key>/", targets.target, name="target"),
    path("measures/", measures.Measures.as_view(), name="measures"),
    path("measures/<slug:key>/", measures.measure, name="measure"),
    path("matrix/", duties.matrix, name="matrix"),
    path("timeline/", duties.timeline, name="timeline"),
    path("departments/", departments.Departments.as_view(), name="departments"),
    path("departments/<str:key>/", departments.department, name="department"),
    path("cities/<slug:key>/", departments.city, name="city"),
    path("pilots/", pilots.Pilots.as_view(), name="pilots"),
    path("text/", text.text, name="text"),
    path("calendar.ics", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.department_calendar, name="department_calendar"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", overview.plans, name="plans"),
    path("plans/<slug:plan>/", include(_of_a_plan)),
]

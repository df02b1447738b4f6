"""Addresses of calls and applications."""

from django.urls import path

from .urls_review import review_patterns
from .views import calendar, checks, desk, handing, public, restrictions, writing

app_name = "calls"
urlpatterns = [
    path("", public.Calls.as_view(), name="calls"),
    path("calendar.ics", calendar.calendar, name="calendar"),
    path("programmes/", public.programme_list, name="programmes"),
    path("programmes/<slug:key>/", public.programme_page, name="programme"),
    path("desk/", desk.desk, name="desk"),
    path("desk/new/", desk.new_call, name="new_call"),
    path("desk/new/<slug:programme>/", desk.new_call_of, name="new_call_of"),
    path("desk/restrictions/", restrictions.Restrictions.as_view(), name="restrictions"),
    path("desk/restrictions/new/", restrictions.new, name="restrict"),
    path("desk/restrictions/<int:pk>/lift/", restrictions.lift, name="lift"),
    path("applications/", handing.Mine.as_view(), name="mine"),
    path("applications/<int:pk>/", handing.application, name="application"),
    path("applications/<int:pk>/basics/", writing.basics, name="basics"),
    path("applications/<int:pk>/team/", writing.team, name="team"),
    path("applications/<int:pk>/team/<int:member>/remove/", writing.drop_member, name="drop_member"),
    path("applications/<int:pk>/parts/<slug:name>/", writing.section, name="section"),
    path("applications/<int:pk>/parts/<slug:section>/<slug:field>/files/", writing.upload, name="upload"),
    path("applications/<int:pk>/files/<int:piece>/remove/", writing.drop_file, name="drop_file"),
    path("applications/<int:pk>/checklist/", handing.checklist, name="checklist"),
    path("applications/<int:pk>/withdraw/", handing.withdraw, name="withdraw"),
    path("applications/<int:pk>/delete/", handing.delete, name="delete"),
    path("applications/<int:pk>/print/", handing.print_page, name="print"),
    path("applications/<int:pk>/application.docx", handing.docx, name="docx"),
    path("applications/<int:pk>/check/", checks.check, name="check"),
    path("applications/<int:pk>/decide/<slug:step>/", checks.decide, name="decide"),
    *review_patterns,
    path("<slug:key>/", public.call_page, name="call"),
    path("<slug:key>/calendar.ics", calendar.call_calendar, name="call_calendar"),
    path("<slug:key>/prepare/", public.prepare, name="prepare"),
    path("<slug:key>/manage/", desk.manage, name="manage"),
    path("<slug:key>/manage/<slug:step>/", desk.move, name="move"),
    path("<slug:key>/check/", desk.check_all, name="check_all"),
    path("<slug:key>/applications/", desk.CallApplications.as_view(), name="applications"),
]

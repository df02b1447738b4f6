"""The desk: reports, pressings, periods, readings, targets and pilots."""

from django.urls import URLPattern, path

from xinzhi.plan.views.desk import overdue, period, pilot, press, publish, reading, report, reports, review, target

urlpatterns: list[URLPattern] = [
    path("desk/reports/", reports.Reports.as_view(), name="reports"),
    path("desk/reports/start/<int:duty>/<int:period>/", report.start, name="report_start"),
    path("desk/reports/<int:pk>/", report.report_page, name="report"),
    path("desk/reports/<int:pk>/return/", report.return_, name="report_return"),
    path("desk/reports/<int:pk>/accept/", report.accept, name="report_accept"),
    path("desk/reports/<int:pk>/evidence/<int:evidence>/remove/", report.drop_evidence, name="evidence_remove"),
    path("desk/overdue/", overdue.overdue, name="overdue"),
    path("desk/presses/", press.Presses.as_view(), name="presses"),
    path("desk/presses/<int:pk>/", press.press_page, name="press"),
    path("desk/presses/<int:pk>/answer/", press.answer, name="press_answer"),
    path("desk/presses/<int:pk>/close/", press.close, name="press_close"),
    path("desk/duties/<int:duty>/press/", press.new, name="press_new"),
    path("desk/periods/", period.Periods.as_view(), name="periods"),
    path("desk/periods/new/", period.new, name="period_new"),
    path("desk/readings/", reading.Readings.as_view(), name="readings"),
    path("desk/readings/new/", reading.new, name="reading_new"),
    path("desk/readings/<int:pk>/", review.review, name="reading"),
    path("desk/readings/<int:pk>/correct/", review.correct, name="reading_correct"),
    path("desk/readings/<int:pk>/undo/<int:correction>/", review.undo, name="reading_undo"),
    path("desk/readings/<int:pk>/publish/", publish.publish, name="reading_publish"),
    path("desk/readings/<int:pk>/discard/", publish.discard, name="reading_discard"),
    path("desk/targets/<int:pk>/", target.edit, name="target_edit"),
    path("desk/pilots/new/", pilot.new, name="pilot_new"),
    path("desk/pilots/<int:pk>/", pilot.edit, name="pilot_edit"),
]

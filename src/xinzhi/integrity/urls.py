"""Addresses of research records."""

from django.urls import path

from .views import deposits, people, records, report, spaces

app_name = "integrity"
urlpatterns = [
    path("", spaces.Spaces.as_view(), name="spaces"),
    path("new/", spaces.new, name="space_new"),
    path("<str:key>/", records.Records.as_view(), name="space"),
    path("<str:key>/deposit/", deposits.new, name="deposit"),
    path("<str:key>/people/", people.people, name="people"),
    path("<str:key>/people/<int:pk>/take/", people.take, name="role_take"),
    path("<str:key>/reviews/", people.review, name="review"),
    path("<str:key>/report/", report.page, name="report"),
    path("<str:key>/report.docx", report.word, name="report_word"),
    path("<str:key>/<int:pk>/", records.record, name="record"),
    path("<str:key>/<int:pk>/deposit/", deposits.version, name="deposit_version"),
    path("<str:key>/<int:pk>/embargo/", records.embargo, name="embargo"),
    path("<str:key>/<int:pk>/withdraw/", records.withdraw, name="withdraw"),
]

"""Addresses of the ground floor."""

from django.urls import path

from .views import files, inbox, jobs, me, records, saved

app_name = "core"
urlpatterns = [
    path("inbox/", inbox.Inbox.as_view(), name="inbox"),
    path("inbox/read/", inbox.read_all, name="inbox_read_all"),
    path("inbox/<int:pk>/", inbox.open_notice, name="notification_open"),
    path("jobs/", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/<int:pk>/", jobs.JobPage.as_view(), name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<int:pk>/resume/", jobs.resume, name="job_resume"),
    path("records/", records.Records.as_view(), name="records"),
    path("records/<str:kind>/<str:pk>/", records.History.as_view(), name="history"),
    path("me/", me.Me.as_view(), name="me"),
    path("files/<slug:sha256>/<str:name>", files.download, name="file"),
    path("views/save/", saved.SaveView.as_view(), name="view_save"),
    path("views/<int:pk>/delete/", saved.DeleteView.as_view(), name="view_delete"),
]

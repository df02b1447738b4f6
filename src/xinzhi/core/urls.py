"""Addresses of the ground floor."""

from django.urls import path

from .views import files, inbox, jobs, me, records, saved, tokens, webhooks

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
    path("me/tokens/", tokens.index, name="tokens"),
    path("me/tokens/new/", tokens.NewToken.as_view(), name="token_new"),
    path("me/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("me/webhooks/", webhooks.index, name="webhooks"),
    path("me/webhooks/new/", webhooks.EditWebhook.as_view(), name="webhook_new"),
    path("me/webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("me/webhooks/<int:pk>/edit/", webhooks.EditWebhook.as_view(), name="webhook_edit"),
    path("me/webhooks/<int:pk>/ping/", webhooks.ping, name="webhook_ping"),
    path("me/webhooks/<int:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path("me/webhooks/<int:pk>/delete/", webhooks.delete, name="webhook_delete"),
    path("me/deliveries/<int:pk>/again/", webhooks.again, name="delivery_again"),
    path("tokens/", tokens.Tokens.as_view(), name="all_tokens"),
    path("files/<slug:sha256>/<str:name>", files.download, name="file"),
    path("views/save/", saved.SaveView.as_view(), name="view_save"),
    path("views/<int:pk>/delete/", saved.DeleteView.as_view(), name="view_delete"),
]

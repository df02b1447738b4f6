"""The ground floor's addresses alone, with a list page at /test-jobs/ for the tests of the list kit."""

import django_filters
import django_tables2 as tables
from django.urls import include, path

from xinzhi.core.actions import cancel_job
from xinzhi.core.lists import BulkAction, DayRangeFilter, Export, ListPage, ListTable, NumberColumn, ReasonForm
from xinzhi.core.models import Job, JobState, User
from xinzhi.core.queries import visible_jobs


class JobTable(ListTable):
    title = tables.Column(linkify=lambda record: f"/jobs/{record.pk}/")
    done = NumberColumn()

    class Meta(ListTable.Meta):
        model = Job
        fields = ("title", "kind", "state", "done", "created_at")


def visible_owners(request):
    return User.objects.filter(pk=request.user.pk)


class JobFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(label="state", choices=JobState.choices)
    day = DayRangeFilter(label="day", field_name="created_at")
    stopped = django_filters.BooleanFilter(label="stopped", field_name="cancel_requested")
    owner = django_filters.ModelChoiceFilter(label="owner", queryset=visible_owners)

    class Meta:
        model = Job
        fields = ("state", "kind", "owner")


def stop(actor, job, data):
    if data["why"] == "boring":
        return None
    cancel_job(actor=actor, job=job)
    return "stopped"


class JobList(ListPage):
    key = "test.jobs"
    title = "Test jobs"
    columns = JobTable
    filterset = JobFilter
    search_fields = ("title", "message", "owner__notifications__title")
    sort = ("title",)
    per_page = (10, 25)
    simulated_path = "owner__simulated"
    empty_title = "No job yet"
    empty_hint = "Start one."
    exports = (
        Export("id", "number"),
        Export("title", "title"),
        Export("owner", "owner", "owner__username"),
        Export("state", "state"),
        Export("message", "message"),
        Export("done", "done"),
        Export("created_at", "created"),
        Export("arguments", "arguments"),
        Export("parts", "parts", lambda job: [job.kind, job.title]),
    )
    bulk_actions = (BulkAction("stop", "Stop them", "core.change_own", stop, form=ReasonForm, tone="bad"),)

    def queryset(self, request):
        return visible_jobs(request.user).select_related("owner")


class PlainList(ListPage):
    """As little as a page can declare; public."""

    title = "Plain"
    public = True
    columns = JobTable

    def queryset(self, _request):
        return Job.objects.all()


# The ground floor alone: no address and no menu of the rooms above it.
urlpatterns = [
    path("test-jobs/", JobList.as_view()),
    path("test-plain/", PlainList.as_view()),
    path("", include("xinzhi.core.urls")),
    path("accounts/", include("allauth.urls")),
]

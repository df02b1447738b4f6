"""A project with its people, and deposits of any day."""

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from factories import OrganisationFactory, UserFactory
from xinzhi.core.actions import create_token
from xinzhi.core.models import User
from xinzhi.integrity.actions import Description, deposit_record
from xinzhi.integrity.models import Openness, ProjectRole, RecordSpace
from xinzhi.registry.models import Project

DAY = dt.date(2026, 3, 2)


def make_space(key="quantum", openness=Openness.MEMBERS):
    project = Project.objects.create(key=key, name=f"项目{key}", name_en=f"Project {key}")
    return RecordSpace.objects.create(project=project, organisation=OrganisationFactory(), openness=openness)


def give(space, role, **fields):
    user = UserFactory(**fields)
    ProjectRole.objects.create(space=space, user=user, role=role)
    return fresh(user)


def fresh(user):
    """The person as a new request sees them."""
    return User.objects.get(pk=user.pk)


def deposit(space, actor, raw=b"a notebook page", *, title="第一次测量", day=DAY, kind="notebook", **more):
    return deposit_record(
        actor=actor,
        space=space,
        file=ContentFile(raw, name="page.txt"),
        name=more.pop("name", "page.txt"),
        description=Description(kind, title, day, more.pop("instrument", "")),
        **more,
    )


def token(user, *scopes):
    until = timezone.now() + dt.timedelta(days=1)
    return create_token(actor=user, name="t", scopes=scopes, expires_at=until)[1]

"""Each side of a call tried on an action: the manager, the reviewer who is asked, the applicant's editor."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import person
from permissions import check_action
from review_help import editor_of
from xinzhi.core.roles import Role

MANAGER, EDITOR, EXPERT = Role.PROGRAMME_MANAGER, Role.ORG_EDITOR, Role.EXPERT


def by_manager(w, act, **more):
    """Only a manager of the call's own department."""
    return check_action(act, role=MANAGER, organisation=w.call.department, **more)


def by_reviewer(w, invitation, act, **more):
    """Only the expert who is asked: other experts and managers are refused."""
    others = [r.user for r in w.reviewers if r.pk != invitation.reviewer_id]
    for user in (*others[:2], w.manager, person(Role.AUDITOR), editor_of(invitation.application)):
        with pytest.raises(PermissionDenied):
            act(user)
    return check_action(act, role=EXPERT, actor=invitation.reviewer.user, **more)


def by_editor(application, act, **more):
    return check_action(act, role=EDITOR, organisation=application.organisation, **more)


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)

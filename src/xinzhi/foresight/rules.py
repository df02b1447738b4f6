"""Who may do what in foresight."""

from typing import Any

import rules
from django.db.models import Q, QuerySet

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role
from xinzhi.core.rules import is_auditor, is_plan_office

from .models import Candidate, Corpus, ForesightEdition, ForesightRun, ListEntry, Study
from .workflows import PUBLIC


@rules.predicate
def is_analyst(user: Any) -> bool:
    return has_role(user, Role.ANALYST)


# Analysts prepare, the plan office decides and publishes, auditors look.
prepares = is_analyst | is_plan_office
sees_inside = prepares | is_auditor

rules.add_perm("foresight.prepare", prepares)
rules.add_perm("foresight.decide", is_plan_office)
rules.add_perm("foresight.see_inside", sees_inside)


# --- from corpus to list, studies
@rules.predicate
def prepared_by_another(user: Any, thing: Any) -> bool:
    return getattr(thing, "prepared_by_id", None) != user.pk


@rules.predicate
def leads_no_such_study(user: Any, study: Any) -> bool:
    """Nobody accepts their own study."""
    return getattr(study, "lead_id", None) != user.pk


rules.add_perm("foresight.decide_edition", is_plan_office & prepared_by_another)
rules.add_perm("foresight.work_on_study", prepares)
rules.add_perm("foresight.review_study", prepares & leads_no_such_study)
rules.add_perm("foresight.decide_study", is_plan_office & leads_no_such_study)


def inside(user: Any) -> bool:
    """Whether the user sees what is not public: runs, candidates, drafts, internal versions."""
    return bool(user is not None and user.is_authenticated and user.has_perm("foresight.see_inside"))


def visible_corpora(user: Any) -> QuerySet[Corpus]:
    """Corpora: for those who see inside."""
    return Corpus.objects.all() if inside(user) else Corpus.objects.none()


def visible_runs(user: Any) -> QuerySet[ForesightRun]:
    """Runs: for those who see inside."""
    return ForesightRun.objects.all() if inside(user) else ForesightRun.objects.none()


def visible_editions(user: Any) -> QuerySet[ForesightEdition]:
    """Published and withdrawn editions for everyone, all for those who see inside."""
    return ForesightEdition.objects.all() if inside(user) else ForesightEdition.objects.filter(state__in=PUBLIC)


def visible_entries(user: Any, edition: ForesightEdition | None = None) -> QuerySet[ListEntry]:
    """Entries of an edition (or all): the public version, or for those who see inside the internal one."""
    rows = ListEntry.objects.all() if edition is None else edition.entries.all()
    return rows if inside(user) else rows.filter(is_public=True, edition__state__in=PUBLIC)


def visible_candidates(user: Any) -> QuerySet[Candidate]:
    """All candidates for those who see inside; else those that stand in a public version."""
    if inside(user):
        return Candidate.objects.all()
    shown = visible_entries(user).filter(edition__state="published")
    return Candidate.objects.filter(pk__in=shown.values("candidate"))


def visible_studies(user: Any) -> QuerySet[Study]:
    """Published studies for everyone, all for those who see inside."""
    return Study.objects.all() if inside(user) else Study.objects.filter(state="published")


@files.allow
def foresight_files(user: Any, stored: StoredFile) -> bool:
    """Bundles go to whoever may see that version, drafts of studies to those who see inside, the published version to all."""
    if ForesightEdition.objects.filter(bundle=stored, state__in=PUBLIC).exists():
        return True
    published = Study.objects.filter(state="published", versions__file=stored).prefetch_related("versions")
    if any(study.versions.all()[0].file_id == stored.pk for study in published):
        return True
    return inside(user) and (
        ForesightEdition.objects.filter(Q(bundle=stored) | Q(inside_bundle=stored)).exists()
        or Study.objects.filter(versions__file=stored).exists()
        or ForesightRun.objects.filter(terms=stored).exists()
    )

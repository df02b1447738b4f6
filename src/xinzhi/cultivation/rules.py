"""Who may do what in the cultivation of firms, and what each person may see.

The programme managers of the publishing body keep a list; another of them approves. What is published is public.
"""

from typing import Any

import rules
from django.db.models import Q, QuerySet
from django.utils import timezone

from xinzhi.core import files
from xinzhi.core.models import StoredFile
from xinzhi.core.roles import Role, has_role, organisations_of
from xinzhi.registry.models import Organisation

from .models import FinanceConsent, FinanceFiling, LibraryMember, ListEdition, PaymentLine, PaymentRun

OVERSEERS = (Role.PLAN_OFFICE, Role.AUDITOR)


def _body(thing: Any) -> int | None:
    return thing.pk if isinstance(thing, Organisation) else getattr(thing, "organisation_id", None)


@rules.predicate
def keeps(user: Any, thing: Any) -> bool:
    """A programme manager of the very body that keeps the list (or of this body)."""
    body = _body(thing)
    return body is not None and has_role(user, Role.PROGRAMME_MANAGER, organisation_id=body)


@rules.predicate
def prepared_by_another(user: Any, thing: Any) -> bool:
    return getattr(thing, "prepared_by_id", None) != user.pk


@rules.predicate
def decided_no_line(user: Any, run: Any) -> bool:
    """Who saw the evidence of a payment does not approve the run."""
    return not isinstance(run, PaymentRun) or not run.lines.filter(decided_by=user.pk).exists()


@rules.predicate
def runs_programmes(user: Any) -> bool:
    return has_role(user, Role.PLAN_OFFICE, Role.PROGRAMME_MANAGER)


@rules.predicate
def reads_ladder(user: Any) -> bool:
    return has_role(user, *OVERSEERS, Role.PROGRAMME_MANAGER, Role.DUTY_OFFICER, Role.ANALYST)


@rules.predicate
def edits_firm(user: Any, firm: Any) -> bool:
    """An editor of this very firm."""
    return isinstance(firm, Organisation) and has_role(user, Role.ORG_EDITOR, organisation_id=firm.pk)


@rules.predicate
def finances(user: Any, thing: Any) -> bool:
    """One of the people of the financier that files (or of this financier)."""
    body = thing.pk if isinstance(thing, Organisation) else getattr(thing, "financier_id", None)
    return body is not None and has_role(user, Role.FINANCIER, organisation_id=body)


rules.add_perm("cultivation.edit_edition", keeps)
rules.add_perm("cultivation.decide_edition", keeps & prepared_by_another)
rules.add_perm("cultivation.edit_run", keeps)
rules.add_perm("cultivation.edit_member", keeps)
rules.add_perm("cultivation.decide_member", keeps & prepared_by_another)
rules.add_perm("cultivation.give_consent", edits_firm)
rules.add_perm("cultivation.file_finance", finances)
rules.add_perm("cultivation.decide_filing", keeps & prepared_by_another)
rules.add_perm("cultivation.check_ladder", runs_programmes)
rules.add_perm("cultivation.see_ladder", reads_ladder)
rules.add_perm("cultivation.decide_run", keeps & prepared_by_another & decided_no_line)


def visible_editions(user: Any) -> QuerySet[ListEdition]:
    """Published and withdrawn editions for everyone; what is not yet out for its keepers, the plan office and auditors."""
    public = Q(state__in=["published", "withdrawn"])
    if not getattr(user, "is_active", False):
        return ListEdition.objects.filter(public)
    if has_role(user, *OVERSEERS):
        return ListEdition.objects.all()
    return ListEdition.objects.filter(public | Q(organisation__in=organisations_of(user, Role.PROGRAMME_MANAGER)))


@files.allow
def edition_bundle(user: Any, stored: StoredFile) -> bool:
    """A bundle goes to whoever may see its edition."""
    return visible_editions(user).filter(bundle=stored).exists()


def visible_runs(user: Any) -> QuerySet[PaymentRun]:
    """Runs in and after their public notice for everyone; before, for their keepers, the plan office and auditors."""
    public = Q(state__in=["noticed", "closed"])
    if not getattr(user, "is_active", False):
        return PaymentRun.objects.filter(public)
    if has_role(user, *OVERSEERS):
        return PaymentRun.objects.all()
    return PaymentRun.objects.filter(public | Q(organisation__in=organisations_of(user, Role.PROGRAMME_MANAGER)))


def sees_all_lines(user: Any, run: PaymentRun) -> bool:
    """Keepers and overseers see every line of a run with its facts; others only what is paid."""
    return bool(user.is_authenticated) and (keeps(user, run) or has_role(user, *OVERSEERS))


def visible_lines(user: Any, run: PaymentRun) -> QuerySet[PaymentLine]:
    """The lines of a run that the user may see: all, else the payments and those of the firms that they edit."""
    if sees_all_lines(user, run):
        return run.lines.all()
    paid = Q(outcome="pay")
    if getattr(user, "is_active", False) and run.state in {"noticed", "closed"}:
        return run.lines.filter(paid | Q(organisation__in=organisations_of(user, Role.ORG_EDITOR)))
    return run.lines.filter(paid)


def sees_facts(user: Any, line: PaymentLine) -> bool:
    """Why a firm gets something, figure by figure, is for keepers, overseers and the firm itself."""
    return sees_all_lines(user, line.run) or has_role(user, Role.ORG_EDITOR, organisation_id=line.organisation_id)


def consented(user: Any) -> QuerySet[FinanceConsent]:
    """Consents in force today to a financier that the user works for."""
    mine = organisations_of(user, Role.FINANCIER) if getattr(user, "is_active", False) else set()
    return FinanceConsent.objects.filter(financier__in=mine, withdrawn_at=None, until__gte=timezone.localdate())


def may_see_firm(user: Any, firm: Organisation) -> bool:
    """Where a firm stands is for officers, for the firm itself, and for financiers to whom it consented."""
    inside = reads_ladder(user) or has_role(user, Role.ORG_EDITOR, organisation_id=firm.pk)
    return inside or consented(user).filter(firm=firm).exists()


def visible_filings(user: Any) -> QuerySet[FinanceFiling]:
    """Filings: all for overseers, else those that the user's bodies filed, keep, or are filed of."""
    if not getattr(user, "is_active", False):
        return FinanceFiling.objects.none()
    if has_role(user, *OVERSEERS):
        return FinanceFiling.objects.all()
    return FinanceFiling.objects.filter(
        Q(financier__in=organisations_of(user, Role.FINANCIER))
        | Q(organisation__in=organisations_of(user, Role.PROGRAMME_MANAGER))
        | Q(firm__in=organisations_of(user, Role.ORG_EDITOR))
    )


def visible_members(user: Any) -> QuerySet[LibraryMember]:
    """Library places: all for officers, else those of the firms that the user edits."""
    if not getattr(user, "is_active", False):
        return LibraryMember.objects.none()
    if reads_ladder(user):
        return LibraryMember.objects.all()
    return LibraryMember.objects.filter(firm__in=organisations_of(user, Role.ORG_EDITOR))


@files.allow
def run_files(user: Any, stored: StoredFile) -> bool:
    """Tables, inputs and payment files go to the paying body's managers and to those who oversee it."""
    runs = PaymentRun.objects.filter(Q(table=stored) | Q(inputs=stored) | Q(payment_file=stored))
    return any(sees_all_lines(user, run) for run in runs)

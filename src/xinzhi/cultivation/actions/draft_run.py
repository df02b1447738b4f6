"""Propose payments for a batch of firms, from the rules and an agency's table."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.core.models import StoredFile
from xinzhi.cultivation.engine.payments import (
    FirmFacts,
    NotPayableError,
    Proposal,
    digest_of,
    propose,
    require_payable,
    rules_digest,
    write_inputs,
)
from xinzhi.cultivation.engine.programme import Programme
from xinzhi.cultivation.engine.table_facts import FactTableError, read_fact_table
from xinzhi.cultivation.models import EVER, Outcome, PaymentLine, PaymentRun
from xinzhi.cultivation.queries.due import firms_to_ask
from xinzhi.cultivation.queries.firm_facts import facts_of_firms, firms_by, merged
from xinzhi.incentives.engine import RuleBook
from xinzhi.incentives.engine.folders import rule_folders
from xinzhi.incentives.queries.book import book as rule_book
from xinzhi.registry.models import Organisation


def draft_run(
    *,
    actor: Any,
    organisation: Organisation,
    programme: Programme,
    on: dt.date,
    table: File | None = None,
    table_name: str = "",
    simulated: bool = False,
    why: str = "",
) -> PaymentRun:
    """The draft of a run: a line for each firm of the table, payable or with the reason why not.

    `table` is what an agency hands in: a column id (key or credit code) and facts of the rules. It is joined with what the registers say; where the two
    contradict each other nothing is paid. Without a table the firms are those to which the registers surely give it and those that declared
    facts of their own; firms that are not due it get no line then. Raises PermissionDenied (programme managers of the paying body) and ValidationError: a benefit
    that may not be paid this way, an unusable table, firms that are not registered.
    """
    require(actor, "cultivation.edit_run", organisation)
    book = rule_book()
    try:
        require_payable(book, programme.benefit, on)
        rows = read_fact_table(cast("IO[bytes]", table), table_name, book, on) if table else {}
    except NotPayableError as error:
        raise ValidationError(str(error), code="not_payable") from error
    except FactTableError as error:
        raise ValidationError(list(error.problems), code="table") from error
    firms = _firms(book, programme.benefit, on, rows, simulated=simulated)
    if strangers := [key for key in rows if key not in firms]:
        raise ValidationError(
            _("These are no registered enterprises: %(keys)s. Register them first, or take them out."),
            code="strangers",
            params={"keys": ", ".join(strangers[:10])},
        )
    _require_once(firms, rows)
    known = facts_of_firms(list(firms.values()), book, on)
    batch = [merged(firm.key, known[firm.pk], rows.get(key, {})) for key, firm in firms.items()]
    run = PaymentRun(
        programme=programme.key,
        benefit=programme.benefit,
        name=programme.name,
        name_en=programme.name_en,
        basis=programme.basis,
        on=on,
        term=EVER if programme.once == "ever" else on.year,
        organisation=organisation,
        table_name=table_name[:200],
        notice_workdays=programme.notice_workdays,
        prepared_by=actor,
        simulated=simulated,
    )
    with recorded("cultivation.draft_run", actor=actor, subject=run, why=why, new=True):
        if table:
            table.seek(0)
            run.table = store_file(actor=actor, file=table, media_type="application/octet-stream")
        try:
            with transaction.atomic():
                _fill(run, book, batch, {firm.key: firm.pk for firm in firms.values()}, actor)
        except IntegrityError as error:  # another run of the same benefit was drafted in this very moment
            raise ValidationError(_("Another run has just been drafted: try again."), code="twice") from error
    return run


def _firms(
    book: RuleBook, benefit: str, on: dt.date, rows: Collection[str], *, simulated: bool
) -> dict[str, Organisation]:
    """The batch by what the table calls each firm, in the table's order; without a table by key."""
    if rows:
        known = firms_by(rows, simulated=simulated)
        return {key: known[key] for key in rows if key in known}
    firms, unknown = firms_to_ask(book, benefit, on, simulated=simulated)
    if not firms:
        raise ValidationError(
            _(
                "No firm is due this by the registers, none has declared facts, and %(n)d cannot be told. Hand in an agency's table."
            ),
            code="nobody",
            params={"n": unknown},
        )
    return {firm.key: firm for firm in firms}


def _require_once(firms: dict[str, Organisation], rows: Iterable[str]) -> None:
    """A firm may stand in the table under its key or its code, not under both."""
    seen: dict[int, str] = {}
    for key in rows:
        if (first := seen.setdefault(firms[key].pk, key)) != key:
            raise ValidationError(_("%(one)s and %(two)s are the same firm."), params={"one": first, "two": key})


def _fill(run: PaymentRun, book: RuleBook, batch: list[FirmFacts], pks: dict[str, int], actor: Any) -> None:
    proposals = propose(book, run.benefit, batch, run.on)
    if run.table is None:  # nobody named these firms: who is not due it needs no line
        kept = {p.id for p in proposals if p.outcome != "not_due"}
        batch = [facts for facts in batch if facts.id in kept]
        proposals = [p for p in proposals if p.id in kept]
        if not proposals:
            raise ValidationError(_("No firm is due this by the registers and by what firms declared."), code="nobody")
    inputs = write_inputs(batch)
    run.inputs = _stored(inputs, actor)
    run.rules_sha256 = rules_digest(rule_folders(settings.PACK))
    run.digest = digest_of(run.benefit, run.on, run.rules_sha256, inputs, proposals)
    run.save()
    had = _had_before(run, book, pks.values())
    PaymentLine.objects.bulk_create(_line(run, p, pks[p.id], had) for p in proposals)


def _stored(content: bytes, actor: Any) -> StoredFile:
    return store_file(
        actor=actor, file=ContentFile(content, name="inputs.json"), media_type="application/json", limit=1 << 30
    )


def _had_before(run: PaymentRun, book: RuleBook, organisations: Iterable[int]) -> set[int]:
    """Firms that have the benefit in another run (ever, or in this year), or one that excludes it in this year."""
    same = Q(benefit=run.benefit) if run.term == EVER else Q(benefit=run.benefit, term__in=[EVER, run.term])
    excluding = {
        key for g in book.groups if g.kind == "exclusive" and run.benefit in g.benefits for key in g.benefits
    } - {run.benefit}
    other = Q(benefit__in=excluding, run__on__year=run.on.year)
    rows = PaymentLine.objects.filter(same | other, outcome=Outcome.PAY, organisation__in=list(organisations))
    return set(rows.values_list("organisation_id", flat=True))


def _line(run: PaymentRun, proposal: Proposal, organisation: int, had: set[int]) -> PaymentLine:
    twice = organisation in had and proposal.outcome in {"pay", "evidence"}
    return PaymentLine(
        run=run,
        organisation_id=organisation,
        computed=proposal.outcome,
        computed_amount=proposal.amount,
        outcome=Outcome.PAID_BEFORE if twice else proposal.outcome,
        amount=proposal.amount if proposal.outcome == "pay" and not twice else 0,
        needs=list(proposal.needs),
        why=proposal.why[:1000],
        conditions=list(proposal.conditions),
        facts=list(proposal.facts),
        benefit=run.benefit,
        term=run.term,
        simulated=run.simulated,
    )

"""Run a batch again from what was kept, and compare."""

from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage

from xinzhi.cultivation.engine.payments import digest_of, propose, read_inputs, rules_digest
from xinzhi.cultivation.models import PaymentRun
from xinzhi.incentives.engine.folders import rule_folders
from xinzhi.incentives.queries.book import book as rule_book


@dataclass(frozen=True, slots=True)
class Rerun:
    """A batch computed again: whether rule files and results are still the same, and the digest."""

    same_rules: bool
    same_results: bool
    digest: str

    @property
    def same(self) -> bool:
        return self.same_rules and self.same_results


def rerun(run: PaymentRun) -> Rerun:
    """The batch computed again from its kept inputs by the rules as they stand now."""
    with default_storage.open(run.inputs.path, "rb") as file:
        inputs = file.read()
    proposals = propose(rule_book(), run.benefit, read_inputs(inputs), run.on)
    rules = rules_digest(rule_folders(settings.PACK))
    kept = dict(run.lines.values_list("organisation__key", "computed_amount"))
    outcomes = dict(run.lines.values_list("organisation__key", "computed"))
    same = all(kept.get(p.id) == p.amount and outcomes.get(p.id) == p.outcome for p in proposals)
    return Rerun(
        same_rules=rules == run.rules_sha256,
        same_results=same and len(kept) == len(proposals),
        digest=digest_of(run.benefit, run.on, rules, inputs, proposals),
    )

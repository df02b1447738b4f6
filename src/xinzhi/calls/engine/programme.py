"""A programme file in parsed form: what `packs/*/programmes/*.toml` says, as plain immutable data.

`Programme.parse` reads the *document* (plain JSON) that `programme_files` makes of a TOML file; a call keeps that
document, so that a programme changed later does not change a call that runs. Every figure carries how sure it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .form import Section, every_field

KINDS = ("project", "platform", "result", "talent", "contest", "scenario", "standard", "list", "evaluation")
# The steps an opening may go through, in this order; apply, check and decide are in every programme.
STEPS = ("apply", "check", "review", "panel", "visit", "decide", "notice", "contract", "run", "accept")
NEEDED_STEPS = ("apply", "check", "decide")
ACTORS = ("applicant", "organisation", "manager", "expert", "panel", "department", "public")
BLINDING = ("none", "single", "double")
# stated: a public document says so; reported: a dated secondary source does; unverified: our default, to be confirmed.
CONFIDENCE = ("stated", "reported", "unverified")


@dataclass(frozen=True, slots=True)
class Mark:
    """How sure a figure is, and the document it stands in ("" only where unverified)."""

    confidence: str = "unverified"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """A document the programme stands on and what it says here."""

    document: str
    says: str
    says_en: str
    confidence: str = "stated"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who acts, within how many working days, and who may know whom (`blinding`)."""

    key: str
    actor: str
    workdays: int | None = None
    blinding: str = "none"
    note: str = ""
    note_en: str = ""
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of eligibility, in words and as a test.

    Exactly one of: `fact` (of the registry, see eligibility.FACTS), `answer` (section.field), `rule` (a rule of the
    room of incentives), or none of them: then a person judges. `must` False: it only warns.
    """

    key: str
    text: str
    text_en: str
    fact: str = ""
    answer: str = ""
    rule: str = ""
    op: str = ""
    value: Any = None
    must: bool = True
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many: `per` leader, person or organisation; `of` call (this opening) or running (funded, not ended)."""

    per: str
    of: str
    most: int
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Quota:
    """At most (and at least) so many are funded `per` call, field or city; `key` "" means each field or city."""

    per: str
    most: int | None = None
    least: int | None = None
    key: str = ""
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the score sheet. The weights of all lines sum to 100; a reviewer gives 0 … `most` points."""

    key: str
    name: str
    name_en: str
    weight: int
    most: int = 10
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """How an application is scored. `pass_mark` is in hundredths of the full weighted score, None where there is none."""

    criteria: tuple[Criterion, ...] = ()
    pass_mark: int | None = None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Diversity:
    """A bound on a panel's or an application's reviewers `by` institution, discipline, sex or region: most of one value, least values in all."""

    by: str
    most: int | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """Reviewers per application, their loads, and what makes a conflict (years back). Days are working days.

    `disagreement` is the spread of weighted scores (of 100) from which an application is flagged. Against collusion, no
    reviewer is given an application with more than `max_probability`. `diversity` bounds each application's reviewers.
    """

    need: int
    load_most: int
    load_least: int = 0
    coauthor_years: int = 3
    employer_years: int = 3
    answer_workdays: int = 3
    remind_workdays: int = 2
    disagreement: int = 20
    discussion: bool = False
    max_probability: float = 1.0
    diversity: tuple[Diversity, ...] = ()
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class PanelRule:
    """A meeting: how many members, how many of 100 must be there, and how many of 100 must agree."""

    size_least: int
    size_most: int
    quorum: int = 67
    consent: int = 67
    diversity: tuple[Diversity, ...] = ()
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class VisitPoint:
    """What visitors look at."""

    key: str
    name: str
    name_en: str
    help: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class VisitRule:
    """A site visit: how many experts must go, and what each report says something of."""

    visitors_least: int = 1
    points: tuple[VisitPoint, ...] = ()
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Public notice: working days it hangs out, and working days in which an objection is answered."""

    workdays: int
    answer_workdays: int
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class BudgetItem:
    """A budget line; `most` is its greatest share of the grant in hundredths."""

    key: str
    name: str
    name_en: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """Money, in fen. `own` is the least own money per 100 of grant; `total_fen` the call's purse where one is set."""

    items: tuple[BudgetItem, ...] = ()
    grant_most_fen: int | None = None
    total_fen: int | None = None
    own: int | None = None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Payment:
    """A share of the grant (hundredths), paid after a milestone ("sign" is the signing of the contract)."""

    after: str
    share: int


@dataclass(frozen=True, slots=True)
class ContractRule:
    """The task book: its term in months, days to sign, days after the end to ask for acceptance, the payments."""

    months: int
    sign_workdays: int
    close_months: int = 3
    extension_months: int = 12
    payments: tuple[Payment, ...] = ()
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something owed `after_months` from signing. kind: yearly, midterm or delivery."""

    key: str
    name: str
    name_en: str
    kind: str
    after_months: int
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A file to be handed in with the application."""

    key: str
    name: str
    name_en: str
    required: bool = True
    help: str = ""
    help_en: str = ""
    blind: bool = True
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme. `department`, `measure`, `instrument`, `target` are keys of the pack.

    `target` is what an accepted application counts towards; `applicants` the kinds of organisation that may apply
    (() for all); `registers` the register an accepted application goes into ("" for none); `leads_to` the statuses and benefits
    of the room of incentives that are got by applying here.
    """

    key: str
    name: str
    name_en: str
    kind: str
    department: str
    summary: str
    summary_en: str
    who: str
    who_en: str
    measure: str = ""
    instrument: str = ""
    target: str = ""
    registers: str = ""
    applicants: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    basis: tuple[Basis, ...] = ()
    steps: tuple[Step, ...] = ()
    eligibility: tuple[Condition, ...] = ()
    limits: tuple[Limit, ...] = ()
    quotas: tuple[Quota, ...] = ()
    sheet: ScoreSheet = ScoreSheet()
    review: ReviewRule | None = None
    panel: PanelRule | None = None
    visit: VisitRule = VisitRule()
    notice: NoticeRule | None = None
    budget: BudgetRule | None = None
    contract: ContractRule | None = None
    milestones: tuple[Milestone, ...] = ()
    documents: tuple[DocumentRule, ...] = ()
    sections: tuple[Section, ...] = ()

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Self:
        """The programme of a document that `programme_files.read_programme` made (it has been checked)."""
        head = dict(document["programme"])
        head |= {name: tuple(head.get(name, ())) for name in ("applicants", "leads_to")}
        sheet = document.get("sheet", {})
        return cls(
            **head,
            basis=tuple(Basis(**b) for b in document.get("basis", ())),
            steps=_each(Step, document.get("step", ())),
            eligibility=_each(Condition, document.get("eligibility", ())),
            limits=_each(Limit, document.get("limit", ())),
            quotas=_each(Quota, document.get("quota", ())),
            sheet=_one(
                ScoreSheet,
                {k: v for k, v in sheet.items() if k != "criterion"},
                criteria=tuple(Criterion(**c) for c in sheet.get("criterion", ())),
            ),
            review=_maybe(ReviewRule, document.get("review"), diversity=("diversity", Diversity)),
            panel=_maybe(PanelRule, document.get("panel"), diversity=("diversity", Diversity)),
            visit=_maybe(VisitRule, document.get("visit"), point=("points", VisitPoint)) or VisitRule(),
            notice=_maybe(NoticeRule, document.get("notice")),
            budget=_maybe(BudgetRule, _in_fen(document.get("budget")), item=("items", BudgetItem)),
            contract=_maybe(ContractRule, document.get("contract"), payment=("payments", Payment)),
            milestones=_each(Milestone, document.get("milestone", ())),
            documents=_each(DocumentRule, document.get("document", ())),
            sections=tuple(Section.parse(s) for s in document.get("section", ())),
        )

    def step(self, key: str) -> Step | None:
        """The step of this key, None where the programme has none."""
        return next((s for s in self.steps if s.key == key), None)

    def workdays(self, key: str) -> int | None:
        """The working days of a step; None where it has none or is not there."""
        found = self.step(key)
        return found.workdays if found else None

    @property
    def floors(self) -> tuple[str, ...]:
        """Addresses (section.field) of the figures that a contract may not fall below (鲁科字〔2020〕77号)."""
        return tuple(address for address, field in every_field(self.sections) if field.floor or field.ceiling)

    def quota_of(self, per: str, key: str = "") -> Quota | None:
        """The quota that holds for a call, a field or a city: its own one, else the one for each."""
        named = [q for q in self.quotas if q.per == per and q.key in {key, ""}]
        return max(named, key=lambda q: q.key != "", default=None)


def canonical(document: Mapping[str, Any]) -> bytes:
    """The bytes of a document whose SHA-256 is its digest: JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document in hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _one(kind: Any, table: Mapping[str, Any], **made: Any) -> Any:
    """A dataclass from a table whose confidence and source become its mark."""
    plain = {k: v for k, v in table.items() if k not in {"confidence", "source"}}
    mark = Mark(table.get("confidence", "unverified"), table.get("source", ""))
    return kind(**plain, **made, mark=mark)


def _each(kind: Any, tables: Any) -> tuple[Any, ...]:
    return tuple(_one(kind, table) for table in tables)


def _maybe(kind: Any, table: Mapping[str, Any] | None, **parts: tuple[str, Any]) -> Any:
    """The same for a table that may be missing; `parts`: name of an array inside it to (attribute, what its rows are)."""
    if table is None:
        return None
    plain = {k: v for k, v in table.items() if k not in parts}
    inner = {attribute: tuple(part(**row) for row in table.get(name, ())) for name, (attribute, part) in parts.items()}
    return _one(kind, plain, **inner)


def _in_fen(budget: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The budget table with money in fen: people write yuan in the file."""
    if budget is None:
        return None
    names = {"grant_most_yuan": "grant_most_fen", "total_yuan": "total_fen"}
    return {names.get(k, k): v * 100 if k in names else v for k, v in budget.items()}

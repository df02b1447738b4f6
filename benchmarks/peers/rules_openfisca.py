"""The rules of benchmarks/incentives.py in OpenFisca-core (AGPL, never a dependency). Run by a Python that has it; prints JSON.

Usage: python rules_openfisca.py FACTS.npz
"""

import json
import sys
import time
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRM = build_entity(key="firm", plural="firms", label="a firm", is_person=True)
YEAR = "2026"
# What each rule reads: (yes or no, amounts). Only these are put in, and timed.
READS = {
    "lukedai_interest": (
        ("holds_tech_sme", "loan_eligible_use", "loan_repaid", "lukedai_subsidised"),
        ("loan_interest",),
    ),
    "rd_super_deduction": (
        ("resident", "audited_accounts", "holds_hnte"),
        (
            "rd_items", "rd_other", "rd_outsourced_domestic", "rd_outsourced_overseas", "rd_amortisation",
            "excluded_industry_income", "total_income", "investment_income",
        ),
    ),
}  # fmt: skip


def declared(name: str, kind: type) -> type[Variable]:
    return type(
        name, (Variable,), {"value_type": kind, "entity": FIRM, "definition_period": DateUnit.YEAR, "label": name}
    )


class lukedai_interest(Variable):  # noqa: N801  OpenFisca names variables by class
    value_type = float
    entity = FIRM
    definition_period = DateUnit.YEAR

    def formula(firm: Any, period: Any) -> Any:  # noqa: N805
        eligible = (
            firm("holds_tech_sme", period)
            * firm("loan_eligible_use", period)
            * firm("loan_repaid", period)
            * np.logical_not(firm("lukedai_subsidised", period))
        )
        return eligible * np.minimum(np.floor(0.4 * firm("loan_interest", period)), 50_000_000)


class rd_base(Variable):  # noqa: N801
    value_type = float
    entity = FIRM
    definition_period = DateUnit.YEAR

    def formula(firm: Any, period: Any) -> Any:  # noqa: N805
        items = firm("rd_items", period)
        home = items + np.minimum(firm("rd_other", period), np.floor(items / 9))
        home += np.floor(0.8 * firm("rd_outsourced_domestic", period))
        return home + np.minimum(np.floor(0.8 * firm("rd_outsourced_overseas", period)), np.floor(home * 2 / 3))


class rd_super_deduction(Variable):  # noqa: N801
    value_type = float
    entity = FIRM
    definition_period = DateUnit.YEAR

    def formula(firm: Any, period: Any) -> Any:  # noqa: N805
        excluded = firm("excluded_industry_income", period) > 0.5 * (
            firm("total_income", period) - firm("investment_income", period)
        )
        eligible = firm("resident", period) * firm("audited_accounts", period) * np.logical_not(excluded)
        rate = np.where(firm("holds_hnte", period), 0.15, 0.25)
        return eligible * np.floor(rate * (firm("rd_base", period) + firm("rd_amortisation", period)))


def main(path: str) -> None:
    facts = np.load(path)
    system = TaxBenefitSystem([FIRM])
    for flags, amounts in READS.values():
        for name in flags:
            system.add_variable(declared(name, bool))
        for name in amounts:
            system.add_variable(declared(name, float))
    for variable in (lukedai_interest, rd_base, rd_super_deduction):
        system.add_variable(variable)
    found = {}
    for name, reads in READS.items():
        best = None
        for _ in range(3):
            start = time.perf_counter()
            simulation = SimulationBuilder().build_default_simulation(system, count=len(facts["loan_interest"]))
            for given in (*reads[0], *reads[1]):
                simulation.set_input(given, YEAR, facts[given])
            built = time.perf_counter()
            amounts = simulation.calculate(name, YEAR)
            times = (built - start, time.perf_counter() - built)
            best = times if best is None or sum(times) < sum(best) else best
        wrong = int((np.abs(amounts.astype(np.float64) - facts[f"exact.{name}"]) >= 1).sum())
        found[name] = {"build": best[0], "calculate": best[1], "wrong": wrong}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])

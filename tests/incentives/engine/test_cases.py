"""Every boundary of the rules, each side, and every worked example: the cases are data (tests/incentives/cases)."""

import pytest

from incentives.firms import BOOK, cases, firm
from xinzhi.incentives.engine.units import exact

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(("base", "shift", "on", "changes", "expected"), cases("statuses.yaml"))
def test_statuses(base, shift, on, changes, expected):
    result = BOOK.assess(firm(base, changes, shift), on)
    assert {key: result.statuses[key].value for key in expected} == expected


@pytest.mark.parametrize(("base", "shift", "on", "changes", "expected"), cases("benefits.yaml"))
def test_benefits(base, shift, on, changes, expected):
    result = BOOK.assess(firm(base, changes, shift), on)
    figures = {key: value for benefit in result.benefits.values() for key, value in benefit.figures}
    found = {key: result.benefits[key].amount if key in result.benefits else figures[key] for key in expected}
    assert found == {key: None if value is None else int(exact(value)) for key, value in expected.items()}

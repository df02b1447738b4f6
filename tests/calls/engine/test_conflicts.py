"""Each kind of conflict, and what looks like one and is none."""

import pytest

from xinzhi.calls.engine.conflicts import (
    ApplicationProfile,
    Employment,
    Named,
    Reason,
    ReviewerProfile,
    Work,
    reasons,
    same_organisation,
)

APPLICATION = ApplicationProfile(
    ("山东大学", "海洋装备公司"),
    (Named("王伟", "0000-0001-5000-0007", "山东大学"), Named("Li Na", "", "海洋装备公司")),
)
LOOK = {"year": 2026, "coauthor_years": 3, "employer_years": 3}


def told(**known):
    known.setdefault("person", Named("陈晨", "", "青岛科技大学"))
    return reasons(ReviewerProfile(**known), APPLICATION, **LOOK)


def test_a_stranger_has_none():
    assert told() == []


@pytest.mark.parametrize("affiliation", ["山东大学", "山东大学 材料学院", "海洋装备公司"])
def test_the_same_organisation_or_a_part_of_it(affiliation):
    assert [r.kind for r in told(person=Named("陈晨", "", affiliation))] == ["organisation"]


def test_past_employers_within_the_years():
    jobs = (Employment("海洋装备公司", 2023), Employment("山东大学", 2022))
    assert told(employments=jobs) == [Reason("employer", "海洋装备公司", 2023)]
    assert told(employments=(Employment("山东大学"),)) == [Reason("organisation", "山东大学")]


def test_coauthors_within_the_years_the_latest_counts():
    works = tuple(Work(y, (Named("陈晨"), Named("LI  NA"))) for y in (2022, 2023, 2025))
    assert told(works=works) == [Reason("coauthor", "Li Na", 2025)]
    assert told(works=works[:1]) == []


def test_an_orcid_decides_over_an_equal_name():
    namesake = Work(2025, (Named("王伟", "0000-0002-1825-0097"),))
    same = Work(2025, (Named("Wang W.", "0000-0001-5000-0007"),))
    assert told(works=(namesake,)) == []
    assert told(works=(same,)) == [Reason("coauthor", "王伟", 2025)]


def test_kin_and_what_was_declared():
    assert told(kin=(Named("王 伟"),)) == [Reason("kin", "王 伟")]
    assert told(declared=("海洋装备公司", "无关单位")) == [Reason("declared", "海洋装备公司")]
    assert told(declared=("李娜", "li na")) == [Reason("declared", "li na")]


def test_a_member_of_the_team_is_told_first():
    found = told(person=Named("王伟", "0000-0001-5000-0007", "山东大学"))
    assert [r.kind for r in found] == ["team", "organisation"]
    assert told(person=Named("王伟", "", "复旦大学")) == []  # a namesake elsewhere


def test_short_names_are_compared_whole():
    assert not same_organisation("山大", "山大地纬")
    assert same_organisation("山东大学", "山东大学（威海）")
    assert not same_organisation("", "山东大学")

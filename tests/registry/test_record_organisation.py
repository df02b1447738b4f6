"""Entering and correcting an organisation by hand."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import CityFactory, OrganisationFactory, person
from permissions import check_action, check_needs_login, check_view
from xinzhi.core.models import ActionRecord
from xinzhi.core.roles import Role
from xinzhi.registry.actions import OrganisationInput, record_organisation
from xinzhi.registry.actions.record_organisation import is_credit_code
from xinzhi.registry.models import Organisation

CODES = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def values(**changes):
    return OrganisationInput(
        **{
            "name": "示例科技有限公司",
            "kind": "enterprise",
            "source": "企业自报",
            "as_of": dt.date(2026, 11, 1),
            **changes,
        }
    )


@pytest.mark.django_db
def test_the_plan_office_enters_an_organisation():
    city = CityFactory()
    made = []

    def act(actor):
        made.append(record_organisation(actor=actor, values=values(city=city, aliases=["示例科技"])))
        return made[-1]

    organisation = check_action(act, role=Role.PLAN_OFFICE)
    assert (organisation.city, organisation.aliases, organisation.source) == (city, ["示例科技"], "企业自报")
    assert organisation.recorded_by == ActionRecord.objects.latest("pk").actor
    assert organisation.history.count() == 1


@pytest.mark.django_db
def test_a_correction_keeps_key_and_history_and_records_before_and_after():
    organisation = OrganisationFactory(kind="enterprise", name="旧名")
    record_organisation(
        actor=person(Role.PLAN_OFFICE), values=values(name="新名"), organisation=organisation, why="renamed"
    )
    organisation.refresh_from_db()
    assert organisation.name == "新名"
    record = ActionRecord.objects.latest("pk")
    assert (record.changes["name"], record.why) == (["旧名", "新名"], "renamed")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "已有公司"}, "name"),
        ({"kind": "planet"}, "kind"),
        ({"source": ""}, "source"),
        ({"as_of": None}, "as_of"),
        ({"credit_code": "91370100MA3BXXXXX1"}, "credit_code"),
        ({"credit_code": "91350100M000100Y43"}, "credit_code"),
    ],
)
def test_what_is_missing_or_doubtful_is_refused(changes, field):
    OrganisationFactory(kind="enterprise", name="已有公司", credit_code="91350100M000100Y43")
    with pytest.raises(ValidationError) as error:
        record_organisation(actor=person(Role.PLAN_OFFICE), values=values(**changes))
    assert set(error.value.message_dict) == {field}
    assert Organisation.objects.filter(kind="enterprise").count() == 1


@pytest.mark.django_db
def test_a_correction_needs_a_reason():
    with pytest.raises(ValidationError) as error:
        record_organisation(actor=None, values=values(), organisation=OrganisationFactory())
    assert set(error.value.message_dict) == {"why"}


@pytest.mark.django_db
def test_the_form_enters_and_corrects(client):
    new = reverse("registry:organisation_new")
    check_needs_login(client, new)
    check_view(client, new, role=Role.PLAN_OFFICE)
    data = {"name": "甲", "kind": "enterprise", "source": "公告", "as_of": "2026-11-01", "aliases": "乙； 丙;"}
    assert client.post(new, {**data, "source": ""}).context["form"].errors.keys() == {"source"}
    client.post(new, data)
    organisation = Organisation.objects.get(name="甲")
    assert organisation.aliases == ["乙", "丙"]
    edit = reverse("registry:organisation_edit", args=[organisation.key])
    assert client.get(edit).context["form"].initial["aliases"] == "乙; 丙"
    assert client.post(edit, {**data, "name": "丁"}).context["form"].errors.keys() == {"why"}
    client.post(edit, {**data, "name": "丁", "why": "typing error"})
    organisation.refresh_from_db()
    assert organisation.name == "丁"


@pytest.mark.engine
@given(st.text(CODES, min_size=17, max_size=17), st.sampled_from(CODES))
def test_exactly_one_last_character_makes_a_credit_code_valid(head, other):
    valid = [c for c in CODES if is_credit_code(head + c)]
    assert len(valid) == 1
    assert is_credit_code(head + other) == (other == valid[0])


@pytest.mark.engine
def test_known_credit_codes():
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("91350100m000100y43")

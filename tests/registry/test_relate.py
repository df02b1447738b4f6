"""Relations from names: whole names only, each with the source that names the organisation."""

import pytest

from permissions import check_action
from xinzhi.core.roles import Role
from xinzhi.registry.actions import relate_by_name
from xinzhi.registry.models import Organisation, Platform, Relation
from xinzhi.registry.names import split_names

pytestmark = pytest.mark.django_db


def derived():
    return Relation.objects.filter(origin="names", state="accepted")


def test_every_derived_relation_is_named_by_its_entry(loaded):
    made = check_action(lambda actor: relate_by_name(actor=actor), role=Role.PLAN_OFFICE)
    assert made == derived().count() > 0
    hosts = derived().filter(role="hosts", to_kind="platform")
    for relation in hosts:
        organisation, platform = Organisation.objects.get(pk=relation.from_id), Platform.objects.get(pk=relation.to_id)
        assert set(organisation.names) & set(split_names(platform.host))
        assert (relation.source, relation.confidence) == (platform.source, "derived")
    assert relate_by_name(actor=None) == 0


def test_a_name_that_two_carry_is_left_alone_and_one_that_goes_is_retracted(loaded):
    relate_by_name(actor=None)
    relation = derived().filter(role="hosts", to_kind="platform").first()
    organisation, platform = Organisation.objects.get(pk=relation.from_id), Platform.objects.get(pk=relation.to_id)
    twin = next(n for n in split_names(platform.host) if n in organisation.names)
    Organisation.objects.create(key="twin", name=twin, kind="other")
    relate_by_name(actor=None)
    relation.refresh_from_db()
    assert relation.state == "retracted"

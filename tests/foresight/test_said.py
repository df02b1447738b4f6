"""What stands on a draft is put to experts, and what they said stands in the dossiers."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from factories import OrganisationFactory, person
from foresight_help import corpus_of, run_of, submitted
from permissions import check_action
from xinzhi.core.roles import Role
from xinzhi.foresight.actions import ask_experts, draft_edition
from xinzhi.foresight.actions.close_delphi import approve_delphi
from xinzhi.foresight.delphi_simulation import simulate_survey
from xinzhi.foresight.models import DelphiSurvey
from xinzhi.foresight.queries.said import said_of, said_of_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return draft_edition(actor=None, run=run_of(corpus_of()), length=6)


def asked(draft, **more):
    return ask_experts(
        actor=None, edition=draft, organisation=OrganisationFactory(), sheet="technology", name="清单调查", **more
    )


def answered(draft, *, public=False):
    survey = simulate_survey(asked(draft))
    return approve_delphi(actor=None, survey=survey, public=public)


def test_who_may_put_a_draft_to_experts(draft):
    body = OrganisationFactory()
    survey = check_action(
        lambda user: ask_experts(actor=user, edition=draft, organisation=body, sheet="technology", name="调查"),
        role=Role.ANALYST,
        organisation=body,
        records=2,
    )
    assert survey.simulated == draft.simulated
    rows = list(survey.statements.order_by("number"))
    assert [r.name_en for r in rows] == [e.candidate.term for e in draft.entries.order_by("position")]
    assert survey.state == "draft"


def test_only_a_draft_is_put_to_experts(draft):
    run = draft.run
    draft.delete()
    waiting = submitted(run, length=3)
    with pytest.raises(ValidationError) as error:
        asked(waiting)
    assert error.value.code == "state"


def test_nothing_is_made_when_it_is_refused(draft):
    draft.entries.all().delete()
    with pytest.raises(ValidationError):
        asked(draft)
    assert not DelphiSurvey.objects.exists()


def test_results_stand_in_the_dossier_when_approved(draft):
    candidate = draft.entries.order_by("position").first().candidate
    assert said_of(candidate, inside=True) is None
    survey = simulate_survey(asked(draft))
    assert said_of(candidate, inside=True) is None, "not yet approved"
    approve_delphi(actor=None, survey=survey)
    said = said_of(candidate, inside=True)
    assert said["survey"]["id"] == survey.pk
    assert said["survey"]["simulated"]
    assert said["n"] >= 5
    assert 1 <= said["importance"]["median"] <= 5


def test_the_public_is_told_public_results_without_reasons(draft):
    candidate = draft.entries.order_by("position").first().candidate
    survey = answered(draft)
    assert said_of(candidate, inside=False) is None
    survey.public = True
    survey.save()
    assert said_of(candidate, inside=False)["reasons"] == []


def test_all_of_a_draft_in_few_queries(draft, django_assert_num_queries):
    answered(draft)
    candidates = [e.candidate for e in draft.entries.select_related("candidate")]
    with django_assert_num_queries(2):
        told = said_of_all(candidates)
    assert set(told) == {c.pk for c in candidates}
    one = candidates[0]
    assert told[one.pk]["importance"] == said_of(one, inside=True)["importance"]


def test_results_last_from_run_to_run(draft):
    answered(draft)
    candidate = draft.entries.order_by("position").first().candidate
    later = run_of(draft.run.corpus, 2013)
    again = later.candidates.filter(term=candidate.term).first()
    if again is None:
        pytest.skip("the invented corpus has no such term a year later")
    assert said_of(again, inside=True) is not None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_show_what_experts_said(client, draft, language):
    analyst = person(Role.ANALYST)
    client.force_login(analyst)
    ask = reverse("foresight:ask_experts", args=[draft.pk])
    assert client.get(ask, headers={"accept-language": language}).status_code == 200
    body = analyst.memberships.get().organisation
    answer = client.post(ask, {"organisation": body.pk, "sheet": "technology", "name": "调查"})
    assert answer.status_code == 302
    assert "/delphi/" in answer["location"]
    survey = answered(draft, public=True)
    entry = draft.entries.order_by("position").first()
    for address in (
        reverse("foresight:draft", args=[draft.pk]),
        reverse("foresight:entry", args=[draft.pk, entry.pk]),
        reverse("foresight:candidate", args=[entry.candidate_id]),
    ):
        page = client.get(address, headers={"accept-language": language}).content.decode()
        assert reverse("foresight:delphi_results", args=[survey.pk]) in page, address

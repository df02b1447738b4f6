"""Programme files: those we ship are sound, faults are named with file and line, and a programme reads as written."""

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from xinzhi.calls.engine.eligibility import FACTS, MEASURE
from xinzhi.calls.engine.form import every_field
from xinzhi.calls.engine.programme import Programme, canonical, digest_of
from xinzhi.calls.engine.programme_check import APPLICANTS
from xinzhi.calls.engine.programme_files import check_programmes, find_programme, programmes_of, read_programmes
from xinzhi.calls.engine.schema import compile_form
from xinzhi.core.packs import PackError, check_pack, find_pack

pytestmark = pytest.mark.engine
WANTED = {
    "frontier-projects",
    "demonstration-projects",
    "joint-fund-projects",
    "key-laboratory",
    "technology-innovation-centre",
    "provincial-laboratory",
    "new-rd-body",
    "good-results",
    "leading-talent",
    "innovation-contest",
    "first-use-showcase",
    "proof-of-concept-centre",
    "pilot-base",
    "standards-pilot",
    "hard-tech-list",
    "result-evaluation",
    "ability-project",
}


@pytest.fixture(scope="module")
def shipped():
    return programmes_of(find_pack("shandong"))


@pytest.fixture
def pack(tmp_path):
    """A copy of the pack that may be spoiled."""
    root = tmp_path / "shandong"
    shutil.copytree(find_pack("shandong"), root)
    return root


def spoil(pack: Path, name: str, before: str, after: str) -> int:
    """Change the file; the line on which the change stands."""
    file = pack / "programmes" / name
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def test_the_seventeen_programmes_are_there_and_sound(shipped):
    assert set(shipped) == WANTED
    assert [p for p in check_pack(find_pack("shandong")) if p.file.startswith("programmes/")] == []


def test_every_programme_has_a_form_that_is_json_schema(shipped):
    for programme in shipped.values():
        schema = compile_form(programme)
        Draft202012Validator.check_schema(schema)
        assert {p["key"] for p in schema["x-layout"]} == set(schema["properties"])


def test_a_figure_that_is_called_certain_names_its_document(shipped):
    for programme in shipped.values():
        for one in (*programme.steps, *programme.eligibility, *programme.quotas, *programme.documents):
            assert one.mark.confidence == "unverified" or one.mark.source, (programme.key, one)


def test_the_plans_own_numbers_stand_in_the_files(shipped):
    assert shipped["frontier-projects"].quota_of("call").most == 20
    assert shipped["frontier-projects"].target == "t-frontier-projects"
    assert shipped["leading-talent"].quota_of("call").least == 10
    assert shipped["technology-innovation-centre"].budget.grant_most_fen == 1_000_000_000
    base = {c.key: c for c in shipped["pilot-base"].eligibility}
    assert (base["years"].value, base["equipment"].value) == (2, 1_000_000_000)


def test_time_limits_are_never_called_certain(shipped):
    """rules.md found no document for the time limits of provincial projects."""
    for programme in shipped.values():
        assert {s.mark.confidence for s in programme.steps} == {"unverified"}


def test_the_document_reads_back_and_its_digest_is_stable(shipped):
    document = read_programmes(find_pack("shandong"))["pilot-base"]
    assert Programme.parse(json.loads(canonical(document))) == shipped["pilot-base"]
    assert digest_of(document) == digest_of(dict(reversed(document.items())))


def test_conditions_ask_only_facts_and_answers_that_exist(shipped):
    for programme in shipped.values():
        answers = {address for address, _field in every_field(programme.sections)}
        for condition in programme.eligibility:
            assert not condition.fact or condition.fact in FACTS or condition.fact.startswith(MEASURE)
            assert not condition.answer or condition.answer in answers


FAULTS = [
    ("frontier-projects.toml", 'key = "frontier-projects"', 'key = "frontier"', "is not the file's name"),
    ("frontier-projects.toml", 'department = "science"', 'department = "nowhere"', "no department"),
    ("frontier-projects.toml", 'target = "t-frontier-projects"', 'target = "t-x"', "no target"),
    ("frontier-projects.toml", 'form = "research-project"', 'form = "none"', "no form"),
    ("frontier-projects.toml", "weight = 25", "weight = 26", "the weights sum to 101"),
    ("frontier-projects.toml", 'applicants = ["enterprise"', 'applicants = ["king"', "no kind of organisation"),
    ("frontier-projects.toml", 'op = "is"', 'op = ">="', "operator and value do not fit"),
    ("frontier-projects.toml", "organisation.in_region", "organisation.colour", "no fact"),
    ("frontier-projects.toml", 'answer = "promise.honest"', 'answer = "promise.other"', "the form has no field"),
    ("frontier-projects.toml", "[panel]", "[panelx]", "unknown table"),
    ("frontier-projects.toml", "share = 60", "share = 50", "the payments sum to 90"),
    ("frontier-projects.toml", 'after = "midterm"', 'after = "later"', "no milestone"),
    ("frontier-projects.toml", "after_months = 18", "after_months = 99", "outside the term"),
    ("frontier-projects.toml", "size_least = 7", "size_least = 70", "least not above most"),
    ("frontier-projects.toml", 'key = "decide"', 'key = "visit"', "the step 'decide' is missing"),
    ("frontier-projects.toml", "workdays = 30", 'workdays = "30"', "wrong type"),
    ("frontier-projects.toml", 'confidence = "unverified"', 'confidence = "stated"', "no source"),
    ("frontier-projects.toml", "need = 5", "need = 0", "needs a reviewer"),
    ("forms/research-project.toml", 'type = "yesno"', 'type = "choice"', "options and a choice go together"),
    ("forms/research-project.toml", '"unit.joint"', '"unit.name"', "no yes/no or choice field"),
    ("forms/research-project.toml", "organisation.name", "organisation.colour", "to take over"),
    ("forms/research-project.toml", 'key = "credit_code"', 'key = "name"', "is there twice"),
    ("forms/research-project.toml", "floor = true", "floor = true\nceiling = true", "a floor or a ceiling"),
    ("forms/research-project.toml", 'key = "lower"', 'key = "down"', "a direction has other values"),
    ("frontier-projects.toml", "load_most = 12", "load_most = 12\nmax_probability = 0", "no probability"),
    (
        "frontier-projects.toml",
        "[[panel.diversity]]",
        '[[review.diversity]]\nby = "sex"\n\n[[panel.diversity]]',
        "only a most",
    ),
]


@pytest.mark.parametrize(("name", "before", "after", "said"), FAULTS)
def test_a_fault_is_named_with_file_line_reason_and_remedy(pack, name, before, after, said):
    line = spoil(pack, name, before, after)
    found = [p for p in check_pack(pack) if re.search(re.escape(said), f"{p.reason} {p.remedy}")]
    assert found, [str(p) for p in check_pack(pack)]
    assert all(p.remedy for p in found)
    assert any(p.file == f"programmes/{name}" for p in found)
    if "sum to" not in said and "missing" not in said:
        assert min(abs(p.line - line) for p in found) <= 12, (line, found)


def test_a_budget_form_without_a_budget_and_a_step_without_its_table(pack):
    file = pack / "programmes" / "frontier-projects.toml"
    text = file.read_text(encoding="utf-8")
    cut = text.index("[budget]")
    file.write_text(text[:cut] + text[text.index("[contract]") :], encoding="utf-8")
    spoil(
        pack, "frontier-projects.toml", '[notice]\nworkdays = 5\nanswer_workdays = 15\nconfidence = "unverified"\n', ""
    )
    reasons = {p.reason for p in check_pack(pack)}
    assert "the form asks for a budget and the programme has none" in reasons
    assert "the step 'notice' and [notice] go together" in reasons


def test_a_faulty_pack_is_not_read(pack):
    spoil(pack, "pilot-base.toml", "weight = 20", "weight = 1")
    with pytest.raises(PackError) as caught:
        read_programmes(pack)
    assert caught.value.problems[0].file == "programmes/pilot-base.toml"


def test_text_that_is_no_toml_and_no_utf8(pack):
    (pack / "programmes" / "broken.toml").write_text("[programme\n", encoding="utf-8")
    (pack / "programmes" / "latin.toml").write_bytes(b"\xff\xfe")
    reasons = {p.file: p.reason for p in check_programmes(pack, {})}
    assert reasons["programmes/broken.toml"].startswith("not TOML")
    assert reasons["programmes/latin.toml"] == "the file is not UTF-8"


def test_finding_a_programme_by_its_key(tmp_path):
    path, document = find_programme("pilot-base")
    assert (path.name, document["programme"]["key"]) == ("shandong", "pilot-base")
    with pytest.raises(PackError, match="no programme"):
        find_programme("nothing-of-the-kind")


def test_the_kinds_of_applicants_are_the_registrys():
    from xinzhi.registry.models import OrganisationKind

    assert set(APPLICANTS) == set(OrganisationKind.values)

"""The pages of an import, its jobs, and the command line."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from factories import person
from permissions import check_needs_login, check_view
from registry.bringing import bring, csv_of, settle
from xinzhi.core.jobs import run_job
from xinzhi.core.models import JobState
from xinzhi.core.roles import Role
from xinzhi.registry.actions import propose_import
from xinzhi.registry.models import Import, ImportState, Organisation, RowOutcome
from xinzhi.registry.tasks import imports as tasks
from xinzhi.site.cli import app

pytestmark = pytest.mark.django_db
DIRTY = csv_of(
    [
        ["企业名称", "类型", "统一社会信用代码", "上市日期"],
        ["甲公司", "企业", "91370100MA3C00000X", ""],
        ["乙公司", "企业", "", "20/3/2021"],
        ["丙公司", "企业", "", "2021-03-04"],
    ]
)


def address(batch, name="import", *more):
    return reverse(f"registry:{name}", args=[batch.pk, *more])


def test_who_sees_the_pages(client, office):
    batch = bring(office, DIRTY)
    check_view(client, reverse("registry:imports"), role=Role.DUTY_OFFICER)
    check_view(client, reverse("registry:import_new"), role=Role.DUTY_OFFICER)
    missing = reverse("registry:import", args=[0])
    check_view(client, address(batch), role=Role.PLAN_OFFICE, refused=404, missing=missing)
    check_view(client, address(batch, "import_problems"), role=Role.PLAN_OFFICE, refused=404)
    row = address(batch, "import_row", 2)
    check_view(client, row, role=Role.PLAN_OFFICE, refused=404, missing=address(batch, "import_row", 99))
    # The plan office sees what others bring in but leaves it to them.
    client.force_login(person(Role.PLAN_OFFICE))
    assert client.get(address(batch, "import_mapping")).status_code == 403
    assert client.post(address(batch, "import_step", "propose"), {"policy": "good"}).status_code == 403
    assert client.get(row).context["form"] is None
    check_needs_login(client, address(batch, "import_step", "check"), method="post")


def test_a_person_brings_a_table_in_and_another_accepts(client, office, second):
    client.force_login(office)
    data = {"source": "名录", "as_of": "2026-11-01", "confidence": "report", "register": "organisations"}
    answer = client.post(reverse("registry:import_new"), {**data, "file": SimpleUploadedFile("名录.csv", DIRTY)})
    batch = Import.objects.get()
    assert answer.url == address(batch, "import_mapping")
    page = client.get(answer.url)
    assert "91370100MA3C00000X" in page.content.decode()
    fields = {f.html_name: f.value() or "" for f in page.context["form"]}
    answer = client.post(answer.url, fields)
    assert answer.url == address(batch)
    page = client.get(answer.url)
    text = page.content.decode()
    assert text.index("甲公司") < text.index("乙公司")
    assert "丙公司" not in text  # the rows to repair come first
    [form] = [r["form"] for r in page.context["rows"] if r["row"].line == 2]
    name = form.add_prefix(next(iter(form.fields)))
    client.post(address(batch, "import_row", 2), {name: ""})
    assert batch.rows.get(line=2).outcome == RowOutcome.NEW
    client.post(address(batch, "import_skip", 3))
    assert batch.rows.get(line=3).outcome == RowOutcome.SKIPPED
    client.post(address(batch, "import_step", "propose"), {"policy": "all"})
    client.post(address(batch, "import_step", "accept"))
    batch.refresh_from_db()
    assert batch.state == ImportState.PROPOSED
    assert client.post(address(batch, "import_step", "accept")).status_code == 403
    client.force_login(second)
    assert "名录.csv" in client.get(reverse("workbench")).content.decode()
    assert client.get(address(batch)).context["accept_form"]
    client.post(address(batch, "import_step", "accept"))
    assert set(Organisation.objects.filter(kind="enterprise").values_list("name", "standing")) == {
        ("甲公司", "published"),
        ("丙公司", "published"),
    }
    client.post(address(batch, "import_step", "undo"), {"why": "错表"})
    batch.refresh_from_db()
    assert (batch.state, batch.reason) == (ImportState.UNDONE, "错表")


def test_what_is_wrong_with_an_upload_is_said_at_its_field(client, office):
    client.force_login(office)
    page = client.post(reverse("registry:import_new"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1")})
    assert {"source", "as_of"} <= page.context["form"].errors.keys()
    data = {"source": "名录", "as_of": "2026-11-01", "confidence": "report"}
    page = client.post(reverse("registry:import_new"), {**data, "file": SimpleUploadedFile("a.pdf", b"%PDF-1")})
    assert page.context["form"].errors.keys() == {"file"}


def test_what_is_wrong_with_a_mapping_is_said_at_its_column(client, office):
    batch = bring(office, DIRTY)
    client.force_login(office)
    fields = {f.html_name: f.value() or "" for f in client.get(address(batch, "import_mapping")).context["form"]}
    page = client.post(address(batch, "import_mapping"), {**fields, "c1": "name"})
    assert {"c0", "c1"} <= page.context["form"].errors.keys()


def test_another_register_is_proposed_for(client, office):
    batch = bring(office, DIRTY)
    client.force_login(office)
    page = client.get(address(batch, "import_mapping"), {"register": "funds"})
    assert page.context["form"]["c0"].value() == "name"
    assert page.context["register"].key == "funds"


def test_the_rows_to_repair_come_back_by_their_csv(client, office):
    batch = bring(office, DIRTY)
    client.force_login(office)
    content = b"".join(client.get(address(batch, "import_problems")).streaming_content)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [r["import_line"] for r in rows] == ["2", "3"]
    assert all(r["import_problems"] for r in rows)
    rows[0]["统一社会信用代码"], rows[1]["上市日期"] = "", "2021-03-20"
    again = bring(office, csv_of([list(rows[0]), *(list(r.values()) for r in rows)]))
    assert again.counts == {"new": 2}


def test_the_pages_ask_the_database_a_bounded_number_of_times(client, office, django_assert_max_num_queries):
    head = ["企业名称", "类型", "上市日期"]
    few = bring(office, csv_of([head, *([f"甲{n}公司", "企业", "x"] for n in range(2))]))
    many = bring(office, csv_of([head, *([f"甲{n}公司", "企业", "x"] for n in range(60))]))
    client.force_login(office)
    client.get(address(few))
    for batch in (few, many):
        for path in (address(batch), address(batch, "import_mapping"), address(batch, "import_row", 2)):
            with django_assert_max_num_queries(22):
                assert client.get(path).status_code == 200
    with django_assert_max_num_queries(22):
        client.get(reverse("registry:imports"))


def test_large_steps_are_jobs(client, office, second, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "_SMALL_FILE", 0)
    monkeypatch.setattr(tasks, "_FEW_ROWS", 0)
    batch = bring(office, DIRTY)

    def take(user, step, **data):
        client.force_login(user)
        answer = client.post(address(batch, "import_step", step), data)
        batch.refresh_from_db()
        assert answer.url == reverse("core:job", args=[batch.job_id])
        assert client.get(address(batch)).context["job"] == batch.job
        assert client.post(address(batch, "import_step", step), data).url == address(batch)  # one job at a time
        run_job.call(batch.job_id)
        batch.refresh_from_db()
        assert batch.job.state == JobState.DONE, batch.job.message

    take(office, "check")
    take(office, "propose", policy="good")
    take(second, "accept", why="可")
    assert batch.state == ImportState.ACCEPTED
    take(second, "undo", why="错")
    assert batch.state == ImportState.UNDONE


def test_a_job_that_is_refused_says_why(office, second):
    batch = bring(office, DIRTY)
    job = tasks.start_step("propose", batch=batch, owner=office, policy="all")
    run_job.call(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.message)) == (JobState.FAILED, True)
    job = tasks.start_step("accept", batch=batch, owner=office)
    run_job.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED


def test_personal_data_that_stands_is_not_shown_by_a_preview(client, office, second):
    head = ["number", "name", "leader"]
    settle(bring(office, csv_of([head, ["1", "某研究", "张某人"]]), register="projects"), office, second)
    officer = person(Role.DUTY_OFFICER)
    batch = bring(officer, csv_of([head, ["1", "某研究", "李某人"]]), register="projects")
    assert batch.counts == {"changed": 1}

    def changes(user):
        client.force_login(user)
        return client.get(address(batch)).context["rows"][0]["changes"]

    assert changes(officer) == []
    assert [(c["before"], c["after"]) for c in changes(second)] == [("张某人", "李某人")]


def test_lists_lead_to_the_import_of_their_register(client, office):
    client.force_login(office)
    url = f"{reverse('registry:import_new')}?register=parks"
    assert url in client.get(reverse("registry:parks")).content.decode()
    assert client.get(url).context["form"]["register"].value() == "parks"
    assert reverse("registry:imports") in client.get(reverse("registry:index")).content.decode()
    client.logout()
    assert reverse("registry:import_new") not in client.get(reverse("registry:parks")).content.decode()


# --- command line -------------------------------------------------------------------------------------------------------


def command(tmp_path, *more):
    file = tmp_path / "firms.csv"
    file.write_bytes(DIRTY)
    words = [
        "registry",
        "import",
        str(file),
        "--register",
        "organisations",
        "--source",
        "名录",
        "--as-of",
        "2026-11-01",
    ]
    return CliRunner().invoke(app, [*words, *more])


def test_the_command_line_imports_and_reports(tmp_path):
    report = tmp_path / "out.csv"
    dry = command(tmp_path, "--dry-run", "--report", str(report))
    assert dry.exit_code == 0, dry.output
    assert not Import.objects.exists()
    with report.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(r["line"], r["level"]) for r in told] == [("2", "error"), ("3", "error")]
    assert all(r["reason"] and r["remedy"] for r in told)
    done = json.loads(command(tmp_path, "--accept", "--json").stdout)
    assert (done["state"], done["rows"]) == ("accepted", {"bad": 2, "new": 1})
    assert Organisation.objects.get(name="丙公司").is_public


@pytest.mark.parametrize(
    "more",
    [
        ["--register", "nonsense"],
        ["--as-of", "yesterday"],
        ["--mapping", "[1]"],
        ["--mapping", '{"企业名称": "nonsense"}'],
        ["--policy", "all"],
        ["--set", "nonsense"],
    ],
)
def test_the_command_line_says_what_is_wrong(tmp_path, more):
    result = command(tmp_path, *more)
    assert (result.exit_code, bool(result.stderr.strip())) == (2, True)
    assert not Import.objects.exists()


def test_who_proposed_an_import_may_open_its_file(client, office, second):
    batch = bring(office, DIRTY)
    propose_import(actor=office, batch=batch, policy="good")
    link = next(f["url"] for f in client_facts(client, second, batch) if "/files/" in f.get("url", ""))
    assert b"".join(client.get(link).streaming_content) == DIRTY
    client.force_login(person(Role.DUTY_OFFICER))
    assert client.get(link).status_code == 404


def client_facts(client, user, batch):
    client.force_login(user)
    return client.get(address(batch)).context["facts"]

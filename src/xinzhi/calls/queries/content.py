"""The whole content of an application: what a submission fixes, what is compared with others, what is printed."""

from typing import Any

from xinzhi.calls.engine.answers import text_of, without_unasked
from xinzhi.calls.models import Application, MemberRole


def content_of(application: Application) -> dict[str, Any]:
    """Everything that is handed in, as JSON has it: keys of call, organisation, field and city, answers, team, files.

    Answers to questions that are no longer asked are left out. The same content gives the same digest.
    """
    return {
        "call": application.call.key,
        "form": application.form.digest,
        "organisation": application.organisation.key,
        "title": application.title,
        "field": application.field.key if application.field else "",
        "city": application.city.key if application.city else "",
        "answers": without_unasked(application.form.schema, application.answers),
        "team": [
            {"name": m.name, "affiliation": m.affiliation, "orcid": m.orcid, "role": m.role, "work": m.work}
            for m in application.members.all()
        ],
        "files": [
            {"slot": f.slot, "name": f.name, "sha256": f.file.sha256, "size": f.file.size}
            for f in application.files.select_related("file")
        ],
    }


def words_of(application: Application) -> str:
    """Title and free words of an application, for comparing texts and finding reviewers."""
    return f"{application.title}\n{text_of(application.form.schema, application.answers)}"


def leader_of(application: Application) -> str:
    """The leader's name, "" where the team has none."""
    return application.members.filter(role=MemberRole.LEADER).values_list("name", flat=True).first() or ""

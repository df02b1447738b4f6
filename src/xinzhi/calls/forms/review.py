"""The forms of review and panel."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xinzhi.calls.engine.programme import ReviewRule, ScoreSheet, VisitRule
from xinzhi.calls.models import Application, Finding, Review, Reviewer, VisitOutcome
from xinzhi.calls.words import ATTRIBUTE_WORDS
from xinzhi.core.formats import in_language
from xinzhi.core.inputs import DayInput
from xinzhi.core.models import User
from xinzhi.core.picking import PickField, PickForm, PickOneField

_LINES = forms.Textarea(attrs={"rows": 4})


class ReviewForm(forms.Form):
    """The score sheet: points and a comment a line, the opinion for the applicant, a note for the office."""

    opinion = forms.CharField(
        label=_("Opinion"),
        max_length=4000,
        required=False,
        widget=_LINES,
        help_text=_("The applicant reads this, without your name."),
    )
    note = forms.CharField(
        label=_("Note to the office"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, sheet: ScoreSheet, *args: Any, review: Review | None = None, **kwargs: Any) -> None:
        if review is not None:
            given = {f"points-{k}": v for k, v in review.scores.items()}
            given |= {f"comment-{k}": v for k, v in review.comments.items()}
            kwargs["initial"] = given | {"opinion": review.opinion, "note": review.note}
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for place, line in enumerate(sheet.criteria):
            name = in_language(line.name, line.name_en)
            attrs: dict[str, Any] = {"step": "0.5", "min": 0, "max": line.most, "inputmode": "decimal"}
            if place == 0:
                attrs["autofocus"] = True
            self.fields[f"points-{line.key}"] = forms.FloatField(
                label=_("%(name)s (0–%(most)d, weight %(weight)d)")
                % {"name": name, "most": line.most, "weight": line.weight},
                required=False,
                help_text=in_language(line.help, line.help_en),
                widget=forms.NumberInput(attrs=attrs),
            )
            self.fields[f"comment-{line.key}"] = forms.CharField(
                label=_("Comment: %(name)s") % {"name": name},
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields([f"{part}-{c.key}" for c in sheet.criteria for part in ("points", "comment")])

    def values(self) -> dict[str, Any]:
        """The cleaned form as `save_review` takes it."""
        data = self.cleaned_data
        keys = [c.key for c in self.sheet.criteria]
        return {
            "scores": {k: data[f"points-{k}"] for k in keys if data.get(f"points-{k}") is not None},
            "comments": {k: data[f"comment-{k}"] for k in keys if data.get(f"comment-{k}")},
            "opinion": data["opinion"],
            "note": data["note"],
        }

    def name_of(self, key: str) -> str:
        """The form's field for an attribute that the action refuses."""
        return f"points-{key}" if f"points-{key}" in self.fields else key


class ReasonForm(forms.Form):
    """Why something is done."""

    why = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PostForm(forms.Form):
    """A word in a discussion."""

    text = forms.CharField(label=_("Your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


_REVIEWER_WORDS = ("name", "affiliation", "discipline", "expertise")


def reviewer_label(reviewer: Reviewer) -> str:
    """A reviewer in a list of the office."""
    return " · ".join(filter(None, (reviewer.name, reviewer.affiliation, reviewer.discipline)))


class InviteForm(PickForm):
    """Whom to ask for one application."""

    reviewer = PickOneField(
        Reviewer.objects.filter(is_active=True), label=_("Reviewer"), search=_REVIEWER_WORDS, label_of=reviewer_label
    )


class AssignmentForm(forms.Form):
    """How reviewers are chosen: the attributes they may share, and whether chance has a part."""

    def __init__(self, rule: ReviewRule, *args: Any, **kwargs: Any) -> None:
        bounds = {d.by: d.most for d in rule.diversity}
        kwargs["initial"] = {"max_probability": rule.max_probability, **{f"most-{by}": n for by, n in bounds.items()}}
        super().__init__(*args, **kwargs)
        for by, name in ATTRIBUTE_WORDS.items():
            self.fields[f"most-{by}"] = forms.IntegerField(
                label=_("At most so many of an application's reviewers: %(what)s") % {"what": name},
                min_value=1,
                max_value=99,
                required=False,
            )
        self.fields["max_probability"] = forms.FloatField(
            label=_("Against collusion: highest probability of any reviewer for any application"),
            min_value=0.01,
            max_value=1,
            required=False,
            widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
            help_text=_(
                "1: no chance, the best assignment. With 0.5, say, nobody can count on an application with more than even "
                "odds, whatever works they show; the seed of the draw stands in the record. Not together with limits above."
            ),
        )

    def values(self) -> dict[str, Any]:
        """The cleaned form as `propose_assignment` takes it."""
        data = self.cleaned_data
        given = {by: data[f"most-{by}"] for by in ATTRIBUTE_WORDS if data.get(f"most-{by}")}
        return {"diversity": given, "max_probability": data["max_probability"] or 1.0}


class VisitForm(PickForm):
    """When, where and with whom an applicant is visited."""

    number = forms.CharField(label=_("Number of the application"), max_length=40)
    held_on = forms.DateField(label=_("Day of the visit"), widget=DayInput)
    place = forms.CharField(label=_("Place"), max_length=200)
    visitors = PickField(
        Reviewer.objects.filter(is_active=True),
        label=_("Visiting experts"),
        search=_REVIEWER_WORDS,
        label_of=reviewer_label,
    )
    officials = forms.CharField(
        label=_("Officials who come along"), required=False, widget=_LINES, help_text=_("One a line.")
    )

    def __init__(self, applications: QuerySet[Application], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applications = applications

    def clean_number(self) -> Application:
        """The application."""
        found = self.applications.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("No application of this call has this number."))
        return found

    def values(self) -> dict[str, Any]:
        """The cleaned form as `schedule_visit` takes it."""
        data = dict(self.cleaned_data)
        data["application"] = data.pop("number")
        return data | {"visitors": list(data["visitors"]), "officials": lines(data["officials"])}


class MoveVisitForm(forms.Form):
    """Another day or place, and why."""

    held_on = forms.DateField(label=_("Day of the visit"), widget=DayInput)
    place = forms.CharField(label=_("Place"), max_length=200)
    why = forms.CharField(label=_("Reason"), max_length=500)


class VisitReportForm(forms.Form):
    """What was found: each point of the programme, the opinion, the advice."""

    opinion = forms.CharField(label=_("Opinion"), max_length=4000, widget=_LINES)
    outcome = forms.ChoiceField(label=_("Advice"), choices=[("", "—"), *VisitOutcome.choices])

    def __init__(self, rule: VisitRule, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = rule.points
        for point in rule.points:
            name = in_language(point.name, point.name_en)
            self.fields[f"found-{point.key}"] = forms.ChoiceField(
                label=name,
                choices=[("", "—"), *Finding.choices],
                help_text=in_language(point.help, point.help_en),
            )
            self.fields[f"words-{point.key}"] = forms.CharField(
                label=_("What was seen: %(name)s") % {"name": name},
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.order_fields([f"{part}-{p.key}" for p in rule.points for part in ("found", "words")])

    def values(self) -> dict[str, Any]:
        """The cleaned form as `report_visit` takes it."""
        data = self.cleaned_data
        findings = {p.key: (data[f"found-{p.key}"], data[f"words-{p.key}"]) for p in self.points}
        return {"findings": findings, "opinion": data["opinion"], "outcome": data["outcome"]}


class VisitPictureForm(forms.Form):
    """A photograph and what it shows."""

    file = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png"}),
        help_text=_("JPEG or PNG, at most 10 MB. Where and with what it was taken is removed from it."),
    )
    caption = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("For the record, and for those who cannot see the picture."),
    )


class PanelForm(PickForm):
    """Who sits, when. What is before them is chosen on the panel's own page."""

    name = forms.CharField(label=_("Name"), max_length=120)
    held_on = forms.DateField(label=_("Held on"), widget=DayInput)
    reviewers = PickField(
        Reviewer.objects.filter(is_active=True),
        label=_("Panel members"),
        search=_REVIEWER_WORDS,
        label_of=reviewer_label,
    )


def lines(text: str) -> list[str]:
    """The lines of a text, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReviewerForm(forms.Form):
    """What is known of a reviewer, as they or the office write it."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    affiliation = forms.CharField(label=_("Affiliation"), max_length=200)
    discipline = forms.CharField(label=_("Discipline"), max_length=60, required=False)
    region = forms.CharField(label=_("Region"), max_length=60, required=False)
    orcid = forms.CharField(label="ORCID", max_length=19, required=False)
    expertise = forms.CharField(
        label=_("Expertise"), required=False, widget=_LINES, help_text=_("One a line: methods, objects, fields.")
    )
    employers = forms.CharField(
        label=_("Past employers"),
        required=False,
        widget=_LINES,
        help_text=_("One a line, with the last year: «甲大学 2023»."),
    )

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            self.fields["kin"] = forms.CharField(
                label=_("Relatives in research and firms"),
                required=False,
                widget=_LINES,
                help_text=_("One name a line. Only the office sees this; it keeps their applications from you."),
            )
            self.fields["declared"] = forms.CharField(
                label=_("Organisations and people you cannot judge freely"),
                required=False,
                widget=_LINES,
                help_text=_("One a line."),
            )

    @staticmethod
    def of(reviewer: Reviewer) -> dict[str, Any]:
        """The form's values of a reviewer."""
        employers = [f"{e['organisation']} {e.get('until') or ''}".strip() for e in reviewer.employments]
        plain = {n: getattr(reviewer, n) for n in ("name", "affiliation", "discipline", "region", "orcid")}
        many = {
            "expertise": reviewer.expertise,
            "employers": employers,
            "kin": reviewer.kin,
            "declared": reviewer.declared,
        }
        return plain | {name: "\n".join(values) for name, values in many.items()}

    def values(self) -> dict[str, Any]:
        """The cleaned form as the actions take it."""
        data = dict(self.cleaned_data)
        data["employments"] = [_employment(line) for line in lines(data.pop("employers"))]
        return {k: lines(v) if k in {"expertise", "kin", "declared"} else v for k, v in data.items()}


def _employment(line: str) -> dict[str, Any]:
    name, _space, year = line.rpartition(" ")
    return (
        {"organisation": name, "until": int(year)} if name and year.isdigit() else {"organisation": line, "until": None}
    )


class NewReviewerForm(ReviewerForm):
    """An expert's account comes into the pool."""

    user = forms.CharField(label=_("Signs in as"), max_length=150)

    field_order = ("user", "name", "affiliation")

    def clean_user(self) -> User:
        """The account."""
        found = User.objects.filter(username=self.cleaned_data["user"]).first()
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this name."))
        return found

"""Put a photograph into the report of a site visit, or take one out, until the report is given."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from xinzhi.calls.engine.pictures import MOST_PIXELS, PictureError, preview_of, read_photo
from xinzhi.calls.models import SiteVisit, VisitPicture
from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file

from .unchanged import require_unchanged

MOST_PICTURES = 12
MOST_BYTES = 10 * 1024 * 1024
_LONGEST = 200


def add_visit_picture(*, actor: Any, visit: SiteVisit, file: File, caption: str) -> VisitPicture:
    """The picture, stored without position, camera and names; the same one twice is one picture.

    Raises PermissionDenied (whoever may report) and ValidationError: the report is given, the visit has not taken place
    or is called off, no words of what it shows, too many, too large, neither JPEG nor PNG, broken.
    """
    require(actor, "calls.report_visit", visit)
    _require_open(visit)
    words = " ".join(caption.split())[:_LONGEST]
    if not words:
        raise ValidationError({"caption": _("Say what it shows: who cannot see it reads this.")})
    if file.size is not None and file.size > MOST_BYTES:
        raise ValidationError({"file": _too_large()})
    try:
        photo = read_photo(file.read())
    except PictureError as error:
        raise ValidationError({"file": ValidationError(_refusal(error.code), code=error.code)}) from error
    with recorded("calls.add_visit_picture", actor=actor, subject=visit) as change:
        require_unchanged(visit)
        there = visit.pictures.aggregate(last=Max("position"))["last"] or 0
        if visit.pictures.count() >= MOST_PICTURES:
            raise ValidationError(
                _("There are %(n)d pictures, and no more are kept.") % {"n": MOST_PICTURES}, code="count"
            )
        stored = store_file(
            actor=actor, file=ContentFile(photo.data), media_type=photo.media_type, limit=2 * MOST_BYTES
        )
        found = visit.pictures.filter(file=stored).first()
        if found is not None:
            return found
        small, wide, high = preview_of(photo)
        picture = VisitPicture.objects.create(
            visit=visit,
            position=there + 1,
            caption=words,
            file=stored,
            width=photo.width,
            height=photo.height,
            preview=store_file(actor=actor, file=ContentFile(small), media_type="image/jpeg"),
            preview_width=wide,
            preview_height=high,
            added_by=actor,
        )
        change.note("picture", None, {"sha256": stored.sha256, "size": stored.size})
    return picture


def remove_visit_picture(*, actor: Any, picture: VisitPicture) -> None:
    """Take the picture out of the report. Raises PermissionDenied, ValidationError (the report is given)."""
    visit = picture.visit
    require(actor, "calls.report_visit", visit)
    _require_open(visit)
    with recorded("calls.remove_visit_picture", actor=actor, subject=visit) as change:
        require_unchanged(visit)
        change.note("picture", {"sha256": picture.file.sha256}, None)
        picture.delete()


def _require_open(visit: SiteVisit) -> None:
    if visit.state != "scheduled":
        raise ValidationError(_("The report is given, or the visit is called off."), code="state")
    if visit.held_on > timezone.localdate():
        raise ValidationError(_("The visit has not taken place yet."), code="early")


def _refusal(code: str) -> str:
    if code == "kind":
        return _("This is neither a JPEG nor a PNG picture. Save it as JPEG and add that.")
    if code == "pixels":
        return _("The picture has more than %(n)d million pixels. Make it smaller and add that.") % {
            "n": MOST_PIXELS // 1_000_000
        }
    return _("The picture cannot be read to its end. Send it again, or save it anew.")


def _too_large() -> ValidationError:
    return ValidationError(
        _("The picture is larger than %(limit)d MB. Make it smaller and add that."),
        params={"limit": MOST_BYTES // 1024**2},
        code="size",
    )

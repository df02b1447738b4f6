"""Take in what a witness signed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinzhi.ledger.engine.verifier import Checkpoint as Signed
from xinzhi.ledger.engine.verifier import Refused
from xinzhi.ledger.keys import witness_keys
from xinzhi.ledger.models import Checkpoint, Cosignature


def add_cosignature(*, note: str) -> list[Cosignature]:
    """The cosignatures in a cosigned checkpoint that trusted witnesses made and that were not known yet; they are kept.

    Anyone may bring one: what counts are its signatures, which are verified. Raises ValidationError for a note that is not
    one of this log's checkpoints word for word, or that no trusted witness signed.
    """
    try:
        signed = Signed.parse(note)
        ours = Checkpoint.objects.filter(size=signed.size).first()
        if ours is None or Signed.parse(ours.note).note.text != signed.note.text:
            raise ValidationError(_("This is not a checkpoint of this log."), code="checkpoint")
        made = {k.name: signed.note.signed_by(k) for k in witness_keys()}
    except Refused as refused:
        raise ValidationError(str(refused), code=refused.code) from refused
    if not any(is_signed for is_signed, _time in made.values()):
        raise ValidationError(_("No witness that this log trusts has signed this checkpoint."), code="witness")
    added = []
    for name, (is_signed, time) in made.items():
        if is_signed and time is not None:
            line = next(x for x in note.splitlines(keepends=True) if x.startswith(f"— {name} "))
            at = dt.datetime.fromtimestamp(time, dt.UTC)
            row, new = Cosignature.objects.get_or_create(
                checkpoint=ours, witness=name, defaults={"line": line, "at": at}
            )
            added += [row] if new else []
    return added

"""What the recorded actions of this room are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from .verbs_delphi import NAMES as DELPHI

NAMES: dict[str, Any] = {**DELPHI}

# --- from corpus to list, studies
NAMES |= {
    "foresight.register_corpus": _("registered a corpus"),
    "foresight.make_run": _("ran a corpus"),
    "foresight.file_candidate": _("filed a candidate under a field"),
    "foresight.name_candidate": _("named a candidate"),
    "foresight.merge_candidate": _("merged a candidate"),
    "foresight.reject_candidate": _("rejected a candidate"),
    "foresight.restore_candidate": _("took a candidate back"),
    "foresight.draft_edition": _("drafted an edition of the list"),
    "foresight.describe_edition": _("described an edition of the list"),
    "foresight.edit_entry": _("changed an entry of the list"),
    "foresight.add_entry": _("put a technology on the list"),
    "foresight.take_out": _("took a technology out of the list"),
    "foresight.explain_exit": _("explained why a technology left the list"),
    "foresight.submit_edition": _("submitted an edition of the list"),
    "foresight.return_edition": _("returned an edition of the list"),
    "foresight.approve_edition": _("approved an edition of the list"),
    "foresight.publish_edition": _("published an edition of the list"),
    "foresight.discard_edition": _("discarded an edition of the list"),
    "foresight.withdraw_edition": _("withdrew an edition of the list"),
    "foresight.score_edition": _("judged an edition of the list"),
    "foresight.offer_topics": _("offered topics for a call"),
    "foresight.open_study": _("opened a study"),
    "foresight.add_version": _("added a version of a study"),
    "foresight.add_evidence": _("added evidence to a study"),
    "foresight.remove_evidence": _("removed evidence from a study"),
    "foresight.review_study": _("reviewed a study"),
    "foresight.hand_in_study": _("handed a study in"),
    "foresight.return_study": _("returned a study"),
    "foresight.accept_study": _("accepted a study"),
    "foresight.publish_study": _("published a study"),
    "foresight.stop_study": _("stopped a study"),
}

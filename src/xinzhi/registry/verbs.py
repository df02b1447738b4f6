"""What the recorded actions of the registers and of the tree of fields are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "fields.load_fields": _("loaded the fields"),
    "registry.accept_claim": _("accepted a fact"),
    "registry.accept_import": _("accepted an import"),
    "registry.check_import": _("checked an import"),
    "registry.forget_person": _("forgot a person"),
    "registry.decide_match": _("decided on a possible match"),
    "registry.find_matches": _("looked for possible matches"),
    "registry.grant_role": _("granted a role"),
    "registry.load_pack_facts": _("loaded the registers"),
    "registry.map_import": _("mapped the columns of an import"),
    "registry.merge_entries": _("merged two entries"),
    "registry.propose_import": _("proposed an import"),
    "registry.record_figures": _("recorded yearly figures"),
    "registry.record_relation": _("recorded a relation"),
    "registry.record_statement": _("recorded a fact"),
    "registry.record_title": _("recorded a title"),
    "registry.reject_claim": _("rejected a fact"),
    "registry.reject_import": _("rejected an import"),
    "registry.relate_by_name": _("derived relations from names"),
    "registry.repair_row": _("repaired a row of an import"),
    "registry.retract_claim": _("took back a fact"),
    "registry.revoke_role": _("revoked a role"),
    "registry.skip_row": _("left a row of an import out"),
    "registry.split_entry": _("split an entry"),
    "registry.start_import": _("brought a file in"),
    "registry.undo_fusion": _("undid a merge or split"),
    "registry.undo_import": _("undid an import"),
}

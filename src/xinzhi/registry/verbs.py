"""What the recorded actions of the registers and of the tree of fields are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "fields.load_fields": _("loaded the fields"),
    "registry.accept_claim": _("accepted a fact"),
    "registry.clear_simulation": _("removed the simulated province"),
    "registry.forget_person": _("forgot a person"),
    "registry.grant_role": _("granted a role"),
    "registry.load_pack_facts": _("loaded the registers"),
    "registry.merge_entries": _("merged two entries"),
    "registry.record_figures": _("recorded yearly figures"),
    "registry.record_relation": _("recorded a relation"),
    "registry.record_statement": _("recorded a fact"),
    "registry.record_title": _("recorded a title"),
    "registry.reject_claim": _("rejected a fact"),
    "registry.relate_by_name": _("derived relations from names"),
    "registry.retract_claim": _("took back a fact"),
    "registry.revoke_role": _("revoked a role"),
    "registry.simulate_province": _("simulated a province"),
    "registry.split_entry": _("split an entry"),
    "registry.undo_fusion": _("undid a merge or split"),
}

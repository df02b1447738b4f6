from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityConfig(AppConfig):
    name = "xinzhi.integrity"
    label = "integrity"
    verbose_name = _("Research records")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs
        from xinzhi.ledger.rules import open_to

        from . import rules, verbs
        from .links import register_links

        register_links()
        open_to("integrity.recordversion", rules.may_open_entry)
        name_scopes({"records:write": _("deposit research records, as its owner may")})
        name_verbs(verbs.NAMES)

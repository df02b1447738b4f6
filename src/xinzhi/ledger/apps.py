from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "xinzhi.ledger"
    label = "ledger"
    verbose_name = _("Log")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.verbs import name_verbs

        from . import listen, rules  # noqa: F401  registers the permissions

        listen.connect()
        name_verbs({"ledger.forget_person": _("forgot a person in the log")})

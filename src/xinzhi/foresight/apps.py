from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForesightConfig(AppConfig):
    name = "xinzhi.foresight"
    label = "foresight"
    verbose_name = _("Foresight")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.packs import also_check
        from xinzhi.core.verbs import name_verbs
        from xinzhi.ledger.personal import personal_kind

        from . import rules, rules_delphi, tasks, verbs  # noqa: F401  importing them registers permissions and long work
        from .engine.delphi.files import check_sheets
        from .searching import register_sources

        name_verbs(verbs.NAMES)
        register_sources()
        also_check(check_sheets)
        personal_kind("foresight.delphiseat")

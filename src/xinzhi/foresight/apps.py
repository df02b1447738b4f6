from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForesightConfig(AppConfig):
    name = "xinzhi.foresight"
    label = "foresight"
    verbose_name = _("Foresight")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.packs import also_check
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs
        from xinzhi.ledger.personal import personal_kind

        from . import rules, rules_delphi, tasks, verbs  # noqa: F401  importing them registers permissions and long work
        from .pack_files import check_pack_files
        from .searching import register_sources

        also_check(check_pack_files)
        name_scopes({"foresight:write": _("run corpora, decide on candidates and editions, as its owner may")})
        name_verbs(verbs.NAMES)
        register_sources()
        personal_kind("foresight.delphiseat")

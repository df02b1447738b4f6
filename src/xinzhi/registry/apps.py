from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "xinzhi.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs
        from xinzhi.ledger.personal import personal_kind

        from . import tasks, verbs  # noqa: F401  tasks registers the handlers of long work
        from .filing import register_filings
        from .searching import register_sources
        from .told import register_told

        # The log must never name a person: what it once holds cannot be taken out.
        personal_kind("registry.person")
        register_filings()
        register_sources()
        register_told()
        name_scopes(
            {"registry:write": _("propose and correct entries of the registers, and bring in tables, as its owner may")}
        )
        name_verbs(verbs.NAMES)

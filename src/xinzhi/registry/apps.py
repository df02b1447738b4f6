from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "xinzhi.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.verbs import name_verbs

        from . import verbs
        from .filing import register_filings
        from .searching import register_sources

        register_filings()
        register_sources()
        name_verbs(verbs.NAMES)

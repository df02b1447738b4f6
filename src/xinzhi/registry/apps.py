from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "xinzhi.registry"
    label = "registry"
    verbose_name = _("Registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.verbs import name_verbs

        from . import tasks, verbs  # noqa: F401  tasks registers the handlers of long work
        from .filing import register_filings

        register_filings()
        name_verbs(verbs.NAMES)

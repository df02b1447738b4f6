from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForesightConfig(AppConfig):
    name = "xinzhi.foresight"
    label = "foresight"
    verbose_name = _("Foresight")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.verbs import name_verbs

        from . import rules, tasks, verbs  # noqa: F401  importing rules registers the permissions, tasks the long work
        from .searching import register_sources

        name_verbs(verbs.NAMES)
        register_sources()

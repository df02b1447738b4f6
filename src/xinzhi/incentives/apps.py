from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncentivesConfig(AppConfig):
    name = "xinzhi.incentives"
    label = "incentives"
    verbose_name = _("Statuses and benefits")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.verbs import name_verbs

        from . import links, rules, verbs  # noqa: F401  rules registers the permissions

        links.register_links()
        name_verbs(verbs.NAMES)

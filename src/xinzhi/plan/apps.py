from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    name = "xinzhi.plan"
    label = "plan"
    verbose_name = _("Plan")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs

        from . import tasks, verbs  # noqa: F401  tasks registers the handlers of long work
        from .links import register_links
        from .searching import register_sources
        from .told import register_told
        from .wanted import register_wants

        register_links()
        register_sources()
        register_told()
        register_wants()
        name_scopes({"plan:write": _("write, hand in and decide reports, press and answer, as its owner may")})
        name_verbs(verbs.NAMES)

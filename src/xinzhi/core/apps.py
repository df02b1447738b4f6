from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "xinzhi.core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import rules  # noqa: F401  registers the permissions
        from .action import action_recorded
        from .webhooks.outbox import write_down

        action_recorded.connect(write_down, dispatch_uid="core.webhooks")

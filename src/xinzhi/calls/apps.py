from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "xinzhi.calls"
    label = "calls"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs

        from . import counted, rules, rules_review, verbs  # noqa: F401  rules register who may do what

        counted.register_counts()
        name_scopes({"calls:write": _("write and hand in applications, as its owner may")})
        name_verbs(verbs.NAMES)

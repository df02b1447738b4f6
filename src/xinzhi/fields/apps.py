from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "xinzhi.fields"
    label = "fields"
    verbose_name = _("Fields")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs

        from . import tasks, verbs  # noqa: F401  tasks registers the handler of long work
        from .searching import register_sources

        register_sources()
        name_scopes({"fields:write": _("file texts in the tree of fields, as its owner may")})
        name_verbs(verbs.NAMES)

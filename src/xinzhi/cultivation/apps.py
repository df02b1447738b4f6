from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CultivationConfig(AppConfig):
    name = "xinzhi.cultivation"
    label = "cultivation"
    verbose_name = _("Cultivation of firms")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs
        from xinzhi.incentives.doors import batches_by, doors_by
        from xinzhi.registry import links

        from . import rules, tasks, verbs  # noqa: F401  importing registers permissions and jobs
        from .doors import batches_of, payments_of
        from .links import places_of
        from .searching import register_sources

        name_verbs(verbs.NAMES)
        name_scopes({"cultivation:write": _("lists, libraries, payments and filings, as its owner may")})
        links.register("enterprise", places_of)
        doors_by(payments_of)
        register_sources()
        batches_by(batches_of)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CallsConfig(AppConfig):
    name = "xinzhi.calls"
    label = "calls"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.core.packs import also_check
        from xinzhi.core.scopes import name_scopes
        from xinzhi.core.verbs import name_verbs
        from xinzhi.ledger.personal import personal_kind

        from . import counted, rules, rules_review, tasks, verbs, verbs_review  # noqa: F401  rules, long work, words
        from .engine.programme_files import check_programmes
        from .searching import register_sources

        counted.register_counts()
        register_sources()
        also_check(check_programmes)
        name_scopes(
            {
                "calls:write": _("write and hand in applications, as its owner may"),
                "reviews:write": _("answer invitations to review and write reviews, as its owner may"),
            }
        )
        name_verbs(verbs.NAMES | verbs_review.NAMES)
        personal_kind("calls.applicationmember")
        personal_kind("calls.reviewer")

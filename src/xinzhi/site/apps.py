from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "xinzhi.site"
    label = "site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.calls.hooks import judge_rules_with
        from xinzhi.foresight.hooks import offer_topics_with

        from .eligibility import judge_status
        from .topics import offer_to_calls

        judge_rules_with(judge_status)
        offer_topics_with(offer_to_calls)

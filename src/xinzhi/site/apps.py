from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "xinzhi.site"
    label = "site"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xinzhi.calls.hooks import figures_from, judge_rules_with
        from xinzhi.foresight.hooks import offer_topics_with
        from xinzhi.incentives.doors import doors_by

        from .applying import calls_leading_to
        from .eligibility import figures_known, judge_status
        from .topics import offer_to_calls

        judge_rules_with(judge_status)
        figures_from(figures_known)
        doors_by(calls_leading_to)
        offer_topics_with(offer_to_calls)

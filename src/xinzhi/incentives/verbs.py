"""What the recorded actions of this room are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {"incentives.declare_facts": _("declared a firm's facts")}

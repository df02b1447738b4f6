"""What the recorded actions of the classifier are called."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "fields.judge": _("filed a text by hand"),
    "fields.retrain": _("trained the classifier"),
}

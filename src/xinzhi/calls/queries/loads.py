"""How many applications each reviewer has in a call."""

from django.db.models import Count

from xinzhi.calls.models import Call, Invitation
from xinzhi.calls.workflows_review import STANDING


def loads_in(call: Call) -> dict[int, int]:
    """Reviewer (row) to how many applications of the call they are asked for, write on, or have reviewed."""
    rows = Invitation.objects.filter(application__call=call, state__in=STANDING)
    return dict(rows.values_list("reviewer").annotate(n=Count("pk")).order_by())

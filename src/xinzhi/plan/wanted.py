"""The plan's targets that count things of a register, handed to the registers' gap view."""

from typing import Any

from django.urls import reverse

from xinzhi.registry.wanted import Wanted, register

from .figures import goal_words
from .models import PlanState, Target
from .rules import visible_plans

# A word of a target's quantity -> the register that holds such things, and whether the word with what stands before it
# is the very kind that the register knows («省技术创新中心»). The first word that occurs decides.
WORDS: tuple[tuple[str, str, bool], ...] = (
    ("重点实验室", "platforms", True),
    ("实验室", "platforms", True),
    ("创新中心", "platforms", True),
    ("工程研究中心", "platforms", True),
    ("平台", "platforms", False),
    ("研发机构", "platforms", False),
    ("学院", "colleges", False),
    ("学科", "disciplines", False),
    ("园区", "parks", False),
    ("先导区", "parks", False),
    ("集群", "parks", False),
    ("企业", "organisations", False),
    ("产品", "results", False),
    ("项目", "projects", False),
    ("场景", "demands", False),
    ("标准", "standards", False),
)


def register_wants() -> None:
    """Tell the registry; called once when Django is ready."""
    register(wanted_of_plans)


def wanted_of_plans(user: Any) -> list[Wanted]:
    """What the published plans that the user may see want of the registers; one query."""
    plans = visible_plans(user).filter(state=PlanState.PUBLISHED)
    targets = Target.objects.filter(plan__in=plans, change__in=["total", "new"]).select_related("plan")
    return [found for target in targets.defer("plan__text") if (found := _wanted(target))]


def _wanted(target: Target) -> Wanted | None:
    """The target as the registers see it; None where no register holds what it counts."""
    quantity = target.name.partition("（")[0].strip()
    hit = next(((word, key, exact) for word, key, exact in WORDS if word in quantity), None)
    if hit is None:
        return None
    word, key, is_kind = hit
    narrow = {"kind": "enterprise"} if key == "organisations" else {}
    if is_kind and quantity.endswith(word) and not {"和", "、", "及"} & set(quantity):
        narrow = {"kind": quantity}
    return Wanted(
        key,
        target.label,
        target.value,
        goal_words(target),
        target.plan.label,
        reverse("plan:target", args=[target.plan.key, target.key]),
        target.due,
        narrow,
        is_new=target.change == "new" or "新布局" in target.name,
    )

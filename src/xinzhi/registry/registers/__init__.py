"""The registers, described once: overview, lists, pages, exports, imports, API and counts are made from this table."""

from xinzhi.registry.models import RegisterEntry

from .bodies import ORGANISATIONS, PEOPLE
from .carriers import FACILITIES, PARKS, PLATFORMS
from .knowledge import COLLEGES, DISCIPLINES, PROJECTS, RIGHTS, TECHNOLOGIES
from .money import AGREEMENTS, FUNDS
from .outcomes import DEMANDS, PRODUCTS, RESULTS, STANDARDS
from .policy import PLANS, POLICIES, STATISTICS
from .register import GROUPS, Register, index_by_model

REGISTERS: tuple[Register, ...] = (
    ORGANISATIONS,
    PEOPLE,
    PLATFORMS,
    PARKS,
    FACILITIES,
    DISCIPLINES,
    COLLEGES,
    TECHNOLOGIES,
    RIGHTS,
    PROJECTS,
    RESULTS,
    PRODUCTS,
    STANDARDS,
    DEMANDS,
    AGREEMENTS,
    FUNDS,
    POLICIES,
    PLANS,
    STATISTICS,
)
BY_KEY = {r.key: r for r in REGISTERS}
BY_ONE = {r.one: r for r in REGISTERS}
BY_MODEL = index_by_model(REGISTERS)
ACTIVE = tuple(r for r in REGISTERS if r.active)


def register_of(entry: RegisterEntry) -> Register:
    """The register an entry stands in."""
    return BY_MODEL[type(entry)]


__all__ = ["ACTIVE", "BY_KEY", "BY_MODEL", "BY_ONE", "GROUPS", "REGISTERS", "Register", "register_of"]

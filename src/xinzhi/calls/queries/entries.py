"""Which entry of a register an application became."""

from xinzhi.calls.models import Application


def entry_key(application: Application) -> str:
    """The key of the register's entry that an award becomes."""
    return f"call-{(application.number or str(application.pk)).lower()}"

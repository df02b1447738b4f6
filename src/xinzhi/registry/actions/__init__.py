"""The verbs of the registers, one a file."""

from .load_pack_facts import LoadReport, load_pack_facts

__all__ = ["LoadReport", "load_pack_facts"]

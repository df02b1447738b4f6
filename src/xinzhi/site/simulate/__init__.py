"""`xinzhi simulate`: a marked simulated province in the registers, for tests of scale and demonstrations."""

from .run import run_clear, run_simulate

__all__ = ["run_clear", "run_simulate"]

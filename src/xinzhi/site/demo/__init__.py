"""The demonstration: real facts of the pack, and a small simulated layer of progress that is marked wherever it shows."""

from .run import run_demo

__all__ = ["run_demo"]

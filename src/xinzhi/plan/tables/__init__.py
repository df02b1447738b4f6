"""The tables of the plan room's lists."""

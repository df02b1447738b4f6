"""Pure computation of the plan room. Nothing here imports Django."""

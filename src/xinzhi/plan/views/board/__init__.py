"""The public board: what a plan promises, who owes it, and where it stands today."""

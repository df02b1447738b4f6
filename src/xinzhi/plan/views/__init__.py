"""Faces of the plan room: thin, no decisions."""

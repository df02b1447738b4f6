"""Faces of the room: thin, no decisions."""

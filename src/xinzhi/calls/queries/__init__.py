"""Reads that several faces of the room share."""

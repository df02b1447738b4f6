"""Programmes: from an open call to acceptance."""

"""Reads that several faces share."""

"""Imports: the list, the upload, the mapping, one import with its rows, and its steps."""

"""Engines of the registry: pure, they never import Django."""

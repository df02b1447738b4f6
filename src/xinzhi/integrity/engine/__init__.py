"""Pure computation and plain files: no Django."""

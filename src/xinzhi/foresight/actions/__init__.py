"""The room's verbs, one a file."""

"""The registers: every fact once, with its source."""

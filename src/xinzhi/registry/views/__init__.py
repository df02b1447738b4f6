"""The registers' pages."""

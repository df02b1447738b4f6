"""The one search box: an index over everything, kept in step with the database (see README.md)."""

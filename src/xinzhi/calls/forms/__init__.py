"""The room's forms: those of the office, and the parts of an application made from its schema."""

"""The pages of research records."""

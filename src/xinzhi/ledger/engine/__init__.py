"""The log as computation: hashes, proofs, tiles, notes and witnesses. No Django, no database, no clock of its own."""

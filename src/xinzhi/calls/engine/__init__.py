"""Pure computation of the room: programme files, forms, checks. Never imports Django."""

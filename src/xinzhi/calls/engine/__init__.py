"""Pure computation of the room: programme files, forms, checks, same texts, who reviews what. Never imports Django."""

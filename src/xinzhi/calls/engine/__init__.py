"""Pure computation of the room: programmes, forms, checks, same texts, who reviews what, decisions. Never imports Django."""

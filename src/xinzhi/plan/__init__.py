"""The plan as data: what it promises, who owes what, and how far it is."""

"""The tree of fields: 8 priority ones and X at the frontier, and what is filed under them."""

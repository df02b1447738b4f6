"""Pure computation of the registers: what is shown when sources disagree, and how a table becomes rows of a register."""

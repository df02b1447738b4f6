"""Pure computation of the registers: what is shown when sources disagree."""

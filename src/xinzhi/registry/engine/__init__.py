"""Pure computation of the registers: no Django here."""

"""The registers as the API shows and takes them; every operation is made from `REGISTERS`."""

from ninja import Router

from xinzhi.registry.registers import REGISTERS

from . import about, cities, claims, entries, imports, matches, writing

router = Router(tags=["registry"])
cities.add(router)
claims.add(router)
matches.add(router)
imports.add(router)
about.add(router)
for _register in REGISTERS:
    entries.add(router, _register)
    writing.add(router, _register)

"""The registers as the API shows and takes them; every operation is made from `REGISTERS`."""

from ninja import Router

from xinzhi.registry.registers import REGISTERS

from . import cities, entries, writing

router = Router(tags=["registry"])
cities.add(router)
writing.add_decisions(router)
for _register in REGISTERS:
    entries.add(router, _register)
    writing.add(router, _register)

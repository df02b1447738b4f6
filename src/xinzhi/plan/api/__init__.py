"""The plan room as the API shows it, and its reports and pressings as it takes them."""

from ninja import Router

from . import board, presses, reports

router = Router(tags=["plan"])
board.add(router)
reports.add(router)
presses.add(router)

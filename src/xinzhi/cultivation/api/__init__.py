"""Lists, ladder, libraries, payments and the finance desk over the API: the pages' rows and the pages' own actions."""

from ninja import Router

from . import finance, ladder, lists, payments

router = Router(tags=["cultivation"])
for _part in (lists, ladder, payments, finance):
    _part.add(router)

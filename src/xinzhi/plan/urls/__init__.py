"""Every address of the plan room: the public board, and the desk of those who report and decide."""

from .board import urlpatterns as board
from .desk import urlpatterns as desk

app_name = "plan"
urlpatterns = [*board, *desk]

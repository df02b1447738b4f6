"""Pages for those who run or build the system."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from xinzhi.site.styleguide import context


def healthz(_request: HttpRequest) -> JsonResponse:
    """For the load balancer: whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return JsonResponse({"status": "ok" if cursor.fetchone() == (1,) else "database"})


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the face with sample data; not served in production."""
    return render(request, "site/styleguide.html", context())

"""The addresses of this floor and the one below it: no address and no menu of the rooms above."""

from django.urls import include, path

urlpatterns = [
    path("registry/", include("xinzhi.registry.urls")),
    path("fields/", include("xinzhi.fields.urls")),
    path("", include("xinzhi.core.urls")),
    path("accounts/", include("allauth.urls")),
]

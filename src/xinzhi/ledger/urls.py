"""Addresses of the log. `checkpoint` and `tile/` are those of C2SP tlog-tiles."""

from django.urls import path

from . import views

app_name = "ledger"
urlpatterns = [
    path("", views.index, name="index"),
    path("check/", views.check, name="check"),
    path("forget/", views.forget, name="forget"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("cosignatures", views.cosignatures, name="cosignatures"),
    path("tile/<path:rest>", views.tile, name="tile"),
    path("entries/<int:position>/", views.entry, name="entry"),
    path("bundle/<int:position>.json", views.bundle, name="bundle"),
    path("of/<str:kind>/<str:pk>/", views.thing, name="thing"),
    path("verifier.py", views.verifier, name="verifier"),
]

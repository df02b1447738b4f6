"""Texts of the OpenAPI document."""

from typing import cast

from django.utils import translation


def gettext_lazy(text: str) -> str:
    """The text in the language of whoever reads the document; typed as text, which ninja and pydantic take it for."""
    return cast("str", translation.gettext_lazy(text))

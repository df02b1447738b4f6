"""The lists and payments of the installation's pack."""

from pathlib import Path

from django.conf import settings

from xinzhi.core.packs import find_pack


def list_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the list files of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "lists").glob("*.toml"))}


def payment_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the payment files of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "payments").glob("*.toml"))}

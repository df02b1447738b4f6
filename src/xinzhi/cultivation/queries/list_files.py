"""The lists, payments, libraries and finance schemes of the installation's pack."""

from functools import cache
from pathlib import Path

from django.conf import settings

from xinzhi.core.packs import find_pack
from xinzhi.cultivation.engine.library import Library, read_library
from xinzhi.cultivation.engine.programme import Programme, read_programme
from xinzhi.cultivation.engine.scheme import Scheme, read_scheme


def list_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the list files of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "lists").glob("*.toml"))}


def payment_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the payment files of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "payments").glob("*.toml"))}


@cache
def payment_of(key: str) -> Programme:
    """The payment of this key, kept. KeyError where the pack has none."""
    return read_programme(payment_files()[key])


def library_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the library files of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "libraries").glob("*.toml"))}


@cache
def library_of(key: str) -> Library:
    """The library of this key, kept. KeyError where the pack has none."""
    return read_library(library_files()[key])


def scheme_files() -> dict[str, Path]:
    """Key (the file's name without .toml) to the finance schemes of the pack, in their order."""
    return {path.stem: path for path in sorted((find_pack(settings.PACK) / "finance").glob("*.toml"))}


@cache
def scheme_of(key: str) -> Scheme:
    """The scheme of this key, kept. KeyError where the pack has none."""
    return read_scheme(scheme_files()[key])

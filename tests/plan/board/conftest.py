"""The board's day is fixed: reports of the first quarter of 2026 are long due."""

import datetime as dt

import pytest

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Every page asks one clock."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY)
    return TODAY

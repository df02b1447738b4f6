"""Inputs that forms of all rooms share."""

from django import forms


class DayInput(forms.DateInput):
    """The browser's own calendar, ISO in both directions."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")

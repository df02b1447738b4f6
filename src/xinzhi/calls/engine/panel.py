"""Does a panel support an application, and may it vote at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Votes of a panel: `recused` members may not vote on this application and do not count for the quorum."""

    ayes: int
    noes: int
    abstained: int
    recused: int
    seats: int

    @property
    def voted(self) -> int:
        """Who voted, those who abstained included."""
        return self.ayes + self.noes + self.abstained

    @property
    def absent(self) -> int:
        return self.seats - self.recused - self.voted

    def has_quorum(self, quorum: int) -> bool:
        """Whether `quorum` of 100 of those who may vote have voted."""
        able = self.seats - self.recused
        return able > 0 and self.voted * 100 >= able * quorum

    def is_supported(self, consent: int) -> bool:
        """Whether `consent` of 100 of those who voted are for it; an abstention counts as not for it."""
        return self.voted > 0 and self.ayes * 100 >= self.voted * consent

"""Rounds of a survey as the engine takes them, and their digest."""

import hashlib
from typing import Any

from xinzhi.foresight.engine.delphi import Reply
from xinzhi.foresight.models import DelphiAnswer, DelphiRound, DelphiSurvey
from xinzhi.ledger.engine.canonical import canonical


def history_of(survey: DelphiSurvey, upto: int) -> list[list[Reply]]:
    """The replies that count in rounds 1 to `upto`; one query. An answer with nothing in it is none."""
    rounds: list[list[Reply]] = [[] for _ in range(upto)]
    rows = DelphiAnswer.objects.filter(round__survey=survey, round__number__lte=upto, counted=True)
    for number, voice, group, statement, values in rows.values_list(
        "round__number", "voice", "voice__group", "statement", "values"
    ):
        if values:
            rounds[number - 1].append(Reply(str(statement), str(voice), values, group))
    return rounds


def digest_of_round(round_: DelphiRound) -> str:
    """SHA-256 of the round's answers without their voices: by statement, sorted, after the round's salt.

    The salt keeps anyone from trying out what a few experts may have said.
    """
    said: dict[str, list[str]] = {}
    for statement, values, reason in round_.answers.values_list("statement__number", "values", "reason"):
        said.setdefault(str(statement), []).append(canonical({"values": values, "reason": reason}).decode())
    plain: dict[str, Any] = {key: sorted(texts) for key, texts in said.items()}
    return hashlib.sha256(canonical({"answers": plain, "salt": round_.salt})).hexdigest()

"""What a round of a Delphi survey gives: statistics by question, change since the round before, and a proposal by statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .answers import Reply, Value
from .numbers import chi_square, kendall_w, total_variation, wilcoxon
from .sheet import CHOICE, Question, Sheet
from .statistics import counts_of, number_of, statistics
from .stopping import propose

GROUP_LEAST = 5
Said = Mapping[str, Reply]  # voice -> reply


def analyse(sheet: Sheet, history: Sequence[Iterable[Reply]], *, groups: bool = True) -> dict[str, dict[str, Any]]:
    """The last round of `history` (one iterable of replies a round, the first round first), by statement:

        {"questions": {key: statistics | {"n", "few": True}}, "change": {key: …}, "proposal": {…}}

    Where fewer than `sheet.answers_least` answered a question, nothing but their number is told. `change` holds for each
    judged question the share of answers that moved (Scheibe et al. 1975), the changes of median, iqr and coefficient of
    variation (Dajani et al. 1979), and the tests of Wilcoxon and chi-square. The order of replies changes nothing.
    """
    rounds = [_by_statement(replies) for replies in history]
    found = {}
    for statement, said in rounds[-1].items():
        # The round before is the last in which the statement was asked.
        before = next((r[statement] for r in reversed(rounds[:-1]) if statement in r), {})
        questions = {q.key: question_report(sheet, q, said, groups=groups) for q in sheet.questions}
        change = {q.key: _change(sheet, q, before, said) for q in sheet.judged} if before else {}
        moved = {key: c.get("moved") for key, c in change.items()}
        proposal = propose(sheet, len(rounds), questions, moved)
        found[statement] = {"questions": questions, "change": change, "proposal": proposal}
    return found


def question_report(sheet: Sheet, question: Question, said: Said, *, groups: bool = True) -> dict[str, Any]:
    """Statistics of one question over the voices that answered it, weighted as the sheet says.

    Beside them under `weighted` those with the weights of self-rated expertise, where the sheet asks for it; under
    `groups` those of each group of voices, see `group_reports`.
    """
    replies = [said[voice] for voice in sorted(said) if question.key in said[voice].values]
    values = [r.values[question.key] for r in replies]
    stats = statistics(question, values)
    if stats["n"] < sheet.answers_least:
        return {"n": stats["n"], "few": True}
    weights = weights_of(sheet, replies)
    if weights is not None and question.role != "expertise":
        weighted = statistics(question, values, weights)
        if sheet.weighting == "expertise":
            stats = weighted
        elif question.kind != CHOICE:
            stats["weighted"] = {k: weighted[k] for k in ("median", "q1", "q3", "iqr") if k in weighted}
    if groups and question.role != "expertise":
        stats["groups"] = group_reports(sheet, question, replies)
    return stats


def weights_of(sheet: Sheet, replies: Sequence[Reply]) -> list[float] | None:
    """The weight of each reply by its self-rated expertise; None where the sheet does not ask, 0 for who does not say."""
    question = sheet.by_role("expertise")
    if question is None:
        return None
    weight = {o.key: o.weight or 0.0 for o in question.options}
    return [weight.get(str(r.values.get(question.key, "")), 0.0) for r in replies]


def group_reports(sheet: Sheet, question: Question, replies: Sequence[Reply]) -> dict[str, dict[str, Any]]:
    """n, median, quartiles or shares by group of voices, only for groups of at least five with an answer.

    Those left over stand together under ""; where they are fewer than five nothing at all is told, since the whole less
    the groups would give their answers away.
    """
    least = max(GROUP_LEAST, sheet.answers_least)
    by: dict[str, list[Value]] = defaultdict(list)
    for reply in replies:
        value = reply.values[question.key]
        if question.kind == CHOICE or number_of(question, value) is not None:
            by[reply.group].append(value)
    left = by.pop("", [])
    for group in [g for g, values in by.items() if len(values) < least]:
        left += by.pop(group)
    if 0 < len(left) < least or not by:
        return {}
    if left:
        by[""] = left
    keys = ("n", "median", "q1", "q3", "iqr", "index", "agreement", "never", "shares")
    whole = {group: statistics(question, values) for group, values in sorted(by.items())}
    return {group: {k: stats[k] for k in keys if k in stats} for group, stats in whole.items()}


def concordance_by_round(
    sheet: Sheet, history: Sequence[Iterable[Reply]], key: str = ""
) -> list[dict[str, Any] | None]:
    """Kendall's W over the statements of each round for one question (the first judged), as plain dicts.

    Raters are the voices that answered it on every statement of the round. None where fewer than `answers_least` did, or
    all of them hold all statements equal.
    """
    question = sheet.question(key) if key else sheet.judged[0]
    found: list[dict[str, Any] | None] = []
    for replies in history:
        by = _by_statement(replies)
        numbers: dict[str, dict[str, float]] = defaultdict(dict)
        for statement, said in by.items():
            for voice, reply in said.items():
                number = number_of(question, reply.values[question.key]) if question.key in reply.values else None
                if number is not None:
                    numbers[voice][statement] = number
        whole = [[row[s] for s in sorted(by)] for _v, row in sorted(numbers.items()) if len(row) == len(by)]
        w = kendall_w(whole) if len(whole) >= sheet.answers_least else None
        found.append({k: round(v, 6) if isinstance(v, float) else v for k, v in w._asdict().items()} if w else None)
    return found


def _by_statement(replies: Iterable[Reply]) -> dict[str, dict[str, Reply]]:
    found: dict[str, dict[str, Reply]] = defaultdict(dict)
    for reply in replies:
        found[reply.statement][reply.voice] = reply
    return dict(found)


def _change(sheet: Sheet, question: Question, before: Said, after: Said) -> dict[str, Any]:
    """The change of one question between two rounds; {} where one of them has too few answers."""
    key = question.key
    old, new = ([s[v].values[key] for v in sorted(s) if key in s[v].values] for s in (before, after))
    was, now = statistics(question, old), statistics(question, new)
    if min(was["n"], now["n"]) < sheet.answers_least:
        return {}
    first, second = counts_of(question, old), counts_of(question, new)
    found: dict[str, Any] = {"moved": round(total_variation(first, second), 6)}
    for name in ("median", "iqr", "cv"):
        a, b = was.get(name), now.get(name)
        if isinstance(a, int | float) and isinstance(b, int | float):
            found[name] = round(b - a, 4)
    pairs = _pairs(question, before, after)
    found["pairs"] = len(pairs)
    tests = {"chi2": chi_square(first, second)}
    if len(pairs) >= sheet.answers_least:
        tests["wilcoxon"] = wilcoxon([a for a, _b in pairs], [b for _a, b in pairs])
    for name, test in tests.items():
        if test is not None:
            found[name] = {"statistic": round(test.statistic, 4), "freedom": test.freedom, "p": round(test.p, 6)}
    return found


def _pairs(question: Question, before: Said, after: Said) -> list[tuple[float, float]]:
    """Both answers of the voices that gave two with a place on the scale."""
    found = []
    for voice in sorted(before.keys() & after.keys()):
        values = [said[voice].values.get(question.key) for said in (before, after)]
        a, b = (None if v is None else number_of(question, v) for v in values)
        if a is not None and b is not None:
            found.append((a, b))
    return found

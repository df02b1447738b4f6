"""Which other applications and funded projects share passages with an application."""

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from xinzhi.calls.engine import duplicates as d
from xinzhi.calls.models import Application, TextPrint
from xinzhi.registry.models import Project, Standing

from .content import words_of

APPLICATION, PROJECT = "application", "project"
# A share of either text from which an overlap is told; passages of the shown text are cut at this length.
LEAST_SHARE = 0.02
LONGEST = 300
_MOST = 20


def overlaps_of(applications: Iterable[Application]) -> dict[int, list[dict[str, Any]]]:
    """What each application shares with others handed in (in any call) and with funded projects, the most first.

    By application, those that share nothing left out. Each: kind, id, label, organisation, share (of this text),
    other_share, same_organisation, and passages with the words of both. The fingerprints of the applications must be kept as their
    texts stand; those of others only suggest what is then compared as it stands.
    """
    texts = {key_of(APPLICATION, a.pk): words_of(a) for a in applications}
    mine = set(texts)
    only = next(iter(mine)) if len(mine) == 1 else None
    pairs = [pair for pair in d.candidates(stored_prints(), only) if mine.intersection(pair)]
    met = {key for pair in pairs for key in pair}
    texts |= dict(_texts(met - mine))
    prepared = {key: d.prepare(texts[key]) for key in met if key in texts}
    prints = {key: d.fingerprints(text) for key, text in prepared.items()}
    by_text: dict[str, list[tuple[str, d.Overlap]]] = {}
    for one, two in pairs:
        if one in prepared and two in prepared and (shared := d.overlap(one, two, prepared, prints)):
            for found in (shared, shared.turned()):
                if found.first in mine:
                    by_text.setdefault(found.first, []).append((found.second, found))
    labels = _labels({other for found in by_text.values() for other, _ in found} | set(by_text))
    return {int(key.split(":")[1]): _rows(key, found, texts, labels) for key, found in by_text.items()}


def stored_prints() -> dict[str, d.Prints]:
    """The fingerprints kept of every text, by «kind:number»."""
    rows = TextPrint.objects.values_list("kind", "entry_id", "prints")
    return {key_of(kind, pk): np.frombuffer(bytes(blob), dtype=d.PRINT) for kind, pk, blob in rows}


def digest_of_text(text: str) -> str:
    """By which a changed text is told from one whose fingerprints are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def print_of(text: str) -> bytes:
    """The fingerprints of a text as they are kept."""
    return d.fingerprints(d.prepare(text)).tobytes()


def words_of_project(project: Project) -> str:
    """What is known in words of a funded project."""
    return "\n".join(part for part in (project.name, project.note, project.outcome) if part)


def key_of(kind: str, number: int) -> str:
    """The name of a text here."""
    return f"{kind}:{number}"


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.split(":")[1]) for key in keys if key.startswith(f"{kind}:")]


def _texts(keys: Iterable[str]) -> Iterable[tuple[str, str]]:
    keys = list(keys)
    for application in Application.objects.filter(pk__in=_ids(keys, APPLICATION)).select_related("form"):
        yield key_of(APPLICATION, application.pk), words_of(application)
    for project in Project.objects.filter(pk__in=_ids(keys, PROJECT), standing=Standing.PUBLISHED):
        yield key_of(PROJECT, project.pk), words_of_project(project)


def _rows(
    mine: str, found: list[tuple[str, d.Overlap]], texts: dict[str, str], labels: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    rows = []
    for other, overlap in found:
        if max(overlap.first_share, overlap.second_share) < LEAST_SHARE or other not in labels:
            continue
        kind, number = other.split(":")
        longest = sorted(overlap.passages, key=lambda p: p.first[0] - p.first[1])[:_MOST]
        own, theirs = texts[mine], texts[other]
        rows.append(
            {
                "kind": kind,
                "id": int(number),
                **labels[other],
                "same_organisation": labels[other]["organisation"] == labels[mine]["organisation"],
                "share": round(overlap.first_share, 4),
                "other_share": round(overlap.second_share, 4),
                "passages": [
                    {"text": own[slice(*p.first)][:LONGEST], "other": theirs[slice(*p.second)][:LONGEST]}
                    for p in longest
                ],
            }
        )
    return sorted(rows, key=lambda row: -max(row["share"], row["other_share"]))[:_MOST]


def _labels(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """How each text is named to the office: its number or name, and its organisation."""
    keys = list(keys)
    found: dict[str, dict[str, Any]] = {}
    for a in Application.objects.filter(pk__in=_ids(keys, APPLICATION)).select_related("organisation"):
        found[key_of(APPLICATION, a.pk)] = {"label": a.number or a.title, "organisation": a.organisation.name}
    for p in Project.objects.filter(pk__in=_ids(keys, PROJECT)):
        found[key_of(PROJECT, p.pk)] = {"label": p.name, "organisation": p.host}
    return found

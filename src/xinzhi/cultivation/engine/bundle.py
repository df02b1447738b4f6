"""A published edition as one file that anyone can recompute: data, list file, results, digest.

A zip of `list.toml`, `data.csv` and `edition.json`. The digest is the SHA-256 of the canonical JSON of what counts: the hashes of list and
data, and each firm's rank, score and tier. It is what stands in the proof log.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from xinzhi.core.bundle import canonical, pack, sha256_of, unpack

from .listfile import ListError, read_list
from .ranking import Ranking, rank
from .table import read_firms

FORMAT = "xinzhi-list/1"
PARTS = ("list.toml", "data.csv", "edition.json")


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A bundle looked at again. `problems` say what does not agree; none: the edition is what its files give."""

    ranking: Ranking
    stated: dict[str, Any]
    digest: str
    problems: tuple[str, ...]


def results_of(ranking: Ranking) -> list[dict[str, Any]]:
    """Each ranked firm's id, rank, score (text, with the list's decimals) and tier, from the first rank on."""
    ids, decimals = ranking.ids, ranking.listed.decimals
    return [
        {
            "id": ids[i],
            "rank": int(ranking.ranks[i]),
            "score": f"{ranking.scores[i]:.{decimals}f}",
            "tier": ranking.tiers[i],
        }
        for i in ranking.order
    ]


def digest_of(list_sha256: str, data_sha256: str, results: list[dict[str, Any]]) -> str:
    """SHA-256, as hex, of what an edition says."""
    return sha256_of({"format": FORMAT, "list": list_sha256, "data": data_sha256, "results": results})


def write_bundle(ranking: Ranking, list_bytes: bytes, about: dict[str, Any]) -> tuple[bytes, str]:
    """The bundle of an edition and its digest; equal input gives equal bytes. `about` (edition, dates, …) is told, not counted."""
    data = ranking.firms.to_csv()
    results = results_of(ranking)
    shas = hashlib.sha256(list_bytes).hexdigest(), hashlib.sha256(data).hexdigest()
    digest = digest_of(*shas, results)
    edition = {"format": FORMAT, "about": about, "list": shas[0], "data": shas[1], "digest": digest, "results": results}
    return pack(dict(zip(PARTS, (list_bytes, data, canonical(edition)), strict=True))), digest


def recompute(bundle: bytes) -> Recomputed:
    """Rank the bundle's data by its list file and compare with what it states. Raises ListError on what is no bundle."""
    parts = unpack(bundle, PARTS, ListError)
    try:
        stated = json.loads(parts["edition.json"])
        claimed = {row["id"]: row for row in stated["results"]}
        told = (stated["list"], stated["data"], stated["digest"])
    except (ValueError, KeyError, TypeError) as error:
        raise ListError(f"edition.json cannot be read: {error}. Ask the publisher for the bundle again.") from error
    listed = read_list(parts["list.toml"], "list.toml")
    ranking = rank(listed, read_firms(parts["data.csv"], listed))
    results = results_of(ranking)
    shas = listed.sha256, hashlib.sha256(parts["data.csv"]).hexdigest()
    digest = digest_of(*shas, results)
    problems = [
        f"{name} is not the file that the edition names"
        for name, found, said in zip(PARTS, shas, told[:2], strict=False)
        if found != said
    ]
    problems += _differences(results, claimed)
    if digest != told[2]:
        problems.append(f"the digest is {digest}, the edition states {told[2]}")
    return Recomputed(ranking, stated, digest, tuple(problems))


def _differences(results: list[dict[str, Any]], claimed: dict[str, dict[str, Any]]) -> list[str]:
    found = [
        f"{row['id']}: computed {_said(row)}, stated {_said(claimed[row['id']])}"
        if row["id"] in claimed
        else f"{row['id']}: not stated"
        for row in results
        if claimed.get(row["id"]) != row
    ]
    ranked = {row["id"] for row in results}
    return found + [f"{key}: stated, but not ranked by these files" for key in claimed if key not in ranked]


def _said(row: dict[str, Any]) -> str:
    return f"rank {row.get('rank')} score {row.get('score')} tier {row.get('tier') or '—'}"

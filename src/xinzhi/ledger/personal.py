"""Which kinds of things are persons: in the log they stand under a pseudonym, also as the thing that was acted on."""

_kinds = {"core.user"}


def personal_kind(kind: str) -> None:
    """Register a kind (`registry.person`) whose entries are persons; a room calls this once when Django is ready."""
    _kinds.add(kind)


def is_personal(kind: str) -> bool:
    return kind in _kinds

"""What the search index has yet to take in: written with each change, read by every host that keeps an index."""

from django.db import models


class SearchChange(models.Model):
    """A searchable thing that was made, changed or deleted; `object_id` None stands for every thing of the kind.

    `transaction` is PostgreSQL's number of the writing transaction, 0 on SQLite, whose writers stand in line anyway.
    With it a reader tells what can still appear below the highest id it has seen.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    transaction = models.BigIntegerField(default=0, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind}:{'*' if self.object_id is None else self.object_id}"

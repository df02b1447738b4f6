"""Vectors of texts, kept so that each is made once."""

from django.db import models


class TextVector(models.Model):
    """The vector of a text by a model: 384 half-precision numbers. The text itself is known by its SHA-256 alone.

    A cache: whatever is deleted here is made anew when it is wanted.
    """

    model = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()
    made_on = models.DateField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "digest"], name="one_vector_a_text")]
        indexes = [models.Index(fields=["made_on"], name="vector_made_on")]

    def __str__(self) -> str:
        return f"{self.model}:{self.digest[:12]}"

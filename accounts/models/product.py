"""Products: what kinds of account the bank offers."""

from django.db import models


class Product(models.Model):
    """A kind of account. Interest, fees and limits are added to it by configuration."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    gl_code = models.CharField(
        "general-ledger code", max_length=8, help_text="Where its accounts stand in the books."
    )

    def __str__(self) -> str:
        return self.name

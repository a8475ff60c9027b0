"""Filters of lists that staff keep by a name."""

from django.db import models
from django.db.models import Q

from bankcore.identity.models.user import User


class SavedView(models.Model):
    """What a member of staff narrows a list of the back office down to, again and again.

    `model` is the list's, such as cases.case; `query` what its address says, without searches:
    whom somebody looked for is not kept. Whoever has the role `shared_with` is offered it too.
    """

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=100)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1_000)
    is_default = models.BooleanField(default=False)
    shared_with = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "model", "name"], name="identity_savedview_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "model"],
                condition=Q(is_default=True),
                name="identity_savedview_one_default",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="identity_savedview_named"),
        ]
        indexes = [
            models.Index(
                fields=["model", "shared_with"],
                condition=~Q(shared_with=""),
                name="identity_savedview_shared",
            )
        ]

    def __str__(self) -> str:
        return self.name

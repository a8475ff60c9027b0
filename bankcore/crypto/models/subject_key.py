"""Subjects' secrets: destroying one makes what was sealed about the subject unreadable."""

from django.db import models

from bankcore.crypto.model_fields import EncryptedBytesField


class SubjectKey(models.Model):
    """The secret that the keys of one subject's values are derived with."""

    subject = models.CharField(max_length=100, primary_key=True)
    secret = EncryptedBytesField(purpose="crypto.subject")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.subject

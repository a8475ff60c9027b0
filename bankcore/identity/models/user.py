"""People who log in: customers and staff."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """One table for all people; `is_staff` opens the back office."""

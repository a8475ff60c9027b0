"""Users in the database."""

from bankcore.identity.models import User


def by_name(username: str) -> User | None:
    """Return the user with this name."""
    return User.objects.filter(username=username).first()


def get(user_id: int) -> User:
    """Return the user; raises User.DoesNotExist."""
    return User.objects.get(pk=user_id)


def add(user: User) -> User:
    """Add a user."""
    user.save(force_insert=True)
    return user

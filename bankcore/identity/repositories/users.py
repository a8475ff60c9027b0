"""Users in the database."""

from bankcore.db.transactions import requires_transaction
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


@requires_transaction
def lock(user_id: int) -> None:
    """Lock the user until the transaction ends, if there is one."""
    User.objects.select_for_update().filter(pk=user_id).first()

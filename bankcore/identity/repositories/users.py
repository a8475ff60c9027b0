"""Users in the database."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q

from bankcore.db.transactions import requires_transaction
from bankcore.identity.models import RoleChange, User


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


def by_email(email: str) -> User | None:
    """Return the active user with this address, if there is exactly one."""
    found = list(User.objects.filter(email__iexact=email, is_active=True).exclude(email="")[:2])
    return found[0] if len(found) == 1 else None


def names_of_staff(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of those of these who are or were staff."""
    was_staff = Exists(RoleChange.objects.filter(user=OuterRef("pk")))
    found = User.objects.filter(Q(is_staff=True) | was_staff, pk__in=user_ids)
    return {
        each.pk: each.get_full_name() or each.username
        for each in found.only("username", "first_name", "last_name")
    }


def save_password(user: User) -> None:
    """Save the user's new password."""
    user.save(update_fields=["password"])


def find(user_id: int) -> User | None:
    """Return the user with this id."""
    return User.objects.filter(pk=user_id).first()


def find_locked(user_id: int) -> User | None:
    """Return the user with this id, locked: a link is used by one request only."""
    return User.objects.select_for_update(no_key=True).filter(pk=user_id).first()


@requires_transaction
def lock(user_id: int) -> None:
    """Lock the user until the transaction ends, if there is one."""
    User.objects.select_for_update().filter(pk=user_id).first()

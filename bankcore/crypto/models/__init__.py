"""Keys in the database, all of them wrapped or sealed."""

from bankcore.crypto.models.data_key import DataKey
from bankcore.crypto.models.rotation import Rotation
from bankcore.crypto.models.subject_key import SubjectKey

__all__ = ["DataKey", "Rotation", "SubjectKey"]

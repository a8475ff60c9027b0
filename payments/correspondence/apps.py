"""What customers and their bank write to each other, and what of the books customers dispute."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """Messages, disputes, notices and staff's notes."""

    name = "payments.correspondence"
    label = "correspondence"

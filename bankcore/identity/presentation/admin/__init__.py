"""People and programs in the back office."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from bankcore.identity.models import User
from bankcore.identity.presentation.admin import api_clients, confirmations

__all__ = ["api_clients", "confirmations"]

admin.site.register(User, UserAdmin)

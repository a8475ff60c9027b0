"""People and programs in the back office."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from bankcore.identity.models import User

admin.site.register(User, UserAdmin)

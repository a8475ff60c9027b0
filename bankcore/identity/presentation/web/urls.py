"""Logging in and out, and the page of one's own log-in."""

from django.urls import path

from bankcore.identity.presentation.web import confirmation, login, passkeys, passwords, security

urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("login/second-step/", login.second_step, name="second_step"),
    path("login/passkey/options/", passkeys.login_options, name="passkey_login_options"),
    path("login/passkey/", passkeys.log_in, name="passkey_login"),
    path("logout/", login.log_out, name="logout"),
    path("password/forgotten/", passwords.forgotten, name="forgotten_password"),
    path("password/link/<int:user_id>/<str:token>/", passwords.follow_link),
    path("password/new/", passwords.new_password, name="new_password"),
    path("confirm/", confirmation.confirm, name="confirm"),
    path("security/", security.overview, name="security"),
    path("security/password/", security.change_password, name="change_password"),
    path("security/app/", security.add_app, name="add_app"),
    path("security/app/remove/", security.remove_app, name="remove_app"),
    path("security/codes/", security.renew_codes, name="renew_codes"),
    path("security/passkeys/options/", passkeys.register_options, name="passkey_options"),
    path("security/passkeys/", passkeys.register, name="add_passkey"),
    path(
        "security/passkeys/<int:passkey_id>/remove/", security.remove_passkey, name="drop_passkey"
    ),
    path("security/sessions/<int:session_id>/end/", security.end_session, name="end_session"),
    path("security/sessions/end-others/", security.end_others, name="end_others"),
    path("security/access/<uuid:access_id>/end/", security.end_access, name="end_access"),
    path("security/devices/forget/", security.forget_devices, name="forget_devices"),
]

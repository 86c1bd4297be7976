"""Addresses of sign-in and account."""

from django.urls import path

from thanglong.services.accounts.views import (
    absence,
    account,
    mandates,
    officer,
    security,
    sign_in,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in", sign_in.choice, name="sign_in"),
    path("sign-in/vneid", sign_in.vneid, name="vneid"),
    path("sign-in/vneid/callback", sign_in.vneid_callback, name="vneid_callback"),
    path("sign-in/officer", officer.first_step, name="officer"),
    path("sign-in/second-step", officer.second_step, name="second_step"),
    path("sign-in/second-step/app", security.enrol, name="enrol"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("account", account.account, name="account"),
    path("account/contact", account.contact, name="contact"),
    path("account/notices", account.notices, name="notices"),
    path("account/sessions", account.sessions, name="sessions"),
    path(
        "account/sessions/<int:sign_in_id>/revocation",
        account.session_revocation,
        name="session_revocation",
    ),
    path("account/security", security.security, name="security"),
    path("account/security/password", security.password, name="password"),
    path("account/security/app", security.app, name="app"),
    path("account/security/app/removal", security.app_removal, name="app_removal"),
    path("account/security/passkey", security.passkey, name="passkey"),
    path(
        "account/security/passkeys/<int:passkey_id>/removal",
        security.passkey_removal,
        name="passkey_removal",
    ),
    path(
        "account/security/tokens/<int:token_id>/revocation",
        security.token_revocation,
        name="token_revocation",
    ),
    path("account/mandates", mandates.mandates, name="mandates"),
    path("account/mandates/new", mandates.new_mandate, name="new_mandate"),
    path("account/mandates/child", mandates.new_child, name="new_child"),
    path(
        "account/mandates/<int:mandate_id>/revocation",
        mandates.mandate_revocation,
        name="mandate_revocation",
    ),
    path("desk/absence", absence.absence, name="absence"),
    path(
        "desk/absence/<int:absence_id>/cancellation",
        absence.absence_cancellation,
        name="absence_cancellation",
    ),
]

"""The addresses of the pages about accounts."""

from django.urls import path

from comity.base.people.views import administering, changing, entering, inviting, nominating, organising, security


app_name = "people"
urlpatterns = [
    path("", organising.account, name="account"),
    path("sign-in/", entering.sign_in, name="sign-in"),
    path("sign-in/passkey/", entering.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/options/", entering.passkey_options, name="passkey-options"),
    path("sign-in/second/options/", entering.second_options, name="second-options"),
    path("sign-out/", entering.sign_out, name="sign-out"),
    path("confirm/", entering.confirm, name="confirm"),
    path("confirm/options/", entering.confirm_options, name="confirm-options"),
    path("password/forgotten/", entering.ask, name="ask"),
    path("password/new/<int:person>/<str:token>/", entering.reset, name="reset"),
    path("setup/", security.setup, name="setup"),
    path("security/", security.security, name="security"),
    path("security/passkeys/new/", security.passkey_add, name="passkey-add"),
    path("security/passkeys/new/options/", security.passkey_add_options, name="passkey-add-options"),
    path("security/passkeys/<int:key>/", security.passkey, name="passkey"),
    path("security/app/", security.app, name="app"),
    path("security/app/remove/", security.app_remove, name="app-remove"),
    path("security/codes/", security.codes, name="codes"),
    path("security/password/", security.password, name="password"),
    path("security/sessions/end/", security.visits_end, name="visits-end"),
    path("security/sessions/<uuid:key>/end/", security.visit_end, name="visit-end"),
    path("delegations/<int:key>/", organising.delegation, name="delegation"),
    path("profile/<uuid:key>/", organising.profile, name="profile"),
    path("invitations/<str:token>/", inviting.invitation, name="invitation"),
    path("organisations/", organising.organisations, name="organisations"),
    path("people/", administering.everybody, name="everybody"),
    path("people/<int:key>/", administering.somebody, name="somebody"),
    path("people/<int:key>/change/", administering.somebody_change, name="somebody-change"),
    path("email/", changing.email, name="email"),
    path("email/<str:token>/", changing.email_confirm, name="email-confirm"),
    path("organisations/invitations/", administering.invitations, name="invitations"),
    path("organisations/<int:key>/end/", administering.organisation_end, name="organisation-end"),
    path("organisations/new/", organising.organisation_edit, name="organisation-new"),
    path("organisations/<int:key>/", organising.organisation, name="organisation"),
    path("organisations/<int:key>/edit/", organising.organisation_edit, name="organisation-edit"),
    path("organisations/<int:key>/invite/", organising.invite, name="invite"),
    path("organisations/invitations/<uuid:key>/", organising.invitation_change, name="invitation-change"),
    path("organisations/members/<int:key>/", organising.member_end, name="member-end"),
    path("organisations/people/<int:key>/restore/", organising.restore, name="restore"),
    path("notes/", nominating.notes, name="notes"),
    path("notes/new/", nominating.note_new, name="note-new"),
    path("notes/<int:key>/", nominating.note, name="note"),
    path("notes/nominations/<uuid:key>/", nominating.nomination, name="nomination"),
]

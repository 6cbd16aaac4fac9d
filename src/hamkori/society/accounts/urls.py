"""Pages of this room, under the language: /<language>/account/… and /<language>/demo/."""

from django.urls import path

from hamkori.society.accounts.views import demo, own, people, signing_in

app_name = "accounts"

urlpatterns = [
    path("account/sign-in/", signing_in.sign_in, name="sign_in"),
    path("account/second-step/", signing_in.second_step, name="second_step"),
    path("account/confirm/", signing_in.step_up, name="step_up"),
    path("account/sign-out/", signing_in.sign_out, name="sign_out"),
    path("account/signed-out/", signing_in.signed_out, name="signed_out"),
    path("account/invitation/", signing_in.invitation, name="invitation"),
    path("account/passkey/options/", signing_in.passkey_options, name="passkey_options"),
    path("account/passkey/sign-in/", signing_in.passkey_sign_in, name="passkey_sign_in"),
    path("account/", own.own, name="own"),
    path("account/password/", own.password, name="password"),
    path("account/sign-out-elsewhere/", own.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("account/posting/", own.posting, name="posting"),
    path("account/second-steps/", own.second_steps, name="second_steps"),
    path("account/second-steps/app/begin/", own.begin_app, name="begin_app"),
    path("account/second-steps/app/", own.app, name="app"),
    path("account/second-steps/app/remove/", own.remove_app, name="remove_app"),
    path("account/second-steps/codes/", own.recovery_codes, name="recovery_codes"),
    path("account/second-steps/passkey/options/", own.new_passkey_options, name="new_passkey_options"),
    path("account/second-steps/passkey/add/", own.add_passkey, name="add_passkey"),
    path("account/second-steps/passkey/remove/", own.remove_passkey, name="remove_passkey"),
    path("account/people/", people.people, name="people"),
    path("account/people/invite/", people.invite, name="invite"),
    path("account/people/confirm/", people.confirm, name="confirm_invitation"),
    path("account/people/withdraw/", people.withdraw, name="withdraw"),
    path("account/people/<slug:uid>/", people.person, name="person"),
    path("account/people/<slug:uid>/posting/", people.start, name="start"),
    path("account/people/<slug:uid>/end/", people.end, name="end"),
    path("account/people/<slug:uid>/password/", people.reset_password, name="reset_password"),
    path(
        "account/people/<slug:uid>/second-steps/remove/",
        people.remove_second_steps,
        name="remove_second_steps",
    ),
    path("account/people/<slug:uid>/close/", people.close, name="close"),
    path("demo/", demo.demo, name="demo"),
    path("demo/<slug:code>/", demo.try_as, name="try_as"),
]

"""Every write of this room, one function each."""

from hamkori.society.accounts.actions.organisations import add_organisation, end_organisation
from hamkori.society.accounts.actions.own import change_details, change_password
from hamkori.society.accounts.actions.people import (
    accept_invitation,
    add_persona,
    confirm_invitation,
    create_account,
    create_first_administrator,
    deactivate,
    invite,
    remove_second_steps,
    reset_password,
    withdraw_invitation,
)
from hamkori.society.accounts.actions.postings import end_posting, start_posting, switch_posting
from hamkori.society.accounts.actions.second_steps import (
    add_passkey,
    begin_totp,
    check_code,
    confirm_totp,
    make_recovery_codes,
    remove_passkey,
    remove_totp,
)
from hamkori.society.accounts.actions.signing_in import sign_out_elsewhere, take_second_step

__all__ = [
    "accept_invitation",
    "add_organisation",
    "add_passkey",
    "add_persona",
    "begin_totp",
    "change_details",
    "change_password",
    "check_code",
    "confirm_invitation",
    "confirm_totp",
    "create_account",
    "create_first_administrator",
    "deactivate",
    "end_organisation",
    "end_posting",
    "invite",
    "make_recovery_codes",
    "remove_passkey",
    "remove_second_steps",
    "remove_totp",
    "reset_password",
    "sign_out_elsewhere",
    "start_posting",
    "switch_posting",
    "take_second_step",
    "withdraw_invitation",
]

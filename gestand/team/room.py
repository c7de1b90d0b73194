"""The doorplate of the room team: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.mfa import signals as factor_signals
from django.utils.translation import gettext_lazy as _

from gestand.core.declarations import Category, NoPersonalData, Personal, Purpose, while_there_is_work, years
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob, SubjectRoot
from gestand.team import factor_log, jobs
from gestand.team.actions.grants import follow_joined_client
from gestand.team.models import Account
from gestand.team.names import names_of_accounts, owners
from gestand.team.proofs import PROOFS

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    house.add_subject_root(SubjectRoot("account", Account, person_like=True))
    house.owners = owners
    house.when_clients_join(follow_joined_client)
    house.add_name_resolver("account", names_of_accounts)
    _open_doors(house)
    _declare(house)
    house.add_proofs(*PROOFS)
    house.add_menu(
        MenuEntry(
            _("Team"),
            "team:accounts",
            "users",
            80,
            "team:accounts",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("Who works here, until when, and for which clients."),
        ),
        MenuEntry(
            _("Firm"),
            "team:firm",
            "building",
            85,
            "team:firm",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("Name, address and colour, as clients see them."),
        ),
    )
    house.add_audit_actions(
        AuditAction("team.sign_in", _("signed in")),
        AuditAction("team.sign_in.fail", _("tried to sign in with a wrong password")),
        AuditAction("team.sign_out", _("signed out")),
        AuditAction("team.factor.add", _("added a second factor")),
        AuditAction("team.factor.remove", _("removed a second factor")),
        AuditAction("team.factor.forget", _("took away second factors that were lost")),
        AuditAction("team.factor.fail", _("gave a wrong second factor")),
        AuditAction("team.password.change", _("changed the password")),
        AuditAction("team.session.revoke", _("ended a session")),
        AuditAction("team.session.prune", _("cleared away sessions that were over")),
        AuditAction("team.profile.change", _("changed an own profile")),
        AuditAction("team.account.create", _("made an account")),
        AuditAction("team.account.deactivate", _("closed an account"), consequential=True),
        AuditAction("team.grant.make", _("gave a stand-in access")),
        AuditAction("team.grant.end", _("ended a stand-in's access")),
        AuditAction("team.grant.client.add", _("gave a stand-in access to a client")),
        AuditAction("team.grant.client.remove", _("took a client out of a stand-in's access")),
        AuditAction(
            "team.grant.client.join", _("had a stand-in's access follow a client that was joined with another")
        ),
        AuditAction("team.login_link.make", _("made a one-time login link")),
        AuditAction("team.login_link.use", _("signed in with a one-time link")),
        AuditAction("team.firm.change", _("changed the firm's profile")),
        AuditAction("cli.package.write", _("wrote a package on the command line")),
        AuditAction("team.setup.finish", _("finished the set-up")),
    )
    house.add_scheduled_job(ScheduledJob(jobs.CLEAR_SESSIONS, timedelta(days=1), at_hour=3))
    factor_signals.authenticator_added.connect(factor_log.on_added)
    factor_signals.authenticator_reset.connect(factor_log.on_added)
    factor_signals.authenticator_removed.connect(factor_log.on_removed)
    factor_signals.authentication_failed.connect(factor_log.on_failed)


def _open_doors(house: House) -> None:
    house.add_access(
        Access.PUBLIC,
        [
            "team:setup",
            "team:setup-firm",
            "team:setup-owner",
            "team:setup-factor",
            "team:setup-mail",
            "team:login-link",
            "team:no-access",
            "account_login",
            "account_logout",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "mfa_login_webauthn",
        ],
    )
    house.add_access(
        Access.SIGNED_IN,
        [
            "team:second-factor",
            "team:profile",
            "team:sessions",
            "team:session-revoke",
            "team:sessions-revoke-others",
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
        ],
    )
    house.add_access(
        Access.OWNER,
        [
            "team:accounts",
            "team:invite",
            "team:account",
            "team:account-link",
            "team:account-deactivate",
            "team:grant",
            "team:grant-end",
            "team:firm",
        ],
    )
    house.close_urls(
        "there is no sign-up, and an account has one address, which the owner looks after",
        [
            "account_signup",
            "account_email",
            "account_email_verification_sent",
            "account_confirm_email",
            "account_confirm_login_code",
        ],
    )


def _declare(house: House) -> None:
    house.declare_table(
        "mfa.Authenticator",
        Personal(
            subject="user",
            categories={
                "user": Category.ACCOUNT,
                "type": Category.ACCOUNT,
                "data": Category.ACCOUNT,
                "last_used_at": Category.ACCOUNT,
            },
            impersonal=["id", "created_at"],
            purposes=[Purpose.SECURITY],
            keep=while_there_is_work(then=years(0), clock="user__left_on"),
            withhold={"data": _("the secret of a second factor: who reads it can sign in as you")},
        ),
    )
    house.declare_table(
        "account.EmailAddress",
        Personal(
            subject="user",
            categories={"user": Category.ACCOUNT, "email": Category.EMAIL},
            impersonal=["id", "verified", "primary"],
            purposes=[Purpose.SECURITY],
            keep=while_there_is_work(then=years(0), clock="user__left_on"),
        ),
    )
    house.declare_table(
        "account.EmailConfirmation",
        Personal(
            subject="email_address__user",
            categories={"email_address": Category.EMAIL},
            impersonal=["id", "created", "sent", "key"],
            purposes=[Purpose.SECURITY],
            keep=while_there_is_work(then=years(0), clock="email_address__user__left_on"),
        ),
    )
    unused = NoPersonalData("the framework's own list of what exists; roles here are fields of the account")
    for label in ("auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType"):
        house.declare_table(label, unused)
    house.declare_outside(
        OutsideData(
            "rate limits of signing in (memory of the running program)",
            NoPersonalData("keyed fingerprints that last minutes, with a key that is made anew at each start"),
        )
    )

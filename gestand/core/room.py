"""The doorplate of the room core: everything it offers to the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gestand.core.audit import jobs as audit_jobs
from gestand.core.audit import sealing
from gestand.core.audit.cards import audit_card
from gestand.core.declarations import NoPersonalData
from gestand.core.egress.site import own_site
from gestand.core.erasure.execute import ERASE
from gestand.core.erasure.replay import AT_A_WORD, REPLAY
from gestand.core.erasure.tidy import FINISH_ERASURES
from gestand.core.files import upkeep as _file_jobs  # noqa: F401 - registers its job
from gestand.core.house import Access, AuditAction, MenuEntry, OutsideData, ScheduledJob
from gestand.core.jobs import upkeep as _job_jobs  # noqa: F401 - registers its jobs
from gestand.core.jobs.cards import todays_failed_jobs
from gestand.core.mail import domain as _domain_jobs  # noqa: F401 - registers its job
from gestand.core.mail import sending as _mail_jobs  # noqa: F401 - registers its jobs
from gestand.core.mail import upkeep as _mail_upkeep  # noqa: F401 - registers its jobs
from gestand.core.mail.cards import todays_mails
from gestand.core.mail.recipients import mail_recipients
from gestand.core.once import upkeep as _sent_form_jobs  # noqa: F401 - registers its job
from gestand.core.proofs_of_core import PROOFS
from gestand.core.search.upkeep import OPTIMIZE_SEARCH

if TYPE_CHECKING:
    from gestand.core.house import House


def open_room(house: House) -> None:
    """Fill the house's shelves with what this room has."""
    _offer_jobs(house)
    _offer_mail(house)
    _offer_audit(house)
    _offer_erasure(house)
    _declare(house)
    house.add_recipient_source(own_site)
    house.add_proofs(*PROOFS)


def _offer_jobs(house: House) -> None:
    house.add_access(Access.TEAM, ["core:jobs", "core:job", "core:job-progress"])
    house.add_access(Access.OWNER, ["core:job-retry"])
    house.add_menu(
        MenuEntry(
            _("Background work"),
            "core:jobs",
            "progress",
            95,
            "core:jobs",
            phone=False,
            place="settings",
            help=_("What the program does by itself, how far it is, and what went wrong."),
        ),
    )
    house.add_today_card(todays_failed_jobs)
    house.declare_outside(
        OutsideData("locks of running workers (workers/)", NoPersonalData("empty files named after a random number"))
    )
    house.add_audit_actions(AuditAction("core.job.retry", _("had a failed job tried again")))
    house.add_scheduled_job(ScheduledJob("core.prune_jobs", every=timedelta(days=1), at_hour=3))
    house.add_scheduled_job(ScheduledJob("core.prune_sent_forms", every=timedelta(days=1), at_hour=3))
    house.add_scheduled_job(ScheduledJob("core.sweep_files", every=timedelta(days=1), at_hour=3))
    house.add_scheduled_job(ScheduledJob(OPTIMIZE_SEARCH, every=timedelta(days=1), at_hour=4))


def _offer_audit(house: House) -> None:
    house.add_access(Access.OWNER, ["core:audit", "core:audit-verify"])
    house.add_menu(
        MenuEntry(
            _("Audit log"),
            "core:audit",
            "shield-lock",
            96,
            "core:audit",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("Who did what and when, and whether it still stands as written."),
        )
    )
    house.add_today_card(audit_card)
    house.add_scheduled_job(ScheduledJob(sealing.SEAL_AUDIT, every=timedelta(minutes=1)))
    house.add_scheduled_job(ScheduledJob(audit_jobs.WITNESS_AUDIT, every=timedelta(days=1), at_hour=17))
    house.add_scheduled_job(ScheduledJob(audit_jobs.VERIFY_AUDIT, every=timedelta(days=1), at_hour=4))
    house.add_audit_actions(
        AuditAction("core.audit.verify", _("had the audit log verified")),
        # A restore takes the log back to an earlier end: this line tells it from a cut.
        AuditAction("core.backup.restore", _("put a backup back")),
    )


def _offer_mail(house: House) -> None:
    house.add_recipient_source(mail_recipients)
    house.add_access(Access.TEAM, ["core:outbox", "core:mail", "core:mail-attachment"])
    house.add_access(
        Access.OWNER,
        [
            "core:outbox-release",
            "core:mail-cancel",
            "core:mail-again",
            "core:mail-arrived",
            "core:mail-settings",
            "core:mail-test",
            "core:mail-test-state",
            "core:mail-domain",
            "core:mail-forget",
        ],
    )
    house.add_menu(
        MenuEntry(_("Outbox"), "core:outbox", "send", 60, "core:outbox", phone=False),
        MenuEntry(
            _("Mail settings"),
            "core:mail-settings",
            "mail",
            86,
            "core:mail-settings",
            Access.OWNER,
            phone=False,
            place="settings",
            help=_("Through which server mail leaves, and how it signs in."),
        ),
    )
    house.add_today_card(todays_mails)
    house.add_audit_actions(
        AuditAction("core.egress.pass", _("let something pass to a recipient")),
        AuditAction("core.mail.settings", _("changed the mail settings")),
        AuditAction("core.mail.settings_forgotten", _("removed the mail settings")),
        AuditAction("core.mail.test", _("asked for a test mail")),
        AuditAction("core.mail.cancel", _("stopped a mail")),
        AuditAction("core.mail.send_again", _("had a mail sent again")),
        AuditAction("core.mail.arrived", _("confirmed that a mail arrived")),
    )
    house.add_scheduled_job(ScheduledJob("core.mend_outbox", every=timedelta(minutes=10)))
    house.add_scheduled_job(ScheduledJob("core.prune_outbox", every=timedelta(days=1), at_hour=3))


def _offer_erasure(house: House) -> None:
    house.add_audit_actions(
        AuditAction(ERASE, _("erased what was held about somebody"), consequential=True),
        AuditAction(AT_A_WORD, _("erased at the word of whom it is about, or of a parent")),
        AuditAction(REPLAY, _("did every erasure of the journal again after a restore")),
    )
    house.add_scheduled_job(ScheduledJob(FINISH_ERASURES, every=timedelta(minutes=10)))
    house.declare_outside(
        OutsideData(
            "journal/erasures.jsonl (what was erased, for after a restore)",
            NoPersonalData("ids that point to nothing any more, names of tables, counts and moments"),
        )
    )


def _declare(house: House) -> None:
    """What core holds outside its own models."""
    house.declare_table(
        "django_tasks_database.DBTaskResult",
        NoPersonalData("the queue: ids of jobs, states and the names of exceptions"),
    )
    house.declare_plumbing("django_migrations", "which migrations have run")
    house.declare_plumbing("sqlite_*", "SQLite's own bookkeeping: counters and statistics")
    for table in ("core_searchposting", "core_searchword", "core_searchfingerprint", "core_searchpiece*"):
        house.declare_plumbing(table, "words of core.SearchEntry, which declares them; they go when the entry goes")
    house.declare_outside(
        OutsideData(
            "log lines (standard error of the running program)",
            NoPersonalData("redacted: ids, codes and counts, no addresses"),
        )
    )
    house.declare_outside(
        OutsideData("journal/audit-head.jsonl (the audit log's head)", NoPersonalData("numbers and hashes of seals"))
    )

"""Addresses of the room core."""

from __future__ import annotations

from django.urls import path

from gestand.core.views import audit, jobs, mail_settings, outbox

app_name = "core"
urlpatterns = [
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit/verify", audit.verify, name="audit-verify"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.job, name="job"),
    path("jobs/<uuid:job_id>/progress/", jobs.job_progress, name="job-progress"),
    path("jobs/<uuid:job_id>/again/", jobs.job_retry, name="job-retry"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/try-again/", outbox.outbox_release, name="outbox-release"),
    path("outbox/<uuid:mail_id>/", outbox.mail, name="mail"),
    path("outbox/<uuid:mail_id>/files/<uuid:attachment_id>/", outbox.mail_attachment, name="mail-attachment"),
    path("outbox/<uuid:mail_id>/stop/", outbox.mail_cancel, name="mail-cancel"),
    path("outbox/<uuid:mail_id>/again/", outbox.mail_again, name="mail-again"),
    path("outbox/<uuid:mail_id>/arrived/", outbox.mail_arrived, name="mail-arrived"),
    path("settings/mail/", mail_settings.mail_settings, name="mail-settings"),
    path("settings/mail/test/", mail_settings.mail_test, name="mail-test"),
    path("settings/mail/test/<uuid:mail_id>/", mail_settings.mail_test_state, name="mail-test-state"),
    path("settings/mail/domain/", mail_settings.mail_domain, name="mail-domain"),
    path("settings/mail/forget/", mail_settings.mail_forget, name="mail-forget"),
]

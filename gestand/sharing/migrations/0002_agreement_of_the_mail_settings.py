"""Take over the agreement with the mail provider, which stood with the mail settings; mail goes on leaving."""

from django.db import migrations


def take_over(apps, _editor):
    settings = apps.get_model("core", "MailSettings").objects.filter(id=1).first()
    if settings is None or settings.agreement_on is None or settings.host_kind != "provider":
        return
    line, _is_new = apps.get_model("sharing", "RegisteredRecipient").objects.get_or_create(
        key="mail_provider",
        defaults={
            "kind": "processor",
            "server": settings.host,
            "created_at": settings.saved_at,
            "changed_at": settings.saved_at,
        },
    )
    apps.get_model("sharing", "ProcessorAgreement").objects.create(
        recipient=line,
        signed_on=settings.agreement_on,
        from_on=settings.agreement_on,
        reference=settings.agreement_reference,
        created_at=settings.saved_at,
        changed_at=settings.saved_at,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0001_initial"),
        ("core", "0010_audit_passages"),
    ]
    run_before = [
        ("core", "0011_agreements_in_the_register"),
    ]

    operations = [
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]

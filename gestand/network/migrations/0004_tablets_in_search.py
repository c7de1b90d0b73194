from django.db import migrations

#: What the second line of a hit said of both, and what it says now of each.
OLD_WORDS = {
    "Telefoon of tablet": {"phone": "Telefoon", "tablet": "Tablet"},
    "Phone or tablet": {"phone": "Phone", "tablet": "Tablet"},
}


def say_which_of_both(apps, schema_editor):
    """The index keeps a copy of the kind's name; its words are not searched for, so that the copy alone is put right."""
    entry_model, device_model = apps.get_model("core", "SearchEntry"), apps.get_model("network", "Device")
    for old, words in OLD_WORDS.items():
        entries = list(entry_model.objects.filter(kind="device", detail__contains=f" · {old}"))
        if not entries:
            continue
        kinds = dict(device_model.objects.filter(kind__in=["phone", "tablet"]).values_list("id", "kind"))
        for entry in entries:
            first, *others = entry.detail.split(" · ")
            word = words.get(kinds.get(entry.object_id, ""), old)
            entry.detail = " · ".join([first, *(word if each == old else each for each in others)])
        entry_model.objects.bulk_update(entries, ["detail"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_search_index"),
        ("network", "0003_tablets"),
    ]

    operations = [
        migrations.RunPython(say_which_of_both, migrations.RunPython.noop),
    ]

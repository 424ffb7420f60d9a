"""Secrets of the second step that were written in the clear are sealed."""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yuanqu_web.accounts.sealing import MARK, seal, unseal


def _each(apps: Apps, turn: Callable[[str], str]) -> None:
    kept = apps.get_model("mfa", "Authenticator")
    for one in kept.objects.filter(type__in=["totp", "recovery_codes"]).iterator(chunk_size=1000):
        data: dict[str, Any] = dict(one.data)
        for name in ("secret", "seed"):
            if name in data:
                data[name] = turn(data[name])
        if "migrated_codes" in data:
            data["migrated_codes"] = [turn(code) for code in data["migrated_codes"]]
        kept.objects.filter(pk=one.pk).update(data=data)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _each(apps, lambda text: text if text.startswith(MARK) else seal(text))


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _each(apps, unseal)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_authority_signatures"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(forwards, backwards)]

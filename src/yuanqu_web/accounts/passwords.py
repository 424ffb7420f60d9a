"""The length of passwords, told in the language of the page (Django's own Chinese lacks this sentence)."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短：至少 %(min_length)d 位。") % {"min_length": self.min_length}

    def get_help_text(self) -> str:
        return self.get_error_message()

"""Forms of the administrator and of the city: what is typed, checked before a service is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yuanqu.powers import Act, Role
from yuanqu_web.accounts.authority import DECIDING, deciders
from yuanqu_web.accounts.models import Organisation, OrganisationKind
from yuanqu_web.accounts.organisations import BESIDE
from yuanqu_web.accounts.services import check_username
from yuanqu_web.accounts.wording import KIND_NAMES, ROLE_NAMES
from yuanqu_web.ui.language import language


def _text(label: Any, *, length: int = 200, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, **more)


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class AddUserForm(forms.Form):
    username = _text(gettext_lazy("账号"), length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = _text(gettext_lazy("姓名"), length=150)
    email = forms.EmailField(label=gettext_lazy("电子邮箱（可不填）"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("怎样登录"),
        choices=(
            ("password", gettext_lazy("用密码（系统生成初始密码）")),
            ("identity", gettext_lazy("只用统一身份认证")),
        ),
    )

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        check_username(name)
        return name


class UserForm(forms.Form):
    name = _text(gettext_lazy("姓名"), length=150)
    email = forms.EmailField(label=gettext_lazy("电子邮箱（可不填）"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = _text(gettext_lazy("理由"), length=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SeatForm(forms.Form):
    organisation = forms.ChoiceField(label=pgettext_lazy("组织", "单位"))
    role = forms.ChoiceField(label=gettext_lazy("岗位"))
    start = _day(gettext_lazy("自"))

    def __init__(self, *args: Any, found: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "organisation", [("", "–"), *((str(o.pk), said(o)) for o in found)])
        _offer(self, "role", [("", "–"), *((r.value, ROLE_NAMES[r]) for r in Role)])
        self.fields["start"].initial = timezone.localdate()


class OrganisationForm(forms.Form):
    """A new organisation. `code`: which enterprise it is, for the kind enterprise only."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"))
    name = _text(gettext_lazy("名称"), required=False)
    name_en = _text(gettext_lazy("英文名称（可不填）"), required=False)
    parent = forms.ChoiceField(label=gettext_lazy("上级"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("所管地方"), required=False)
    code = _text(gettext_lazy("企业代码或全称（类别为企业时）"), required=False)

    def __init__(self, *args: Any, tree: Iterable[Organisation], places: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        _offer(self, "kind", [(k.value, KIND_NAMES[k]) for k in OrganisationKind])
        _offer(self, "parent", [("", "–"), *((str(o.pk), said(o)) for o in tree)])
        _offer(self, "place", [("", "–"), *places])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == OrganisationKind.ENTERPRISE:
            given["enterprise"] = self._enterprise(given.get("code", "").strip())
            given["name"] = given["enterprise"].name if given["enterprise"] else ""
            given["parent"] = given["place"] = ""
        elif not given.get("name", "").strip():
            self.add_error("name", _("写明名称。"))
        if given.get("kind") in BESIDE:
            given["place"] = ""
        return given

    def _enterprise(self, code: str) -> Any:
        rows = apps.get_model("registry", "Enterprise")._default_manager
        found = (list(rows.filter(code=code)[:2]) or list(rows.filter(name=code)[:2])) if code else []
        if len(found) != 1:
            self.add_error("code", _("没有唯一对应的企业：请写代码或全称。"))
            return None
        if Organisation.objects.filter(enterprise=found[0], closed_on__isnull=True).exists():
            self.add_error("code", _("这家企业已经是一个单位。"))
        return found[0]


class RenameForm(forms.Form):
    name = _text(gettext_lazy("名称"))
    name_en = _text(gettext_lazy("英文名称（可不填）"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("所管地方"), required=False)
    reason = _text(gettext_lazy("理由"), length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "place", [("", "–"), *places])


class MoveForm(forms.Form):
    parent = forms.ChoiceField(label=gettext_lazy("移到"), required=False)
    reason = _text(gettext_lazy("理由"), length=500)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tree: Iterable[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "parent", [("", "–"), *((str(o.pk), said(o)) for o in tree)])


class AuthorityForm(forms.Form):
    """`seen`: the open row that the writer saw, as id:version; empty when he saw none."""

    decides = forms.ChoiceField(label=gettext_lazy("由谁决定"))
    countersigns = forms.ChoiceField(label=gettext_lazy("由谁会签"), required=False)
    delegated = forms.BooleanField(label=gettext_lazy("委托园区服务公司办理"), required=False)
    document = _text(gettext_lazy("依据文号"))
    start = _day(gettext_lazy("自"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "decides", [(r.value, ROLE_NAMES[r]) for r in deciders(act)])
        _offer(
            self,
            "countersigns",
            [
                ("", _("不须会签")),
                *((r.value, ROLE_NAMES[r]) for r in DECIDING),
            ],
        )

    def clean_seen(self) -> tuple[int, int] | None:
        return seen_row(self.cleaned_data["seen"])


class EndAuthorityForm(forms.Form):
    document = _text(gettext_lazy("依据文号"))
    end = _day(gettext_lazy("至（不含当日）"))
    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> tuple[int, int] | None:
        return seen_row(self.cleaned_data["seen"])


def seen_row(text: str) -> tuple[int, int] | None:
    """id:version as numbers; ValidationError for anything else."""
    if not text:
        return None
    id, colon, version = text.partition(":")
    if not (colon and id.isdigit() and version.isdigit() and len(text) < 30):
        raise ValidationError(_("请刷新后再填。"))
    return int(id), int(version)


def said(organisation: Organisation) -> str:
    """The name in the language of the page, with the kind."""
    name = organisation.name_en if language() == "en" and organisation.name_en else organisation.name
    return f"{name} · {KIND_NAMES[OrganisationKind(organisation.kind)]}"


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

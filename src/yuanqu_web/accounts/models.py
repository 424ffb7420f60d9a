"""Organisations, people, the seats they hold, and each park's matrix of authority."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from yuanqu.powers import Act, Role


def known_act(value: str) -> None:
    """Refuse what the table of powers does not know. No `choices`: each new act would need a migration."""
    if value not in {act.value for act in Act}:
        raise ValidationError(_("没有这项权力。"))


class OrganisationKind(models.TextChoices):
    CITY = "city", "市"
    OFFICE = "office", "部门"
    COUNTY = "county", "县（市、区）"
    ZONE = "zone", "开发区"
    PARK = "park", "园区"
    SERVICE_COMPANY = "service_company", "园区服务公司"
    ENTERPRISE = "enterprise", "企业"
    BANK = "bank", "银行"
    GUARANTOR = "guarantor", "担保公司"
    INSTITUTE = "institute", "机构"


class Organisation(models.Model):
    """A node of the tree. `place`: id of the pack's place it answers for; `enterprise`: the enterprise it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, default="", blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    place = models.CharField(max_length=60, default="", blank=True)
    enterprise = models.ForeignKey(
        "registry.Enterprise", on_delete=models.PROTECT, related_name="organisations", null=True, blank=True
    )
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["kind", "name"]),)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users by their login name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person. `is_demo`: made by the demo; such an account can't sign in anywhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Seat(models.Model):
    """A role held in an organisation from a day to a day (excluded)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(end__isnull=True),
                name="seat_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class AuthorityRow(models.Model):
    """A row of a park's matrix of authority, by its document; see `yuanqu.powers.Authority`. Rows are never rewritten:
    a change ends the row in force and begins another. `is_sample`: made by the demo, by no document of any park."""

    place = models.CharField(max_length=60)
    act = models.CharField(max_length=60, validators=[known_act])
    decides = models.CharField(max_length=20)
    countersigns = models.CharField(max_length=20, default="", blank=True)
    delegated = models.BooleanField(default=False)
    document = models.CharField(max_length=200)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["place", "act"]),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(decides=Role.SERVICE_COMPANY.value)
                & ~Q(countersigns=Role.SERVICE_COMPANY.value),
                name="service_company_decides_nothing",
            ),
            models.UniqueConstraint(
                fields=["place", "act"], condition=Q(end__isnull=True), name="authority_one_open_row"
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.act}"


class PendingState(models.TextChoices):
    WAITING = "waiting", "待签"
    DONE = "done", "已会签"
    REFUSED = "refused", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class PendingAct(models.Model):
    """What one person signed and what stands only after a second has signed; see `signatures`. `arguments`: what the
    registered handler needs to do it; no secrets. `role`: who signs second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    act = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=120)
    place = models.CharField(max_length=60)
    enterprise = models.CharField(max_length=36, default="", blank=True)
    object_state = models.CharField(max_length=40, default="", blank=True)
    title = models.CharField(max_length=300)
    arguments = models.JSONField(default=dict)
    first = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signed_first")
    first_role = models.CharField(max_length=20)
    first_organisation = models.CharField(max_length=200, default="", blank=True)
    role = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=PendingState.choices, default=PendingState.WAITING)
    second = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="signed_second", null=True, blank=True
    )
    reason = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = (
            models.Index(fields=["state", "place"]),
            models.Index(fields=["first", "-asked_at"]),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["act", "kind", "object_id"], condition=Q(state="waiting"), name="waits_once"
            ),
        )

    def __str__(self) -> str:
        return self.title

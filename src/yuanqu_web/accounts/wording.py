"""Roles, kinds and refusals in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanqu.powers import Role
from yuanqu_web.accounts.models import OrganisationKind
from yuanqu_web.accounts.sealing import BROKEN
from yuanqu_web.ui.navigation import Label

ROLE_NAMES: dict[Role, Label] = {
    Role.ADMINISTRATOR: gettext_lazy("系统管理员"),
    Role.CITY_LEADER: gettext_lazy("市领导"),
    Role.CITY_OFFICER: gettext_lazy("市级经办"),
    Role.COUNTY_OFFICER: gettext_lazy("县区经办"),
    Role.PARK_OFFICER: gettext_lazy("园区经办"),
    Role.SERVICE_COMPANY: gettext_lazy("园区服务公司"),
    Role.FIRM_REPORTER: gettext_lazy("企业填报人"),
    Role.FIRM_HEAD: gettext_lazy("企业负责人"),
    Role.BANK: gettext_lazy("银行"),
    Role.GUARANTOR: gettext_lazy("担保公司"),
    Role.INSTITUTE: gettext_lazy("机构"),
    Role.AUDITOR: gettext_lazy("审计"),
}

KIND_NAMES: dict[OrganisationKind, Label] = {
    OrganisationKind.CITY: gettext_lazy("市"),
    OrganisationKind.OFFICE: gettext_lazy("部门"),
    OrganisationKind.COUNTY: gettext_lazy("县（市、区）"),
    OrganisationKind.ZONE: gettext_lazy("开发区"),
    OrganisationKind.PARK: gettext_lazy("园区"),
    OrganisationKind.SERVICE_COMPANY: gettext_lazy("园区服务公司"),
    OrganisationKind.ENTERPRISE: gettext_lazy("企业"),
    OrganisationKind.BANK: gettext_lazy("银行"),
    OrganisationKind.GUARANTOR: gettext_lazy("担保公司"),
    OrganisationKind.INSTITUTE: gettext_lazy("机构"),
}


def refusal(reason: str) -> str:
    """Why something is refused, and what to do."""
    match reason:
        case "role":
            return _("您的岗位没有这项权限。需要时请系统管理员在“账号”中分配相应岗位。")
        case "state":
            return _("当前状态下不能这样做：可能已被他人处理。请刷新后再看。")
        case "viewing":
            return _("您正以他人身份查看，只能看，不能改。先退出查看。")
        case "matrix":
            return _("该园区的权责清单把这一项交给了其他岗位。可在“权责清单”中查看由谁办理。")
        case "duty":
            return _("请先在网页上处理账号事项：修改初始密码，或设置两步验证。")
        case "sealed":
            return str(BROKEN)
        case _:
            return _("这个地址没有登记由谁使用，因此不开放。")


# what one comes for, in a line; shown at the door of the demo
ROLE_DOES: dict[Role, Label] = {
    Role.ADMINISTRATOR: gettext_lazy("管账号、单位和岗位"),
    Role.CITY_LEADER: gettext_lazy("看全市进度，会签"),
    Role.CITY_OFFICER: gettext_lazy("接收报表，管台账和导入"),
    Role.COUNTY_OFFICER: gettext_lazy("看本地企业，审核报表"),
    Role.PARK_OFFICER: gettext_lazy("审核本园区报表，管本园区台账"),
    Role.SERVICE_COMPANY: gettext_lazy("办理园区委托的事项"),
    Role.FIRM_REPORTER: gettext_lazy("看本企业能得什么，填报表"),
    Role.FIRM_HEAD: gettext_lazy("看本企业能得什么，提交报表"),
    Role.BANK: gettext_lazy("读政策"),
    Role.GUARANTOR: gettext_lazy("读政策"),
    Role.INSTITUTE: gettext_lazy("读政策"),
    Role.AUDITOR: gettext_lazy("看全部，核验审计记录"),
}

"""Acts in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanqu.powers import Act
from yuanqu_web.ui.navigation import Label

ACT_NAMES: dict[Act, Label] = {
    Act.BOARD_READ: _("看看板"),
    Act.POLICY_READ: _("看政策"),
    Act.PARKS_READ: _("看园区"),
    Act.FIRM_READ: _("看企业"),
    Act.SEARCH: _("搜索"),
    Act.JOBS_READ: _("看任务"),
    Act.JOBS_CANCEL: _("取消任务"),
    Act.RECORD_READ: _("看审计记录"),
    Act.RECORD_EXPORT: _("导出审计记录"),
    Act.POWERS_READ: _("看权限总表"),
    Act.ACCOUNTS_READ: _("看账号"),
    Act.ACCOUNTS_CHANGE: _("管理账号"),
    Act.AUTHORITY_READ: _("看权责清单"),
    Act.AUTHORITY_CHANGE: _("改权责清单"),
    Act.VIEW_AS: _("以他人身份查看"),
    Act.RETURN_READ: _("看报表"),
    Act.RETURN_EDIT: _("填报表"),
    Act.RETURN_SUBMIT: _("提交报表"),
    Act.RETURN_WITHDRAW: _("撤回报表"),
    Act.RETURN_CHECK: _("审核报表"),
    Act.RETURN_SEND_BACK: _("退回报表"),
    Act.RETURN_ACCEPT: _("接收报表"),
    Act.RETURN_UNLOCK: _("解锁已接收报表"),
    Act.RETURN_CHASE: _("催报"),
    Act.PERIOD_CHANGE: _("开报、锁定期次"),
    Act.REGISTER_READ: _("看台账"),
    Act.REGISTER_CHANGE: _("登记和修改台账"),
    Act.FIRM_EVENT: _("登记企业变更"),
    Act.IMPORT_READ: _("看导入"),
    Act.IMPORT_CHANGE: _("导入和撤销导入"),
    Act.SIGNATURES_READ: _("看会签"),
    Act.SIGN: _("会签、退回或撤回"),
}
"""Every act has its words; a test holds this to the table."""

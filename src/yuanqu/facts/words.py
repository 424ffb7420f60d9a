"""The words of templates: how to fill in, who states a figure, what it may be used for."""

from __future__ import annotations

from yuanqu.facts.fields import Form
from yuanqu.facts.labels import unit_label
from yuanqu.facts.layout import PaperColumn
from yuanqu.values import Language, Text

FILLING_IN = Text("填写说明", "How to fill in")
HOW_TO = (
    Text("每张工作表是一张报表：第一行是表头，从第二行起填写，一行一个对象。",
         "Each sheet is a form: headings in the first row, one subject per row below."),
    Text("橙色表头的列必填；其他列没有数据就留空，空不等于零。",
         "Columns with orange headings are required; leave others empty where there are no data: empty is not zero."),
    Text("数值按表头括号里的单位填写，也可以把表头的单位改成同类单位（如 万元 改为 元）。",
         "Enter numbers in the unit in the heading's brackets, or change it to another of its kind (10k yuan to yuan)."),
    Text("不要合并单元格，不要改动表头名称；不用的工作表可以留空。",
         "Do not merge cells and do not rename headings; sheets that are not used may stay empty."),
    Text("上传后如有问题，会在原文件的每个单元格上标出。",
         "Problems found on loading are marked in the file itself, cell by cell."),
)  # fmt: skip
SOURCES = {
    "own": Text("企业（单位）申报", "the firm itself"),
    "tax": Text("税务部门", "tax office"),
    "land": Text("国土部门", "land office"),
    "statistics": Text("统计部门", "statistics office"),
    "environment": Text("环保部门", "environment office"),
    "industry": Text("工信部门", "industry office"),
    "science": Text("科技部门", "science office"),
    "city": Text("市直主管部门", "the city's office in charge"),
}
USES = {
    "statistical": Text(
        "仅供汇总统计，不用于对单个企业的认定", "aggregates only, never a decision on one firm"
    ),
    "administrative": Text("用于办理本政策事项", "for carrying out this policy"),
    "public": Text("公开信息", "public"),
}
PERIOD_HINTS = {
    "year": Text("写年份，如 2013", "the year, such as 2013"),
    "month": Text(
        "写 2014-09；一、二月合并写 2014-01/02", "2014-09; January and February together as 2014-01/02"
    ),
    "none": Text("", ""),
}
_CODES = {
    "uscc": Text("18 位统一社会信用代码；也接受 15 位注册号、9 位组织机构代码",
                 "18-character unified social credit code; the 15- and 9-character numbers of the time are accepted too"),
    "gbt4754": Text("国民经济行业代码（GB/T 4754），如 3211", "industry code of GB/T 4754, such as 3211"),
}  # fmt: skip


def describe(form: Form, column: PaperColumn, lang: Language) -> str:
    """The note of a column: what it is, in which unit, who states it, what it may be used for."""
    field, colon, stop = column.field, "：" if lang == "zh" else ": ", "。" if lang == "zh" else ". "
    if field is None:
        return PERIOD_HINTS[form.period].get(lang)
    parts = [field.name.get(lang)]
    if field.type.target in _CODES:
        parts.append(_CODES[field.type.target].get(lang))
    if column.symbol:
        parts.append(f"{'单位' if lang == 'zh' else 'Unit'}{colon}{unit_label(column.symbol, lang)}")
    parts.append(f"{'来源' if lang == 'zh' else 'Stated by'}{colon}{SOURCES[field.source].get(lang)}")
    parts.append(f"{'用途' if lang == 'zh' else 'Use'}{colon}{USES[field.use].get(lang)}")
    return stop.join(parts).strip() + stop.strip()

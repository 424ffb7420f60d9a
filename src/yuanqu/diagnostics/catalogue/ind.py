"""Messages about indicators, observations and targets."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message(
        "IND-001",
        "error",
        "指标“{id}”未登记。",
        "The indicator {id} is not registered.",
        "在 indicators.yaml 或本文件的 indicators 中登记。",
        "Add it to indicators.yaml or to the indicators of this file.",
    ),
    Message(
        "IND-002",
        "error",
        "“{text}”不是期间。",
        "{text} is not a period.",
        "写成 2013、2014-09 或 2014-01/09。",
        "Write 2013, 2014-09 or 2014-01/09.",
    ),
    Message(
        "IND-003",
        "error",
        "{id} {period}：选用的值应恰好一个，现有 {count} 个。",
        "{id} {period}: exactly one value must be the preferred one, there are {count}.",
        "在选用的那个值上写 preferred: true。",
        "Set preferred: true on the one used.",
    ),
    Message(
        "IND-004",
        "warning",
        "指标“{id}”的筛选条件在 {count} 行上得不到结果。",
        "The filter of indicator {id} gave no answer on {count} rows.",
        "补齐这些行的数据，或改写条件。",
        "Complete the data of these rows or rewrite the filter.",
    ),
)

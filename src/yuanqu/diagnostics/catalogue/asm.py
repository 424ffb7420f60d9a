"""Messages about assessments."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message(
        "ASM-001",
        "error",
        "政策包里没有决策“{decision}”。",
        "The pack has no decision {decision}.",
        "可选：{known}。",
        "Known: {known}.",
    ),
    Message(
        "ASM-002",
        "error",
        "事实中没有{kind}“{subject}”。",
        "The facts hold no {kind_en} {subject}.",
        "本事项的对象是{kind}，给出它自己的编号。",
        "The subject of this decision is a {kind_en}: give its own number or code.",
    ),
    Message(
        "ASM-003",
        "error",
        "“{name}”是统计资料，不得用于“{decision}”这类对单个对象的决定。",
        "{name} is statistical and may not be used for {decision_en}, a decision on one subject.",
        "改用行政用途的申报或部门确认数据。",
        "Use declared or confirmed data of administrative use.",
    ),
)

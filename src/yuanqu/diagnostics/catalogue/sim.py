"""Messages about comparing a draft with the policy in force."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message("SIM-001", "error", "草稿“{draft}”不是“{pack}”的草稿。", "The draft {draft} is no draft of {pack}.",
            "pack.yaml 的 id 须相同；草稿请从原政策包复制后修改。", "The id in pack.yaml must be the same; copy the pack and edit the copy."),
    Message("SIM-002", "error", "两个版本都没有决策“{decision}”。", "Neither version has a decision {decision}.",
            "可选：{known}。", "Known: {known}."),
    Message("SIM-003", "warning", "决策“{decision}”只在{side}里有。", "The decision {decision_en} is only in {side_en}.",
            "确认这是本意；没有的一方按没有结果计。", "Check that this is meant; the other side counts as without result."),
    Message("SIM-004", "warning", "草稿的决策“{decision}”用到事实里没有的“{name}”，一律按无数据计。",
            "The draft's decision {decision_en} reads {name}, which the facts don't have: no data throughout.",
            "先补这项事实，再比较。", "Supply this fact before comparing."),
    Message("SIM-005", "info", "草稿与原版内容相同。", "The draft has the same content as the pack."),
)  # fmt: skip

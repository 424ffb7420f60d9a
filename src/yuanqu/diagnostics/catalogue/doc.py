"""Messages about YAML documents: packs, observations, settings."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message("DOC-002", "error", "不是有效的 YAML：{reason}。", "Not valid YAML: {reason}.",
            "检查缩进、冒号和引号。", "Check indentation, colons and quotes."),
    Message("DOC-003", "error", "文件过大或嵌套过深（上限 {limit}）。", "The file is too large or nested too deeply (limit {limit}).",
            "拆分文件或减少层级。", "Split the file or flatten it."),
    Message("DOC-004", "error", "键“{key}”重复。", "The key {key} appears twice.",
            "保留一个，删去另一个。", "Keep one of them."),
    Message("DOC-005", "error", "“{text}”不是有效日期。", "{text} is not a date.",
            "按 2014-07-31 的样式填写。", "Write it as 2014-07-31."),
    Message("DOC-010", "error", "此处应是 {expected}。", "A {expected} belongs here.",
            "按该文件的格式说明改正。", "Correct it by the description of this file."),
    Message("DOC-011", "error", "缺少必填项“{key}”。", "The required key {key} is missing.",
            "补上该项。", "Add it."),
    Message("DOC-012", "error", "未知的键“{key}”。", "Unknown key {key}.",
            "删去，或改为：{near}。", "Remove it, or did you mean: {near}?"),
    Message("DOC-013", "error", "“{value}”不在可选值之内。", "{value} is not one of the allowed values.",
            "可选：{allowed}。", "Allowed: {allowed}."),
    Message("DOC-014", "error", "“{value}”不是 {expected}。", "{value} is not a {expected}.",
            "改为 {expected}。", "Make it a {expected}."),
    Message("DOC-015", "error", "“{key}”要有中文和英文两种文字。", "{key} needs both a Chinese and an English text.",
            "写成 {{zh: …, en: …}}。", "Write {{zh: …, en: …}}."),
    Message("DOC-017", "error", "“{id}”重复。", "{id} is used twice.", "每个标识和名称只能用一次。", "Use each id and name once."),
    Message("DOC-018", "error", "未知的单位“{unit}”。", "Unknown unit {unit}.",
            "改用已知单位，如 元、万元、亿元、亩、m²、%。", "Use a known unit such as 元, 万元, 亿元, 亩, m², %."),
)

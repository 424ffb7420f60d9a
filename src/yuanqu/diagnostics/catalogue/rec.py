"""Messages of the record and its verification."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message("REC-001", "error", "这不是审计记录的导出文件：首行不符。", "This is not an export of the record: its first line does not say so.",
            "用 yuanqu audit export 导出后再核验。", "Export with yuanqu audit export, then verify."),
    Message("REC-002", "error", "这一行不是一条完整的记录。", "This line is not a whole entry.",
            "文件损坏或被改动：请重新索取导出文件。", "The file is damaged or was altered: ask for the export again."),
    Message("REC-003", "error", "应为第 {expected} 条，实为第 {found} 条：有记录被删去、插入或调换次序。", "Entry {expected} was expected and {found} found: entries were removed, inserted or reordered.",
            "与系统当日公布的链头核对，并向审计部门报告。", "Compare with the heads published each day and report it to the auditors."),
    Message("REC-004", "error", "第 {number} 条的内容与其散列不符：内容被改动。", "Entry {number} does not fit its own hash: it was altered.",
            "与系统当日公布的链头核对，并向审计部门报告。", "Compare with the heads published each day and report it to the auditors."),
    Message("REC-005", "error", "第 {number} 条接不上前一条：前面的记录被改动或调换。", "Entry {number} does not follow the one before it: something before it was altered or reordered.",
            "与系统当日公布的链头核对，并向审计部门报告。", "Compare with the heads published each day and report it to the auditors."),
    Message("REC-006", "error", "第 {number} 条与公布的链头不同：整条链被重写过。", "Entry {number} differs from the published head: the chain was written anew.",
            "保全该文件与公布的链头，向审计部门报告。", "Keep this file and the published head, and report it to the auditors."),
    Message("REC-007", "error", "公布的链头是第 {number} 条，而文件只到第 {last} 条：末尾被截去。", "The published head is entry {number} and the file ends at {last}: its end was cut off.",
            "重新索取完整的导出文件；仍缺则向审计部门报告。", "Ask for the whole export again; if it is still short, report it to the auditors."),
    Message("REC-008", "error", "给出的两个链头同为第 {number} 条而散列不同。", "Two heads were given for entry {number} and their hashes differ.",
            "核对链头的来源。", "Check where the heads come from."),
    Message("REC-009", "error", "“{text}”不是链头。", "{text} is not a head.",
            "写成 序号:64 位散列。", "Write NUMBER:HASH, with 64 hexadecimal digits."),
    Message("REC-010", "error", "没有给出文件，而本机没有装平台，无从导出。", "No file was given, and the platform is not installed here, so nothing can be exported.",
            "给出导出文件的路径。", "Give the path of an export."),
    Message("REC-011", "error", "写不了“{path}”：{reason}。", "{path} can't be written: {reason}.",
            "换一个可写的位置。", "Choose a place that can be written."),
)  # fmt: skip

"""Messages of the command line."""

from yuanqu.diagnostics.message import Message

MESSAGES = (
    Message(
        "CLI-001",
        "error",
        "没有文件或文件夹“{path}”。",
        "There is no file or folder {path}.",
        "核对路径。",
        "Check the path.",
    ),
    Message(
        "CLI-002",
        "error",
        "不会写“{suffix}”文件。",
        "Files of type {suffix} can't be written here.",
        "可写：{known}。",
        "Can be written: {known}.",
    ),
    Message(
        "CLI-003",
        "error",
        "“{path}”里没有一致性测试。",
        "There are no conformance tests in {path}.",
        "给出 TCK 的文件夹，如 compliance-level-2。",
        "Give a folder of the TCK, such as compliance-level-2.",
    ),
    Message(
        "CLI-004",
        "warning",
        "截至日期 {day} 早于政策成文日期 {issued}。",
        "The date {day} is before the policy was issued, {issued}.",
        "改用成文之后的日期；参数在此前没有值。",
        "Use a date after it was issued; parameters have no value before.",
    ),
    Message(
        "CLI-005",
        "error",
        "按列计算需要输出文件夹。",
        "Computing over columns needs a folder to write to.",
        "加上 -o 文件夹。",
        "Add -o FOLDER.",
    ),
)

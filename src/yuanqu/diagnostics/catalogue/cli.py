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
)

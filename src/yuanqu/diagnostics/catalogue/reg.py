"""Messages about registers (001–029) and imports into them (030–)."""

from yuanqu.diagnostics.message import Message


def _error(code: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Message:
    return Message(f"REG-{code}", "error", zh, en, hint_zh, hint_en)


MESSAGES = (
    _error(
        "001", "{day} 没有企业使用代码 {code}。", "No enterprise bore the code {code} on {day}.",
        "请核对代码；新企业先在企业名录登记，换过码的用当日有效的代码。",
        "Check the code; register a new enterprise first, and use the code in force on that day.",
    ),
    _error(
        "002", "{day} 有 {count} 家企业使用代码 {code}。", "{count} enterprises bore the code {code} on {day}.",
        "请先在企业沿革中改正代码的起止日期。", "Correct the days of the code in the enterprises' history first.",
    ),
    _error(
        "003", "编号“{key}”已经登记。", 'The number "{key}" is registered already.',
        "请修改已有的一条，或换一个编号。", "Change the one that is there, or choose another number.",
    ),
    _error(
        "004", "{subject_zh}台账中没有“{value}”。", 'The {subject_en} register has no "{value}".',
        "请先登记它，或改正编号。", "Register it first, or correct the number.",
    ),
    _error(
        "005", "它正被 {count} 条在册记录引用，不能终止。", "{count} entries in force refer to it, so it cannot be ended.",
        "请先处理引用它的记录。", "Deal with the entries that refer to it first.",
    ),
    _error(
        "006", "没有可以撤销的修改。", "There is no change to undo.",
        "这是第一个版本；不再需要时请终止。", "This is the first version; end it when it is no longer needed.",
    ),
    _error(
        "007", "须说明理由。", "A reason is needed.",
        "请写明依据或缘由，不少于 {count} 个字。", "State the ground or occasion in at least {count} characters.",
    ),
    _error(
        "008", "变更日期 {day} 不在现用名称或代码的起期 {start} 之后。", "The day {day} is not after {start}, from when the present name or code holds.",
        "请填写实际变更日期。", "Enter the day on which it really changed.",
    ),
    _error(
        "009", "变更日期 {day} 还没有到。", "The day {day} has not come yet.",
        "请在变更生效后登记。", "Record it once it has taken effect.",
    ),
    _error(
        "010", "请填写变更后的内容。", "What it is now must be given.",
        "更名填新名称，换码填新代码，迁址选新所在地，合并和分立填对方代码。",
        "A new name, code or place; for a merger or split the code of the other enterprise.",
    ),
    _error(
        "011", "对方就是这家企业。", "The other enterprise is this one.",
        "请填写另一家企业的代码。", "Enter the code of another enterprise.",
    ),
    _error(
        "030", "同一家企业、同一时间只能属于一个主集群等：与已登记的“{other}”重叠（{span_zh}）。",
        'Not twice at one time: it overlaps "{other}", which is registered ({span_en}).',
        "请先终止前一条，或改起止日期。", "End the earlier one first, or change the days.",
    ),
    _error(
        "031", "这一行属于“{place}”，不在您的范围内。", 'This row belongs to "{place}", outside of your reach.',
        "请删去这一行，或请该地人员导入。", "Remove the row, or ask the officers there to import it.",
    ),
    _error(
        "032", "没有选择文件。", "No file was chosen.",
        "请选择 .xlsx、.csv 或 .parquet 文件。", "Choose an .xlsx, .csv or .parquet file.",
    ),
    _error(
        "033", "文件有 {size} MB，上限 {limit} MB。", "The file has {size} MB; the limit is {limit} MB.",
        "请只保留要导入的表，或分成几个文件。", "Keep only the sheets to be imported, or split the file.",
    ),
    _error(
        "034", "这个文件里没有可以导入的表。", "The file holds no table that can be imported.",
        "请用本页下载的模板填写。", "Use the template offered on this page.",
    ),
    _error(
        "035", "导入后有 {count} 行又被修改，不能整批撤销。", "{count} rows were changed after the import, so it cannot be undone as a whole.",
        "请逐条改正，或用改好的文件再导入一次。", "Correct them one by one, or import a corrected file.",
    ),
    _error(
        "036", "导入处于“{state_zh}”状态，不能这样做。", 'The import is "{state_en}"; this cannot be done now.',
        "请刷新页面看它现在的状态。", "Reload the page to see its state.",
    ),
    _error(
        "037", "预览之后有 {count} 行被别人修改，没有写入。", "{count} rows were changed by others after the preview and were not written.",
        "请重新检查这个文件，看过新的预览再确认。", "Check the file again and confirm the new preview.",
    ),
)  # fmt: skip

"""Messages about facts: 001–019 the schema, 020–039 files, 040–059 sheets and columns, 060–099 cells and rows."""

from yuanqu.diagnostics.message import Message


def _error(code: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Message:
    return Message(f"FACT-{code}", "error", zh, en, hint_zh, hint_en)


_SCHEMA = (
    _error(
        "001", "不认识的键“{key}”。", 'Unknown key "{key}".',
        "请改正拼写（最接近：{nearest}）或删去。", "Correct the spelling (nearest: {nearest}) or remove it.",
    ),
    _error(
        "002", "缺少“{key}”。", '"{key}" is missing.',
        "请补上这个键。", "Add this key.",
    ),
    _error(
        "003", "缺少 {lang} 文字。", "The {lang} text is missing.",
        "中文、英文都要写：{{zh: …, en: …}}。", "Write both languages: {{zh: …, en: …}}.",
    ),
    _error(
        "004", "“{value}”不是字段类型。", '"{value}" is not a field type.',
        "可用：decimal(p,s)、integer、date、boolean、text、code(uscc)、code(gbt4754)、ref(主体)、choice(表或各值)。",
        "Use decimal(p,s), integer, date, boolean, text, code(uscc), code(gbt4754), ref(SUBJECT) or choice(TABLE or values).",
    ),
    _error(
        "005", "不认识的计量单位“{value}”。", 'Unknown unit "{value}".',
        "请用 values/units 中的单位，如 元、万元、m²、亩、kWh、%。", "Use a unit of values/units, such as 元, 万元, m², 亩, kWh, %.",
    ),
    _error(
        "006", "编号“{name}”重复，已用于 {other}。", 'The id "{name}" is used twice; {other} has it already.',
        "请改用别的编号；不同主体只有名称、类型、单位都相同的字段才能同号。",
        "Choose another id; two subjects may share one only for fields of the same name, type and unit.",
    ),
    _error(
        "007", "名称“{name}”重复，已用于 {other}。", 'The name "{name}" is used twice; {other} has it already.',
        "请改名：中文名就是公式里的名称，全包唯一。", "Rename it: the Chinese name is the FEEL name and unique in the pack.",
    ),
    _error(
        "008", "没有字段“{name}”。", 'There is no field "{name}".',
        "请先在 facts.yaml 同一主体下定义它，或改正拼写。", "Define it under the same subject in facts.yaml, or correct the spelling.",
    ),
    _error(
        "009", "“{value}”不在允许的取值之内。", '"{value}" is not an allowed value.',
        "可用：{allowed}。", "Use one of: {allowed}.",
    ),
    _error(
        "010", "单位不相称：单位 {unit}，显示单位 {shown}，类型 {type}。", "Units do not fit: unit {unit}, shown {shown}, type {type}.",
        "只有数值才有单位；shown 须与 unit 同一量纲，且 unit 必填。",
        "Only numbers have units; `shown` needs a `unit` of the same dimension.",
    ),
    _error(
        "011", "选项表“{name}”没有给出。", 'The table of choices "{name}" is not given.',
        "请在政策包中补上该表。", "Add this table to the pack.",
    ),
    _error(
        "035", "表的检查用到“{name}”，它是 {actual}，应为 {expected}。", 'A check of a form uses "{name}", which is {actual} and should be {expected}.',
        "once 的起止用日期，complete 的 fields 用是否、kinds 用选项，title 用文字。",
        "Days of `once` are dates; `complete` takes booleans in `fields` and a choice in `kinds`; `title` is a text.",
    ),
    _error(
        "012", "取值范围不对：{value}。", "This range is wrong: {value}.",
        "range 只用于数值字段；min、max 为数，且 min 不大于 max。", "A range belongs to a number; min and max are numbers, min not above max.",
    ),
    _error(
        "013", "派生字段“{name}”的公式有误：{zh}", 'The formula of the derived field "{name}" is wrong: {en}',
        "请改正 derived；只能引用同一主体的字段。", "Correct `derived`; it may use fields of the same subject only.",
    ),
    _error(
        "014", "“{key}”不能作为表“{form}”的主键。", '"{key}" cannot be the key of form "{form}".',
        "主键须是必填的 text 或 code 字段，同一主体各表相同；名录类表的 fields 中也要列出。",
        "A key is a required text or code field, the same in all forms of a subject; a register also lists it in `fields`.",
    ),
    _error(
        "015", "派生字段“{name}”不能填报。", 'The derived field "{name}" cannot be reported.',
        "请从表的 fields 中去掉；它由公式算出。", "Remove it from the form's fields; its formula computes it.",
    ),
    _error(
        "016", "这里应是 {expected_zh}，却是“{value}”。", 'This should be a {expected_en}, not "{value}".',
        "请按 docs/reference/pack-format.md 改写。", "Rewrite it as docs/reference/pack-format.md says.",
    ),
    _error(
        "017", "没有选项字段“{name}”。", 'There is no choice field "{name}".',
        "choices 下的名称须是某个 choice(值,…) 字段的编号。", "A name under `choices` must be the id of a choice(value, …) field.",
    ),
    _error(
        "018", "“{name}”不能作编号。", '"{name}" cannot be an id.',
        "请用字母开头的英文字母、数字、下划线；period 已有专用。", "Use letters, digits and underscores, a letter first; `period` is taken.",
    ),
    _error(
        "019", "派生字段互相引用成环：{names}。", "Derived fields need each other in a circle: {names}.",
        "请让其中一个不再引用另一个。", "Let one of them do without the other.",
    ),
)  # fmt: skip

_FILES = (
    _error(
        "020", "文件打不开：{reason}。", "The file cannot be opened: {reason}.",
        "请检查路径和权限。", "Check the path and the permissions.",
    ),
    _error(
        "021", "文件名以 {ending} 结尾，内容却是 {actual_zh}。", "The name ends in {ending} but the content is {actual_en}.",
        "请用 Excel 或 WPS 打开后“另存为” {ending}，或改回原来的扩展名。",
        "Open it in Excel or WPS and save as {ending}, or give it its true ending back.",
    ),
    _error(
        "022", "这是旧版 Excel（.xls）文件。", "This is an old Excel (.xls) file.",
        "请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。", "Open it in Excel or WPS and save it as .xlsx.",
    ),
    _error(
        "023", "文件设有密码。", "The file is protected by a password.",
        "请去掉打开密码再上传。", "Remove the password for opening and try again.",
    ),
    _error(
        "024", "工作簿含有宏（{part}）。", "The workbook contains macros ({part}).",
        "请另存为不含宏的 .xlsx 再上传。", "Save it as .xlsx without macros.",
    ),
    _error(
        "025", "文件展开后过大：{what}，上限 {limit}。", "The file unpacks to too much: {what}; the limit is {limit}.",
        "请只保留要上传的表，或分成几个文件。", "Keep only the sheets to be loaded, or split the file.",
    ),
    _error(
        "026", "文件已损坏：{reason}。", "The file is damaged: {reason}.",
        "请用 Excel 或 WPS 重新保存，或重新下载后再上传。", "Save it again in Excel or WPS, or download it anew.",
    ),
    _error(
        "027", "不支持这种文件：{actual_zh}。", "This kind of file is not supported: {actual_en}.",
        "可用 .xlsx、.csv、.parquet，或放有这些文件的文件夹。", "Use .xlsx, .csv, .parquet or a folder of these.",
    ),
    _error(
        "028", "里面没有任何数据。", "There are no data in it.",
        "请在表头之下填写数据。", "Fill in data below the headers.",
    ),
    _error(
        "029", "文字编码认不出来（第 {byte} 字节起）。", "The text encoding is not recognised (from byte {byte} on).",
        "请另存为 UTF-8 编码的 CSV。", "Save it as CSV in UTF-8.",
    ),
    _error(
        "030", "文件“{file}”与 facts.json 记载的摘要不符。", 'File "{file}" differs from the digest in facts.json.',
        "文件被改动或没有传完：请取原件。", "It was changed or is incomplete: fetch the original.",
    ),
    _error(
        "031", "facts.json 有误：{reason}。", "facts.json is faulty: {reason}.",
        "请取原来的数据文件夹，或删去 facts.json 后按普通文件上传。", "Fetch the original folder, or remove facts.json and load plain files.",
    ),
    _error(
        "032", "facts.json 中的文件“{file}”不在文件夹里。", 'File "{file}" of facts.json is not in the folder.',
        "请补齐文件。", "Add the missing file.",
    ),
    _error(
        "033", "工作簿内的 XML 不安全（{what}）。", "The XML inside the workbook is unsafe ({what}).",
        "请用 Excel 或 WPS 打开，另存为新的 .xlsx。", "Open it in Excel or WPS and save it as a new .xlsx.",
    ),
    Message(
        "FACT-034", "warning", "数据按另一版口径（{stamp}）写成。", "These data were written for another schema ({stamp}).",
        "请核对各列含义，或换用新模板。", "Check what the columns mean, or use the new template.",
    ),
)  # fmt: skip

_SHEETS = (
    _error(
        "040", "不认识的工作表“{name}”。", 'Unknown sheet "{name}".',
        "请改名（最接近：{nearest}），或删去这张表。", "Rename it (nearest: {nearest}), or delete this sheet.",
    ),
    _error(
        "041", "看不出这个文件是哪张表：{candidates}。", "It is not clear which form this file holds: {candidates}.",
        "请以表名作文件名，如“企业年报.csv”。", "Name the file after its form, such as enterprise_year.csv.",
    ),
    _error(
        "042", "表“{form_zh}”没有“{name}”这一列。", 'Form "{form_en}" has no column "{name}".',
        "请改正表头（最接近：{nearest}），或删去这一列。", "Correct the heading (nearest: {nearest}), or delete this column.",
    ),
    _error(
        "043", "表“{form_zh}”缺少“{name_zh}”列。", 'Form "{form_en}" lacks the column "{name_en}".',
        "请补上这一列；模板中有它。", "Add this column; the template has it.",
    ),
    _error(
        "044", "表头没有写单位。", "The heading does not say its unit.",
        "请写成“{expected_zh}”。", 'Write "{expected_en}".',
    ),
    _error(
        "045", "单位“{unit}”不能用于此列。", 'The unit "{unit}" does not fit this column.',
        "请用与“{expected_zh}”同类的单位。", 'Use a unit of the same kind as in "{expected_en}".',
    ),
    _error(
        "046", "不认识的单位“{unit}”。", 'Unknown unit "{unit}".',
        "请写成“{expected_zh}”。", 'Write "{expected_en}".',
    ),
    _error(
        "047", "两列都是“{name_zh}”：{first} 和 {second}。", 'Two columns are "{name_en}": {first} and {second}.',
        "请只留一列。", "Keep one of them.",
    ),
    _error(
        "048", "有合并单元格 {range}。", "There are merged cells: {range}.",
        "请取消合并，并在每一格填上数值。", "Unmerge them and fill each cell.",
    ),
    _error(
        "049", "这一格有内容“{value}”，上方却没有表头。", 'This cell holds "{value}" but has no heading above it.',
        "请补上表头，或清除这一格。", "Add a heading, or clear the cell.",
    ),
    _error(
        "050", "单元格 {cell} 远在表格之外。", "The cell {cell} lies far outside the table.",
        "最多 {columns} 列：请清除多余的行列后重新保存。", "At most {columns} columns: clear what lies outside and save again.",
    ),
    _error(
        "051", "列的类型是 {actual}，应为 {expected}。", "The column's type is {actual}; it should be {expected}.",
        "请按口径改写该列的类型。", "Rewrite the column with the type of the schema.",
    ),
)  # fmt: skip

_CELLS = (
    _error(
        "060", "“{value}”不是数：第 {position} 个字符是“{character}”。",
        '"{value}" is not a number: character {position} is "{character}".',
        "请只填数字{unit_zh}。", "Enter digits only{unit_en}.",
    ),
    _error(
        "061", "“{value}”不是写得正确的数。", '"{value}" is not a well-formed number.',
        "请写成 1234.56 或 1,234.56{unit_zh}。", "Write 1234.56 or 1,234.56{unit_en}.",
    ),
    _error(
        "062", "“{value}”的小数位太多，最多 {places} 位。", '"{value}" has too many decimals; at most {places} are kept.',
        "请自行舍入后再填；系统不代为舍入。", "Round it yourself; nothing is rounded on loading.",
    ),
    _error(
        "063", "“{value}”太大，超出 {type} 的位数。", '"{value}" is too large for {type}.',
        "请核对数值{unit_zh}。", "Check the value{unit_en}.",
    ),
    _error(
        "064", "“{value}”小于下限 {limit}。", '"{value}" is below the minimum, {limit}.',
        "请核对；没有数据就留空。", "Check it; leave the cell empty if there are no data.",
    ),
    _error(
        "065", "“{value}”大于上限 {limit}。", '"{value}" is above the maximum, {limit}.',
        "请核对数值和单位。", "Check the value and its unit.",
    ),
    _error(
        "066", "“{value}”不是日期。", '"{value}" is not a date.',
        "请写成 2014-07-31。", "Write 2014-07-31.",
    ),
    _error(
        "067", "“{value}”不是“是”或“否”。", '"{value}" is neither yes nor no.',
        "请填 是 或 否。", "Enter 是/否, yes/no, true/false or 1/0.",
    ),
    _error(
        "068", "“{value}”不在选项之内。", '"{value}" is not one of the choices.',
        "可选：{allowed_zh}。", "Choose one of: {allowed_en}.",
    ),
    _error(
        "069", "必填，却是空的。", "This is required but empty.",
        "请填写。", "Fill it in.",
    ),
    _error(
        "070", "代码“{code}”有 {length} 位。", 'The code "{code}" has {length} characters.',
        "请填 18 位统一社会信用代码；当时的 15 位注册号、9 位组织机构代码也可以。",
        "Enter the 18-character unified social credit code; 15-digit registration numbers and 9-character organisation codes of the time do too.",
    ),
    _error(
        "071", "代码“{code}”第 {position} 位不能是“{character}”。", 'Character {position} of "{code}" cannot be "{character}".',
        "请对照执照核对（可能是：{likely}）。", "Compare it with the licence (likely: {likely}).",
    ),
    _error(
        "072", "代码“{code}”校验不符：第 {position} 位应为“{expected}”，却是“{character}”。",
        'The check digit of "{code}" fails: character {position} should be "{expected}", not "{character}".',
        "代码中有一位抄错：请对照执照核对。", "Some character was copied wrongly: compare the code with the licence.",
    ),
    _error(
        "073", "“{code}”中的组织机构代码校验不符：第 {position} 位应为“{expected}”，却是“{character}”。",
        'The organisation code in "{code}" fails its check: character {position} should be "{expected}", not "{character}".',
        "组织机构代码（18 位代码的第 9—17 位）中有一位抄错：请对照证照核对。",
        "A character of the organisation code (9–17 of the 18) was copied wrongly: compare it with the licence.",
    ),
    _error(
        "074", "注册号“{code}”校验不符：第 {position} 位应为“{expected}”，却是“{character}”。",
        'The check digit of registration number "{code}" fails: digit {position} should be "{expected}", not "{character}".',
        "注册号中有一位抄错：请对照执照核对。", "Some digit was copied wrongly: compare it with the licence.",
    ),
    _error(
        "075", "代码“{value}”是按数字存放的，Excel 已丢掉后面的位数。", 'The code "{value}" is stored as a number; Excel has dropped its last digits.',
        "请先把这一列设为“文本”格式，再重新填写代码。", 'Format the column as "text" first, then enter the codes again.',
    ),
    _error(
        "076", "“{code}”不是行业代码。", '"{code}" is not an industry code.',
        "请按 GB/T 4754 填写，如 3211 或 C3211。", "Write it as in GB/T 4754, such as 3211 or C3211.",
    ),
    _error(
        "077", "“{value}”不是期间。", '"{value}" is not a period.',
        "请写成 2013、2014-09 或 2014-01/02。", "Write 2013, 2014-09 or 2014-01/02.",
    ),
    _error(
        "078", "期间“{value}”不合这张表（{kind_zh}）。", 'The period "{value}" does not suit this form ({kind_en}).',
        "年报写 2013；月报写 2014-09，一、二月合并写 2014-01/02。",
        "Yearly: 2013. Monthly: 2014-09, with January and February together as 2014-01/02.",
    ),
    _error(
        "079", "“{key}”重复：已见于{first_zh}。", '"{key}" is there twice: first in {first_en}.',
        "请只留一行。", "Keep one row.",
    ),
    _error(
        "080", "没有“{value}”这个{subject_zh}。", 'There is no {subject_en} "{value}".',
        "请先录入名录，或改正代码。", "Enter it in the register first, or correct the code.",
    ),
    _error(
        "081", "“{value}”不在名录“{register_zh}”中。", '"{value}" is not in the register "{register_en}".',
        "请先录入名录，或改正代码。", "Enter it in the register first, or correct the code.",
    ),
    _error(
        "082", "公式结果是错误值 {value}。", "The formula gives the error {value}.",
        "请改正公式，或直接填数值。", "Correct the formula, or enter the value.",
    ),
    _error(
        "083", "公式还没有算出结果。", "The formula has no result yet.",
        "请用 Excel 或 WPS 打开，保存后再上传。", "Open the file in Excel or WPS, save it and load it again.",
    ),
    _error(
        "084", "文字过长（{length} 字），上限 {limit}。", "The text is too long ({length} characters); the limit is {limit}.",
        "请缩短。", "Shorten it.",
    ),
    _error(
        "085", "文字含有控制字符（第 {position} 个）。", "The text holds a control character (at {position}).",
        "请删去后重新输入。", "Delete it and type the text anew.",
    ),
    _error(
        "086", "“{value}”是百分数，此列不是比例。", '"{value}" is a percentage but this column is not a ratio.',
        "请按表头的单位填数值，并去掉百分号或百分比格式。", "Enter the value in the heading's unit, without a percent sign or format.",
    ),
    _error(
        "087", "这一格存成了{actual_zh}，应是文字。", "This cell is stored as {actual_en}; it should be text.",
        "请把这一列设为“文本”格式后重新填写。", 'Format the column as "text" and enter it again.',
    ),
    Message(
        "FACT-088", "info", "{count} 格的全角字符已转为半角，如“{value}”。", 'Full-width characters were folded in {count} cells, such as "{value}".',
        "无须处理。", "Nothing to do.",
    ),
    Message(
        "FACT-089", "warning", "没有{subject_zh}名录，{form_zh}中的代码未与名录核对。", "There is no {subject_en} register; the codes in {form_en} were not compared with it.",
        "请把名录一并上传。", "Load the register as well.",
    ),
    _error(
        "090", "“{value}”不是规范的存储写法。", '"{value}" is not in the form in which it is stored.',
        "请写规范代码或选项编号；名称、全角写法只在 Excel 和 CSV 中接受。",
        "Write the plain code or the id of the choice; names and full-width forms are for Excel and CSV.",
    ),
    _error(
        "091", "填了“{given_zh}”，就要填“{needed_zh}”。", '"{given_en}" is given, so "{needed_en}" must be given too.',
        "请补上“{needed_zh}”，或清空“{given_zh}”。", 'Fill in "{needed_en}" or clear "{given_en}".',
    ),
    _error(
        "092", "{per} 在这段时间已有“{other}”（{span_zh}），不能重叠。", '{per} already has "{other}" in that time ({span_en}); they may not overlap.',
        "请先终止前一条，或改起止日期。", "End the earlier one first, or change the days.",
    ),
    _error(
        "093", "止期 {end} 早于起期 {start}。", "The end {end} lies before the start {start}.",
        "请改正起止日期。", "Correct the days.",
    ),
    _error(
        "099", "还有 {count} 处同类问题（{kind}）未列出。", "{count} more problems of the kind {kind} are not listed.",
        "请先改正已列出的。", "Correct those listed first.",
    ),
)  # fmt: skip

MESSAGES = (*_SCHEMA, *_FILES, *_SHEETS, *_CELLS)

"""Messages of decisions over columns: 001 to 019 what can't be compiled, 020 and above when it is run."""

from yuanqu.diagnostics.message import Message, Severity


def _m(code: str, severity: Severity, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Message:
    return Message(f"COL-{code}", severity, zh, en, hint_zh, hint_en)


_SCALAR_ZH = "改写该表达式，或用 --scalar 逐行计算。"
_SCALAR_EN = "Rewrite it, or run it row by row with --scalar."

MESSAGES = (
    _m("001", "error", "“{expression}”不在可整列计算的范围内。", "“{expression}” is outside what can be computed over columns.",
       _SCALAR_ZH, _SCALAR_EN),
    _m("002", "error", "“{expression}”需要“{name}”，但事实中没有该列，也没有设为参数。", "“{expression}” needs “{name}”, which is neither a column nor a constant.",
       "在事实结构中声明该列，或给出参数值。", "Declare the column in the facts, or bind a value."),
    _m("003", "error", "“{expression}”的类型是 {found}，此处需要 {wanted}。", "“{expression}” is of type {found} where {wanted} is needed.",
       "核对列的类型；不同类型的值不比较。", "Check the types of the columns; values of different types do not compare."),
    _m("004", "error", "“{expression}”可能有 {digits} 位数字，超过能保证精确的 {limit} 位。", "“{expression}” may have {digits} digits, more than the {limit} that are exact.",
       "缩小声明的位数，或在规则中先取整。", "Declare fewer digits, or round earlier in the rule."),
    _m("005", "error", "“{expression}”把未取整的商当作数使用。", "“{expression}” uses a quotient as a number without rounding it.",
       "商只能用于比较，或立即取整，如 round half up(a / b, 2)。", "Compare it, or round it at once: round half up(a / b, 2)."),
    _m("006", "error", "“{expression}”的取整位数（{digits}）不是不小于零的常数。", "“{expression}” rounds to {digits} digits, which is no constant from zero up.",
       "写成常数，如 round half up(x, 2)。", "Write a constant: round half up(x, 2)."),
    _m("007", "error", "“{expression}”对商的取整方式（{mode}）不能整列精确计算。", "“{expression}” rounds a quotient by {mode}, which is not exact over columns.",
       "商请用 round half up。", "Use round half up for quotients."),
    _m("008", "error", "“{expression}”的类型 {type} 限定了允许值，无法整列检查。", "“{expression}” has type {type} with allowed values, which are not checked over columns.",
       "把允许值写在决策表的输入值里。", "Put the allowed values into the input values of the table."),
    _m("009", "error", "“{expression}”比较两个商。", "“{expression}” compares two quotients.",
       "改为比较乘积，或先取整。", "Compare products, or round first."),
    _m("010", "error", "“{expression}”中的函数“{function}”不能整列计算。", "The function {function} in “{expression}” is not available over columns.",
       _SCALAR_ZH, _SCALAR_EN),
    _m("011", "error", "“{expression}”：函数“{function}”调用过深。", "“{expression}”: calls of {function} nest too deeply.",
       "去掉递归。", "Remove the recursion."),
    _m("012", "error", "“{expression}”的命中策略 {policy} 给出列表。", "“{expression}” has hit policy {policy}, which gives lists.",
       "改用汇总，或逐行计算。", "Aggregate it, or run it row by row."),
    _m("013", "error", "“{expression}”的命中策略是 PRIORITY，但输出不是常数。", "“{expression}” has hit policy PRIORITY with outputs that are not constant.",
       "把输出写成输出值之一。", "Write the outputs as output values."),
    _m("014", "error", "“{expression}”需要“{name}”，决策服务不能整列计算。", "“{expression}” needs {name}; decision services are not computed over columns.",
       "直接引用其中的决策。", "Require its decisions directly."),
    _m("015", "error", "“{expression}”是 {kind} 形式，不能整列计算。", "“{expression}” is a boxed {kind}, which is not computed over columns.",
       _SCALAR_ZH, _SCALAR_EN),
    _m("016", "error", "参数“{name}”的值类型 {found} 不能用。", "The constant {name} has a value of type {found}, which can't be used.",
       "请用精确小数、文字、布尔值或日期。", "Use exact decimals, text, booleans or dates."),
    _m("020", "error", "没有“{name}”的列 {column}。", "There is no column {column} for {name}.",
       "补上该列。", "Add the column."),
    _m("021", "error", "“{name}”的列是浮点数（{actual}），可能含 NaN，也不精确；声明为 {declared}。", "The column of {name} is floating point ({actual}), inexact and open to NaN; declared {declared}.",
       "请以精确小数保存，缺失写空值。", "Store exact decimals, and null for what is missing."),
    _m("022", "error", "“{name}”的列类型 {actual} 不能无损变为 {declared}。", "The column of {name} is {actual}, which does not turn into {declared} without loss.",
       "核对声明或重新导出。", "Check the declaration, or export it again."),
    _m("030", "error", "文件夹里是另一次计算（规则或事实不同）的结果。", "The folder holds the parts of another run: its rules or facts differ.",
       "请换一个文件夹，或先清空它。", "Choose another folder, or empty this one."),
    _m("031", "error", "清单无法读取：{reason}。", "The manifest can't be read: {reason}.",
       "请换一个文件夹，或先清空它。", "Choose another folder, or empty this one."),
    _m("032", "error", "“{subject}”没有登记表的 Parquet 文件。", "There is no Parquet file of the register of {subject}.",
       "用 yuanqu facts 写出 Parquet 文件夹，或给出每个对象一行的 Parquet 文件。",
       "Write a Parquet folder with yuanqu facts, or give Parquet with one row per subject."),
    _m("033", "error", "--engine 只读取 Parquet：{path}。", "--engine reads Parquet only: {path}.",
       "先把事实写成 Parquet 文件夹。", "Write the facts as a Parquet folder first."),
    _m("034", "error", "有对象在同一期间的报表中出现多行（{source}：{wanted} 行变为 {found} 行）。", "A subject has several rows in a form of one period ({source}: {wanted} rows became {found}).",
       "用 yuanqu facts 检查并去掉重复行。", "Check the facts with yuanqu facts and remove the repeated rows."),
    _m("035", "error", "没有安装 {engine}：{reason}。", "{engine} is not installed: {reason}.",
       "安装：pip install 'yuanqu[spark]'，并需要 Java 17。", "Install it: pip install 'yuanqu[spark]', with Java 17."),
    _m("036", "warning", "“{decision}”不能整列计算，已跳过。", "{decision} can't be computed over columns and was left out.",
       "用 --scalar 逐行计算它。", "Run it row by row with --scalar."),
)  # fmt: skip

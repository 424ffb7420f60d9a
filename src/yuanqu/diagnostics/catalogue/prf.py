"""Messages of proofs about decision tables."""

from yuanqu.diagnostics.message import Message, Severity


def _m(code: str, severity: Severity, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Message:
    return Message(f"PRF-{code}", severity, zh, en, hint_zh, hint_en)


_ANSWER_ZH = "或在 clauses.yaml 的读法里以 answers 记下“{key}”。"
_ANSWER_EN = "or answer it in a reading of clauses.yaml with answers: “{key}”."

MESSAGES = (
    _m("001", "error", "有空档：{witness} 时没有一行适用，结果为空。", "There is a gap: for {witness_en} no row applies and the result is null.",
       "请补一行、改区间端点或设默认输出，" + _ANSWER_ZH, "Add a row, move an end of a range or set a default output, " + _ANSWER_EN),
    _m("002", "warning", "可能有空档：{witness} 时没有一行适用；几列（或外层条件）都取决于{shared}，须核对这一组合会不会出现。",
       "There may be a gap: for {witness_en} no row applies; several columns (or a condition around) depend on {shared}, so check whether it can occur.",
       "会出现就补一行，" + _ANSWER_ZH, "If it can, add a row, " + _ANSWER_EN),
    _m("003", "error", "第 {rows} 行重叠：{witness} 时都适用，而命中策略 UNIQUE 只许一行，结果为空。",
       "Rows {rows} overlap: for {witness_en} both apply, yet UNIQUE allows one only and the result is null.",
       "请把一个区间端点改为不含；或改用 FIRST，并在读法里记录取哪一行。", "Open one end of a range; or use FIRST and record in a reading which row holds."),
    _m("004", "error", "第 {rows} 行重叠而输出不同：{witness} 时都适用（ANY），结果为空。",
       "Rows {rows} overlap with different outputs: for {witness_en} both apply (ANY) and the result is null.",
       "请统一输出或使两行互斥。", "Make the outputs equal or the rows exclusive."),
    _m("005", "warning", "第 {rows} 行重叠：{witness} 时都适用，按 {policy} 取第 {winner} 行。",
       "Rows {rows} overlap: for {witness_en} both apply and row {winner} wins under {policy}.",
       "请把一个区间端点改为不含，" + _ANSWER_ZH, "Open one end of a range, " + _ANSWER_EN),
    _m("006", "info", "第 {winner} 行是第 {loser} 行的特例（{policy}）。", "Row {winner} is a special case of row {loser} ({policy})."),
    _m("007", "warning", "第 {rows} 行永远用不到：它的输入都先归第 {by} 行。", "Row {rows} is never used: rows {by} take all its inputs first.",
       "请调整次序、删去或改写此行，" + _ANSWER_ZH, "Move, delete or rewrite it, " + _ANSWER_EN),
    _m("008", "warning", "第 {rows} 行永远用不到：没有可能的输入能通过“{column}”列。", "Row {rows} is never used: no possible input passes column {column}.",
       "请核对单元格与允许值，" + _ANSWER_ZH, "Compare the cell with the allowed values, " + _ANSWER_EN),
    _m("009", "warning", "第 {rows} 行只在缺数据时用到：其余输入都先归第 {by} 行。",
       "Row {rows} is used only when data is missing: rows {by} take all other inputs first.",
       "没有数据不等于零：请删去此行或写明 null，" + _ANSWER_ZH, "No data is not zero: delete the row or write null, " + _ANSWER_EN),
    _m("010", "error", "第 {rows} 行条件相同而输出不同（{policy}）。", "Rows {rows} have the same conditions and different outputs ({policy}).",
       "请改其一的条件或删去一行。", "Change the conditions of one or delete it."),
    _m("011", "warning", "第 {rows} 行条件和输出都相同。", "Rows {rows} have the same conditions and outputs.",
       "请删去一行，" + _ANSWER_ZH, "Delete one, " + _ANSWER_EN),
    _m("012", "error", "第 {rows} 行没有输出。", "Row {rows} has no output.",
       "请填写输出；确实没有结果时写 null。", "Fill it in; write null where there is no result."),
    _m("013", "error", "第 {rows} 行的输出 {value} 不在输出值 {allowed} 之内。", "The output {value} of row {rows} is not among the output values {allowed}.",
       "请改输出或补输出值。", "Change the output or add it to the values."),
    _m("014", "error", "第 {rows} 行的输出 {value} 的类型是 {found}，应为 {expected}。", "The output {value} of row {rows} is a {found}; {expected} is declared.",
       "请改输出或声明的类型。", "Change the output or the declared type."),
    _m("015", "error", "单元格“{text}”写的是 {found}，而此列是 {expected}，永远不会相符。", "The cell “{text}” speaks of a {found}, yet the column is a {expected}: they never match.",
       "请改单元格，或改列的类型。", "Change the cell, or the type of the column."),
    _m("016", "error", "此列声明为 {declared}，而“{input}”是 {found}。", "The column is declared as {declared}, yet “{input}” is a {found}.",
       "请改列的 typeRef。", "Change the column's typeRef."),
    _m("017", "info", "单元格“{text}”取决于其他输入或用了不能分段的函数，无法精确证明；结论不依赖它。", "The cell “{text}” depends on other inputs, or on a function that has no exact classes, and can't be proved; no conclusion rests on it.",
       "请用案例检验，或改写为区间与列举。", "Test it by cases, or write it as ranges and lists."),
    _m("018", "warning", "决策表（{count} 行）过大，未能证明完毕。", "The table ({count} rows) is too large to prove in full.",
       "请按一个输入拆成几个表，" + _ANSWER_ZH, "Split it by one input, " + _ANSWER_EN),
    _m("019", "info", "{columns} 缺数据时没有结果。", "Without data in {columns_en} there is no result."),
    _m("020", "info", "另有 {count} 处同类问题未逐一列出。", "{count} more of this kind are not listed."),
    _m("021", "warning", "读法“{reading}”的 answers 所答的“{key}”已不存在。", "The reading {reading} answers “{key}”, which is no longer found.",
       "请删去，或照 check 报告的写法改。", "Delete it, or write it as check reports it."),
    _m("022", "error", "“{name}”的单位是 {unit}，而此列的“{input}”是 {expected}。", "The unit of “{name}” is {unit}, yet the column reads “{input}” in {expected}.",
       "请换算后再比较。", "Convert before comparing."),
    _m("023", "warning", "第 {rows} 行可能重叠：{witness} 时都适用（{policy}）；几列（或外层条件）都取决于{shared}，须核对这一组合会不会出现。",
       "Rows {rows} may overlap: for {witness_en} both apply ({policy}); several columns (or a condition around) depend on {shared}, so check whether it can occur.",
       "会出现就使两行互斥，" + _ANSWER_ZH, "If it can, make the rows exclusive, " + _ANSWER_EN),
    _m("024", "warning", "此表不能证明：“{column}”列的类型是 {type}，这种类型的值不能精确分段。",
       "The table can't be proved: column {column} is a {type}, whose values have no exact classes.",
       "请改用日期、数值或列举，" + _ANSWER_ZH, "Use dates, numbers or lists, " + _ANSWER_EN),
)  # fmt: skip

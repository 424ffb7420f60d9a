// Keyboard in a table of rows: j and k move, Enter opens, x selects. A click on a row opens it too.
const typing = (target) => target.closest("input, select, textarea, [contenteditable], dialog");

function rowsOf(table) {
  return [...table.tBodies[0].rows].filter((row) => row.dataset.href);
}

function go(table, step) {
  const rows = rowsOf(table);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("on"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
  rows[at]?.classList.remove("on");
  next.classList.add("on");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

export function startTables() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const table = document.querySelector("table[data-rows]");
    if (!table) return;
    const current = table.querySelector("tr.on");
    if (event.key === "j") go(table, 1);
    else if (event.key === "k") go(table, -1);
    else if (event.key === "Enter" && current === event.target) location.assign(current.dataset.href);
    else if (event.key === "x" && current) current.querySelector("input[type=checkbox]")?.click();
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, summary")) return;
    if (getSelection().toString()) return;
    location.assign(row.dataset.href);
  });
}

// The frame of every page: menus, search, explanations, keyboard in tables, charts where there are any.
import { startSearch } from "./search.js";
import { startTables } from "./tables.js";
import { startWhy } from "./why.js";

for (const form of document.querySelectorAll("[data-submit-on-change]"))
  form.addEventListener("change", () => form.requestSubmit());

// A menu closes on Escape and on a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const button of document.querySelectorAll("dialog [data-close]"))
  button.addEventListener("click", () => button.closest("dialog").close());
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

startSearch();
startTables();
startWhy();

async function charts(root) {
  if (!root.querySelector("[data-chart]")) return;
  const { drawCharts } = await import("./chart.js");
  drawCharts(root);
}
charts(document);
document.addEventListener("htmx:afterSettle", (event) => charts(event.target));
document.addEventListener("toggle", (event) => event.target.open && charts(event.target), true);

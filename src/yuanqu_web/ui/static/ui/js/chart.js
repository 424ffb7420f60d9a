// Draws the charts of a page from the data beside them, and again for print and for another theme.
import { optionFor } from "./chartoption.js";

const LIBRARY = new URL("../../vendor/echarts/echarts.min.js", import.meta.url);
const drawn = new Map();

function load() {
  if (window.echarts) return Promise.resolve(window.echarts);
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
}

export async function drawCharts(root) {
  const echarts = await load();
  for (const place of root.querySelectorAll("[data-chart]")) {
    if (drawn.has(place) || !place.clientWidth) continue;
    const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const chart = echarts.init(place, null, { renderer: "canvas" });
    drawn.set(place, [chart, data]);
    chart.setOption(optionFor(data));
    new ResizeObserver(() => chart.resize()).observe(place);
  }
}

function redraw(grey) {
  for (const [chart, data] of drawn.values()) chart.setOption(optionFor(data, grey), true);
}
addEventListener("beforeprint", () => redraw(true));
addEventListener("afterprint", () => redraw(false));
new MutationObserver(() => redraw(false)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });

// The house theme, read from the same tokens as the rest of the page. In grey for print.
const GREY = { ink: "#000", ink2: "#333", ink3: "#555", line: "#ccc", strong: "#777", accent: "#000", soft: "#ddd", fair: "#444", bad: "#000", paper: "#fff" };

export function palette(grey = false) {
  if (grey) return GREY;
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  return {
    ink: token("--ink"), ink2: token("--ink-2"), ink3: token("--ink-3"), line: token("--line"), strong: token("--line-strong"),
    accent: token("--accent"), soft: token("--accent-soft"), fair: token("--fair"), bad: token("--bad"), paper: token("--paper"),
  };
}

export const number = (value, digits = 2) =>
  value == null ? "—" : value.toLocaleString("en-US", { maximumFractionDigits: digits }).replace("-", "−");

/** Options shared by every chart of the house. */
export function house(colours) {
  const font = getComputedStyle(document.body).fontFamily;
  return {
    animation: false,
    textStyle: { fontFamily: font, fontSize: 12, color: colours.ink2 },
    aria: { enabled: true },
    tooltip: {
      renderMode: "richText", trigger: "axis", confine: true, backgroundColor: colours.paper, borderColor: colours.strong,
      borderWidth: 1, padding: [6, 10], textStyle: { color: colours.ink, fontSize: 12, fontFamily: font }, axisPointer: { lineStyle: { color: colours.strong } },
    },
  };
}

export const axisLook = (colours) => ({
  axisLine: { lineStyle: { color: colours.strong } }, axisTick: { show: false }, axisLabel: { color: colours.ink3, fontSize: 12 },
});
export const valueLook = (colours) => ({
  axisLabel: { color: colours.ink3, fontSize: 12, formatter: (v) => number(v) }, splitLine: { lineStyle: { color: colours.line } },
});

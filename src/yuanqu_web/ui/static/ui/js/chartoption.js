// The ECharts option of a figure: direct labels, the target as a line with its number, the forecast as a band, gaps as gaps.
import { axisLook, house, number, palette, valueLook } from "./charttheme.js";

function lineSeries(line, data, colours) {
  const sample = line.look === "sample";
  const colour = sample ? colours.ink3 : line.look === "other" ? colours.strong : colours.accent;
  return {
    name: line.name, type: data.kind === "bars" ? "bar" : "line", data: line.values, connectNulls: false, barMaxWidth: 28,
    symbol: "circle", symbolSize: 7,
    itemStyle: sample ? { color: colours.paper, borderColor: colour, borderWidth: 1.5 } : { color: colour },
    lineStyle: { color: colour, width: 2, type: sample ? "dashed" : "solid" },
    endLabel: { show: data.kind === "trend" && data.lines.length > 1, formatter: line.name, color: colour, fontSize: 12 },
    label: {
      show: data.axis.length <= 8 && data.lines.length === 1, position: "top", color: colours.ink, fontSize: 12, distance: 7,
      formatter: (point) => number(point.value), textBorderColor: colours.paper, textBorderWidth: 3,
    },
  };
}

function targetLine(data, colours) {
  return {
    silent: true, symbol: "none", lineStyle: { color: colours.fair, width: 1.4, type: [6, 4] },
    label: { formatter: data.targetLabel, position: "insideStartTop", color: colours.fair, fontSize: 12, fontWeight: 600, distance: [2, 4] },
    data: [{ yAxis: data.target }],
  };
}

// The band as a whisker with the median: one due year rarely has neighbours to fill between.
function bandSeries(data, colours) {
  const { at, low, median, high, name } = data.band;
  return {
    name, type: "custom", data: [[at, low, median, high]], encode: { x: 0, y: [1, 2, 3] }, z: 1,
    renderItem: (params, api) => {
      const [x, yLow] = api.coord([at, low]), yMid = api.coord([at, median])[1], yHigh = api.coord([at, high])[1];
      return { type: "group", children: [
        { type: "rect", shape: { x: x - 9, y: yHigh, width: 18, height: Math.max(yLow - yHigh, 1) }, style: { fill: colours.soft, stroke: colours.accent, lineWidth: 1 } },
        { type: "line", shape: { x1: x - 9, x2: x + 9, y1: yMid, y2: yMid }, style: { stroke: colours.accent, lineWidth: 2 } },
        { type: "text", style: { text: number(median, 1), x: x - 14, y: yMid, textAlign: "right", textVerticalAlign: "middle", fill: colours.accent, fontSize: 12 } },
      ] };
    },
    tooltip: { show: true },
  };
}

function tip(points, data) {
  const rows = points.filter((p) => p.seriesType !== "custom").map((p) => `${p.seriesName}  ${number(p.value)} ${data.unit}`);
  const band = data.band;
  if (band && points[0]?.dataIndex === band.at) rows.push(`${band.name}  ${number(band.median, 1)} (${number(band.low, 1)}–${number(band.high, 1)})`);
  return [points[0]?.axisValueLabel, ...rows].join("\n");
}

// The next round number above, so that the top of the axis carries a label one can read.
function nice(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 10;
  return Number((Math.ceil((value * 1.02) / step) * step).toPrecision(3));
}

export function optionFor(data, grey = false) {
  const colours = palette(grey), base = house(colours);
  const series = data.lines.map((line) => lineSeries(line, data, colours));
  if (data.target != null && series.length) series[0].markLine = targetLine(data, colours);
  if (data.band) series.push(bandSeries(data, colours));
  const bounds = [data.target, data.band?.high].filter((v) => v != null);
  return {
    ...base,
    aria: { enabled: true, label: { description: data.title } },
    grid: { left: 8, right: data.lines.length > 1 ? 96 : 28, top: 28, bottom: 8, containLabel: true },
    tooltip: { ...base.tooltip, formatter: (points) => tip([points].flat(), data) },
    xAxis: { type: "category", data: data.axis, boundaryGap: data.kind === "bars" || data.axis.length < 3, ...axisLook(colours) },
    yAxis: { type: "value", scale: data.kind === "trend", max: bounds.length ? (r) => nice(Math.max(r.max, ...bounds)) : null, ...valueLook(colours) },
    series,
  };
}

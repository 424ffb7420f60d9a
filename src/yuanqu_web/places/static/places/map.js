// Parks on the outlines of the city, drawn by ECharts on a canvas: no tiles, no WebGL, nothing from outside.
import { house, palette } from "../ui/js/charttheme.js";

const LIBRARY = new URL("../vendor/echarts/echarts.min.js", import.meta.url);

function library() {
  if (window.echarts) return Promise.resolve(window.echarts);
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.onload = () => done(window.echarts);
    script.onerror = failed;
    document.head.append(script);
  });
}

// Labels of neighbouring places point away from their middle.
function side(place, all, narrow) {
  const near = all.filter((other) => Math.hypot(other.at[0] - place.at[0], other.at[1] - place.at[1]) < 0.09);
  if (near.length < 2) return narrow ? "top" : "right";
  const middle = [0, 1].map((axis) => near.reduce((sum, other) => sum + other.at[axis], 0) / near.length);
  const [dx, dy] = [place.at[0] - middle[0], place.at[1] - middle[1]];
  if (Math.abs(dy) > Math.abs(dx) * 0.5 && dy > 0) return "top";
  return dx >= 0 ? "right" : narrow ? "bottom" : "left";
}

function option(data, narrow) {
  const colours = palette();
  const most = Math.max(1, ...data.places.map((place) => place.firms));
  return {
    ...house(colours),
    tooltip: {
      ...house(colours).tooltip, trigger: "item",
      formatter: (item) => item.componentType === "geo" ? data.regions[item.name] ?? "" :
        [item.name, item.data.firms ? data.words.firms.replace("{}", item.data.firms) : "", item.data.approximate ? data.words.approximate : ""].filter(Boolean).join("\n"),
    },
    geo: {
      map: "city", roam: false, nameProperty: "adcode", top: 12, bottom: 12, left: 8, right: 8, aspectScale: 0.88, preserveAspect: "contain",
      itemStyle: { areaColor: colours.soft, borderColor: colours.strong, borderWidth: 1 },
      label: { show: true, color: colours.ink3, fontSize: 12, formatter: (region) => data.regions[region.name] ?? "" },
      emphasis: { itemStyle: { areaColor: colours.soft, borderColor: colours.accent }, label: { color: colours.ink } },
      select: { disabled: true },
    },
    series: [{
      type: "scatter", coordinateSystem: "geo", symbol: "circle",
      data: data.places.map((place) => ({
        name: place.name, value: place.at, firms: place.firms, approximate: place.approximate, href: place.href,
        symbolSize: 9 + 16 * Math.sqrt(place.firms / most),
        // A hollow mark: the position is approximate.
        itemStyle: place.approximate
          ? { color: "transparent", borderColor: colours.accent, borderWidth: 2, borderType: "dashed" }
          : { color: colours.accent },
        label: { position: side(place, data.places, narrow) },
      })),
      label: {
        show: true, color: colours.ink, fontSize: 12, fontWeight: 600, distance: 6, textBorderColor: colours.paper, textBorderWidth: 3,
        formatter: (item) => item.data.firms && !narrow ? `${item.name} ${item.data.firms}` : item.name,
      },
      cursor: "pointer",
    }],
  };
}

const place = document.querySelector("[data-park-map]");
if (place) {
  const data = JSON.parse(document.getElementById(place.dataset.parkMap).textContent);
  const [echarts, shapes] = await Promise.all([library(), fetch(data.source).then((answer) => answer.json())]);
  shapes.features = shapes.features.filter((feature) => !data.city.includes(String(feature.id)));
  echarts.registerMap("city", shapes);
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption(option(data, place.clientWidth < 560), true);
  draw();
  chart.on("click", (item) => item.data?.href && location.assign(item.data.href));
  new ResizeObserver(() => { chart.resize(); draw(); }).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

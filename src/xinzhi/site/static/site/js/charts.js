// Draws every <figure data-chart="ID"> from the Vega-Lite spec in <script type="application/json" id="ID">.
// The bundle (vendor/vega.js) runs Vega's interpreter, so that the page needs neither eval nor inline style.
(() => {
  "use strict";
  const token = (style, name) => style.getPropertyValue(name).trim();

  // Charts take their colours from the page's tokens, so a change of scheme is a redraw.
  const config = () => {
    const style = getComputedStyle(document.documentElement);
    const t = (name) => token(style, name);
    const font = getComputedStyle(document.body).fontFamily;
    const axis = { labelColor: t("--ink-3"), titleColor: t("--ink-2"), gridColor: t("--line-2"), domainColor: t("--line"), tickColor: t("--line") };
    return {
      background: "transparent", font,
      axis, legend: { labelColor: t("--ink-2"), titleColor: t("--ink-2") },
      title: { color: t("--ink"), subtitleColor: t("--ink-3") }, header: { labelColor: t("--ink-2"), titleColor: t("--ink-2") },
      mark: { color: t("--azure") }, text: { color: t("--ink-2") }, rule: { color: t("--seal") },
      range: {
        category: ["--azure", "--jade", "--amber-fill", "--seal", "--teal", "--ink-3"].map(t),
        heatmap: [0, 2, 4, 6, 8, 9].map((i) => t(`--heat-${i}`)), ramp: [1, 3, 5, 7, 9].map((i) => t(`--heat-${i}`)),
      },
    };
  };
  const merge = (under, over) => {
    const out = { ...under };
    for (const [key, value] of Object.entries(over)) {
      out[key] = value && typeof value === "object" && !Array.isArray(value) && out[key] ? merge(out[key], value) : value;
    }
    return out;
  };

  const draw = async (figure) => {
    const source = document.getElementById(figure.dataset.chart);
    const box = figure.querySelector(".chart-box");
    if (!source || !box || !window.xinzhiEmbed) return;
    const spec = JSON.parse(source.textContent);
    const title = figure.querySelector("figcaption b");
    spec.config = merge(spec.config || {}, config());
    spec.description = spec.description || (title ? title.textContent : "");
    try {
      await window.xinzhiEmbed(box, spec);
    } catch (error) {
      box.textContent = "";
      const table = figure.querySelector("details");
      if (table) table.open = true;
      console.warn("chart", figure.dataset.chart, error);
    }
  };
  const drawAll = () => document.querySelectorAll("figure[data-chart]").forEach(draw);
  document.addEventListener("themechange", drawAll);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawAll();
})();

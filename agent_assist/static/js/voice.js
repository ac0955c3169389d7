// The CX pages: filters that apply as they are chosen, and the two charts. Without this the page has all figures in tables.

const SHADES = { very_negative: "--mood--2", negative: "--mood--1", neutral: "--mood-0", positive: "--mood-1", very_positive: "--mood-2" };
const STROKES = [["--bad", "solid", "circle"], ["--focus", "solid", "rect"], ["--good", "dashed", "triangle"], ["--accent", "solid", "diamond"], ["--ink-3", "dotted", "roundRect"]];
const FAINT = { negative: 0.72, positive: 0.72, neutral: 0.45 };

for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", () => form.requestSubmit());
  // an address without the choices that were not made
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}

// a line whose labels were corrected is shown anew where it stands, and keeps the focus
document.addEventListener("labels:changed", async ({ detail }) => {
  const line = document.querySelector(`[data-message="${detail}"]`);
  const answer = await fetch(`/voice/verbatims/${detail}${location.search}`, { headers: { "X-Fragment": "word" } });
  if (!answer.ok) return;
  line.outerHTML = await answer.text();
  document.querySelector(`[data-label="${detail}"]`).focus();
});

const told = document.getElementById("charts");
if (told) start(JSON.parse(told.textContent));

function start(data) {
  const boxes = [...document.querySelectorAll("[data-chart]")];
  const { echarts } = window;
  if (!echarts) {
    for (const box of boxes) {
      const line = document.createElement("p");
      line.className = "failed";
      line.textContent = box.dataset.failed;
      box.replaceChildren(line);
    }
    return;
  }
  const options = { moods: () => moods(data, as), topics: () => topics(data) };
  let as = "share";
  const drawn = boxes.map((box) => {
    box.replaceChildren();
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.on("click", ({ dataIndex, seriesId }) => open(data, box.dataset.chart, dataIndex, seriesId));
    new ResizeObserver(() => chart.resize({ animation: { duration: 0 } })).observe(box);
    return [chart, options[box.dataset.chart]];
  });
  const draw = () => drawn.forEach(([chart, option]) => chart.setOption(option(), true));
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  document.fonts?.ready.then(draw);
  const scale = document.querySelector("[data-scale]");
  if (!scale) return;
  scale.hidden = false;
  scale.addEventListener("click", ({ target }) => {
    const chosen = target.closest("[data-as]");
    if (!chosen) return;
    as = chosen.dataset.as;
    for (const one of scale.querySelectorAll("[data-as]")) one.setAttribute("aria-pressed", String(one === chosen));
    draw();
  });
}

/** The words behind a bar or a point. */
function open(data, kind, place, key) {
  const address = new URL(data.words, location.origin);
  address.searchParams.set("from", data.steps[place].from);
  address.searchParams.set("to", data.steps[place].to);
  if (kind === "moods") address.searchParams.set("mood", key);
  else {
    address.searchParams.set("topic", key);
    address.searchParams.set("complaint", "1");
  }
  location.assign(address);
}

/** The value of a colour token as it stands in the page's theme. */
function colour(token) {
  const probe = document.createElement("i");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function frame(data, most) {
  const ink = colour("--ink-2");
  const font = getComputedStyle(document.body).fontFamily;
  const number = new Intl.NumberFormat(data.language);
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 150,
    textStyle: { fontFamily: font },
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      axisPointer: { type: most ? "shadow" : "line", shadowStyle: { color: colour("--ink"), opacity: 0.05 } },
      backgroundColor: colour("--surface"),
      borderColor: colour("--line"),
      textStyle: { color: colour("--ink"), fontFamily: font, fontSize: 13 },
    },
    xAxis: {
      type: "category",
      data: data.steps.map((step) => step.label),
      axisLine: { lineStyle: { color: colour("--line") } },
      axisTick: { show: false },
      axisLabel: { color: ink, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour("--line") } },
      axisLabel: { color: ink, fontSize: 12, formatter: (value) => number.format(value) },
    },
  };
}

function moods(data, as) {
  const totals = data.steps.map((_, place) => data.moods.reduce((sum, line) => sum + line.counts[place], 0));
  const number = new Intl.NumberFormat(data.language);
  const percent = new Intl.NumberFormat(data.language, { style: "percent" });
  const option = frame(data, true);
  if (as === "share") Object.assign(option.yAxis, { max: 1, minInterval: 0, interval: 0.25 }, { axisLabel: { ...option.yAxis.axisLabel, formatter: (value) => percent.format(value) } });
  const surface = colour("--surface");
  option.tooltip.formatter = (points) => {
    const place = points[0].dataIndex;
    const lines = [...data.moods].reverse().map((line, at) => {
      const mark = points.find((point) => point.seriesId === line.key)?.marker ?? "";
      const share = totals[place] ? percent.format(line.counts[place] / totals[place]) : "–";
      return `${mark}${line.name}: <b>${share}</b> (${number.format(line.counts[place])})`;
    });
    return [`<b>${data.steps[place].label}</b> · n ${number.format(totals[place])}`, ...lines].join("<br>");
  };
  // the unhappy at the bottom, where all bars begin and compare best
  option.series = data.moods.map((line) => ({
    id: line.key,
    name: line.name,
    type: "bar",
    stack: "moods",
    barCategoryGap: "22%",
    cursor: "pointer",
    itemStyle: { color: colour(SHADES[line.key]), opacity: FAINT[line.key] ?? 1, borderColor: surface, borderWidth: 0.5 },
    data: line.counts.map((count, place) => (as === "count" ? count : totals[place] ? count / totals[place] : 0)),
  }));
  return option;
}

function topics(data) {
  const option = frame(data, false);
  option.series = data.topics.map((line, at) => {
    const [token, type, symbol] = STROKES[at];
    return {
      id: line.key,
      name: line.name,
      type: "line",
      cursor: "pointer",
      symbol,
      symbolSize: data.steps.length > 14 ? 5 : 7,
      lineStyle: { width: at ? 1.75 : 3, type },
      itemStyle: { color: colour(token) },
      emphasis: { focus: "series" },
      z: 5 - at,
      data: line.counts,
    };
  });
  return option;
}

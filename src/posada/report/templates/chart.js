"use strict";
// The chart of one place, drawn when somebody chooses it on the map: bands, median and counts.
const fanChart = (() => {
  const HEIGHT = 260, LEFT = 52, RIGHT = 10, TOP = 18, BOTTOM = 26;
  const create = (name, attributes, text) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (text !== undefined) node.textContent = text;
    return node;
  };

  // A round step (1, 2 or 5 times a power of ten) that reaches the largest in four parts.
  function stepUp(largest) {
    const rough = Math.max(largest, 10) / 4, power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((factor) => power * factor).find((step) => step >= rough);
  }

  return function draw(data, place, day, room) {
    const WIDTH = Math.min(Math.max(room, 280), 640);
    const bands = data.whole[place] || Object.fromEntries(
      ["p05", "p25", "p50", "p75", "p95"].map((name) => [name, data.people[name][place]]));
    const counts = data.counts[place] || [];
    // What is too small to be shown is drawn at one height, whatever it is.
    const shown = (value) => value < 0 ? data.least / 2 : value;
    const highest = Math.max(...bands.p95, ...counts.map((count) => count[2]));
    const step = stepUp(highest), top = Math.ceil(Math.max(highest, 10) / step) * step;
    const last = Math.max(data.days.length - 1, 1);
    const across = (n) => LEFT + n / last * (WIDTH - LEFT - RIGHT);
    const down = (people) => HEIGHT - BOTTOM - shown(people) / top * (HEIGHT - TOP - BOTTOM);
    const points = (values) => values.map((v, n) => `${across(n).toFixed(1)} ${down(v).toFixed(1)}`);
    const name = bands.name || data.places[place].name;
    const svg = create("svg", { class: "fan", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": data.texts.chart.replace("%s", () => name) });
    const add = (...rest) => svg.append(create(...rest));
    const numbers = new Intl.NumberFormat(data.locale);
    const dates = new Intl.DateTimeFormat(data.locale,
      { month: "short", day: "numeric", timeZone: "UTC" });

    for (let value = 0; value <= top; value += step) {
      add("path", { class: "grid", d: `M${LEFT} ${down(value)}H${WIDTH - RIGHT}` });
      add("text", { class: "end", x: LEFT - 5, y: down(value) + 4 }, numbers.format(value));
    }
    const apart = Math.max(1, Math.ceil(data.days.length / (WIDTH / 90)));
    for (let n = 0; n < data.days.length; n += apart) {
      const end = across(n) > WIDTH - 40;
      add("text", { class: end ? "end" : "mid", x: across(n), y: HEIGHT - 8 },
        dates.format(new Date(data.days[n])));
    }
    for (const [low, high, kind] of [["p05", "p95", "band95"], ["p25", "p75", "band50"]]) {
      const outline = [...points(bands[high]), ...points(bands[low]).reverse()];
      add("path", { class: kind, d: `M${outline.join("L")}Z` });
    }
    add("path", { class: "median", d: `M${points(bands.p50).join("L")}` });
    add("path", { class: "asof", d: `M${across(data.asOf)} ${TOP}V${HEIGHT - BOTTOM}` });
    const late = across(data.asOf) > WIDTH - 90;
    add("text", { class: late ? "end" : "start", x: across(data.asOf) + (late ? -4 : 4), y: TOP - 6 },
      data.texts.cutoff);
    add("path", { class: "today", d: `M${across(day)} ${TOP}V${HEIGHT - BOTTOM}` });
    for (const [on, low, high, known] of counts) {
      if (high !== low) add("path", { class: "bar", d: `M${across(on)} ${down(low)}V${down(high)}` });
      add("circle", { class: known ? "known" : "later", cx: across(on), cy: down(low), r: 4 });
    }
    return svg;
  };
})();

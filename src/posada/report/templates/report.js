"use strict";
// The map of the page: no library, no network. People are circles; areas grow with the median.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("map");
  const slider = document.getElementById("day");
  const date = document.getElementById("date");
  const told = document.getElementById("told");
  const select = document.getElementById("place");
  const play = document.getElementById("play");
  const chart = document.getElementById("chart");
  const texts = data.texts;
  const format = new Intl.NumberFormat(data.locale);
  const located = data.places.map((place, index) => index).filter((i) => data.places[i].at);
  const mercator = ([east, north]) =>
    [east * Math.PI / 180, Math.log(Math.tan(Math.PI / 4 + north * Math.PI / 360))];
  const spots = data.places.map((place) => place.at && mercator(place.at));
  const states = data.states.map((line) => line.map(mercator));
  const land = data.land.map((ring) => ring.map(mercator));
  // Where land was cut off at the edge of the box there is no coast: such sides are not drawn.
  const slack = (data.box[2] - data.box[0]) / 1000;
  const onEdge = ([a, b], [c, d]) => [[a, c, 0], [b, d, 1], [a, c, 2], [b, d, 3]].some(
    ([u, v, side]) => Math.abs(u - data.box[side]) < slack && Math.abs(v - data.box[side]) < slack);
  const cut = data.land.map((ring) =>
    ring.map((point, i) => onEdge(ring[(i || ring.length) - 1], point)));
  const most = Math.max(50, ...data.people.p50.flat());
  const view = { x: 0, y: 0, scale: 1 };
  let day = data.asOf, chosen = -1, timer = 0, home = 1, moved = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);
  const figure = (value) => value < 0 ? texts.small : format.format(value);
  const spread = (low, high) =>
    low === high || (low === "0" && high === texts.small) ? high : `${low}–${high}`;
  const rounded = (value) => value < 0 ? value : Math.round(value / 10) * 10;
  const radius = (value) => value === 0 ? 0 : value < 0 ? 2.5 : 3 + 23 * Math.sqrt(value / most);
  const toScreen = ([x, y]) => [
    canvas.clientWidth / 2 + (x - view.x) * view.scale,
    canvas.clientHeight / 2 - (y - view.y) * view.scale,
  ];

  function showAll() {
    moved = false;
    if (!located.length) return;
    const xs = located.map((i) => spots[i][0]), ys = located.map((i) => spots[i][1]);
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [low, high] = [Math.min(...ys), Math.max(...ys)];
    view.x = (left + right) / 2;
    view.y = (low + high) / 2;
    const across = (canvas.clientWidth - 90) / Math.max(right - left, 0.01);
    const down = (canvas.clientHeight - 80) / Math.max(high - low, 0.01);
    home = view.scale = Math.min(across, down);
  }

  function zoom(factor, at) {
    const [px, py] = at || [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const dx = px - canvas.clientWidth / 2, dy = canvas.clientHeight / 2 - py;
    const scale = Math.min(Math.max(view.scale * factor, home * 0.8), home * 200);
    view.x += dx / view.scale - dx / scale;
    view.y += dy / view.scale - dy / scale;
    view.scale = scale;
    moved = true;
    draw();
  }

  function path(pen, points) {
    pen.beginPath();
    points.forEach((point, i) => {
      const [x, y] = toScreen(point);
      if (i) pen.lineTo(x, y); else pen.moveTo(x, y);
    });
  }

  function drawLand(pen) {
    pen.fillStyle = colour("--land");
    pen.strokeStyle = colour("--border");
    pen.lineWidth = 0.7;
    pen.lineJoin = "round";
    land.forEach((ring, number) => {
      path(pen, ring);
      pen.fill();
      pen.beginPath();
      ring.forEach((point, i) => {
        const [x, y] = toScreen(point);
        if (!i || cut[number][i]) pen.moveTo(x, y); else pen.lineTo(x, y);
      });
      if (!cut[number][0]) pen.lineTo(...toScreen(ring[0]));
      pen.stroke();
    });
    pen.strokeStyle = colour("--state");
    pen.setLineDash([2, 2]);
    for (const line of states) { path(pen, line); pen.stroke(); }
    pen.setLineDash([]);
  }

  function drawRoutes(pen) {
    pen.strokeStyle = colour("--soft");
    pen.lineWidth = 1.2;
    for (const [from, to] of data.routes) {
      if (spots[from] && spots[to]) { path(pen, [spots[from], spots[to]]); pen.stroke(); }
    }
  }

  function drawPlace(pen, i) {
    const [x, y] = toScreen(spots[i]);
    const size = radius(data.people.p50[i][day]);
    pen.beginPath();
    pen.arc(x, y, Math.max(size, 1.5), 0, 7);
    pen.fillStyle = colour(size ? "--main" : "--soft");
    pen.globalAlpha = size ? 0.6 : 0.9;
    pen.fill();
    pen.globalAlpha = 1;
    pen.lineWidth = i === chosen ? 3 : 1;
    pen.strokeStyle = colour(i === chosen ? "--ink" : "--paper");
    pen.stroke();
    if (data.over[i][day]) {
      pen.beginPath();
      pen.arc(x, y, size + 4, 0, 7);
      pen.lineWidth = 2.5;
      pen.strokeStyle = colour("--warn");
      pen.stroke();
    }
  }

  function drawIncident(pen, i) {
    const [x, y] = toScreen(spots[i]);
    const top = y - radius(data.people.p50[i][day]) - 8;
    pen.beginPath();
    pen.moveTo(x, top - 10); pen.lineTo(x + 6, top); pen.lineTo(x - 6, top); pen.closePath();
    pen.fillStyle = colour("--paper");
    pen.strokeStyle = colour("--ink");
    pen.lineWidth = 1.5;
    pen.fill(); pen.stroke();
  }

  // A label stands beside its place, where it hides no other label and no circle of a larger place.
  function drawLabels(pen, order, marked) {
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    pen.lineWidth = 3;
    const taken = [...marked].filter((i) => spots[i]).map((i) => {
      const [x, y] = toScreen(spots[i]), top = y - radius(data.people.p50[i][day]) - 8;
      return [x - 7, top - 11, x + 7, top + 1];
    });
    for (const i of order) {
      const size = radius(data.people.p50[i][day]) * 0.7, [x, y] = toScreen(spots[i]);
      if (size > 2) taken.push([x - size, y - size, x + size, y + size]);
    }
    for (const i of order) {
      const name = data.places[i].name;
      const text = name.length > 26 ? name.slice(0, 25) + "…" : name;
      const [x, y] = toScreen(spots[i]);
      const away = Math.max(radius(data.people.p50[i][day]), 2) + (data.over[i][day] ? 9 : 4);
      const wide = pen.measureText(text).width;
      const places = [[x + away, y], [x - away - wide, y],
        [x - wide / 2, y + away + 6], [x - wide / 2, y - away - 6]];
      for (const [left, middle] of places) {
        const box = [left - 2, middle - 8, left + wide + 2, middle + 8];
        const free = taken.every((b) =>
          box[2] < b[0] || box[0] > b[2] || box[3] < b[1] || box[1] > b[3]);
        const inside = box[0] > 0 && box[2] < canvas.clientWidth - 50
          && box[1] > 0 && box[3] < canvas.clientHeight;
        if (!free || !inside) continue;
        taken.push(box);
        pen.strokeStyle = colour("--land");
        pen.strokeText(text, left, middle);
        pen.fillStyle = colour("--ink");
        pen.fillText(text, left, middle);
        break;
      }
    }
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const order = [...located].sort((a, b) =>
      data.people.p50[b][day] - data.people.p50[a][day] || a - b);
    if (chosen >= 0 && spots[chosen]) order.unshift(...order.splice(order.indexOf(chosen), 1));
    drawLand(pen);
    drawRoutes(pen);
    for (const i of order) drawPlace(pen, i);
    const marked = new Set(data.incidents.filter((x) => x.day <= day).map((x) => x.place));
    for (const i of marked) if (spots[i]) drawIncident(pen, i);
    drawLabels(pen, order, marked);
  }

  function capacityOf(i) {
    const runs = data.capacity[i].filter(([first]) => first <= day);
    return runs.length ? runs[runs.length - 1][1] : null;
  }

  function tell() {
    date.textContent = data.dayLabels[day];
    date.title = day <= data.asOf ? texts.reconstructed : texts.forecast;
    chart.hidden = chosen < 0;
    told.classList.toggle("hint", chosen < 0);
    if (chosen < 0) { told.textContent = texts.choose; return; }
    const place = data.places[chosen];
    chart.firstElementChild.textContent = texts.band.replace(
      "%s", () => (data.whole[chosen] || place).name);
    chart.replaceChildren(chart.firstElementChild,
      fanChart(data, chosen, day, chart.clientWidth));
    const [low, middle, high] = ["p05", "p50", "p95"].map(
      (name) => figure(rounded(data.people[name][chosen][day])));
    const capacity = capacityOf(chosen);
    const lines = [`${place.name} (${place.kindLabel}), ${data.dayLabels[day]}`,
      `${texts.people}: ${middle}; ${texts.range}: ${spread(low, high)}`];
    if (capacity !== null) lines.push(`${texts.capacity}: ${figure(capacity)}`
      + (data.over[chosen][day] ? ` (${texts.over})` : ""));
    const happened = data.incidents.filter((x) => x.place === chosen && x.day <= day);
    if (happened.length) {
      lines.push(`${texts.incidents}: ${happened.map((x) => x.label).join("; ")}`);
    }
    told.textContent = lines.join("\n");
  }

  function refresh() { slider.value = day; tell(); draw(); }

  function stop() { clearInterval(timer); timer = 0; play.textContent = texts.play; }

  function start() {
    if (day >= data.days.length - 1) day = 0;
    play.textContent = texts.pause;
    timer = setInterval(() => {
      if (day >= data.days.length - 1) { stop(); return; }
      day += 1;
      refresh();
    }, 300);
  }

  function nearest(x, y) {
    let best = -1, least = 24;
    for (const i of located) {
      const [px, py] = toScreen(spots[i]);
      const away = Math.hypot(px - x, py - y) - radius(data.people.p50[i][day]) / 2;
      if (away < least) { least = away; best = i; }
    }
    return best;
  }

  function listen() {
    const fingers = new Map();
    let dragged = false, apart = 0;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    canvas.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, at(event));
      canvas.setPointerCapture(event.pointerId);
      dragged = false;
      apart = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!fingers.has(event.pointerId)) return;
      const [x0, y0] = fingers.get(event.pointerId), [x, y] = at(event);
      if (Math.hypot(x - x0, y - y0) < 3 && !dragged) return;
      dragged = true;
      fingers.set(event.pointerId, [x, y]);
      if (fingers.size === 1) {
        moved = true;
        view.x -= (x - x0) / view.scale;
        view.y += (y - y0) / view.scale;
        draw();
      } else if (fingers.size === 2) {
        const [a, b] = [...fingers.values()];
        const now = Math.hypot(a[0] - b[0], a[1] - b[1]);
        if (apart) zoom(now / apart, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
        apart = now;
      }
    });
    const lift = (event) => {
      if (event.type === "pointerup" && fingers.has(event.pointerId) && !dragged) {
        chosen = nearest(...at(event));
        select.value = chosen;
        refresh();
      }
      fingers.delete(event.pointerId);
      apart = 0;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, at(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, 40],
        ArrowDown: [0, -40] };
      if (steps[event.key]) {
        moved = true;
        view.x += steps[event.key][0] / view.scale;
        view.y += steps[event.key][1] / view.scale;
        draw();
      } else if (event.key === "+" || event.key === "=") zoom(1.4);
      else if (event.key === "-") zoom(1 / 1.4);
      else return;
      event.preventDefault();
    });
    document.getElementById("zoom-in").addEventListener("click", () => zoom(1.6));
    document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.6));
    document.getElementById("zoom-all").addEventListener("click", () => { showAll(); draw(); });
    slider.addEventListener("input", () => { day = Number(slider.value); stop(); refresh(); });
    play.addEventListener("click", () => { if (timer) stop(); else start(); });
    select.addEventListener("change", () => { chosen = Number(select.value); refresh(); });
    window.addEventListener("resize", () => { if (!moved) showAll(); refresh(); });
    window.addEventListener("beforeprint", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }

  slider.max = data.days.length - 1;
  select.append(new Option("–", -1));
  data.places.forEach((place, i) => select.append(new Option(place.name, i)));
  showAll();
  listen();
  // A link to a source inside a closed list opens the list first.
  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details");
    if (closed) { closed.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", open);
  open();
  refresh();
})();

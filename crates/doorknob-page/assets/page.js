// What the page does beyond being read: filter, search, sort, hover, zoom. Without this script nothing is missing but that.
// Text from logs is only ever set as text, never as markup.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const data = JSON.parse(byId("data").textContent);
  const cards = all(".card");
  const number = new Intl.NumberFormat("en-US");
  const utc = (ms) => new Date(ms).toISOString().replace("T", " ").slice(0, 19);
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // A custom property may hold light-dark(); a canvas needs the colour itself.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };

  // Filter, search and order of the incidents.
  const filter = byId("filter");
  let hourWanted = null;
  const texts = new Map();
  const text = (card) => {
    if (!texts.has(card)) texts.set(card, card.textContent.toLowerCase() + " " + (data.incidents[card.id] ? data.incidents[card.id].accounts.concat(data.incidents[card.id].sources).join(" ").toLowerCase() : ""));
    return texts.get(card);
  };
  const apply = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdict = byId("verdict").value;
    const severities = new Set(all("input[name=severity]:checked", filter).map((box) => box.value));
    let shown = 0;
    for (const card of cards) {
      const { severity, verdict: its, first, last } = card.dataset;
      const fits = severities.has(severity) && (!verdict || verdict === its)
        && (!hourWanted || (Number(first) < hourWanted.to && Number(last) >= hourWanted.from))
        && words.every((word) => text(card).includes(word));
      card.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    const within = hourWanted ? ` active ${hourWanted.label}` : "";
    byId("shown").textContent = `${shown} of ${cards.length} shown${within}`;
  };
  const order = () => {
    const key = byId("sort").value;
    const value = {
      importance: (card) => [-Number(card.dataset.rank), Number(card.dataset.first)],
      first: (card) => [Number(card.dataset.first), 0],
      last: (card) => [-Number(card.dataset.last), 0],
      failures: (card) => [-Number(card.dataset.failures), 0],
    }[key];
    const sorted = cards.map((card, at) => [value(card), at, card]);
    sorted.sort((a, b) => a[0][0] - b[0][0] || a[0][1] - b[0][1] || a[1] - b[1]);
    byId("cards").append(...sorted.map((entry) => entry[2]));
  };
  const wantHour = (wanted) => {
    hourWanted = wanted;
    all(".heat .spot.chosen").forEach((spot) => spot.remove());
    if (filter) apply();
  };
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", apply);
    filter.addEventListener("submit", (event) => event.preventDefault());
    filter.addEventListener("reset", () => setTimeout(() => { wantHour(null); order(); }));
    byId("sort").addEventListener("change", order);
    byId("open-all").addEventListener("click", () => cards.forEach((card) => { card.open = card.open || !card.hidden; }));
    byId("close-all").addEventListener("click", () => cards.forEach((card) => { card.open = false; }));
    apply();
  }

  // A link to an incident opens it, even where the filter hides it.
  const reveal = () => {
    const card = location.hash.length > 1 ? byId(decodeURIComponent(location.hash.slice(1))) : null;
    if (!card || !card.classList.contains("card")) return;
    card.hidden = false;
    card.open = true;
    card.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });

  // Tables that a click on a heading sorts.
  const sortValue = (cell) => {
    if (!cell) return "";
    const plain = cell.dataset.n || cell.textContent.trim();
    const numeric = Number(plain.replace(/[,\s%]/g, ""));
    return plain !== "" && !Number.isNaN(numeric) ? numeric : plain.toLowerCase();
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) continue;
    all("thead th", table).forEach((heading, column) => {
      if (heading.classList.contains("tick")) return;
      heading.setAttribute("aria-sort", "none");
      heading.tabIndex = 0;
      const sort = () => {
        const up = heading.getAttribute("aria-sort") === "descending" || (!heading.classList.contains("n") && heading.getAttribute("aria-sort") === "none");
        all("thead th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
        heading.setAttribute("aria-sort", up ? "ascending" : "descending");
        const rows = Array.from(body.rows).map((row, at) => [sortValue(row.cells[column]), at, row]);
        rows.sort((a, b) => (up ? compare(a[0], b[0]) : compare(b[0], a[0])) || a[1] - b[1]);
        body.append(...rows.map((entry) => entry[2]));
      };
      heading.addEventListener("click", sort);
      heading.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
      });
    });
  }

  // The calendar tells its cells, and a click shows the incidents active then.
  const tip = byId("tip");
  const hours = new Map();
  for (let at = 0; at < data.hours.length; at += 2) hours.set(data.hours[at], data.hours[at + 1]);
  for (const heat of all(".heat")) {
    const svg = heat.querySelector("svg");
    const { kind, first, left, top, cell, row } = Object.fromEntries(Object.entries(heat.dataset).map(([key, value]) => [key, key === "kind" ? value : Number(value)]));
    const box = svg.viewBox.baseVal;
    const cellAt = (event) => {
      const area = svg.getBoundingClientRect();
      const scale = box.width / area.width;
      const column = Math.floor(((event.clientX - area.left) * scale - left) / cell);
      const line = Math.floor(((event.clientY - area.top) * scale - top) / row);
      const byHour = kind === "hours";
      if (column < 0 || line < 0 || (byHour ? column > 23 || line >= (box.height - top - 4) / row : line > 6 || column > 52)) return null;
      const hour = byHour ? (first + line) * 24 + column : (first + column * 7 + line) * 24;
      const length = byHour ? 1 : 24;
      let failures = 0;
      for (let at = hour; at < hour + length; at += 1) failures += hours.get(at) || 0;
      const label = byHour ? utc(hour * 3600000).slice(0, 13) + ":00" : utc(hour * 3600000).slice(0, 10);
      return { x: left + column * cell, y: top + line * row, failures, label, from: hour * 3600000, to: (hour + length) * 3600000 };
    };
    const place = (spot, at) => {
      const scale = svg.getBoundingClientRect().width / box.width;
      spot.style.left = `${at.x * scale - 2}px`;
      spot.style.top = `${at.y * scale - 2}px`;
      spot.style.width = `${(cell - 2) * scale + 4}px`;
      spot.style.height = `${(row - 2) * scale + 4}px`;
    };
    const spot = document.createElement("div");
    spot.className = "spot";
    spot.hidden = true;
    heat.append(spot);
    heat.addEventListener("pointermove", (event) => {
      const at = cellAt(event);
      tip.hidden = spot.hidden = !at;
      if (!at) return;
      place(spot, at);
      tip.textContent = `${at.label} UTC: ${number.format(at.failures)} failed`;
      tip.style.left = `${Math.min(event.clientX + 14, innerWidth - 230)}px`;
      tip.style.top = `${event.clientY + 16}px`;
    });
    heat.addEventListener("pointerleave", () => { tip.hidden = spot.hidden = true; });
    heat.addEventListener("click", (event) => {
      const at = cellAt(event);
      const again = at && hourWanted && hourWanted.from === at.from;
      wantHour(at && !again ? { from: at.from, to: at.to, label: at.label } : null);
      if (at && !again) {
        const chosen = document.createElement("div");
        chosen.className = "spot chosen";
        heat.append(chosen);
        place(chosen, at);
      }
    });
  }

  // Charts take the place of the drawings once they come into view.
  const charts = new Map();
  const told = (lines) => {
    const element = document.createElement("div");
    element.className = "tiptext";
    element.textContent = lines.join("\n");
    return element;
  };
  const palette = () => Array.from({ length: data.colours + 1 }, (_, at) => colour(`--s${at}`));
  const unpacked = (packed) => {
    const tries = [];
    for (let at = 0; at < packed.tries.length; at += 5) {
      const [after, account, source, ending, count] = packed.tries.slice(at, at + 5);
      tries.push({ time: packed.start + after * 1000, account, source, ending, count });
    }
    return tries;
  };
  const tooltip = (formatter) => ({
    trigger: "item", confine: true, transitionDuration: 0, formatter,
    backgroundColor: colour("--panel"), borderColor: colour("--line"), textStyle: { color: colour("--ink") }, padding: 8,
  });
  const shorten = (name, limit) => (name.length > limit ? name.slice(0, limit - 1) + "…" : name);

  const triesOption = (packed, wide, attack) => {
    const colours = palette();
    const soft = colour("--soft"), line = colour("--line"), ink = colour("--ink"), bad = colour("--bad"), panel = colour("--panel"), calm = colour("--calm");
    const groups = new Map();
    for (const entry of unpacked(packed)) {
      const rank = Math.min(entry.source, data.colours);
      const name = rank < data.colours ? packed.sources[rank] : "other sources";
      const key = entry.ending >= 1 ? data.endings[entry.ending] + (entry.ending === 1 ? `, ${name}` : "") : name;
      if (!groups.has(key)) groups.set(key, { ending: entry.ending, rank, points: [] });
      groups.get(key).points.push({ value: [entry.time, entry.account], entry });
    }
    const inOrder = Array.from(groups).sort((a, b) => a[1].ending - b[1].ending || a[1].rank - b[1].rank);
    const series = inOrder.map(([name, group]) => ({
      name, type: "scatter", cursor: "default", z: group.ending >= 2 ? 2 + group.ending : 2,
      symbol: group.ending === 1 ? "path://M0,0L10,10M10,0L0,10" : group.ending >= 2 ? "diamond" : "circle",
      symbolSize: (value, point) => (point.data.entry.ending >= 3 ? 14 : point.data.entry.ending === 2 ? 11 : point.data.entry.ending === 1 ? 7 : Math.min(4 + 2 * Math.log2(point.data.entry.count + 1), 16)),
      itemStyle: {
        4: { color: bad, borderColor: panel, borderWidth: 1.5 },
        3: { color: panel, borderColor: attack ? bad : soft, borderWidth: 2 },
        2: { color: panel, borderColor: calm, borderWidth: 1.6 },
        1: { color: "transparent", borderColor: colours[group.rank], borderWidth: 1.6 },
        0: { color: colours[group.rank], opacity: 0.8 },
      }[group.ending],
      data: group.points,
    }));
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { left: 190, right: 24, top: 34, bottom: 64 },
      legend: { type: "scroll", top: 0, left: 0, textStyle: { color: soft }, pageTextStyle: { color: soft }, pageIconColor: soft, itemWidth: 12, itemHeight: 11, formatter: (name) => shorten(name, 40) },
      tooltip: tooltip((point) => {
        const { time, account, source, ending, count } = point.data.entry;
        return told([`${utc(time)} UTC`, packed.accounts[account] || "", `from ${packed.sources[source] || ""}`, `${number.format(count)} ${data.endings[ending]}`]);
      }),
      xAxis: { type: "time", axisLabel: { color: soft, hideOverlap: true, formatter: (value) => utc(value).slice(5, 16) }, axisLine: { lineStyle: { color: line } }, splitLine: { show: true, lineStyle: { color: line } } },
      yAxis: { type: "category", inverse: true, data: packed.accounts, axisLabel: { color: ink, width: 174, overflow: "truncate", interval: 0 }, axisTick: { show: false }, axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: line } } },
      dataZoom: [
        { type: "inside", xAxisIndex: 0, zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false },
        { type: "slider", xAxisIndex: 0, height: 18, bottom: 8, showDetail: false, showDataShadow: false, brushSelect: false, borderColor: line, textStyle: { color: soft }, fillerColor: "rgba(76,142,181,.18)", handleStyle: { color: soft } },
      ],
      series,
    };
  };

  const BAND_ROW = 17;
  const bandsOption = (packed, wide, attack) => {
    const colours = palette();
    const soft = colour("--soft"), ink = colour("--ink"), known = attack ? colour("--bad") : soft;
    const sums = new Map(), sources = new Map(), accounts = new Map();
    for (const { account, source, ending, count } of unpacked(packed)) {
      const key = `${source} ${account}`;
      const sum = sums.get(key) || { source, account, count: 0, worst: 0 };
      sum.count += count;
      sum.worst = Math.max(sum.worst, ending);
      sums.set(key, sum);
      sources.set(source, (sources.get(source) || 0) + count);
      accounts.set(account, { count: ((accounts.get(account) || {}).count || 0) + count, worst: Math.max((accounts.get(account) || {}).worst || 0, ending) });
    }
    const rows = Math.max(sources.size, accounts.size);
    const column = (places) => Array.from(places.keys()).sort((a, b) => a - b);
    const y = (at, of) => ((at + 0.5) * rows * BAND_ROW) / of;
    const size = (count) => Math.min(6 + Math.log2(count + 1), 16);
    const node = (id, name, value, x, at, of, rest) => ({ id, name, value, x, y: y(at, of), symbolSize: size(value), ...rest });
    const nodes = [
      ...column(sources).map((at, row) => node(`s${at}`, packed.sources[at], sources.get(at), 0, row, sources.size, { itemStyle: { color: colours[Math.min(at, data.colours)] }, label: { position: "left" } })),
      ...column(accounts).map((at, row) => node(`a${at}`, packed.accounts[at], accounts.get(at).count, wide - 540, row, accounts.size, { itemStyle: { color: accounts.get(at).worst >= 3 ? known : soft }, label: { position: "right" } })),
    ];
    const most = Math.max(...Array.from(sums.values(), (sum) => sum.count));
    const links = Array.from(sums.values(), ({ source, account, count, worst }) => ({
      source: `s${source}`, target: `a${account}`, value: count, worst,
      lineStyle: { color: worst >= 3 ? known : colours[Math.min(source, data.colours)], width: 1 + 5 * (Math.log1p(count) / Math.log1p(most)), opacity: worst >= 3 ? 0.9 : 0.35 },
    }));
    return {
      animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      tooltip: tooltip((point) => (point.dataType === "edge"
        ? told([`${packed.sources[Number(point.data.source.slice(1))]} tried`, packed.accounts[Number(point.data.target.slice(1))], `${number.format(point.data.value)} tries; at worst: ${data.endings[point.data.worst]}`])
        : told([point.data.name, `${number.format(point.data.value)} tries`]))),
      series: [{
        type: "graph", layout: "none", cursor: "default", data: nodes, links, left: 270, right: 270, top: 12, bottom: 12,
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.95 } }, blur: { itemStyle: { opacity: 0.15 }, lineStyle: { opacity: 0.05 }, label: { opacity: 0.25 } },
        label: { show: true, color: ink, distance: 8, formatter: (point) => shorten(point.data.name, 36) },
      }],
    };
  };
  const bandsHeight = (packed) => 24 + BAND_ROW * Math.max(packed.accounts.length, packed.sources.length, 3);

  const mount = (figure) => {
    const packed = data.incidents[figure.dataset.of];
    if (!packed || charts.has(figure) || !window.doorknobCharts) return;
    const live = document.createElement("div");
    live.className = "live";
    live.setAttribute("role", "img");
    const drawing = figure.querySelector("svg");
    live.setAttribute("aria-label", drawing ? drawing.getAttribute("aria-label") : "Which source tried which account");
    const tries = figure.classList.contains("tries");
    const several = packed.accounts.length > 1 || packed.sources.length > 1;
    if (!tries && !several) return;
    figure.hidden = false;
    live.style.height = `${tries ? 110 + 18 * packed.accounts.length : bandsHeight(packed)}px`;
    figure.querySelector(".drawing").before(live);
    const chart = doorknobCharts.init(live, null, { renderer: "canvas" });
    const option = tries ? triesOption : bandsOption;
    const attack = figure.closest(".card").dataset.verdict === "attack";
    chart.setOption(option(packed, live.clientWidth, attack));
    figure.querySelector(".drawing").style.display = "none";
    charts.set(figure, { chart, option, packed, live, attack });
    figure.dataset.live = "yes";
  };
  if ("IntersectionObserver" in window) {
    const watcher = new IntersectionObserver((entries) => entries.forEach((entry) => {
      if (entry.isIntersecting) { watcher.unobserve(entry.target); mount(entry.target); }
    }), { rootMargin: "200px" });
    all("figure[data-of].tries, figure[data-of].bands").forEach((figure) => watcher.observe(figure));
    // What is hidden never comes into view: bands without a drawing wait for their card to open.
    cards.forEach((card) => card.addEventListener("toggle", () => {
      if (card.open) all("figure.bands[hidden]", card).forEach(mount);
      else return;
      all("figure[data-live]", card).forEach((figure) => charts.get(figure).chart.resize());
    }));
  }
  const redraw = () => charts.forEach(({ chart, option, packed, live, attack }) => {
    chart.resize();
    chart.setOption(option(packed, live.clientWidth, attack), true);
  });
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(redraw, 120);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

  // Colours: as the system says, or as chosen here.
  const theme = byId("theme");
  const themes = ["system", "light", "dark"];
  if (CSS.supports("color", "light-dark(red, blue)")) {
    theme.hidden = false;
    let at = 0;
    theme.textContent = "Theme: system";
    theme.addEventListener("click", () => {
      at = (at + 1) % themes.length;
      if (at === 0) delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = themes[at];
      theme.textContent = `Theme: ${themes[at]}`;
      redraw();
    });
  }

  // On paper everything that matters is open; afterwards all is as it was.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = cards.filter((card) => card.classList.contains("alarm") && !card.open);
    closed.forEach((card) => { card.open = true; });
  });
  addEventListener("afterprint", () => {
    closed.forEach((card) => { card.open = false; });
    closed = [];
  });
  reveal();
})();

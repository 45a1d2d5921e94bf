/**
 * Turns the drawn figures of a page into pictures that need no script; runs at build only.
 *
 * `export/pictures.py` adds this script to a page and opens it in a headless browser. It waits for
 * the page to draw its figures, wide and narrow, and leaves in the document one JSON text of lean
 * SVG. Colours of the palette become its variables, so that a picture follows the reader's mode.
 */
(async () => {
  const SIZES = { wide: 1120, narrow: 323 }; // a figure's width in a large window, and on a phone
  const PAINTED = ".main-svg :is(image, .table, .sankey), .gl-container canvas"; // not only shapes
  const body = document.body;
  // A frame whose document stays open holds back the load event, at which the browser prints.
  body.append(document.createElement("iframe"));
  frames[0].document.open();
  const style = document.createElement("style");
  style.textContent = `body { margin: 0 !important } main { padding: 0 !important }
    main, article, article > * { max-width: none !important }
    body[style*="${SIZES.narrow}"] [data-part="body"] { display: block !important }`;
  document.head.append(style);
  const tokens = JSON.parse(document.currentScript?.dataset.tokens ?? "{}");
  const rest = () => new Promise((resolve) => setTimeout(resolve, 50));
  const all = (root, selector) => /** @type {any[]} */ ([...root.querySelectorAll(selector)]);
  const views = all(document, "[data-view]");
  const short = (number) => String(Math.round(number * 10) / 10);
  const joined = (numbers) => numbers.join(" ").replaceAll(" -", "-");

  /** Draw all figures at a width; a figure counts as drawn when it has it. */
  async function settle(width) {
    body.style.width = `${width}px`;
    const drawn = (view) => {
      const plot = view.querySelector(".plot");
      const svg = plot?.querySelector(".main-svg");
      return view.dataset.ready && (!plot || svg?.clientWidth === plot.clientWidth);
    };
    for (let i = 0; i < 600 && !views.every(drawn); i++) await rest();
    await rest();
  }

  /** The size of an inner SVG that cuts a line where its frame ends: below, another may stand. */
  function frame(line, { e, f }) {
    const clip = line.closest("[clip-path]")?.getAttribute("clip-path") ?? "";
    const area = document.getElementById(clip.slice(5, -1))?.querySelector("rect");
    const box = line.getBBox();
    const { width, height } = area?.getBBox() ?? box;
    if (box.x + box.width <= width + 1 && box.y + box.height <= height + 1) return "";
    return ` width="${Math.round(e + width)}" height="${Math.round(f + height)}"`;
  }

  /** A coast or a border: whole pixels, and of what runs outside the picture the ends only. */
  function outline(path, { e, f }, { clientWidth, clientHeight }) {
    const within = (n, most) => Math.round(Math.min(Math.max(n, -20), most + 20));
    return path.replace(/M[^M]*/g, (ring) => {
      const corners = [...ring.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)];
      const points = corners.map(([, x, y]) => [
        within(Number(x) + e, clientWidth),
        within(Number(y) + f, clientHeight),
      ]);
      const own = points.filter((point, i) => {
        const [before, after] = [points[i - 1], points[i + 1]];
        return !before || !after || ![0, 1].some((n) => point[n] === before[n] && point[n] === after[n]);
      });
      const steps = own.slice(1).flatMap(([x, y], i) => [x - own[i][0], y - own[i][1]]);
      const end = ring.endsWith("Z") ? "z" : "";
      return steps.length > 2 ? `M${joined(own[0])}l${joined(steps)}${end}` : "";
    });
  }

  /** A path in coordinates of the picture; Plotly writes its own with absolute commands. */
  function moved(path, matrix, plot) {
    if (path.length > 1500 && /^[MLZ\d.,\-e ]+$/.test(path)) return outline(path, matrix, plot);
    const tiny = path.replace(/-?[\d.]+e-\d+/g, "0");
    return tiny.replace(/([A-Za-z])([^A-Za-z]*)/g, (_, command, rest) => {
      const numbers = (rest.match(/-?[\d.]+/g) ?? []).map(Number);
      const size = command === "A" ? 7 : 2;
      const shifted = numbers.map((n, i) => {
        const place = (i % size) - size + 2; // of a pair, which a command ends with
        const across = command === "H" || (command !== "V" && place === 0);
        if (place < 0 || command !== command.toUpperCase()) return n;
        return n + (across ? matrix.e : matrix.f);
      });
      return command + joined(shifted.map(Math.round));
    });
  }

  const escaped = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

  /** A colour as a variable of the palette, with its opacity apart. */
  function colour(value) {
    const [r, g, b, a = 1] = (value.match(/[\d.]+/g) ?? []).map(Number);
    if (value === "none" || a === 0) return ["none", 1];
    const hex = `#${[r, g, b].map((n) => n.toString(16).padStart(2, "0")).join("")}`;
    return [tokens[hex] ? `var(--${tokens[hex]})` : hex, a];
  }

  /** The opacity of an element: its own times that of all around it. */
  function opacity(element) {
    if (!element || element.matches(".plot")) return 1;
    return Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
  }

  /** What differs from black on nothing, as attributes; null where nothing is seen. */
  function paint(element) {
    const given = /** @type {any} */ (getComputedStyle(element));
    let [look, seen] = ["", false];
    for (const kind of ["fill", "stroke"]) {
      const width = kind === "fill" ? 1 : parseFloat(given.strokeWidth);
      const [value, alpha] = colour(given[kind]);
      const level = opacity(element) * alpha * Number(given[`${kind}Opacity`] || 1);
      const blank = value === "none" || !width || level < 0.01;
      if (kind === "fill" ? value !== "var(--ink)" || blank : !blank)
        look += ` ${kind}="${blank ? "none" : value}"`;
      if (blank) continue;
      seen = given.visibility !== "hidden";
      if (level < 0.99) look += ` ${kind}-opacity="${Math.round(level * 100) / 100}"`;
      if (kind === "fill") continue;
      if (width !== 1) look += ` stroke-width="${short(width)}"`;
      const dash = given.strokeDasharray.replaceAll("px", "");
      if (dash !== "none") look += ` stroke-dasharray="${dash}"`;
    }
    return seen ? look : null;
  }

  /** A text's lines, one element each; bold words stay bold. */
  function lines(text, matrix) {
    const given = getComputedStyle(text);
    if (opacity(text) < 0.05 || given.visibility === "hidden") return { look: "", body: "" };
    const bold = Number(given.fontWeight) > 400;
    const [fill] = colour(given.fill);
    let look = given.textAnchor === "start" ? "" : ` text-anchor="${given.textAnchor}"`;
    if (parseFloat(given.fontSize) !== 16) look += ` font-size="${given.fontSize}"`;
    if (bold) look += ' font-weight="600"';
    if (fill !== "var(--ink)") look += ` fill="${fill}"`;
    const { a, b, c, d, e, f } = matrix;
    const flat = b === 0 && a === 1;
    const turn = [a, b, c, d, e, f].map((n) => Math.round(n * 1000) / 1000);
    const turned = flat ? "" : ` transform="matrix(${turn})"`;
    const spans = all(text, ".line");
    const body = (spans.length ? spans : [text]).map((line, i) => {
      const x = Number(text.getAttribute("x") ?? 0);
      const y = Number(text.getAttribute("y") ?? 0) + i * parseFloat(given.fontSize) * 1.3;
      const [across, down] = flat ? [x + e, y + f] : [x, y];
      const place = `${turned} x="${Math.round(across)}" y="${Math.round(down)}"`;
      const words = [...line.childNodes].map((node) => {
        const heavy = !bold && node.tagName && Number(getComputedStyle(node).fontWeight) > 400;
        const content = escaped(node.textContent ?? "");
        return heavy ? `<tspan font-weight="600">${content}</tspan>` : content;
      });
      return words.join("").trim() && `<text${place}>${words.join("")}</text>`;
    });
    return { look, body: body.join("") };
  }

  /** One shape as its look and its path; null where nothing of it is seen. */
  function shaped(shape, plot, matrix) {
    const [look, box] = [paint(shape), shape.getBBox()];
    if (look === null || (!box.width && !box.height)) return null;
    const { x, y, width: w, height: h } = box; // Plotly writes some in px
    const ground = w * h > 0.6 * plot.clientWidth * plot.clientHeight;
    if (ground && shape.matches(".bg") && look.includes("--paper")) return null;
    const rect = `M${x},${y}H${x + w}V${y + h}H${x}Z`;
    const d = shape.matches("rect") ? rect : (shape.getAttribute("d") ?? "");
    const clip = shape.matches(".js-fill, .js-line") ? frame(shape, matrix) : "";
    return { look, body: moved(d, matrix, plot), clip };
  }

  /** Neighbouring texts of one character each, such as marks, as one text with many places. */
  function rows(body) {
    const one = /<text x="([-\d.]+)" y="([-\d.]+)">([^&<])<\/text>/gu;
    const run = new RegExp(`(?:${one.source}){2,}`, "gu");
    return body.replace(run, (texts) => {
      const [x, y, signs] = [1, 2, 3].map((n) => [...texts.matchAll(one)].map((found) => found[n]));
      const level = new Set(y).size > 1 ? y.join(" ") : y[0];
      return `<text x="${x.join(" ")}" y="${level}">${signs.join("")}</text>`;
    });
  }

  /** One figure as SVG: neighbours of one look, and points of one trace, become one element. */
  function picture(plot) {
    const parts = /** @type {any[]} */ ([]);
    const drawn = ":is(path, rect, circle, line, text):not(defs *, .draglayer *, .hoverlayer *)";
    for (const shape of all(plot, `.main-svg ${drawn}`)) {
      const matrix = shape.ownerSVGElement.getScreenCTM().inverse().multiply(shape.getScreenCTM());
      const text = shape.matches("text");
      const part = text ? lines(shape, matrix) : shaped(shape, plot, matrix);
      if (!part?.body) continue;
      const whole = { clip: "", text, points: text ? null : shape.closest(".points"), ...part };
      const same = (one, ...keys) => keys.every((key) => one[key] === whole[key]);
      const like =
        parts.find((one) => one.points && same(one, "points", "look")) ??
        parts.slice(-1).find((one) => same(one, "text", "look", "clip"));
      if (like) like.body += whole.body;
      else parts.push(whole);
    }
    const elements = parts.map(({ look, body, text, clip }) => {
      const path = `<path${look} d="${body}"/>`;
      if (!text) return clip ? `<svg${clip}>${path}</svg>` : path;
      return look ? `<g${look}>${rows(body)}</g>` : rows(body);
    });
    return elements.join("");
  }

  /** One figure that is more than shapes, in pixels. */
  async function photo(plot) {
    const { clientWidth: width, clientHeight: height } = plot;
    const format = { format: "webp", width, height, scale: 2 };
    const address = await globalThis["Plotly"].toImage(plot, format);
    return `<image width="${width}" height="${height}" href="${address}"/>`;
  }

  const found = {};
  for (const [size, width] of Object.entries(SIZES)) {
    await settle(width);
    for (const view of views) {
      const plot = view.querySelector(".plot");
      if (!plot) continue;
      const drawing = await (plot.querySelector(PAINTED) ? photo : picture)(plot);
      const box = `viewBox="0 0 ${plot.clientWidth} ${plot.clientHeight}"`;
      const own = (found[view.dataset.view] ??= {});
      own[size] = `<svg class="picture ${size}" ${box}>${drawing}</svg>`;
    }
  }
  const text = document.createElement("pre");
  text.textContent = JSON.stringify(found);
  body.replaceChildren(text);
})();

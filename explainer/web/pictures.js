/**
 * Turns the drawn figures of a page into pictures that need no script; runs at build only.
 *
 * `export/pictures.py` adds this script to a page and opens it in a headless browser. It waits for
 * the page to draw its figures, wide and narrow, and leaves in the document one JSON text of lean
 * SVG. Colours of the palette become its variables, so that a picture follows the reader's mode.
 */
(async () => {
  const WIDE = 1120; // a figure's width in a large window
  const NARROW = 323; // and on a telephone
  const body = document.body;
  // A frame whose document stays open holds back the load event, at which the browser prints.
  body.append(document.createElement("iframe"));
  frames[0].document.open();
  const style = document.createElement("style");
  style.textContent = `body { margin: 0 !important } main { padding: 0 !important }
    main, article, article > * { max-width: none !important }
    body[style*="${NARROW}"] [data-part="body"] { display: block !important }`;
  document.head.append(style);
  const given = document.currentScript?.dataset ?? {};
  /** @type {Record<string, string>} */
  const tokens = JSON.parse(given.tokens ?? "{}");
  const rest = () => new Promise((resolve) => setTimeout(resolve, 50));
  const views = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-view]")]);

  /** Draw all figures at a width; a figure counts as drawn when it has it. */
  async function settle(/** @type {number} */ width) {
    body.style.width = `${width}px`;
    const drawn = (/** @type {HTMLElement} */ view) => {
      const plot = /** @type {?HTMLElement} */ (view.querySelector(".plot"));
      const svg = plot?.querySelector(".main-svg");
      return view.dataset.ready && (!plot || svg?.clientWidth === plot.clientWidth);
    };
    for (let i = 0; i < 600 && !views.every(drawn); i++) await rest();
    await rest();
  }

  const short = (/** @type {number} */ number) => String(Math.round(number * 10) / 10);

  /** The size of an inner SVG that cuts a line where its frame ends: below, another may stand. */
  function frame(/** @type {SVGGraphicsElement} */ line, /** @type {DOMMatrix} */ { e, f }) {
    const clip = line.closest("[clip-path]")?.getAttribute("clip-path") ?? "";
    const area = document.getElementById(clip.slice(5, -1))?.querySelector("rect");
    const box = line.getBBox();
    const { width, height } = area?.getBBox() ?? box;
    if (box.x + box.width <= width + 1 && box.y + box.height <= height + 1) return "";
    return ` width="${Math.round(e + width)}" height="${Math.round(f + height)}"`;
  }

  /** A coast or a border: whole pixels, and nothing far outside the picture. */
  function outline(/** @type {string} */ path, /** @type {DOMMatrix} */ { e, f }) {
    const within = (/** @type {number} */ n) => Math.round(Math.min(Math.max(n, -60), 660));
    return path.replace(/M[^M]*/g, (ring) => {
      const numbers = (ring.match(/-?[\d.]+/g) ?? []).map(Number);
      /** @type {number[][]} */
      const points = [];
      for (let i = 0; i < numbers.length; i += 2) {
        const point = [within(numbers[i] + e), within(numbers[i + 1] + f)];
        if (String(point) !== String(points.at(-1))) points.push(point);
      }
      if (points.length < 3) return "";
      const steps = points.slice(1).map(([x, y], i) => `${x - points[i][0]} ${y - points[i][1]}`);
      return `M${points[0].join(" ")}l${steps.join(" ").replaceAll(" -", "-")}${ring.endsWith("Z") ? "z" : ""}`;
    });
  }

  const DISC = /^M([\d.]+),0A\1,\1 0 1,1 0,-\1A\1,\1 0 0,1 \1,0Z$/;

  /** A disc of one colour as the round end of a stroke, which takes the fewest bytes. */
  function spot(
    /** @type {string} */ path,
    /** @type {string} */ look,
    /** @type {DOMMatrix} */ { e, f },
  ) {
    const radius = Number(DISC.exec(path)?.[1]);
    const fill = / fill="([^"]*)"/.exec(look)?.[1] ?? "var(--ink)";
    const stroke = / stroke="([^"]*)"/.exec(look)?.[1];
    if (!radius || fill === "none" || (stroke && stroke !== fill) || look.includes("opacity"))
      return ["", ""];
    const edge = stroke ? Number(/stroke-width="([^"]*)"/.exec(look)?.[1] ?? 1) : 0;
    const width = short(2 * radius + edge);
    return [
      ` stroke="${fill}" stroke-width="${width}" stroke-linecap="round"`,
      `M${short(e)} ${short(f)}h0`,
    ];
  }

  /** A path in coordinates of the picture; Plotly writes its own with absolute commands. */
  function moved(/** @type {string} */ path, /** @type {DOMMatrix} */ matrix) {
    const { e, f } = matrix;
    if (path.length > 1500 && /^[MLZ\d.,\-e ]+$/.test(path)) return outline(path, matrix);
    const disc = DISC.exec(path);
    if (disc) {
      const r = Number(disc[1]);
      return `M${short(e + r)} ${short(f)}a${r} ${r} 0 1 1 0-.1z`;
    }
    return path.replace(/([A-Za-z])([^A-Za-z]*)/g, (_, command, rest) => {
      const numbers = (rest.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
      const absolute = command === command.toUpperCase();
      const size = command.toUpperCase() === "A" ? 7 : 2;
      const shifted = numbers.map((/** @type {number} */ n, /** @type {number} */ i) => {
        if (!absolute || (size === 7 && i % 7 < 5)) return n;
        if (command === "H") return n + e;
        if (command === "V") return n + f;
        return n + ((size === 7 ? i % 7 : i) % 2 === (size === 7 ? 1 : 0) ? e : f);
      });
      return command + shifted.map(short).join(" ").replaceAll(" -", "-");
    });
  }

  const escaped = (/** @type {string} */ text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

  /** A colour as a variable of the palette, with its opacity apart. */
  function colour(/** @type {string} */ value) {
    const [r, g, b, a = 1] = (value.match(/[\d.]+/g) ?? []).map(Number);
    if (value === "none" || a === 0) return ["none", 1];
    const hex = `#${[r, g, b].map((n) => n.toString(16).padStart(2, "0")).join("")}`;
    return [tokens[hex] ? `var(--${tokens[hex]})` : hex, a];
  }

  /** The opacity of an element: its own times that of all around it. */
  function opacity(/** @type {Element} */ element) {
    let product = 1;
    for (let e = /** @type {?Element} */ (element); e && !e.matches(".plot"); e = e.parentElement)
      product *= Number(getComputedStyle(e).opacity);
    return product;
  }

  /** What differs from black on nothing, as attributes. */
  function paint(/** @type {Element} */ element) {
    const style = getComputedStyle(element);
    const own = opacity(element);
    let text = "";
    let seen = false;
    for (const kind of ["fill", "stroke"]) {
      const width = kind === "fill" ? 1 : parseFloat(style.strokeWidth);
      const [value, alpha] = colour(/** @type {any} */ (style)[kind]);
      const level = own * Number(alpha) * Number(/** @type {any} */ (style)[`${kind}Opacity`] || 1);
      const blank = value === "none" || !width || level < 0.01;
      if (!blank) seen = true;
      if (kind === "fill" ? value !== "var(--ink)" || blank : !blank)
        text += ` ${kind}="${blank ? "none" : value}"`;
      if (!blank && level < 0.99) text += ` ${kind}-opacity="${Math.round(level * 100) / 100}"`;
      if (kind === "stroke" && !blank) {
        if (width !== 1) text += ` stroke-width="${short(width)}"`;
        const dash = style.strokeDasharray;
        if (dash !== "none") text += ` stroke-dasharray="${dash.replaceAll("px", "")}"`;
      }
    }
    return seen ? text : null;
  }

  /** A text's lines, one element each; bold words stay bold. */
  function lines(/** @type {SVGTextElement} */ text, /** @type {DOMMatrix} */ matrix) {
    const style = getComputedStyle(text);
    const anchor = style.textAnchor === "start" ? "" : ` text-anchor="${style.textAnchor}"`;
    const size = parseFloat(style.fontSize) === 16 ? "" : ` font-size="${style.fontSize}"`;
    const bold = Number(style.fontWeight) > 400 ? ' font-weight="600"' : "";
    const [fill] = colour(style.fill);
    const ink = fill === "var(--ink)" ? "" : ` fill="${fill}"`;
    const level = opacity(text);
    if (level < 0.05 || style.visibility === "hidden") return { look: "", body: "" };
    const spans = /** @type {SVGTextContentElement[]} */ ([...text.querySelectorAll(".line")]);
    const step = parseFloat(style.fontSize) * 1.3;
    const body = (spans.length ? spans : [text])
      .map((line, i) => {
        const x = Number(text.getAttribute("x") ?? 0);
        const y = Number(text.getAttribute("y") ?? 0) + i * step;
        const flat = matrix.b === 0 && matrix.a === 1;
        const place = flat
          ? ` x="${short(x + matrix.e)}" y="${short(y + matrix.f)}"`
          : ` transform="matrix(${[matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f].map((n) => Math.round(n * 1000) / 1000)})" x="${short(x)}" y="${short(y)}"`;
        const words = [...line.childNodes]
          .map((node) => {
            const heavy =
              node instanceof Element && Number(getComputedStyle(node).fontWeight) > 400 && !bold;
            const content = escaped(node.textContent ?? "");
            return heavy ? `<tspan font-weight="600">${content}</tspan>` : content;
          })
          .join("");
        return words.trim() && `<text${place}>${words}</text>`;
      })
      .join("");
    return { look: anchor + size + bold + ink, body };
  }

  /** One figure as SVG: neighbours of one look, and points of one trace, become one element. */
  function picture(/** @type {HTMLElement} */ plot, /** @type {string} */ size) {
    /** @type {{ look: string, body: string, text: boolean, points: ?Element, clip: string }[]} */
    const parts = [];
    const add = (
      /** @type {string} */ look,
      /** @type {string} */ body,
      /** @type {boolean} */ text,
      /** @type {?Element} */ points = null,
      clip = "",
    ) => {
      const last = parts.at(-1);
      const like = parts.find((part) => points && part.points === points && part.look === look);
      const part =
        like ?? (last?.text === text && last.look === look && last.clip === clip ? last : null);
      if (part) part.body += body;
      else if (body) parts.push({ look, body, text, points, clip });
    };
    const shapes = plot.querySelectorAll(
      ".main-svg :is(path, rect, circle, line, text):not(defs *, .draglayer *, .hoverlayer *)",
    );
    for (const shape of /** @type {NodeListOf<SVGGraphicsElement>} */ (shapes)) {
      const root = /** @type {SVGSVGElement} */ (shape.ownerSVGElement);
      const matrix = /** @type {DOMMatrix} */ (
        root
          .getScreenCTM()
          ?.inverse()
          .multiply(/** @type {any} */ (shape.getScreenCTM()))
      );
      if (shape instanceof SVGTextElement) {
        const { look, body } = lines(shape, matrix);
        add(look, body, true);
        continue;
      }
      const attributes = paint(shape);
      const box = shape.getBBox();
      const visible = getComputedStyle(shape).visibility !== "hidden";
      if (attributes === null || !visible || (!box.width && !box.height)) continue;
      const number = (/** @type {string} */ name) => Number(shape.getAttribute(name) ?? 0);
      const [x, y, w, h] = ["x", "y", "width", "height"].map(number);
      const ground = w * h > 0.6 * plot.clientWidth * plot.clientHeight;
      if (ground && shape.matches(".bg") && attributes.includes("--paper")) continue;
      const d = shape.matches("rect")
        ? `M${x},${y}H${x + w}V${y + h}H${x}Z`
        : (shape.getAttribute("d") ?? "");
      const points = shape.closest(".points");
      const [dot, at] = spot(d, attributes, matrix);
      add(
        dot || attributes,
        at || moved(d, matrix),
        false,
        points,
        shape.matches(".js-fill, .js-line") ? frame(shape, matrix) : "",
      );
    }
    const drawn = parts.map(({ look, body, text, clip }) => {
      const path = `<path${look} d="${body}"/>`;
      if (!text) return clip ? `<svg${clip}>${path}</svg>` : path;
      return look ? `<g${look}>${body}</g>` : body;
    });
    const { clientWidth: width, clientHeight: height } = plot;
    return `<svg class="picture ${size}" viewBox="0 0 ${width} ${height}">${drawn.join("")}</svg>`;
  }

  /** @type {Record<string, Record<string, string>>} */
  const found = {};
  for (const [size, width] of Object.entries({ wide: WIDE, narrow: NARROW })) {
    await settle(width);
    for (const view of views) {
      const plot = /** @type {?HTMLElement} */ (view.querySelector(".plot"));
      const name = view.dataset.view ?? "";
      if (!plot) continue;
      (found[name] ??= {})[size] = picture(plot, size);
    }
  }
  const text = document.createElement("pre");
  text.textContent = JSON.stringify(found);
  body.replaceChildren(text);
})();

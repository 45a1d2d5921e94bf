/**
 * The front end of a view: attaches native controls to panels computed in Python.
 *
 * One module for every surface. In JupyterLab the model is an anywidget model; in exported HTML it
 * is the static model of page.js. It never computes content: it picks the panel of a state and
 * shows its pieces.
 *
 * @typedef {{ key: string, kind: string, values: any[], value: any, words?: string[], linked: boolean }} Control
 * @typedef {{ data: number[], layout: number, template: number, frames?: number[] }} Drawing
 * @typedef {{ figure: ?Drawing, narrow: ?Drawing, [part: string]: any }} Panel
 * @typedef {{ controls: Control[], states: number[], panels: Panel[], pool: any[],
 *   sources?: string[], dark: Record<string, string> }} Payload
 * @typedef {{ get(key: string): any, set(key: string, value: any): void, save_changes(): void,
 *   on(event: string, callback: () => void): void,
 *   off(event: string, callback: () => void): void }} Model
 */

const NARROW = 600;
const MARGIN = 800; // how far from the window a view is drawn
const WIDE = 972; // the width that figures are made for, that of the page's widest column
const PAPER = 680; // A4 and Letter between usual margins, in CSS pixels
const PARTS = ["head", "alt", "body", "whose", "cite", "table", "sure"];

const DIGITS =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/**
 * Read bytes from text: base 85 as `as_text` in view.py writes it, five characters for four bytes.
 * @param {string} text
 */
function fromText(text) {
  const digit = new Uint8Array(128);
  for (let i = 0; i < 85; i++) digit[DIGITS.charCodeAt(i)] = i;
  const bytes = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  for (let i = 0; i < text.length; i += 5) {
    let number = 0;
    for (let k = i; k < i + 5; k++) {
      number = number * 85 + (k < text.length ? digit[text.charCodeAt(k)] : 84);
    }
    bytes.setUint32((i / 5) * 4, number);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor((text.length * 4) / 5));
}

/**
 * Unpack gzipped bytes, given as they are or as text.
 * @param {DataView | string} packed
 * @returns {Promise<string>}
 */
export async function inflate(packed) {
  const bytes = typeof packed === "string" ? fromText(packed) : packed;
  const stream = new Blob([/** @type {BlobPart} */ (bytes)])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/**
 * Load plotly.js once per page, whichever view asks first.
 * @param {() => Promise<any>} load
 */
function plotly(load) {
  const shared = /** @type {any} */ (globalThis);
  return (shared[Symbol.for("explainer.plotly")] ??= load());
}

/**
 * Run plotly.js as a module of its own, out of sight of other module loaders on the page.
 * @param {string} code
 */
function evaluate(code) {
  const module = { exports: {} };
  new Function("module", "exports", "define", code)(module, module.exports, undefined);
  return module.exports;
}

/** How hosts mark their theme, on the body or the root of the page. */
const THEMES = ["data-jp-theme-light", "data-vscode-theme-kind", "data-bs-theme", "data-theme"];

/** The theme that the host says it has, "dark" or "light"; empty if it says nothing. */
function hostTheme() {
  for (const element of [document.body, document.documentElement]) {
    const lab = element.dataset.jpThemeLight;
    if (lab) return lab === "false" ? "dark" : "light";
    const marks = [...THEMES.map((name) => element.getAttribute(name)), ...element.classList];
    const theme = marks.find((mark) => /^(vscode-)?(dark|light|high-contrast(-light)?)$/.test(mark ?? ""));
    if (theme) return /dark|contrast$/.test(theme) ? "dark" : "light";
  }
  return "";
}

/** Whether the surface is dark: the host's theme if it has one, else the reader's setting. */
function isDark() {
  const theme = hostTheme();
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/**
 * Copy a figure's JSON, with light colours turned into dark ones where a palette is given.
 * @param {any} value
 * @param {?Record<string, string>} palette
 * @returns {any}
 */
function recolour(value, palette) {
  if (typeof value === "string") return palette?.[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => recolour(item, palette));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, recolour(v, palette)]));
}

/**
 * Give the elements of a second copy of a view ids of their own.
 * @param {HTMLElement} root
 */
function renameIds(root) {
  const suffix = `-${Math.random().toString(36).slice(2, 8)}`;
  for (const element of [root, ...root.querySelectorAll("[id]")]) element.id += suffix;
  for (const name of ["aria-labelledby", "aria-describedby"])
    root.setAttribute(name, root.getAttribute(name) + suffix);
}

/**
 * Hide the default state as HTML, which stands in where no widget can run.
 * @param {string} key
 */
function hideStandIn(key) {
  for (const standIn of document.querySelectorAll(`[data-stand-in="${CSS.escape(key)}"]`)) {
    const output = standIn.closest(".jp-OutputArea-child") ?? standIn;
    if (output instanceof HTMLElement) output.style.display = "none";
  }
}

/** @param {?Element | undefined} element */
export const words = (element) => element?.textContent?.trim() ?? "";

/**
 * Write a table as CSV, with more rows below; a cell that a spreadsheet would run is defused.
 * @param {HTMLElement} root
 * @param {string[][]} below
 */
export function csv(root, below = []) {
  const rows = [...root.querySelectorAll("table tr")].map((row) => [...row.children].map(words));
  const cell = (/** @type {string} */ text) => {
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  };
  return [...rows, ...below].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/**
 * What a view's table is about, as rows: its title and measure, and how its controls are set.
 * @param {HTMLElement} root
 */
function subject(root) {
  const set = root.querySelectorAll("form :checked, form [type=range]");
  const controls = [...set].map((field) => {
    const box = field.closest("fieldset, .steps") ?? field.closest("label");
    const word = words(field.matches("option") ? field : field.nextElementSibling) || "yes";
    return [
      words(box?.querySelector(".name") ?? box),
      field.getAttribute("aria-valuetext") ?? word,
    ];
  });
  return [
    ["Title", words(root.querySelector("h3"))],
    ["Measure", words(root.querySelector(".measure"))],
    ...controls,
  ];
}

const SOURCE = ["Publisher", "Title", "Date", "Kind", "Language", "Address", "Read at"];

/**
 * A source of a list in the cells of a row.
 * @param {Element} item
 */
function sourceRow(item) {
  const part = (/** @type {string} */ selector) => item.querySelector(selector);
  const date = words(part("time"));
  return [
    words(part("a")).replace(date && `, ${date}`, ""),
    words(part("cite")),
    date,
    words(part("i")).split(", ")[0],
    part("[lang]")?.getAttribute("lang") ?? "en",
    part("a")?.getAttribute("href") ?? "",
    words(part("span")),
  ];
}

/** The first sign that somebody moves about the page; at the latest after a few seconds. */
const awake = new Promise((resolve) => {
  for (const sign of ["scroll", "pointermove", "pointerdown", "keydown", "beforeprint"])
    addEventListener(sign, resolve, { once: true, passive: true });
  setTimeout(resolve, 4000);
});

/**
 * Wait until an element is near the window, until the page is printed, or until the browser has
 * nothing better to do. A figure for which a picture stands in waits until somebody is there.
 * @param {HTMLElement} element
 */
async function near(element) {
  if (element.querySelector(".plot > .picture")) await awake;
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && resolve(observer.disconnect()),
      { rootMargin: `${MARGIN}px` },
    );
    observer.observe(element);
    addEventListener("beforeprint", resolve, { once: true });
    const idle = globalThis.requestIdleCallback ?? ((callback) => setTimeout(callback, 500));
    idle(resolve);
  });
}

/** @type {?Promise<any>} */
let letters = null;

/** Plotly places labels by their width: it waits for their typeface. */
const lettered = () =>
  (letters ??= Promise.all(
    ["400 16px Archivo", "700 16px Archivo", '16px "Explainer Marks"'].map((font) =>
      document.fonts.load(font, "a●").catch(() => null),
    ),
  ));

/** Take out the pictures that stood in for a figure (`export/pictures.py`). */
function forget(/** @type {?Element} */ plot) {
  plot?.querySelectorAll(":scope > .picture").forEach((picture) => picture.remove());
}

/** Condense the labels that a font of the reader's own makes wider than their figure. */
function fit(/** @type {Element} */ plot) {
  const frame = plot.getBoundingClientRect();
  for (const label of plot.querySelectorAll("[textLength]")) label.removeAttribute("textLength");
  for (const label of plot.querySelectorAll(".main-svg :is(text:not(:has(.line)), .line)")) {
    const { left, right, width } = label.getBoundingClientRect();
    const over = Math.ceil(Math.max(frame.left - left, right - frame.right));
    const share = 1 - (over * (getComputedStyle(label).textAnchor === "middle" ? 2 : 1)) / width;
    if (over < 1 || share < 0.7) continue;
    const length = /** @type {SVGTextContentElement} */ (label).getComputedTextLength();
    label.setAttribute("textLength", String(length * share));
    label.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** The panel for values of the controls, in their order. */
export function panelOf(/** @type {Payload} */ payload, /** @type {any[]} */ chosen) {
  const place = payload.controls.reduce(
    (index, { values }, i) => index * values.length + values.indexOf(chosen[i]),
    0,
  );
  return payload.panels[payload.states[place]];
}

/** @param {{ model: Model, el: HTMLElement, host: any }} context */
async function render({ model, el, host }) {
  const packed = model.get("_payload");
  /** @type {Payload} */
  const payload = packed.pool ? packed : JSON.parse(await inflate(packed));
  const { controls, pool } = payload;
  if (!el.querySelector("[data-view]")) {
    // Beside what the host has put there, such as its style.
    const box = Object.assign(document.createElement("div"), { innerHTML: model.get("_html") });
    renameIds(/** @type {HTMLElement} */ (box.firstElementChild));
    el.append(box);
    hideStandIn(model.get("_key"));
  }
  const root = /** @type {HTMLElement} */ (el.querySelector("[data-view]"));
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const status = /** @type {HTMLElement} */ (root.querySelector("[role=status]"));
  const stop = new AbortController();
  const { signal } = stop;
  /** @type {?Panel} */
  let shown = panelOf(
    payload,
    controls.map(({ value }) => value),
  ); // what the HTML holds: the default
  let listed = ""; // the sources listed in full; a page holds their numbers only
  let drawing = near(root);
  let printing = false;
  let following = false; // while a linked control of another view sets this one

  const join = (/** @type {number[]} */ places) => places.map((place) => pool[place]).join("");

  /**
   * Show the panel of the model's state. What the reader changed is announced; a view that only
   * follows a linked control waits until it is near the window or the browser has time.
   */
  function show() {
    controls.forEach(reflect);
    if (following) {
      delete root.dataset.ready;
      drawing = drawing.then(() => near(root)).then(draw);
    } else {
      if (update()) status.textContent = root.querySelector("h3")?.textContent ?? "";
      drawing = drawing.then(draw);
    }
    root.dispatchEvent(new CustomEvent("explainer:state", { bubbles: true }));
  }

  /** Bring the HTML in line with the model; true if that changed it. */
  function update() {
    const panel = panelOf(
      payload,
      controls.map(({ key }) => model.get(key)),
    );
    const changed = panel !== shown;
    if (changed) swap(panel);
    offer();
    return changed;
  }

  /** Put in a panel's pieces, keeping what is open and where the focus is; else it goes to the top. */
  function swap(/** @type {Panel} */ panel) {
    const page = /** @type {Document | ShadowRoot} */ (root.getRootNode());
    const focus = page.activeElement?.getAttribute("data-pick");
    const plot = root.querySelector(".plot");
    forget(plot); // it shows the default state
    for (const part of PARTS) {
      if (String(panel[part]) === String(shown?.[part])) continue;
      const place = root.querySelector(`[data-part="${part}"]`);
      if (place) place.innerHTML = join(panel[part]);
      place?.closest(".foot > details")?.toggleAttribute("hidden", !place.innerHTML);
    }
    const fresh = root.querySelector(".plot");
    if (plot && fresh && plot !== fresh) fresh.replaceWith(plot);
    const same = focus && root.querySelector(`[data-pick="${CSS.escape(focus)}"]`);
    const head = /** @type {HTMLElement} */ (root.querySelector("h3"));
    if (focus && !same) head.tabIndex = -1;
    if (focus) /** @type {HTMLElement} */ (same || head).focus();
    shown = panel;
  }

  /** Draw the figure of the model's state, for the width and the theme in use. */
  async function draw() {
    update();
    root.style.colorScheme = printing ? "" : hostTheme();
    const plot = /** @type {any} */ (root.querySelector(".plot"));
    const slim = !printing && root.clientWidth < NARROW;
    const place = (slim && shown?.narrow) || shown?.figure;
    if (plot) plot.style.zoom = printing ? PAPER / WIDE : ""; // on paper all is a size smaller
    const width = printing ? WIDE : plot?.clientWidth;
    if (plot && place && width) {
      const Plotly = await plotly(async () => {
        if (!host?.getModel) return /** @type {any} */ (globalThis).Plotly;
        const library = await host.getModel(model.get("_library"));
        return (await library.get("library")) ?? evaluate(await inflate(library.get("script")));
      });
      const palette = isDark() && !printing ? payload.dark : null;
      const part = (/** @type {number} */ p) => recolour(pool[p], palette);
      const layout = { ...part(place.layout), template: part(place.template), width };
      plot.dataset.tall = layout.height;
      layout.height *= Number(root.style.getPropertyValue("--squeeze")) || 1; // on a stage
      plot.style.height = `${layout.height}px`;
      await lettered();
      const frames = place.frames?.map(part);
      const config = { displayModeBar: false };
      await Plotly.react(plot, { data: place.data.map(part), layout, config, frames });
      fit(plot);
      forget(plot);
      if (!plot.dataset.listening) {
        plot.dataset.listening = "true";
        plot.on("plotly_click", (/** @type {any} */ event) => pick(event.points[0].customdata));
      }
    }
    root.dataset.ready = "true";
  }

  /** Open a card and bring it into view. */
  function unfold(/** @type {string} */ key) {
    const card = root.querySelector(`[data-part="body"] details[data-key="${CSS.escape(key)}"]`);
    if (!(card instanceof HTMLDetailsElement)) return;
    for (let one = /** @type {Element | null | undefined} */ (card); one; one = one.parentElement?.closest("details"))
      one.toggleAttribute("open", true); // a closed list around it as well
    card.querySelector("summary")?.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  /** Set a control from a mark or a button: "key=value"; "open=key" opens a card. */
  function pick(/** @type {unknown} */ target) {
    const [key, value] = String(target ?? "").split(/=(.*)/s);
    if (key === "open") return unfold(value);
    const control = controls.find((c) => c.key === key);
    if (control)
      set(
        control,
        control.values.find((v) => String(v) === value),
      );
  }

  function set(/** @type {Control} */ { key, values }, /** @type {any} */ value) {
    if (!values.includes(value) || model.get(key) === value) return;
    model.set(key, value);
    model.save_changes?.();
  }

  /** Bring the form in line with the model. */
  function reflect(/** @type {Control} */ { key, kind, values, words }) {
    const value = model.get(key);
    const field = /** @type {any} */ (form.elements.namedItem(key));
    if (kind === "inside") return; // the body of the panel holds it
    if (kind === "toggle") field.checked = value;
    else if (kind !== "steps") field.value = String(value);
    else {
      const index = values.indexOf(value);
      const word = words?.[index] ?? "";
      field.value = index;
      field.setAttribute("aria-valuetext", word);
      const box = field.closest(".steps");
      box.querySelector("output").textContent = word;
      // Not disabled, so that neither loses the focus.
      box.querySelector('[data-step="-1"]').ariaDisabled = index === 0;
      box.querySelector('[data-step="1"]').ariaDisabled = index === values.length - 1;
    }
  }

  /** Fill what is open under the view: its sources, and the download of its table, which is a
   * link that holds the data, so that it needs no server. */
  function offer() {
    const notes = root.querySelector('[data-part="sources"]');
    if (!notes || !root.querySelector(".foot details[open]")) return;
    if (listed !== String(shown?.sources)) {
      const items = shown?.sources.map(
        (/** @type {number} */ n) => payload.sources?.[n] ?? host?.note(n),
      );
      notes.innerHTML = items.join("");
      listed = String(shown?.sources);
    }
    const about = [...subject(root), ...(host?.about?.() ?? [])];
    const table = csv(root, [[], ...about, [], SOURCE, ...[...notes.children].map(sourceRow)]);
    const href = `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(table)}`;
    const download = `${root.dataset.view}.csv`;
    for (const link of root.querySelectorAll(".csv"))
      Object.assign(link, { href, download, hidden: false });
  }

  root.addEventListener("toggle", offer, { capture: true, signal });
  form.addEventListener("submit", (event) => event.preventDefault(), { signal });
  form.addEventListener(
    "input",
    ({ target }) => {
      const field = /** @type {any} */ (target);
      const control = controls.find((c) => c.key === field.name);
      if (!control) return;
      if (control.kind === "toggle") set(control, field.checked);
      else if (control.kind === "steps") set(control, control.values[Number(field.value)]);
      else pick(`${control.key}=${field.value}`);
    },
    { signal },
  );
  root.addEventListener(
    "click",
    ({ target }) => {
      const button = /** @type {HTMLElement} */ (
        /** @type {HTMLElement} */ (target).closest("button, [data-pick]")
      );
      if (button?.dataset.pick) pick(button.dataset.pick);
      const control = controls.find((c) => c.key === button?.dataset.for);
      if (!control) return;
      const index = control.values.indexOf(model.get(control.key)) + Number(button?.dataset.step);
      set(control, control.values[index]);
    },
    { signal },
  );

  // In JupyterLab the arrow keys and single letters are the notebook's commands; not in a view.
  const keep = (/** @type {KeyboardEvent} */ event) => {
    const command = event.ctrlKey || event.metaKey;
    if (!command && document.body.dataset.jpThemeLight) event.stopPropagation();
  };
  root.addEventListener("keydown", keep, { signal });

  /** Linked controls of one key move together, wherever on the page they are. */
  const announce = (/** @type {Control} */ { key }) =>
    document.dispatchEvent(
      new CustomEvent("explainer:linked", { detail: { key, value: model.get(key) } }),
    );
  document.addEventListener(
    "explainer:linked",
    (event) => {
      const { key, value } = /** @type {CustomEvent} */ (event).detail;
      const control = controls.find((c) => c.linked && c.key === key);
      following = true;
      try {
        if (control) set(control, value);
      } finally {
        following = false;
      }
    },
    { signal },
  );

  const listeners = controls.map((control) => {
    const changed = () => {
      show();
      if (control.linked && !following) announce(control);
    };
    model.on(`change:${control.key}`, changed);
    return () => model.off?.(`change:${control.key}`, changed);
  });
  const redraw = () => (drawing = drawing.then(draw));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
  for (const moment of ["beforeprint", "afterprint"]) {
    addEventListener(
      moment,
      () => {
        printing = moment === "beforeprint";
        draw();
      },
      { signal },
    );
  }
  // JupyterLab hides everything for a moment while it changes its theme.
  const themed = new MutationObserver(() =>
    requestAnimationFrame(() => requestAnimationFrame(redraw)),
  );
  for (const element of [document.body, document.documentElement])
    themed.observe(element, { attributeFilter: [...THEMES, "class"] });
  let width = 0;
  const resized = new ResizeObserver(() => {
    if (root.clientWidth !== width) redraw();
    width = root.clientWidth;
  });

  form.hidden = controls.length === 0;
  show();
  await drawing;
  resized.observe(root);
  return () => {
    stop.abort();
    themed.disconnect();
    resized.disconnect();
    listeners.forEach((remove) => remove());
  };
}

/**
 * A model with no kernel behind it.
 * @param {Record<string, any>} state
 * @returns {Model}
 */
export function staticModel(state) {
  const target = new EventTarget();
  return {
    get: (key) => state[key],
    set(key, value) {
      state[key] = value;
      target.dispatchEvent(new Event(`change:${key}`));
    },
    save_changes() {},
    on: (event, callback) => target.addEventListener(event, callback),
    off: (event, callback) => target.removeEventListener(event, callback),
  };
}

export default { render };

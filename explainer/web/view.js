/**
 * The front end of a view: attaches native controls to panels computed in Python.
 *
 * One module for every surface. In JupyterLab the model is an anywidget model, elsewhere a static
 * one. It never computes content: it picks the panel of a state and shows its pieces; what it is
 * given, `explainer/embed.py` has written.
 */

const NARROW = 600;
const MARGIN = 800; // how far from the window a view is drawn
const WIDE = 972; // the width that figures are made for, that of the page's widest column
const PAPER = 680; // A4 and Letter between usual margins, in CSS pixels
const PARTS = ["head", "alt", "body", "whose", "cite", "table", "sure"];
const DIGITS =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** @type {(root: ParentNode, selector: string) => any} */
export const find = (root, selector) => root.querySelector(selector);
/** @type {(root: ParentNode, selector: string) => any[]} */
export const all = (root, selector) => [...root.querySelectorAll(selector)];
export const words = (element) => element?.textContent?.trim() ?? "";

/** An element with its properties and children; text stays text. */
export function make(tag, given = {}, ...children) {
  const element = Object.assign(document.createElement(tag), given);
  element.append(...children);
  return element;
}

/** What an act gives, or something else where the browser does not allow it. */
export function attempt(act, otherwise = /** @type {any} */ (null)) {
  try {
    return act();
  } catch {
    return otherwise;
  }
}

/** Put a text on the clipboard; nothing or false where that is not allowed. */
export const copied = (text) =>
  navigator.clipboard?.writeText(text).then(() => true, () => false);

/** Read bytes from text: base 85 as `as_text` in embed.py writes it, five characters for four. */
function fromText(text) {
  const bytes = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4));
  const digit = new Uint8Array(128);
  for (let i = 0; i < 85; i++) digit[DIGITS.charCodeAt(i)] = i;
  for (let i = 0; i < text.length; i += 5) {
    let number = 0;
    for (let k = i; k < i + 5; k++) number = number * 85 + (digit[text.charCodeAt(k)] ?? 84);
    bytes.setUint32((i / 5) * 4, number);
  }
  return new Uint8Array(bytes.buffer, 0, Math.floor((text.length * 4) / 5));
}

/** Unpack gzipped bytes, given as they are or as text. */
export function inflate(packed) {
  const bytes = typeof packed === "string" ? fromText(packed) : packed;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}


/** Run plotly.js as a module of its own, out of sight of other module loaders on the page. */
function evaluate(code) {
  const module = { exports: {} };
  new Function("module", "exports", "define", code)(module, module.exports, undefined);
  return module.exports;
}

/** Load plotly.js once per page for the same kinds of traces, whichever view asks first. */
function plotly(model, host) {
  const name = `explainer.plotly ${model.get("_kinds") ?? ""}`.trim();
  const load = async () => {
    if (!host?.getModel) return globalThis["Plotly"];
    const library = await host.getModel(model.get("_library"));
    return (await library.get("library")) ?? evaluate(await inflate(library.get("script")));
  };
  return (globalThis[Symbol.for(name)] ??= load());
}

/** How hosts mark their theme, on the body or the root of the page. */
const THEMES = ["data-jp-theme-light", "data-vscode-theme-kind", "data-bs-theme", "data-theme"];

/** The theme that the host says it has, "dark" or "light"; empty if it says nothing. */
function hostTheme() {
  const places = [document.body, document.documentElement];
  const lab = { true: "light", false: "dark" }[places[0].dataset.jpThemeLight ?? ""];
  const marks = places.flatMap((place) => [
    ...THEMES.map((name) => place.getAttribute(name) ?? ""),
    ...place.classList,
  ]);
  const theme = marks.find((mark) => /^(vscode-)?(dark|light|high-contrast(-light)?)$/.test(mark));
  return lab ?? (theme && (/dark|contrast$/.test(theme) ? "dark" : "light")) ?? "";
}

/** Whether the surface is dark: the host's theme if it has one, else the reader's setting. */
const isDark = () => (hostTheme() || (matchMedia(DARK).matches && "dark")) === "dark";
const DARK = "(prefers-color-scheme: dark)";

/** Copy a figure's JSON, with light colours turned into dark ones where a palette is given. */
function recolour(value, palette) {
  if (typeof value === "string") return palette?.[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => recolour(item, palette));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, recolour(v, palette)]));
}

/** Give the elements of a second copy of a view ids of their own. */
function renameIds(root) {
  const suffix = `-${Math.random().toString(36).slice(2, 8)}`;
  for (const element of [root, ...all(root, "[id]")]) element.id += suffix;
  for (const name of ["aria-labelledby", "aria-describedby"])
    root.setAttribute(name, root.getAttribute(name) + suffix);
}

/** Hide the default state as HTML, which stands in where no widget can run. */
function hideStandIn(key) {
  for (const standIn of all(document, `[data-stand-in="${CSS.escape(key)}"]`))
    (standIn.closest(".jp-OutputArea-child") ?? standIn).style.display = "none";
}

/**
 * A table with more rows below as an address that holds it as CSV, so that it needs no server; a
 * cell that a spreadsheet would run is defused.
 */
export function csv(root, below = /** @type {string[][]} */ ([])) {
  const rows = all(root, "table tr").map((row) => [...row.children].map(words));
  const runs = (text) => /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
  const cell = (text) => `"${runs(text) ? "'" : ""}${text.replaceAll('"', '""')}"`;
  const lines = [...rows, ...below].map((row) => `${row.map(cell).join(",")}\r\n`);
  return `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(lines.join(""))}`;
}

/** What is said in a frame: it can forbid to save, and the browser does so without a word. */
export const UNSAVED =
  window.parent === window
    ? ""
    : " If no file was saved, the page around this one forbids it: open this one by itself.";

/** Say so behind a link that saves, once it is used. */
export function doubt({ target }) {
  const link = target.closest("a[download]:not(:has(+ output))");
  if (UNSAVED) link?.after(make("output", {}, UNSAVED));
}

/** What a view's table is about, as rows: its title and measure, and how its controls are set. */
function subject(root) {
  const controls = all(root, "form :checked, form [type=range]").map((field) => {
    const box = field.closest("fieldset, .steps") ?? field.closest("label");
    const word = words(field.matches("option") ? field : field.nextElementSibling) || "yes";
    return [words(find(box, ".name") ?? box), field.getAttribute("aria-valuetext") ?? word];
  });
  const title = ["Title", words(find(root, "h3"))];
  return [title, ["Measure", words(find(root, ".measure"))], ...controls];
}

const SOURCE = ["Publisher", "Title", "Date", "Kind", "Language", "Address", "Read at"];

/** A source of a list in the cells of a row. */
function sourceRow(item) {
  const [link, title, time, kind, spoken, copy] = ["a", "cite", "time", "i", "[lang]", "span"].map(
    (part) => find(item, part),
  );
  const publisher = words(link).replace(time ? `, ${words(time)}` : "", "");
  const about = [publisher, words(title), words(time), words(kind).split(", ")[0]];
  return [...about, spoken?.lang ?? "en", link?.getAttribute("href") ?? "", words(copy)];
}

/** The first sign that somebody moves about the page; at the latest after a few seconds. */
const awake = new Promise((resolve) => {
  for (const sign of ["scroll", "pointermove", "pointerdown", "keydown", "beforeprint"])
    addEventListener(sign, resolve, { once: true, passive: true });
  setTimeout(resolve, 4000);
});

/**
 * Wait until an element is near the window, until the page is printed, or until the browser has
 * nothing better to do, five seconds at most: while somebody scrolls, a slow machine has no idle
 * moment. A figure for which a picture stands in waits until somebody is there.
 */
async function near(element) {
  if (find(element, ".plot > .picture")) await awake;
  const idle = globalThis.requestIdleCallback ?? ((callback) => setTimeout(callback, 500));
  await new Promise((resolve) => {
    const come = (entries, observer) => {
      if (entries.some((entry) => entry.isIntersecting)) resolve(observer.disconnect());
    };
    new IntersectionObserver(come, { rootMargin: `${MARGIN}px` }).observe(element);
    addEventListener("beforeprint", resolve, { once: true });
    idle(resolve, { timeout: 5000 });
  });
}

/** Give the page the typefaces, once: a shadow root has none of its own. */
export function lend(faces) {
  const id = "explainer-faces";
  if (faces && !document.getElementById(id)) document.head.append(make("style", { id }, faces));
}

/** Plotly places labels by their width: it waits for their typeface. */
const FONTS = ["400 16px Archivo", "700 16px Archivo", '16px "Explainer Marks"'];
const lettered = () =>
  Promise.all(FONTS.map((font) => document.fonts.load(font, "a●").catch(() => null)));

/** A host may have MathJax: sums in dollars are no formulas. */
const CONFIG = { displayModeBar: false, typesetMath: false };

/** Take out the pictures that stood in for a figure (`export/pictures.py`). */
const forget = (plot) => plot && all(plot, ":scope > .picture").forEach((each) => each.remove());

/** Condense the labels that a font of the reader's own makes wider than their room. */
function fit(plot) {
  const frame = plot.getBoundingClientRect();
  for (const label of all(plot, "[textLength]")) label.removeAttribute("textLength");
  const labels = all(plot, ".main-svg :is(text:not(:has(.line)), .line)")
    .filter((label) => words(label).length > 1)
    .map((label) => ({ label, box: label.getBoundingClientRect() }));
  for (const { label, box } of labels) {
    const { left, right, top, bottom, width } = box;
    const beside = labels.filter(
      ({ box: b }) => b.left > left + width / 2 && b.top + 4 < bottom && b.bottom - 4 > top,
    );
    const room = Math.min(frame.right, ...beside.map(({ box: b }) => b.left - 3));
    const over = Math.ceil(Math.max(frame.left - left, right - room));
    const share = 1 - (over * (getComputedStyle(label).textAnchor === "middle" ? 2 : 1)) / width;
    if (over < 1 || share < 0.6) continue;
    label.setAttribute("textLength", label.getComputedTextLength() * share);
    label.setAttribute("lengthAdjust", "spacingAndGlyphs");
  }
}

/** What a mark or button sets: "key=value", several joined by "&". */
const pairs = (picks) => picks.split(/&(?=\w+=)/).map((one) => one.split(/=(.*)/s));

/** The panel for values of the controls, in their order. */
function panelOf({ controls, panels, states }, chosen) {
  const add = (index, { values }, i) => index * values.length + values.indexOf(chosen[i]);
  return panels[states[controls.reduce(add, 0)]];
}

/** Linked controls of one key move together, wherever on the page they are. */
export function announce(key, value) {
  document.dispatchEvent(new CustomEvent("explainer:linked", { detail: { key, value } }));
}

async function render({ model, el, host }) {
  const packed = model.get("_payload");
  const payload = packed.pool ? packed : JSON.parse(await inflate(packed));
  const { controls, pool } = payload;
  if (!find(el, "[data-view]")) {
    // Beside what the host has put there, such as its style.
    const box = make("div", { innerHTML: model.get("_html") });
    renameIds(box.firstElementChild);
    el.append(box);
    hideStandIn(model.get("_key"));
  }
  const shared = model.get("_faces"); // in a notebook
  const faced = shared && host?.getModel?.(shared).then((own) => lend(own.get("faces")), () => {});
  const root = find(el, "[data-view]");
  const [form, status] = [find(root, "form"), find(root, "[role=status]")];
  const stop = new AbortController();
  const on = (target, kind, act, how = {}) =>
    target.addEventListener(kind, act, { signal: stop.signal, ...how });
  const named = (key) => controls.find((control) => control.key === key);
  // What the HTML holds: nothing yet, where the view stands on the page for another time.
  let shown = "again" in root.dataset ? {} : panelOf(payload, controls.map(({ value }) => value));
  let offered = /** @type {any} */ ({}); // of what sources and table were filled last
  let drawing = near(root);
  let drawn = 0; // the width of the view, as its figure was last drawn
  let printing = false;
  let following = false; // while a linked control of another view sets this one

  /**
   * Show the panel of the model's state. What the reader changed is announced; a view that only
   * follows a linked control waits until it is near the window or the browser has time.
   */
  function show() {
    controls.forEach(reflect);
    if (following) {
      delete root.dataset.ready;
      redraw();
    } else {
      const here = () => find(root, "[data-part=body] li [aria-current] .what")?.textContent;
      if (update() && !host?.scrolling)
        status.textContent = here() ?? find(root, "h3")?.textContent ?? "";
      drawing = drawing.then(draw);
    }
    root.dispatchEvent(new CustomEvent("explainer:state", { bubbles: true }));
  }

  /** Bring the HTML in line with the model; true if that changed it. */
  function update() {
    const panel = panelOf(payload, controls.map(({ key }) => model.get(key)));
    const changed = panel !== shown;
    if (changed) swap(panel);
    const holds = ([key, text]) => named(key) && String(model.get(key)) === text;
    for (const choice of all(root, "[data-pick]:not(input)"))
      choice.ariaCurrent = pairs(choice.dataset.pick).every(holds) ? "true" : null;
    offer();
    return changed;
  }

  /** Put in a panel's pieces, keeping what is open and where the focus is, else at the top. */
  function swap(panel) {
    const focus = root.getRootNode().activeElement?.getAttribute("data-pick");
    const plot = find(root, ".plot");
    for (const part of PARTS) {
      if (String(panel[part]) === String(shown[part])) continue;
      const place = find(root, `[data-part="${part}"]`);
      if (place) place.innerHTML = panel[part].map((piece) => pool[piece]).join("");
      place?.closest(".foot > details")?.toggleAttribute("hidden", !place.innerHTML);
    }
    const fresh = find(root, ".plot");
    if (plot && fresh && plot !== fresh) fresh.replaceWith(plot);
    if (focus) {
      const head = Object.assign(find(root, "h3"), { tabIndex: -1 });
      (find(root, `[data-pick="${CSS.escape(focus)}"]`) ?? head).focus();
    }
    shown = panel;
  }

  /** Draw the figure of the model's state, for the width and the theme in use. */
  async function draw() {
    update();
    root.style.colorScheme = printing ? "" : hostTheme();
    const plot = find(root, ".plot");
    const place = (!printing && root.clientWidth < NARROW && shown.narrow) || shown.figure;
    if (plot) plot.style.zoom = printing ? PAPER / WIDE : ""; // on paper all is a size smaller
    const width = printing ? WIDE : plot?.clientWidth;
    if (!plot || width) drawn = root.clientWidth;
    if (plot && place && width) await paint(plot, place, width).catch(() => fail(plot));
    else if (!place) forget(plot);
    root.dataset.ready = "true";
  }

  /** Say that no figure can be drawn, as where a page's policy forbids it; its picture stays. */
  function fail(plot) {
    if (plot.previousElementSibling?.matches(".notice")) return;
    const text =
      "This figure cannot be drawn here. Text and table follow the controls; the picture, where " +
      "there is one, shows the first state.";
    plot.before(make("p", { className: "notice" }, text));
  }

  /** Draw a figure of the given width, in place of its picture. */
  async function paint(plot, place, width) {
    const Plotly = await plotly(model, host);
    const palette = isDark() && !printing ? payload.dark : null;
    const part = (piece) => recolour(pool[piece], palette);
    const layout = { ...part(place.layout), template: part(place.template), width };
    plot.dataset.tall = layout.height;
    layout.height *= Number(root.style.getPropertyValue("--squeeze")) || 1; // on a stage
    plot.style.height = `${layout.height}px`;
    await faced;
    await lettered();
    const [data, frames] = [place.data.map(part), place.frames?.map(part)];
    if (printing && find(plot, ".sankey")) {
      Plotly.purge(plot); // else its parts move to their new places by and by
      delete plot.dataset.listening;
    }
    await Plotly.react(plot, { data, layout, config: CONFIG, frames });
    fit(plot);
    forget(plot);
    if (!plot.dataset.listening)
      plot.on("plotly_click", ({ points }) => pick(points[0].customdata ?? ""));
    plot.dataset.listening = "true";
  }

  /** Open a card, and what closed lists are around it, and bring it into view. */
  function unfold(key) {
    const card = find(root, `[data-part="body"] details[data-key="${CSS.escape(key)}"]`);
    for (let each = card; each; each = each.parentElement.closest("details")) each.open = true;
    if (!card) return;
    find(card, "summary")?.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }

  /** Set controls from a mark or a button: "key=value", joined by "&"; "open=key" opens a card. */
  function pick(target) {
    for (const [key, text] of pairs(target)) {
      if (key === "open") return unfold(text);
      set(named(key), named(key)?.values.find((value) => String(value) === text));
    }
  }

  function set(control, value) {
    if (!control?.values.includes(value) || model.get(control.key) === value) return;
    model.set(control.key, value);
    model.save_changes?.();
  }

  /** Bring the form in line with the model. */
  function reflect({ key, kind, values, words }) {
    if (kind === "inside") return; // the body of the panel holds it
    const [value, field] = [model.get(key), form.elements.namedItem(key)];
    if (kind === "toggle") field.checked = value;
    else if (kind !== "steps") field.value = String(value);
    else {
      const index = values.indexOf(value);
      field.value = index;
      field.setAttribute("aria-valuetext", words[index]);
      const box = field.closest(".steps");
      find(box, "output").textContent = words[index];
      // Not disabled, so that neither loses the focus.
      find(box, '[data-step="-1"]').ariaDisabled = index === 0;
      find(box, '[data-step="1"]').ariaDisabled = index === values.length - 1;
    }
  }

  /** Fill what is open under the view: its sources, and the download of its table. */
  function offer() {
    const notes = find(root, '[data-part="sources"]');
    if (!notes || !find(root, ".foot details[open]")) return;
    const about = [...subject(root), ...(host?.about?.() ?? [])];
    if (offered.panel === shown && offered.about === String(about)) return;
    if (String(offered.panel?.sources) !== String(shown.sources))
      notes.innerHTML = shown.sources.map((n) => payload.sources?.[n] ?? host?.note(n)).join("");
    offered = { panel: shown, about: String(about) };
    const href = csv(root, [[], ...about, [], SOURCE, ...[...notes.children].map(sourceRow)]);
    for (const link of all(root, ".csv"))
      Object.assign(link, { href, download: `${root.dataset.view}.csv`, hidden: false });
  }

  on(root, "toggle", offer, { capture: true });
  on(root, "click", doubt);
  on(form, "submit", (event) => event.preventDefault());
  on(form, "input", ({ target: { name, value, checked } }) => {
    const control = named(name);
    if (control?.kind === "toggle") set(control, checked);
    else if (control?.kind === "steps") set(control, control.values[value]);
    else pick(`${name}=${value}`);
  });
  on(root, "click", ({ target }) => {
    const { pick: goal, for: key, step } = target.closest("button, [data-pick]")?.dataset ?? {};
    if (goal) pick(goal);
    const { values } = named(key) ?? {};
    if (values) set(named(key), values[values.indexOf(model.get(key)) + Number(step)]);
  });
  // Arrow keys and single letters are commands of a notebook; not in a view. Notebook listens
  // before the view, and leaves out an element with this attribute; JupyterLab listens after it.
  const command = (event) => event.ctrlKey || event.metaKey;
  const own = (event) => {
    const inside = root.contains(event.target);
    if (inside) event.target.toggleAttribute("data-lm-suppress-shortcuts", !command(event));
  };
  on(globalThis, "keydown", own, { capture: true });
  on(root, "keydown", (event) => {
    if (!command(event) && document.body.dataset.jpThemeLight) event.stopPropagation();
  });

  on(document, "explainer:linked", ({ detail: { key, value } }) => {
    following = true;
    if (named(key)?.linked) set(named(key), value);
    following = false;
  });
  const listeners = controls.map(({ key, linked }) => {
    const changed = () => {
      show();
      if (linked && !following) announce(key, model.get(key));
    };
    model.on(`change:${key}`, changed);
    return () => model.off?.(`change:${key}`, changed);
  });

  let waiting = false; // of many changes of a window only the last is drawn
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    const seen = drawing.then(() => near(root));
    drawing = seen.then(() => ((waiting = false), draw()));
  };
  on(matchMedia(DARK), "change", redraw);
  for (const moment of ["beforeprint", "afterprint"])
    on(globalThis, moment, () => {
      if (root.closest(".unprinted")) return; // only another chapter is
      printing = moment === "beforeprint";
      draw();
    });
  // JupyterLab hides everything for a moment while it changes its theme.
  const later = () => requestAnimationFrame(() => requestAnimationFrame(redraw));
  const themed = new MutationObserver(later);
  for (const element of [document.body, document.documentElement])
    themed.observe(element, { attributeFilter: [...THEMES, "class"] });
  const resized = new ResizeObserver(() => {
    if (root.clientWidth !== drawn) redraw();
  });

  form.hidden = controls.length === 0;
  if (!shown.head) update();
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

/** A model with no kernel behind it. */
export function staticModel(state) {
  const target = new EventTarget();
  return {
    get: (key) => state[key],
    set(key, value) {
      state[key] = value;
      target.dispatchEvent(new Event(`change:${key}`));
    },
    on: target.addEventListener.bind(target),
    off: target.removeEventListener.bind(target),
  };
}

export default { render };

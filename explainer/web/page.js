/**
 * The exported page: static models for its views, and their state in the address.
 *
 * A state is written "#view.key=value&linked_key=value", the view changed last first, so that a
 * copied address opens the page where the reader was. Nothing else is kept.
 */
import { keepAnswers, printAnswers } from "./answers.js";
import view, { inflate, staticModel } from "./view.js";

/** @typedef {import("./view.js").Model} Model */

/** Plotly: packed in the page, or a file beside it. */
const library = staticModel({
  get script() {
    return document.getElementById("plotly")?.textContent?.trim();
  },
  get library() {
    const address = document.body.dataset.plotly;
    if (!address) return null;
    return new Promise((resolve, reject) => {
      const tag = Object.assign(document.createElement("script"), { src: address });
      tag.onload = () => resolve(/** @type {any} */ (globalThis).Plotly);
      tag.onerror = reject;
      document.head.append(tag);
    });
  },
});

/** @typedef {{ name: string, model: Model, controls: any[], root: HTMLElement, host: any }} Entry */

/** @type {Entry[]} */
export const views = [];
const address = (/** @type {Entry} */ { name }, /** @type {any} */ control) =>
  control.linked ? control.key : `${name}.${control.key}`;

/** The state of one view as parts of an address; only what differs from the default. */
export function stateOf(/** @type {Entry} */ entry) {
  return entry.controls
    .filter((control) => entry.model.get(control.key) !== control.value)
    .map(
      (control) => `${address(entry, control)}=${encodeURIComponent(entry.model.get(control.key))}`,
    );
}

/** @type {?Entry} */
let touched = null; // the view that the reader changed; those linked to it follow in the same turn

/** Bring the page's address in line with a view's state, once a turn. */
function remember(/** @type {Entry} */ entry) {
  if (!touched) queueMicrotask(writeAddress);
  touched ??= entry;
}

function writeAddress() {
  const all = [...new Set([...(touched ? stateOf(touched) : []), ...views.flatMap(stateOf)])];
  touched = null;
  const [page] = location.href.split("#");
  try {
    history.replaceState(null, "", all.length ? `#${all.join("&")}` : page);
  } catch {
    // A page inside a sandboxed frame may not write its address; its links still carry the state.
  }
}

/** Set the controls that an address names; the first view named is brought into sight. */
function restore() {
  /** @type {?HTMLElement} */
  let first = null;
  for (const part of location.hash.slice(1).split("&")) {
    const [target, text] = part.split(/=(.*)/s);
    if (text === undefined) first ??= views.find(({ name }) => name === target)?.root ?? null;
    for (const entry of views) {
      const control = entry.controls.find((c) => address(entry, c) === target);
      const value = control?.values.find((/** @type {any} */ v) => encodeURIComponent(v) === text);
      if (value === undefined) continue;
      if (entry.model.get(control.key) !== value) entry.model.set(control.key, value);
      if (!control.linked) first ??= entry.root;
    }
  }
  first?.scrollIntoView();
}

/** A source of the page, as an item of a list. */
const note = (/** @type {number} */ n) => `<li>${document.getElementById(`s${n}`)?.innerHTML}</li>`;

async function start() {
  const packed = document.getElementById("views")?.textContent;
  if (!packed) return;
  const { views: payloads, order, ...shared } = JSON.parse(await inflate(packed.trim()));
  // A piece has a source's number for the link to it.
  const links = [...document.querySelectorAll("#sources li > a")].map((link) => link.outerHTML);
  shared.pool = shared.pool.map((/** @type {any} */ piece) =>
    typeof piece === "string" ? piece.replace(/<a (\d+)>/g, (_, n) => links[n - 1]) : piece,
  );
  const roots = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-view]"));
  roots.forEach((root, i) => {
    const payload = { ...payloads[order[i]], ...shared };
    const state = payload.controls.map((/** @type {any} */ c) => [c.key, c.value]);
    const model = staticModel({ ...Object.fromEntries(state), _payload: payload });
    const host = { getModel: async () => library, note };
    views.push({ name: root.dataset.view ?? "", model, controls: payload.controls, root, host });
  });
  restore();
  keepAnswers(views);
  printAnswers(views);
  for (const entry of views) {
    const el = /** @type {HTMLElement} */ (entry.root.parentElement);
    view.render({ model: entry.model, el, host: entry.host });
    entry.root.addEventListener("explainer:state", () => remember(entry));
  }
  addEventListener("hashchange", restore);
}

const able = "DecompressionStream" in globalThis; // the page's head says so to its style

/** Done when all views are in their state; never, where the browser cannot unpack them. */
export const started = able ? start() : new Promise(() => {});

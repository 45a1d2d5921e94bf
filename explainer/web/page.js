/**
 * The exported page: static models for its views, and their state in the address.
 *
 * A state is written "#view.key=value&linked_key=value", the view changed last first, so that a
 * copied address opens the page where the reader was. Nothing else is kept.
 */
import { keepAnswers } from "./answers.js";
import view, { all, attempt, find, inflate, make, staticModel } from "./view.js";

/**
 * Plotly: packed in the page, or a file beside it; as a script of the page, not as text to
 * evaluate, which the page's policy forbids.
 */
async function loaded() {
  const packed = document.getElementById("plotly")?.textContent.trim();
  const code = packed && new Blob([await inflate(packed)], { type: "text/javascript" });
  const src = code ? URL.createObjectURL(code) : document.body.dataset.plotly;
  return new Promise((resolve, onerror) => {
    const onload = () => resolve(globalThis["Plotly"]);
    document.head.append(make("script", { src, onload, onerror }));
  });
}

/** The views of the page: { name, model, controls, root, host }. */
export const views = /** @type {any[]} */ ([]);
const address = ({ name }, { linked, key }) => (linked ? key : `${name}.${key}`);

/** The state of one view as parts of an address; only what differs from the default. */
export function stateOf(entry) {
  const { model, controls } = entry;
  return controls.flatMap((control) => {
    const now = model.get(control.key);
    return now === control.value ? [] : [`${address(entry, control)}=${encodeURIComponent(now)}`];
  });
}

let touched = null; // the view that the reader changed; those linked to it follow in the same turn

/** Bring the page's address in line with a view's state, once a turn. */
function remember(entry) {
  if (!touched) queueMicrotask(writeAddress);
  touched ??= entry;
}

function writeAddress() {
  const state = [...new Set([touched, ...views].flatMap(stateOf))].join("&");
  touched = null;
  const now = state ? `#${state}` : location.href.split("#")[0];
  // A page inside a sandboxed frame may not write its address; its links still carry the state.
  attempt(() => history.replaceState(null, "", now));
}

/** Set the controls that an address names; the first view named is brought into sight. */
function restore() {
  let first = null;
  for (const part of location.hash.slice(1).split("&")) {
    const [target, text] = part.split(/=(.*)/s);
    if (text === undefined) first ??= views.find(({ name }) => name === target)?.root;
    for (const entry of views) {
      const control = entry.controls.find((each) => address(entry, each) === target);
      const value = control?.values.find((each) => encodeURIComponent(each) === text);
      if (value === undefined) continue;
      if (entry.model.get(control.key) !== value) entry.model.set(control.key, value);
      if (!control.linked) first ??= entry.root;
    }
  }
  first?.scrollIntoView();
}

/**
 * Let the reader's scrolling set a view's control: a scene in the middle of the window names the
 * value. Where somebody has scrolled to is no choice of theirs, so no address holds it.
 */
function followScenes({ root, model, controls, host }) {
  const enter = (scenes) => {
    for (const { target, isIntersecting } of scenes) {
      const [key, text] = target.dataset.scene.split("=");
      const control = controls.find((each) => each.key === key);
      const value = control?.values.find((each) => String(each) === text);
      if (!isIntersecting || value === undefined || model.get(key) === value) continue;
      control.value = value;
      host.scrolling = true;
      model.set(key, value);
      host.scrolling = false;
    }
  };
  const middle = new IntersectionObserver(enter, { rootMargin: "-50% 0px -49% 0px" });
  const watch = () => all(root, "[data-scene]").forEach((scene) => middle.observe(scene));
  root.addEventListener("explainer:state", () => setTimeout(watch));
  watch();
}

/** A source of the page, as an item of a list. */
const note = (n) => `<li>${document.getElementById(`s${n}`)?.innerHTML}</li>`;

async function start() {
  const packed = document.getElementById("views")?.textContent;
  if (!packed) return;
  const models = [];
  const { views: payloads, order, ...shared } = JSON.parse(await inflate(packed.trim()));
  // A piece has a source's number for the link to it.
  const links = all(document, "#sources li > a").map((link) => link.outerHTML);
  const linked = (piece) => piece.replace(/<a (\d+)>/g, (_, n) => links[n - 1]);
  shared.pool = shared.pool.map((piece) => (typeof piece === "string" ? linked(piece) : piece));
  all(document, "[data-view]").forEach((root, i) => {
    const _payload = { ...payloads[order[i]], ...shared };
    const { controls } = _payload;
    const state = Object.fromEntries(controls.map(({ key, value }) => [key, value]));
    // A view that stands in two chapters has one state.
    const model = (models[order[i]] ??= staticModel({ ...state, _payload }));
    const host = { getModel: async () => ({ get: loaded }), note };
    views.push({ name: root.dataset.view, model, controls, root, host });
  });
  restore();
  keepAnswers(views);
  for (const entry of views) {
    view.render({ model: entry.model, el: entry.root.parentElement, host: entry.host });
    entry.root.addEventListener("explainer:state", () => remember(entry));
    if (find(entry.root, "[data-scene]")) followScenes(entry);
  }
  addEventListener("hashchange", restore);
}

const able = "DecompressionStream" in globalThis; // the page's head says so to its style

/** Done when all views are in their state; never, where the browser cannot unpack them. */
export const started = able ? start() : new Promise(() => {});

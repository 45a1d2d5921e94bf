/**
 * A view with everything that it needs: as a file, or as a module that any host can import.
 *
 * The host gives an element and perhaps a model, of which only `get` is used: where it has a value
 * for a control, the view starts there.
 */
import view, { inflate, lend, make, staticModel } from "./view.js";

export async function alone({ model, el }, { html, payload, style, faces, library }) {
  const packed = JSON.parse(await inflate(payload));
  const start = packed.controls.map(({ key, value, values }) => {
    const given = model?.get(key);
    return [key, values.includes(given) ? given : value];
  });
  const own = { _html: html, _payload: packed, _key: "", _kinds: library.kinds };
  const state = { ...Object.fromEntries(start), ...own };
  if (style) el.append(make("style", {}, style));
  lend(faces);
  const host = { getModel: async () => staticModel(library) };
  const stop = await view.render({ model: staticModel(state), el, host });
  return () => {
    stop();
    el.replaceChildren();
  };
}

/**
 * Present mode: one figure or statement a screen, for a room.
 *
 * Screens are taken from the page in its order: the title, the head of each chapter, each view, each
 * list under a heading, and whatever has `data-screen`. Nothing is moved: the rest is hidden, so
 * views stay in their state and stay operable. Each screen shown gets the event "explainer:screen".
 * What is longer than the window is scrolled; a clicker's keys do that before they move on.
 */

const STEPS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };
const LEAST = 1.125; // the smallest text of a page, 16 px, has then 18 px
const FLATTEST = 0.72; // so much of its height a figure needs to be read

/** The screens of a page, each as the elements that it shows. */
function screens() {
  const marks = document.querySelectorAll(
    "main :is(.opening > .title, article > .eyebrow, article > :is(h2, h3), .view, [data-screen])",
  );
  return /** @type {HTMLElement[]} */ ([...marks]).flatMap((mark) => {
    const after = /** @type {?HTMLElement} */ (mark.nextElementSibling);
    if (mark.matches(".eyebrow"))
      return after ? [[mark, after, /** @type {HTMLElement} */ (after.nextElementSibling)]] : [];
    if (!mark.matches("h2, h3") || mark.dataset.screen !== undefined) return [[mark]];
    return after?.matches("ul, ol") ? [[mark, after]] : [];
  });
}

/** Whether a key belongs to the control that has the focus. */
function kept(/** @type {KeyboardEvent} */ { key, target }) {
  const arrow = key.startsWith("Arrow");
  const own = arrow
    ? "input, select, textarea, .scroll"
    : "select, textarea, input:not([type=radio])" +
      (key === " " ? ", input, button, summary, a" : "");
  return target instanceof Element && target.matches(own);
}

function stageFor(/** @type {HTMLElement} */ stage) {
  const page = document.documentElement;
  const output = /** @type {HTMLElement} */ (stage.querySelector("output"));
  const full = /** @type {HTMLElement} */ (stage.querySelector("[data-stage=full]"));
  const more = /** @type {HTMLElement} */ (stage.querySelector("[data-stage=more]"));
  /** @type {HTMLElement[][]} */
  let all = [];
  let place = 0;
  const on = () => page.classList.contains("presenting");

  /** Make a screen as large as the window allows. */
  function fit() {
    const parts = all[place];
    const set = (/** @type {number} */ zoom) =>
      parts.forEach((part) => part.style.setProperty("zoom", String(zoom)));
    const least = innerWidth < 700 ? 1 : LEAST;
    let zoom = Math.max(least, Math.min(innerWidth / 700, 2.2));
    for (set(zoom); zoom > least && left() > 0; set(zoom)) zoom = Math.max(least, zoom - 0.1);
    flatten();
  }

  /** Draw a figure less tall where the screen is a little too long for the window. */
  function flatten() {
    const { style } = all[place][0];
    const plot = /** @type {?HTMLElement} */ (all[place][0].querySelector(".plot"));
    const tall = (plot?.clientHeight ?? 0) - left() / Number(style.getPropertyValue("zoom"));
    const share = tall / Number(plot?.dataset.tall ?? Infinity);
    style.setProperty("--squeeze", String(share < FLATTEST ? 1 : Math.min(share, 1)));
    cue();
  }

  /** How much of the screen is still below the window. */
  const left = () => page.scrollHeight - innerHeight - scrollY;

  /** Say whether more is below. */
  function cue() {
    more.hidden = left() < 8;
  }

  /** Scroll within the screen; false where its end was reached. */
  function scrolled(/** @type {number} */ way) {
    if (way > 0 ? left() < 8 : scrollY < 8) return false;
    scrollBy({ top: way * (innerHeight - 140), behavior: "instant" });
    cue();
    return true;
  }

  function clear() {
    for (const part of document.querySelectorAll(".on-stage, .to-stage"))
      part.classList.remove("on-stage", "to-stage");
    for (const part of all[place] ?? [])
      for (const name of ["zoom", "--squeeze"]) part.style.removeProperty(name);
  }

  /** Show one screen and say which it is. */
  function go(/** @type {number} */ index) {
    clear();
    place = Math.max(0, Math.min(index, all.length - 1));
    for (const part of all[place]) {
      part.classList.add("on-stage");
      for (let e = part.parentElement; e && e !== document.body; e = e.parentElement)
        e.classList.add("to-stage");
    }
    scrollTo({ top: 0, behavior: "instant" });
    fit();
    const [first] = all[place];
    const title = first.querySelector("h1, h3")?.textContent ?? all[place].at(-2)?.textContent;
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.setAttribute("role", "heading");
    name.ariaLevel = "1";
    name.textContent = `: ${title ?? first.textContent}`;
    output.replaceChildren(`${place + 1} of ${all.length}`, name);
    if (!stage.contains(document.activeElement)) {
      first.tabIndex = -1;
      first.focus({ preventScroll: true });
    }
    first.dispatchEvent(new CustomEvent("explainer:screen", { bubbles: true }));
  }

  function enter() {
    all = screens();
    if (!all.length) return;
    const below = all.findIndex(([first]) => first.getBoundingClientRect().bottom > 80);
    page.classList.add("presenting");
    stage.hidden = false;
    full.hidden = !document.fullscreenEnabled;
    go(below < 0 ? all.length - 1 : below);
  }

  function leave() {
    const [first] = all[place];
    clear();
    page.classList.remove("presenting");
    stage.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen();
    first.scrollIntoView();
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
  }

  async function fill() {
    try {
      await (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen());
    } catch {
      full.hidden = true; // not allowed in this frame; the mode works in its window
    }
  }

  for (const button of document.querySelectorAll(".bar .start")) {
    if (button instanceof HTMLElement) button.hidden = screens().length < 2;
    button.addEventListener("click", enter);
  }
  stage.addEventListener("click", ({ target }) => {
    const { move, stage: act } = /** @type {HTMLElement} */ (target).dataset;
    if (move) go(place + Number(move));
    if (act === "more") scrolled(1);
    if (act === "full") fill();
    if (act === "leave") leave();
  });
  addEventListener("resize", () => on() && fit());
  addEventListener("explainer:state", () => on() && flatten());
  addEventListener("scroll", () => on() && cue(), { passive: true });
  new ResizeObserver(() => on() && cue()).observe(document.body);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { key, target } = event;
    const field = target instanceof Element && target.matches("input, select, textarea");
    const wanted = stage.querySelector("input")?.checked; // some type keys without meaning to
    if (key === "p" && wanted && !field && !event.repeat) return on() ? leave() : enter();
    if (!on()) return;
    if (key === "Escape") return leave();
    const step = /** @type {Record<string, number>} */ (STEPS)[key];
    if (!step || kept(event)) return;
    event.preventDefault();
    const way = event.shiftKey ? -step : step;
    if (key.startsWith("Arrow") || !scrolled(way)) go(place + way);
  });
}

const stage = document.querySelector(".stage");
if (stage instanceof HTMLElement) stageFor(stage);

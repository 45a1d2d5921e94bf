/**
 * The bar at the top: the chapters and where the reader is, the one date of the page, the way back.
 */
import { started } from "./page.js";

const bar = /** @type {?HTMLElement} */ (document.querySelector(".bar"));
const part = (/** @type {string} */ selector) =>
  /** @type {any} */ (bar?.querySelector(selector));

/** Say which part of the page is being read, and how far the reader has come. */
function follow() {
  const here = part(".here");
  const links = /** @type {HTMLAnchorElement[]} */ ([
    .../** @type {Element} */ (bar).querySelectorAll('nav > ol > li > a[href^="#"]'),
  ]);
  let waiting = false;
  const update = () => {
    waiting = false;
    const far = document.documentElement.scrollHeight - innerHeight;
    bar?.style.setProperty("--read", String(far > 0 ? Math.min(scrollY / far, 1) : 0));
    const reached = links.filter((link) => {
      const top = document.getElementById(link.hash.slice(1))?.getBoundingClientRect().top;
      return top !== undefined && top < innerHeight * 0.42;
    });
    const now = reached.at(-1);
    const name = now?.dataset.short ?? "";
    if (!links.length || !here || here.textContent === name) return;
    here.textContent = name;
    for (const link of links) {
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.nextElementSibling?.toggleAttribute("open", link === now); // its sections
    }
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(update);
    waiting = true;
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  part("details")?.addEventListener("toggle", update);
  update();
}

/** The list of chapters closes when it was used or left, and on Escape. */
function fold(/** @type {?HTMLDetailsElement} */ list) {
  if (!list) return;
  list.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("a, button")) list.open = false;
  });
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    list.open = false;
    list.querySelector("summary")?.focus();
  });
  for (const away of ["focusin", "pointerdown"])
    document.addEventListener(away, ({ target }) => {
      if (!list.contains(/** @type {Node} */ (target))) list.open = false;
    });
}

/** Show of the first screen what was public on a day. */
function stage(/** @type {string} */ date) {
  for (const each of document.querySelectorAll("[data-from]")) {
    const { from = "", until = "" } = /** @type {HTMLElement} */ (each).dataset;
    /** @type {HTMLElement} */ (each).hidden = date < from || (until !== "" && date >= until);
  }
  const shown = /** @type {?HTMLElement} */ (document.querySelector("[data-voyages]:not([hidden])"));
  const count = Number(shown?.dataset.voyages);
  for (const ways of document.querySelectorAll(".ways")) {
    const every = count ? Math.ceil(ways.children.length / count) : Infinity;
    [...ways.children].forEach((way, i) => way.classList.toggle("off", !count || i % every !== 0));
  }
}

const NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

/** How many statements stand otherwise on one day than on another, in words. */
function moved(/** @type {string} */ then, /** @type {string} */ now) {
  const text = document.getElementById("standings")?.textContent;
  if (!text) return "";
  const { [then]: before = "", [now]: after = "" } = JSON.parse(text);
  const count = [...after].filter((letter, i) => letter !== before[i]).length;
  return `; ${NUMBERS[count] ?? count} ${count === 1 ? "statement" : "statements"} moved`;
}

/** One date for the page: its list and its line of time move all figures that have a date. */
async function dateAll() {
  const select = /** @type {HTMLSelectElement} */ (part("select"));
  const time = /** @type {HTMLElement} */ (part(".time"));
  const range = /** @type {HTMLInputElement} */ (time.querySelector("input"));
  const field = /** @type {any} */ (document.querySelector('[data-view] [name="as_of"]'));
  const given = field?.options ?? field?.closest("fieldset")?.querySelectorAll("input") ?? [];
  if (!select.options.length)
    for (const { value, nextElementSibling, text } of given)
      select.add(new Option(text ?? nextElementSibling.textContent, value, false, false));
  const days = [...select.options].map(({ value }) => value);
  if (!days.length) return;
  range.max = String(days.length - 1);
  time.append(...days.map(() => document.createElement("i")));
  const last = days.length - 1;
  let shown = days[last];
  const show = (/** @type {string} */ date) => {
    const place = days.indexOf(date);
    shown = select.value = date;
    range.value = String(place);
    range.setAttribute("aria-valuetext", select.selectedOptions[0].text);
    time.querySelectorAll("i").forEach((tick, i) => {
      tick.className = i === place ? "now" : "";
      tick.style.left = `calc(8px + (100% - 16px) * ${i / last})`;
    });
    stage(date);
  };
  show(shown);
  await started;
  part(".as-of").hidden = false;
  const choose = (/** @type {string} */ value) => {
    const change = moved(shown, value);
    document.dispatchEvent(
      new CustomEvent("explainer:linked", { detail: { key: "as_of", value } }),
    );
    part("[role=status]").textContent = `As of ${select.selectedOptions[0].text}${change}`;
  };
  document.addEventListener("explainer:linked", (event) => {
    const { key, value } = /** @type {CustomEvent} */ (event).detail;
    if (key === "as_of") show(value);
  });
  const set = /** @type {any} */ (
    document.querySelector('[data-view] :is([name="as_of"]:checked, select[name="as_of"])')
  );
  if (set) show(set.value);
  select.addEventListener("change", () => choose(select.value));
  range.addEventListener("input", () => choose(days[Number(range.value)]));
}

/** After a link within the page: a button that leads back, until it is used or the reader moves on. */
function offerReturn(/** @type {HTMLElement} */ button) {
  let [top, goal] = [0, 0];
  /** @type {?HTMLElement} */
  let from = null;
  addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
    // A link that opens a card moves nobody.
    if (event.defaultPrevented || !(link instanceof HTMLElement)) return;
    if (link.matches(".skip, .state-link, .contents a")) return;
    [top, from] = [scrollY, link];
    button.hidden = false;
    addEventListener("scrollend", () => (goal = scrollY), { once: true });
  });
  const leave = () => {
    if (button.hidden) return;
    if (document.activeElement === button) from?.focus({ preventScroll: true });
    button.hidden = true;
    goal = 0;
  };
  button.addEventListener("click", () => {
    scrollTo({ top });
    from?.focus({ preventScroll: true });
    leave();
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && leave());
  const passed = () => goal && Math.abs(scrollY - goal) > 2 * innerHeight && leave();
  addEventListener("scroll", passed, { passive: true });
}

/** Print the chapter that is being read, with the sources that it names. */
function printOne() {
  const chapters = [...document.querySelectorAll("main > article")];
  const read = (/** @type {Element} */ each) => each.getBoundingClientRect().top < innerHeight / 2;
  const chapter = chapters.filter(read).at(-1) ?? chapters[0];
  const links = [...chapter.querySelectorAll("[data-n], [data-part=sources] a")];
  const named = new Set(links.map((link) => link.getAttribute("data-n") ?? link.textContent?.trim()));
  const others = [
    ...document.querySelectorAll("main > :not(#sources)"),
    ...document.querySelectorAll("#sources li"),
  ].filter((each) => each !== chapter && !named.has(each.id.slice(1)));
  for (const each of others) each.classList.add("unprinted");
  const restore = () => others.forEach((each) => each.classList.remove("unprinted"));
  addEventListener("afterprint", restore, { once: true });
  print();
}

if (bar) {
  follow();
  fold(part("details"));
  dateAll();
  offerReturn(part(".back"));
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-print]")
  )) {
    button.hidden = !document.querySelector("main > article");
    button.addEventListener("click", printOne);
  }
}

/**
 * The bar at the top: the chapters and where the reader is, the date of all figures, the way back.
 */
import { started } from "./page.js";

/** Say which part of the page is being read, and how far the reader has come. */
function follow(/** @type {HTMLElement} */ bar) {
  const here = bar.querySelector(".here");
  const links = /** @type {HTMLAnchorElement[]} */ ([
    ...bar.querySelectorAll('nav > ol > li > a[href^="#"]'),
  ]);
  let waiting = false;
  const update = () => {
    waiting = false;
    const far = document.documentElement.scrollHeight - innerHeight;
    bar.style.setProperty("--read", String(far > 0 ? Math.min(scrollY / far, 1) : 0));
    const reached = links.filter((link) => {
      const part = document.getElementById(link.hash.slice(1));
      return part && part.getBoundingClientRect().top < innerHeight / 3;
    });
    const now = reached.at(-1);
    if (!links.length || !here || here.textContent === (now?.textContent ?? "")) return;
    here.textContent = now?.textContent ?? "";
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
  update();
}

/** The list of chapters closes when it was used or left, and on Escape. */
function fold(/** @type {?HTMLDetailsElement} */ list) {
  if (!list) return;
  list.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("a")) list.open = false;
  });
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    list.open = false;
    list.querySelector("summary")?.focus();
  });
  document.addEventListener("focusin", ({ target }) => {
    if (!list.contains(/** @type {Node} */ (target))) list.open = false;
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (!list.contains(/** @type {Node} */ (target))) list.open = false;
  });
}

/** One date for all figures that have one; it moves with their own controls. */
async function dateAll(/** @type {HTMLElement} */ bar) {
  await started;
  const field = document.querySelector('[data-view] input[name="as_of"]');
  const label = /** @type {HTMLElement} */ (bar.querySelector(".as-of"));
  const select = /** @type {HTMLSelectElement} */ (label.querySelector("select"));
  for (const input of field?.closest("fieldset")?.querySelectorAll("input") ?? []) {
    const words = input.nextElementSibling?.textContent ?? "";
    select.add(new Option(words, input.value, input.defaultChecked, input.checked));
  }
  label.hidden = !field;
  select.addEventListener("change", () => {
    const detail = { key: "as_of", value: select.value };
    document.dispatchEvent(new CustomEvent("explainer:linked", { detail }));
    const status = /** @type {HTMLElement} */ (bar.querySelector("[role=status]"));
    status.textContent = `All figures as of: ${select.selectedOptions[0].text}`;
  });
  document.addEventListener("explainer:linked", (event) => {
    const { key, value } = /** @type {CustomEvent} */ (event).detail;
    if (key === "as_of") select.value = value;
  });
}

/** After a link within the page: a button that leads back, until it is used or Escape pressed. */
function offerReturn(/** @type {HTMLElement} */ button) {
  let top = 0;
  /** @type {?HTMLElement} */
  let from = null;
  addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest('a[href^="#"]');
    // A link that opens a card moves nobody.
    if (event.defaultPrevented || !(link instanceof HTMLElement)) return;
    if (link.matches(".skip, .state-link, .contents a")) return;
    [top, from] = [scrollY, link];
    button.hidden = false;
  });
  const leave = () => {
    if (button.hidden) return;
    if (document.activeElement === button) from?.focus({ preventScroll: true });
    button.hidden = true;
  };
  button.addEventListener("click", () => {
    scrollTo({ top });
    from?.focus({ preventScroll: true });
    leave();
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && leave());
}

/** Print one chapter of several, with the sources that it names. */
function printOne(/** @type {HTMLElement} */ chapter, /** @type {HTMLElement} */ button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const links = [...chapter.querySelectorAll("[data-n], [data-part=sources] a")];
    const named = new Set(
      links.map((link) => link.getAttribute("data-n") ?? link.textContent?.trim()),
    );
    const others = [
      ...document.querySelectorAll("main > :not(#sources)"),
      ...document.querySelectorAll("#sources li"),
    ].filter((part) => part !== chapter && !named.has(part.id.slice(1)));
    for (const part of others) part.classList.add("unprinted");
    const restore = () => others.forEach((part) => part.classList.remove("unprinted"));
    addEventListener("afterprint", restore, { once: true });
    print();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  const chapter = button.closest("article");
  if (chapter && button instanceof HTMLElement) printOne(chapter, button);
}

const bar = document.querySelector(".bar");
if (bar instanceof HTMLElement) {
  follow(bar);
  fold(bar.querySelector("details"));
  dateAll(bar);
  offerReturn(/** @type {HTMLElement} */ (document.querySelector(".back")));
}

/**
 * The bar at the top: the chapters and where the reader is, the one date of the page, the way back.
 */
import { started } from "./page.js";
import { all, announce, find, make } from "./view.js";

const bar = find(document, ".bar");

/** Say which part of the page is being read, and how far the reader has come. */
function follow() {
  const place = find(bar, ".here");
  const links = all(bar, 'nav > ol > li > a[href^="#"]');
  const update = () => {
    const far = document.documentElement.scrollHeight - innerHeight;
    bar.style.setProperty("--read", String(far > 0 ? Math.min(scrollY / far, 1) : 0));
    const top = ({ hash }) => document.getElementById(hash.slice(1))?.getBoundingClientRect().top;
    const now = links.filter((link) => (top(link) ?? Infinity) < innerHeight * 0.42).at(-1);
    const name = now?.dataset.short ?? "";
    if (!links.length || place.textContent === name) return;
    place.textContent = name;
    for (const link of links) {
      link.ariaCurrent = link === now ? "true" : null;
      link.nextElementSibling?.toggleAttribute("open", link === now); // its sections
    }
  };
  addEventListener("scroll", update, { passive: true });
  addEventListener("resize", update);
  find(bar, "details")?.addEventListener("toggle", update);
  update();
}

/** The list of chapters closes when it was used or left, and on Escape. */
function fold(list) {
  const close = () => (list.open = false);
  list.addEventListener("click", ({ target }) => target.closest("a, button") && close());
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    close();
    find(list, "summary").focus();
  });
  for (const away of ["focusin", "pointerdown"])
    document.addEventListener(away, ({ target }) => list.contains(target) || close());
}

/** The sentences of the first screen and what chapters tell, and what keeps the place of each. */
const SENTENCES = all(document, "[data-from]").map((each) => [each, document.createComment("")]);

/** Leave of first screen and text what was public on a day: nothing else, nor hidden. */
function stage(date) {
  for (const [each, place] of SENTENCES) {
    const { from, until } = each.dataset;
    const [now, before] = date < from || (until && date >= until) ? [place, each] : [each, place];
    if (before.isConnected) before.replaceWith(now);
    each.hidden = false;
  }
  for (const note of all(document, ".set-back")) {
    const part = note.closest("article") ?? document; // what stands behind stays whole, and says so
    note.hidden = !SENTENCES.some(([each, place]) => !each.dataset.until && part.contains(place));
  }
  const count = Number(find(document, "[data-voyages]")?.dataset.voyages);
  for (const { children } of all(document, ".ways")) {
    const every = Math.ceil(children.length / count);
    [...children].forEach((way, i) => way.classList.toggle("off", !count || i % every !== 0));
  }
}

const NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

/** How many statements stand otherwise on one day than on another, in words. */
function moved(then, now) {
  const text = document.getElementById("standings")?.textContent;
  if (!text) return "";
  const { [then]: before = "", [now]: after = "" } = JSON.parse(text);
  const count = [...after].filter((letter, i) => letter !== before[i]).length;
  return `; ${NUMBERS[count] ?? count} ${count === 1 ? "statement" : "statements"} moved`;
}

/** One date for the page: its list and its line of time move all figures that have a date. */
async function dateAll() {
  const [select, time] = [find(bar, "select"), find(bar, ".time")];
  const range = find(time, "input");
  const field = find(document, '[data-view] [name="as_of"]');
  const given = field?.options ?? field?.closest("fieldset")?.querySelectorAll("input") ?? [];
  if (!select.options.length)
    for (const { value, nextElementSibling, text } of given)
      select.add(make("option", { value }, text ?? nextElementSibling.textContent));
  const days = [...select.options].map(({ value }) => value);
  if (!days.length) return;
  const last = days.length - 1;
  range.max = String(last);
  time.append(...days.map(() => make("i")));
  let shown = days[last];
  const show = (date) => {
    const place = days.indexOf(date);
    shown = select.value = date;
    range.value = String(place);
    range.setAttribute("aria-valuetext", select.selectedOptions[0].text);
    all(time, "i").forEach((tick, i) => {
      tick.className = i === place ? "now" : "";
      tick.style.left = `calc(8px + (100% - 16px) * ${i / last})`;
    });
    stage(date);
  };
  show(shown);
  await started;
  find(bar, ".as-of").hidden = false;
  const choose = (value) => {
    const change = moved(shown, value);
    announce("as_of", value);
    find(bar, "[role=status]").textContent = `As of ${select.selectedOptions[0].text}${change}`;
  };
  const heard = ({ detail }) => detail.key === "as_of" && show(detail.value);
  document.addEventListener("explainer:linked", /** @type {any} */ (heard));
  const dates = ':is([name="as_of"]:checked, select[name="as_of"])';
  show(find(document, `[data-view] ${dates}`)?.value ?? shown);
  select.addEventListener("change", () => choose(select.value));
  range.addEventListener("input", () => choose(days[Number(range.value)]));
}

/** After a link within the page: a button that leads back, until it is used or left far behind. */
function offerReturn(button) {
  let [top, goal, from] = [0, 0, /** @type {any} */ (null)];
  addEventListener("click", (event) => {
    const links = 'a[href^="#"]:not(.skip, .state-link, .contents a)';
    const link = /** @type {any} */ (event.target).closest(links);
    if (event.defaultPrevented || !link) return; // a link that opens a card moves nobody
    [top, from] = [scrollY, link];
    button.hidden = false;
    addEventListener("scrollend", () => (goal = scrollY), { once: true });
  });
  const leave = () => {
    if (!button.hidden && document.activeElement === button) from.focus({ preventScroll: true });
    button.hidden = true;
    goal = 0;
  };
  button.addEventListener("click", () => {
    scrollTo({ top });
    from.focus({ preventScroll: true });
    leave();
  });
  addEventListener("keydown", ({ key }) => key === "Escape" && leave());
  const passed = () => goal && Math.abs(scrollY - goal) > 2 * innerHeight && leave();
  addEventListener("scroll", passed, { passive: true });
}

/** Print the chapter that is being read, with the sources that it names. */
function printOne() {
  const chapters = all(document, "main > article");
  const read = (each) => each.getBoundingClientRect().top < innerHeight / 2;
  const chapter = chapters.filter(read).at(-1) ?? chapters[0];
  const links = all(chapter, "[data-n], [data-part=sources] a");
  const named = new Set(links.map((link) => link.dataset.n ?? link.textContent.trim()));
  const others = all(document, "main > :not(#sources), #sources li").filter(
    (each) => each !== chapter && !named.has(each.id.slice(1)),
  );
  for (const each of others) each.classList.add("unprinted");
  const restore = () => others.forEach((each) => each.classList.remove("unprinted"));
  addEventListener("afterprint", restore, { once: true });
  print();
}

follow();
all(bar, ":scope > details").forEach(fold);
dateAll();
offerReturn(find(bar, ".back"));
for (const button of all(bar, "[data-print]")) {
  button.hidden = !find(document, "main > article");
  button.addEventListener("click", printOne);
}

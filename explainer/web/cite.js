/**
 * Slips and filters: a link to a source or to a term first says what it is, beside the link; the
 * list of sources can be narrowed. Without scripts the links are links, and the list is whole.
 */

const slip = Object.assign(document.createElement("aside"), { className: "slip", tabIndex: -1 });
slip.setAttribute("popover", "auto"); // Escape and a click elsewhere close it; the focus returns

/** @type {Map<string, HTMLElement>} */
const numbered = new Map();
for (const item of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll(".notes > li")
))
  numbered.set(item.querySelector("a")?.href ?? "", item);

/**
 * The entry that a link names: a numbered source, or a term or a person with what is said of it.
 * @param {HTMLAnchorElement} link
 */
function entryOf(link) {
  const id = (link.getAttribute("href") ?? "").match(/^#((?:term|person)-.+|s\d+)$/)?.[1];
  return id ? document.getElementById(id) : numbered.get(link.href);
}

/**
 * A link in a paragraph, for the end of a slip.
 * @param {string} href
 * @param {string} text
 */
function lead(href, text) {
  const paragraph = document.createElement("p");
  paragraph.append(Object.assign(document.createElement("a"), { href, textContent: text }));
  return paragraph;
}

/**
 * Write an entry on the slip, so that nothing is stored twice.
 * @param {HTMLElement} entry
 */
function write(entry) {
  const term = entry.tagName === "DT";
  const text = /** @type {HTMLElement} */ (term ? entry.nextElementSibling : entry).cloneNode(true);
  const name = document.createElement("b");
  slip.replaceChildren(name, ...text.childNodes);
  if (term) {
    name.textContent = entry.textContent;
    name.after(": ");
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (
      slip.querySelectorAll("li a")
    )) {
      const note = entryOf(link)?.cloneNode(true);
      if (!(note instanceof HTMLElement)) continue;
      note.querySelectorAll("i, details").forEach((detail) => detail.remove());
      link.replaceWith(...note.childNodes);
    }
    slip.append(lead(`#${entry.id}`, "In the list behind the chapters"));
  } else {
    const source = /** @type {HTMLAnchorElement} */ (slip.querySelector("a"));
    name.append(...source.childNodes);
    source.remove();
    slip.querySelector("details")?.remove();
    slip.append(lead(source.href, `Open source: ${source.hostname.replace("www.", "")}`));
    slip.append(lead(`#${entry.id}`, "In the list of sources"));
  }
  slip.setAttribute("aria-label", term ? "Term" : "Source");
}

/**
 * Put the slip under a link, or above it where there is no room.
 * @param {DOMRect} box
 */
function lay(box) {
  const { offsetWidth: width, offsetHeight: height } = slip;
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
  const below = box.bottom + 6;
  const above = box.top - height - 6;
  const top = below + height > innerHeight && above > 0 ? above : below;
  Object.assign(slip.style, { left: `${scrollX + left}px`, top: `${scrollY + top}px` });
}

document.addEventListener("click", (event) => {
  const link = /** @type {Element} */ (event.target).closest("main a[href]");
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!plain || event.defaultPrevented || !slip.showPopover) return;
  if (!(link instanceof HTMLAnchorElement) || link.closest(".slip, .notes, #people")) return;
  const full = link.matches('[data-part="sources"] [href^="http"]'); // the list says it all
  const entry = full ? null : entryOf(link);
  if (!entry) return;
  event.preventDefault();
  write(entry);
  link.after(slip); // so that the tab key reaches it next
  slip.showPopover();
  lay(link.getClientRects()[0]);
  slip.focus({ preventScroll: true });
});

// A slip that leads to an entry has done its work.
slip.addEventListener("click", ({ target }) => {
  const link = /** @type {Element} */ (target).closest("a");
  if (link?.getAttribute("href")?.startsWith("#")) slip.hidePopover();
});

/**
 * Show only the sources that the form asks for.
 * @param {HTMLFormElement} form
 */
function narrow(form) {
  const { language, ...words } = Object.fromEntries(new FormData(form));
  const wanted = Object.values(words).filter(Boolean);
  let count = 0;
  for (const each of document.querySelectorAll(".notes > li")) {
    const item = /** @type {HTMLLIElement} */ (each);
    const own = item.querySelector("i")?.textContent?.split(", ") ?? [];
    const spoken = item.querySelector("[lang]")?.getAttribute("lang") ?? "en";
    const shown = wanted.every((word) => own.includes(String(word)));
    const hidden = !shown || (Boolean(language) && language !== spoken);
    item.value = Number(item.id.slice(1)); // it keeps its number when others are hidden
    item.hidden = hidden;
    count += Number(!hidden);
  }
  const status = /** @type {HTMLElement} */ (form.querySelector("output"));
  status.textContent = `${count} ${count === 1 ? "source" : "sources"} shown`;
}

const narrowing = document.querySelector("form.filters");
if (narrowing instanceof HTMLFormElement) {
  narrowing.classList.add("ready");
  narrowing.addEventListener("input", () => narrow(narrowing));
  narrowing.addEventListener("submit", (event) => event.preventDefault());
}

// On paper a source is its publisher, its date and its host.
addEventListener("beforeprint", () => {
  for (const each of /** @type {NodeListOf<HTMLAnchorElement>} */ (
    document.querySelectorAll(".notes > li > a")
  ))
    each.dataset.host = each.hostname.replace("www.", "");
});

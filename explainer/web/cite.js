/**
 * Slips and filters: a link to a source or to a term first says what it is, beside the link; the
 * list of sources can be narrowed. Without scripts the links are links, and the list is whole.
 */
import { all, find, make } from "./view.js";

// Escape and a click elsewhere close it; the focus returns.
const slip = make("aside", { className: "slip", tabIndex: -1, popover: "auto" });
const notes = all(document, ".notes > li");
const numbered = new Map(notes.map((item) => [find(item, "a")?.href, item]));

/** The entry that a link names: a source, or a term or a person with what is said of it. */
function entryOf(link) {
  const [, id] = /^#((?:term|person)-.+|s\d+)$/.exec(link.getAttribute("href")) ?? [];
  return id ? document.getElementById(id) : numbered.get(link.href);
}

/** A link in a paragraph, for the end of a slip. */
const lead = (href, text) => make("p", {}, make("a", { href }, text));

/** Write an entry on the slip, so that nothing is stored twice. */
function write(entry) {
  const term = entry.tagName === "DT";
  const name = make("b");
  const text = (term ? entry.nextElementSibling : entry).cloneNode(true);
  slip.replaceChildren(name, ...text.childNodes);
  if (term) {
    name.textContent = entry.textContent;
    name.after(": ");
    for (const link of all(slip, "li a")) {
      const note = entryOf(link)?.cloneNode(true);
      if (!note) continue;
      all(note, "i, details").forEach((detail) => detail.remove());
      link.replaceWith(...note.childNodes);
    }
  } else {
    const source = find(slip, "a");
    name.append(...source.childNodes);
    source.remove();
    find(slip, "details")?.remove();
    slip.append(lead(source.href, `Open source: ${source.hostname.replace("www.", "")}`));
  }
  slip.append(lead(`#${entry.id}`, `In the list ${term ? "behind the chapters" : "of sources"}`));
  slip.ariaLabel = term ? "Term" : "Source";
}

/** Put the slip under a link, or above it where there is no room. */
function lay(box) {
  const { offsetWidth: width, offsetHeight: height } = slip;
  const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - width - 8));
  const [below, above] = [box.bottom + 6, box.top - height - 6];
  const top = below + height > innerHeight && above > 0 ? above : below;
  Object.assign(slip.style, { left: `${scrollX + left}px`, top: `${scrollY + top}px` });
}

// A list of sources says it all; what else stands behind a link is said beside it first.
const WHOLE = '.slip *, .notes *, #people *, [data-part="sources"] [href^="http"]';
document.addEventListener("click", (event) => {
  const link = /** @type {any} */ (event.target).closest(`main a[href]:not(${WHOLE})`);
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const entry = plain && !event.defaultPrevented && link && entryOf(link);
  if (!entry || !slip.showPopover) return;
  event.preventDefault();
  write(entry);
  link.after(slip); // so that the tab key reaches it next
  slip.showPopover();
  lay(link.getClientRects()[0]);
  slip.focus({ preventScroll: true });
});

// A slip that leads to an entry has done its work.
slip.addEventListener("click", ({ target }) => {
  if (/** @type {any} */ (target).closest('a[href^="#"]')) slip.hidePopover();
});

/** Show only the sources that the form asks for. */
function narrow(form) {
  const { language, ...kinds } = Object.fromEntries(new FormData(form));
  const wanted = Object.values(kinds).filter(Boolean);
  for (const item of notes) {
    const own = find(item, "i")?.textContent.split(", ") ?? [];
    const spoken = find(item, "[lang]")?.lang ?? "en";
    item.value = Number(item.id.slice(1)); // it keeps its number when others are hidden
    item.hidden = !wanted.every((word) => own.includes(word)) || ![spoken, ""].includes(language);
  }
  const count = notes.filter(({ hidden }) => !hidden).length;
  find(form, "output").textContent = `${count} ${count === 1 ? "source" : "sources"} shown`;
}

const narrowing = find(document, "form.filters");
if (narrowing) {
  narrowing.classList.add("ready");
  narrowing.addEventListener("input", () => narrow(narrowing));
  narrowing.addEventListener("submit", (event) => event.preventDefault());
}

// On paper a source is its publisher, its date and its host.
addEventListener("beforeprint", () => {
  for (const { dataset, hostname } of all(document, ".notes > li > a"))
    dataset.host = hostname.replace("www.", "");
});

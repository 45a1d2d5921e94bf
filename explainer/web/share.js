/**
 * Under each figure: a link to its state, the figure as a file, and how to cite it.
 */
import { started, stateOf, views } from "./page.js";
import { UNSAVED, all, attempt, copied, find, make, words } from "./view.js";

/** How the whole is cited, by its CITATION.cff; a notebook of somebody else has none. */
const whole = JSON.parse(document.getElementById("citation")?.textContent ?? "{}");

/** Where the page stands for everybody: its address, if it has one; a file has but its name. */
const here = location.href.split("#")[0];
const served = location.protocol.startsWith("http") ? here : "";
const home = find(document, 'link[rel="canonical"]')?.href ?? served;
const file = here.split("/").pop() || "this page";

/** A state's address. */
function addressOf(entry) {
  const state = stateOf(entry);
  // A date that all figures share does not say which of them is meant.
  const named = state.some((part) => part.startsWith(`${entry.name}.`));
  return `${home || file}#${(named ? state : [entry.name, ...state]).join("&")}`;
}

/** How to cite a figure in its state, and how to show it elsewhere. */
function cite(entry) {
  const { authors, year, title, version, licence } = whole;
  const [link, head] = [addressOf(entry), words(find(entry.root, "h3"))];
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const embed =
    `<iframe src="${quoted(link)}" title="${quoted(head)}" width="100%" height="800" ` +
    'loading="lazy" style="border: 0"></iframe>';
  if (!title) return { link, embed };
  const plain = (text) => text.replace(/[&%$#_{}]/g, "\\$&");
  const within = `In: ${title}, version ${version}`;
  return {
    link,
    embed,
    licence: `${licence}; sources keep their own rights`,
    text: `${authors.join(", ")} (${year}). “${head}” [figure]. ${within}. ${link}`,
    bibtex: [
      `@misc{${entry.name}_${year}`,
      `author = {${authors.map((name) => `{${plain(name)}}`).join(" and ")}}`,
      `title = {${plain(head)}}`,
      `howpublished = {${plain(within)}}`,
      `year = {${year}}`,
      `url = {${link}}\n}`,
    ].join(",\n  "),
  };
}

/** Break a text into lines of a width. */
function wrapped(text, font, width) {
  const pen = /** @type {any} */ (document.createElement("canvas").getContext("2d"));
  pen.font = font;
  const lines = [""];
  // An address may break behind its marks.
  for (const piece of text.match(/[^\s/#&]*(?:[/#&]|\s+|$)/g) ?? []) {
    const longer = lines.at(-1) + piece;
    if (pen.measureText(longer.trimEnd()).width <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

/** What a picture says of where it comes from, for it travels alone. */
function imprint(entry) {
  const { title, version, year, licence } = whole;
  const date = find(entry.root, '[name="as_of"]:checked + span')?.textContent;
  const name = title && `${title}, version ${version}, ${year}`;
  const parts = [name, date && `as of ${date}`, licence, home && addressOf(entry)];
  return parts.filter(Boolean).join(" · ");
}

/** The page's typefaces for labels and marks, for a picture that leaves the page. */
function faces() {
  // A sheet from elsewhere may not be read.
  const rulesOf = (sheet) => attempt(() => [...sheet.cssRules], []);
  const texts = [...document.styleSheets].flatMap(rulesOf).map(({ cssText }) => cssText);
  return texts.filter((text) => /^@font-face.*(Archivo|Marks)/s.test(text)).join("");
}

/** Characters that no XML may hold. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The figure with its title, measure, sources and imprint, as SVG. */
async function drawing(entry) {
  const { root } = entry;
  const Plotly = await globalThis[Symbol.for("explainer.plotly")];
  const plot = find(root, ".plot");
  const { width, height } = plot._fullLayout;
  const figure = await Plotly.toImage(plot, { format: "svg", width, height, imageDataOnly: true });
  const { fontFamily } = getComputedStyle(root);
  const probe = root.appendChild(make("i"));
  const [ink, soft, paper] = ["--ink", "--soft", "--paper"].map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  const dress = (element, given) => {
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    return element;
  };
  const drawn = (name, given) =>
    dress(document.createElementNS("http://www.w3.org/2000/svg", name), given);
  const wide = Math.max(width, 320) + 32;
  const sheet = drawn("svg", { "font-family": fontFamily, fill: ink });
  let y = 16;
  const write = (text, size, fill = soft, weight = 400) => {
    for (const content of wrapped(text, `${weight} ${size}px ${fontFamily}`, wide - 40)) {
      y += size * 1.35;
      const line = drawn("text", { x: 16, y, "font-size": size, "font-weight": weight, fill });
      line.textContent = content;
      sheet.append(line);
    }
    y += 8;
  };
  write(words(find(root, "h3")), 22, ink, 600);
  write(words(find(root, ".measure")), 15);
  const inner = new DOMParser().parseFromString(figure, "image/svg+xml").documentElement;
  sheet.append(dress(inner, { x: 16, y, width, height }));
  y += height;
  write(words(find(root, '[data-part="cite"]')), 14);
  write(imprint(entry), 14);
  const size = { width: wide, height: Math.ceil(y + 8) };
  const face = drawn("style", {});
  face.textContent = `${faces()}text { font-stretch: 84% }`;
  dress(sheet, size).prepend(face, drawn("rect", { ...size, fill: paper }));
  return { svg: new XMLSerializer().serializeToString(sheet).replace(NO_XML, "\ufffd"), ...size };
}

/** The figure as a file. */
async function fileOf(entry, kind) {
  const { svg, width, height } = await drawing(entry);
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  if (kind === "svg") return address;
  const image = make("img", { width, height, src: address });
  await image.decode();
  const canvas = /** @type {any} */ (make("canvas", { width: width * 2, height: height * 2 }));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

/** Put the tools under one figure and keep them in line with its state. */
function equip(entry, template) {
  const box = template.content.cloneNode(true).firstElementChild;
  const status = find(box, "output");
  const fill = () => {
    const texts = cite(entry);
    for (const place of all(box, "[data-cite]")) place.textContent = texts[place.dataset.cite];
    find(box, ".state-link")?.setAttribute("href", texts.link.slice(texts.link.indexOf("#")));
    find(box, ".files").hidden = !find(entry.root, ".plot");
    status.textContent = "";
  };
  box.addEventListener("click", async ({ target }) => {
    const { copy, save } = target.dataset;
    if (copy) {
      const text = cite(entry)[copy];
      const more = ` This page is a file: send ${file} too, and the link opens it at this figure.`;
      const done = `Copied.${copy === "link" && !home ? more : ""}`;
      const failed = `Copying is not allowed here; the text is: ${text}`;
      status.textContent = (await copied(text)) ? done : failed;
    } else if (save) {
      const download = `${entry.name}.${save}`;
      make("a", { href: await fileOf(entry, save), download }).click();
      status.textContent = UNSAVED || `Saved as ${download}.`;
    }
  });
  entry.host.about = () => {
    const { licence, text } = cite(entry);
    return text ? [["Licence", licence], ["Cite as", text]] : [];
  };
  const frame = find(box, '[data-cite="embed"]')?.parentElement;
  if (frame) frame.hidden = !home;
  entry.root.addEventListener("explainer:state", fill);
  box.addEventListener("toggle", fill); // a view that follows another is brought up late
  fill();
  find(entry.root, ".foot")?.append(box);
}

const tools = document.getElementById("share");
if (tools) started.then(() => views.forEach((entry) => equip(entry, tools)));

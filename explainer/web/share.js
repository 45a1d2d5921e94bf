/**
 * Under each figure: a link to its state, the figure as a file, and how to cite it.
 */
import { started, stateOf, views } from "./page.js";
import { words } from "./view.js";

/** @typedef {import("./page.js").Entry} Shown */

/** How the whole is cited, by its CITATION.cff. */
const whole = JSON.parse(document.getElementById("citation")?.textContent ?? "{}");

/** Where the page stands for everybody: its address, if it has one; a file has but its name. */
const home =
  document.querySelector('link[rel="canonical"]')?.getAttribute("href") ??
  (location.protocol.startsWith("http") ? location.href.split("#")[0] : "");
const file = location.href.split("#")[0].split("/").pop() || "this page";

/** A state's address. */
function addressOf(/** @type {Shown} */ entry) {
  const state = stateOf(entry);
  // A date that all figures share does not say which of them is meant.
  const named = state.some((part) => part.startsWith(`${entry.name}.`));
  return `${home || file}#${(named ? state : [entry.name, ...state]).join("&")}`;
}

/** How to cite a figure in its state, and how to show it elsewhere. */
function cite(/** @type {Shown} */ entry) {
  const title = entry.root.querySelector("h3")?.textContent ?? "";
  const url = addressOf(entry);
  const quoted = (/** @type {string} */ text) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const plain = (/** @type {string} */ text) => text.replace(/[&%$#_{}]/g, "\\$&");
  const authors = whole.authors.map((/** @type {string} */ name) => `{${plain(name)}}`);
  return {
    link: url,
    embed: `<iframe src="${quoted(url)}" title="${quoted(title)}" width="100%" height="800" loading="lazy" style="border: 0"></iframe>`,
    licence: `${whole.licence}; sources keep their own rights`,
    text: `${whole.authors.join(", ")} (${whole.year}). “${title}” [figure]. In: ${whole.title}, version ${whole.version}. ${url}`,
    bibtex: [
      `@misc{${entry.name}_${whole.year},`,
      `  author = {${authors.join(" and ")}},`,
      `  title = {${plain(title)}},`,
      `  howpublished = {In: ${plain(whole.title)}, version ${whole.version}},`,
      `  year = {${whole.year}},`,
      `  url = {${url}}`,
      "}",
    ].join("\n"),
  };
}

/** Break a text into lines of a width. */
function wrapped(
  /** @type {string} */ text,
  /** @type {string} */ font,
  /** @type {number} */ width,
) {
  const pen = /** @type {CanvasRenderingContext2D} */ (
    document.createElement("canvas").getContext("2d")
  );
  pen.font = font;
  /** @type {string[]} */
  const found = [];
  // An address may break behind its marks.
  for (const piece of text.match(/[^\s/#&]*(?:[/#&]|\s+|$)/g) ?? []) {
    const longer = (found.at(-1) ?? "") + piece;
    const fits = found.length && pen.measureText(longer.trimEnd()).width <= width;
    if (fits) found[found.length - 1] = longer;
    else found.push(piece);
  }
  return found.map((line) => line.trim());
}

/** What a picture says of where it comes from, for it travels alone. */
function imprint(/** @type {Shown} */ entry) {
  const { title, version, year, licence } = whole;
  const date = entry.root.querySelector('[name="as_of"]:checked + span')?.textContent;
  const parts = [`${title}, version ${version}, ${year}`, date && `as of ${date}`, licence];
  if (home) parts.push(addressOf(entry));
  return parts.filter(Boolean).join(" · ");
}

/** The page's typefaces for labels and marks, for a picture that leaves the page. */
function faces() {
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      return []; // a sheet from elsewhere
    }
  });
  const ours = /** @type {CSSFontFaceRule[]} */ (rules).filter(
    (rule) => rule instanceof CSSFontFaceRule && /Archivo|Marks/.test(rule.style.fontFamily),
  );
  return ours.map(({ cssText }) => cssText).join("");
}

/** The figure with its title, measure, sources and imprint, as SVG. */
async function drawing(/** @type {Shown} */ entry) {
  const { root } = entry;
  const Plotly = await /** @type {any} */ (globalThis)[Symbol.for("explainer.plotly")];
  const plot = /** @type {any} */ (root.querySelector(".plot"));
  const { width, height } = plot._fullLayout;
  const figure = await Plotly.toImage(plot, { format: "svg", width, height, imageDataOnly: true });
  const style = getComputedStyle(root);
  const [ink, soft, paper] = ["--ink", "--soft", "--paper"].map((name) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    const { color } = getComputedStyle(root.appendChild(probe));
    probe.remove();
    return color;
  });
  const wide = Math.max(width, 320) + 32;
  const make = (/** @type {string} */ name, /** @type {Record<string, any>} */ given) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) element.setAttribute(key, value);
    return element;
  };
  const sheet = make("svg", { "font-family": style.fontFamily, fill: ink });
  let y = 16;
  const said = (/** @type {string} */ part) => words(root.querySelector(part));
  const write = (
    /** @type {string} */ text,
    /** @type {number} */ size,
    fill = soft,
    weight = 400,
  ) => {
    for (const content of wrapped(text, `${weight} ${size}px ${style.fontFamily}`, wide - 40)) {
      y += size * 1.35;
      const line = make("text", { x: 16, y, "font-size": size, "font-weight": weight, fill });
      line.textContent = content;
      sheet.append(line);
    }
    y += 8;
  };
  write(said("h3"), 22, ink, 600);
  write(said(".measure"), 15);
  const inner = new DOMParser().parseFromString(figure, "image/svg+xml").documentElement;
  for (const [key, value] of Object.entries({ x: 16, y, width, height }))
    inner.setAttribute(key, String(value));
  sheet.append(inner);
  y += height;
  write(said('[data-part="cite"]'), 14);
  write(imprint(entry), 14);
  const size = { width: wide, height: Math.ceil(y + 8) };
  const face = make("style", {});
  face.textContent = `${faces()}text { font-stretch: 84% }`;
  sheet.prepend(make("rect", { ...size, fill: paper }));
  for (const [key, value] of Object.entries(size)) sheet.setAttribute(key, String(value));
  sheet.prepend(face);
  return { svg: new XMLSerializer().serializeToString(sheet), ...size };
}

/** The figure as a file. */
async function fileOf(/** @type {Shown} */ entry, /** @type {string} */ kind) {
  const { svg, width, height } = await drawing(entry);
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  if (kind === "svg") return address;
  const image = new Image(width, height);
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: width * 2,
    height: height * 2,
  });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

/** Put the tools under one figure and keep them in line with its state. */
function equip(/** @type {Shown} */ entry, /** @type {HTMLTemplateElement} */ template) {
  const tools = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const box = /** @type {HTMLElement} */ (tools.firstElementChild);
  const status = /** @type {HTMLElement} */ (box.querySelector("output"));
  const files = /** @type {HTMLElement} */ (box.querySelector(".files"));
  const fill = () => {
    const words = /** @type {Record<string, string>} */ (cite(entry));
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (
      box.querySelectorAll("[data-cite]")
    ))
      place.textContent = words[place.dataset.cite ?? ""];
    const hash = words.link.slice(words.link.indexOf("#"));
    box.querySelector(".state-link")?.setAttribute("href", hash);
    files.hidden = !entry.root.querySelector(".plot");
    status.textContent = "";
  };
  box.addEventListener("click", async ({ target }) => {
    const { copy, save } = /** @type {HTMLElement} */ (target).dataset;
    if (copy) {
      const text = /** @type {Record<string, string>} */ (cite(entry))[copy];
      try {
        await navigator.clipboard.writeText(text);
        status.textContent =
          copy === "link" && !home
            ? `Copied. This page is a file: send ${file} too, and the link opens it at this figure.`
            : "Copied.";
      } catch {
        status.textContent = `Copying is not allowed here; the text is: ${text}`;
      }
    } else if (save) {
      const href = await fileOf(entry, save);
      const link = Object.assign(document.createElement("a"), { href });
      link.download = `${entry.name}.${save}`;
      link.click();
      status.textContent = `Saved as ${link.download}.`;
    }
  });
  entry.host.about = () => {
    const { licence, text } = cite(entry);
    return [
      ["Licence", licence],
      ["Cite as", text],
    ];
  };
  const frame = box.querySelector('[data-cite="embed"]')?.parentElement;
  if (frame) frame.hidden = !home;
  entry.root.addEventListener("explainer:state", fill);
  box.addEventListener("toggle", fill); // a view that follows another is brought up late
  fill();
  entry.root.querySelector(".foot")?.append(box);
}

const tools = document.getElementById("share");
if (tools instanceof HTMLTemplateElement)
  started.then(() => views.forEach((entry) => equip(entry, tools)));

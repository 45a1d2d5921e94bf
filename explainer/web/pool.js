/**
 * The teacher's file: reads the codes of a class, names the ones that are broken, and shows what
 * the class answered. Nothing is stored or sent.
 *
 * @typedef {{ id: any, text: string, concept: string, options: Record<string, string>,
 *   key: string }} Item `key`: the right answer; for a bet "true" or "false"; or empty
 * @typedef {{ name: string, title: string, values: any[], items: Item[] }} Paper
 * @typedef {import("./answers.js").Read} Read
 */
import { codeLength, decode, judge } from "./answers.js";
import { csv } from "./view.js";

/**
 * Make an element; text stays text.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const percent = (/** @type {number} */ part, /** @type {number} */ whole) =>
  whole ? `${Math.round((100 * part) / whole)} %` : "–";

/** A table in a box that scrolls. */
function grid(
  /** @type {string} */ caption,
  /** @type {string[]} */ head,
  /** @type {string[][]} */ rows,
) {
  const line = (/** @type {string[]} */ [first, ...cells]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, first),
      ...cells.map((cell) => make("td", {}, cell)),
    );
  return make(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    make(
      "table",
      {},
      make("caption", {}, caption),
      make("thead", {}, make("tr", {}, ...head.map((name) => make("th", { scope: "col" }, name)))),
      make("tbody", {}, ...rows.map(line)),
    ),
  );
}

/** A bar with its words and its number. */
function tally(
  /** @type {string} */ words,
  /** @type {number} */ part,
  /** @type {number} */ whole,
) {
  const share = whole ? part / whole : 0;
  return make(
    "li",
    { class: "tally" },
    make("span", {}, words),
    make("span", { class: "track" }, make("i", { style: `width:${100 * share}%` })),
    make("b", {}, `${part} of ${whole}`),
  );
}

/** Find what looks like a code in a text of any kind. */
function findCodes(/** @type {string} */ text, /** @type {number} */ length) {
  const groups = length / 4;
  const spaced = new RegExp(`\\b[0-9a-z]{4}(?:[ \\t]+[0-9a-z]{4}){${groups - 1}}\\b`, "gi");
  const joined = text.replace(spaced, (code) => code.replace(/[ \t]+/g, "-"));
  const found = joined.match(/[0-9a-z]+(?:[ \t]*[-‐‑–—][ \t]*[0-9a-z]+)*/gi) ?? [];
  return found.filter((word) => {
    const signs = word.replace(/[^0-9a-z]/gi, "");
    if (signs.length === length) return true;
    return signs.length >= length / 2 && /\d/.test(signs) && /[a-z]/i.test(signs);
  });
}

/**
 * Read all codes: one a device, the last one where it gave several.
 * @param {Paper[]} papers
 * @param {string} text
 */
function readClass(papers, text) {
  const questions = papers.map(({ name, items, values }) => ({
    name,
    items: items.map(({ id }) => id),
    values,
  }));
  /** @type {Map<string, Read>} */
  const read = new Map();
  const faults = [];
  for (const word of findCodes(text, codeLength(questions))) {
    const code = decode(questions, word);
    if (typeof code === "string") {
      faults.push(`${word} ${code}. It is left out.`);
      continue;
    }
    const before = read.get(code.device);
    if (before?.code === code.code) faults.push(`${code.code} is here twice. It counts once.`);
    else if (before)
      faults.push(`${before.code} and ${code.code} are of one device. The later one counts.`);
    read.set(code.device, code);
  }
  return { read: [...read.values()], faults };
}

/** How many gave each answer to an item. */
function spread(
  /** @type {Paper} */ { name, values },
  /** @type {Item} */ item,
  /** @type {Read[]} */ read,
) {
  const given = read.map(({ answers }) => answers[name][item.id]);
  return values.map((value) => given.filter((one) => one === value).length);
}

/** One paper, item by item: bars for its answers. */
function distribution(/** @type {Paper} */ paper, /** @type {Read[]} */ read) {
  const [open] = paper.values;
  return make(
    "details",
    {},
    make("summary", {}, `${paper.title}: every answer`),
    ...paper.items.map((item, i) => {
      const counts = spread(paper, item, read);
      const bars = paper.values.flatMap((value, k) => {
        const words = value === open ? "No answer" : item.options[value];
        const right = value === item.key ? " (right)" : "";
        return words === undefined ? [] : [tally(words + right, counts[k], read.length)];
      });
      return make(
        "div",
        { class: "item" },
        make("p", {}, make("b", {}, `${i + 1}. `), item.text),
        make("ul", { class: "bars" }, ...bars),
      );
    }),
  );
}

/** How many of those who answered an item were right. */
function right(/** @type {Paper} */ paper, /** @type {Item} */ item, /** @type {Read[]} */ read) {
  const counts = spread(paper, item, read);
  return [counts[paper.values.indexOf(item.key)], read.length - counts[0]];
}

/** Before and after, by concept. */
function growth(
  /** @type {Paper} */ before,
  /** @type {Paper} */ after,
  /** @type {Read[]} */ read,
) {
  const rows = before.items.map((item) => {
    const later = after.items.find(({ concept }) => concept === item.concept) ?? item;
    return {
      concept: item.concept,
      one: right(before, item, read),
      two: right(after, later, read),
    };
  });
  const share = (/** @type {number[]} */ [part, whole]) => `${part} of ${whole}`;
  return [
    ...rows.map(({ concept, one, two }) =>
      make(
        "div",
        { class: "item" },
        make("p", { class: "concept" }, concept),
        make(
          "ul",
          { class: "bars" },
          tally("Before", one[0], one[1]),
          tally("After", two[0], two[1]),
        ),
      ),
    ),
    grid(
      "Right answers of those who answered, before and after",
      ["Concept", "Before", "share", "After", "share"],
      rows.map(({ concept, one, two }) => [
        concept,
        share(one),
        percent(one[0], one[1]),
        share(two),
        percent(two[0], two[1]),
      ]),
    ),
  ];
}

/** The bets that a code holds. */
function betsOf(/** @type {Paper} */ { name, values, items }, /** @type {Read} */ { answers }) {
  return items.flatMap(({ id, key }) => {
    const said = answers[name][id];
    return said === values[0] ? [] : [{ said: Number(said), came: key === "true" }];
  });
}

/** Bets: what was said beside what came true, and the mean Brier score. */
function calibration(/** @type {Paper} */ paper, /** @type {Read[]} */ read) {
  const bets = read.flatMap((code) => betsOf(paper, code));
  const points = paper.values.slice(1).map((level) => {
    const said = Number(level);
    const mine = bets.filter((bet) => bet.said === said);
    return { said, count: mine.length, came: mine.filter(({ came }) => came).length };
  });
  const dots = points.flatMap(({ said, count, came }) => {
    if (!count) return [];
    const place = `left:${said}%;bottom:${(100 * came) / count}%`;
    return [make("span", { class: "dot", style: place }, make("b", {}, String(count)))];
  });
  return [
    make(
      "p",
      {},
      bets.length
        ? `Mean Brier score: ${judge(bets).mean} over ${bets.length} bets: the square of the distance between what was said and what happened (0 is perfect, 1 is sure and wrong, always saying 50 % gives 0.25).`
        : "No bets yet.",
    ),
    make(
      "p",
      { class: "axis" },
      "Came true, 0 to 100 %, upwards; a dot's number counts its bets. On the line, words and world agree.",
    ),
    make(
      "div",
      { class: "curve", "aria-hidden": "true" },
      ...dots,
      ...[0, 50, 100].flatMap((at) => [
        make("span", { class: "tick", style: `left:${at}%;top:100%` }, `${at} %`),
        make("span", { class: "tick side", style: `bottom:${at}%` }, at ? `${at} %` : ""),
      ]),
    ),
    make("p", { class: "axis" }, "Said, 0 to 100 % sure, to the right"),
    grid(
      "What the class said, and what came true",
      ["Sure that it will", "Bets", "Came true", "Share"],
      points.map(({ said, count, came }) => [
        `${said} %`,
        String(count),
        String(came),
        percent(came, count),
      ]),
    ),
  ];
}

/** How good the bets of each code are. */
function scores(/** @type {Paper} */ paper, /** @type {Read[]} */ read) {
  const rows = read.map((code) => {
    const bets = betsOf(paper, code);
    const { mean, likely, unlikely } = judge(bets);
    return [code.code, String(bets.length), bets.length ? mean : "–", likely, unlikely];
  });
  const head = ["Code", "Bets", "Mean score", "Likely, came true", "Unlikely, came true"];
  return grid("Bets by code, not for marks", head, rows);
}

/** Marks of what may be graded, a line a code. */
function marks(/** @type {Paper[]} */ papers, /** @type {Read[]} */ read) {
  const graded = papers.flatMap((paper) =>
    paper.items.flatMap((item, i) => (item.key ? [{ paper, item, number: i + 1 }] : [])),
  );
  const rows = read.map(({ code, answers }) => {
    const cells = graded.map(({ paper, item }) => {
      const given = answers[paper.name][item.id];
      return given === item.key ? "right" : given === paper.values[0] ? "–" : `${given}, wrong`;
    });
    const sum = cells.filter((cell) => cell === "right").length;
    return [code, `${sum} of ${graded.length}`, ...cells];
  });
  const head = graded.map(({ paper, number }) => `${paper.title} ${number}`);
  return grid("Marks by code", ["Code", "Right", ...head], rows);
}

/** Listen to the box of codes. */
function pool(/** @type {HTMLElement} */ section, /** @type {Paper[]} */ papers) {
  const box = /** @type {HTMLTextAreaElement} */ (section.querySelector("textarea"));
  const place = (/** @type {string} */ what) =>
    /** @type {HTMLElement} */ (section.querySelector(`[data-${what}]`));
  const [before, bets, after, exit] = papers;
  const show = () => {
    const { read, faults } = readClass(papers, box.value);
    place("count").textContent =
      `${read.length} ${read.length === 1 ? "code" : "codes"} read` +
      (faults.length ? `, ${faults.length} to look at.` : ".");
    place("faults").replaceChildren(...faults.map((fault) => make("li", {}, fault)));
    place("results").hidden = !read.length;
    place("growth").replaceChildren(...growth(before, after, read));
    place("calibration").replaceChildren(...calibration(bets, read));
    place("marks").replaceChildren(marks([after, exit], read));
    place("scores").replaceChildren(scores(bets, read));
    const link = /** @type {HTMLAnchorElement} */ (place("csv"));
    link.href = `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(csv(place("marks")))}`;
    place("answers-given").replaceChildren(...papers.map((paper) => distribution(paper, read)));
  };
  box.addEventListener("input", show);
  show();
}

const pooling = document.querySelector("[data-pool]");
if (pooling instanceof HTMLElement) {
  pool(pooling, JSON.parse(document.getElementById("papers")?.textContent ?? "[]"));
}

/**
 * The teacher's page of codes: reads what a class handed in, in whatever mess, says what became of
 * each code, and shows what the class answered. Nothing is stored or sent.
 */
import { codeLength, decode, judge } from "./answers.js";
import { csv } from "./view.js";

/** Make an element; text stays text. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const ratio = (some, all) => `${some.length} of ${all.length}`;

/** A table in a box that scrolls. */
function grid(caption, head, rows) {
  const top = head.map((cell) => make("th", { scope: "col" }, cell));
  const lines = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell) => make("td", {}, cell));
    return make("tr", {}, make("th", { scope: "row" }, first), ...cells);
  });
  const parts = [make("caption", {}, caption), make("thead", {}, make("tr", {}, ...top))];
  const table = make("table", {}, ...parts, make("tbody", {}, ...lines));
  const box = { class: "scroll", tabindex: "0", role: "region", "aria-label": caption };
  return make("div", box, table);
}

/** A bar with its words and its number. */
function tally(words, count, whole) {
  const bar = make("i", { style: `width:${whole ? (100 * count) / whole : 0}%` });
  const parts = [make("span", { class: "track" }, bar), make("b", {}, `${count} of ${whole}`)];
  return make("li", { class: "tally" }, make("span", {}, words), ...parts);
}

/**
 * The words of a text, each with its line: letters and digits, whatever parts them. What is wider,
 * or cannot be seen, is made plain first; addresses are left out.
 */
function wordsOf(text) {
  const plain = text
    .normalize("NFKC")
    .replace(/[\p{Cf}\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe0f]/gu, "")
    .replace(/&(#\w+|[a-z]+);/gi, " ")
    .replace(/=\n/g, "\n")
    .replace(/https?:\/\/\S+|\S+@\S+\.\S+/g, " ");
  return plain.split(/\r\n?|\n|\u2028|\u2029/).flatMap((line, i) =>
    [...line.matchAll(/(\s|^)?[^\s\p{L}\p{N}]*([\p{L}\p{N}]+)/gu)].map(([, apart, word]) => ({
      word,
      line: i + 1,
      joined: apart === undefined, // to the word before, without a space
      plain: /^[0-9a-z]+$/i.test(word),
      // As a group of a code looks: letters among digits, all of them large or all small.
      mixed: /^(?=.*\d)(?=.*[a-z])[0-9a-z]+$/i.test(word) && !/[a-z].*[A-Z]/.test(word),
    })),
  );
}

/** Where a code of `length` signs starts at a word: how many words it takes, and what it says. */
function codeAt(words, start, asked, length) {
  let signs = "";
  for (let end = start; end < words.length && words[end].plain; end++) {
    signs += words[end].word;
    if (signs.length < length) continue;
    const read = signs.length === length ? decode(asked, signs) : "";
    const whole = typeof read === "object" || read.includes("another version");
    return whole ? { taken: end - start + 1, read, signs } : null;
  }
  return null;
}

/** What is left of a text without its codes: runs of words that look as if they had been codes. */
function piecesOf(words, length) {
  const pieces = [];
  let run = [];
  const close = () => {
    while (run.length && run.at(-1).stray) run.pop(); // an English word, not a group
    const signs = run.map(({ word }) => word);
    const count = signs.join("").length;
    const mixed = run.filter((word) => word.mixed).length;
    // A single word may be a name with a number: only a long one is taken for a code.
    if (mixed && (mixed > 1 ? count >= 10 : count >= length / 2)) {
      // Two codes in a row that both fail stand in one run.
      const size = Math.ceil(signs.length / Math.max(1, Math.round(count / length)));
      for (let at = 0; at < signs.length; at += size)
        pieces.push({ line: run[at].line, signs: signs.slice(at, at + size) });
    }
    run = [];
  };
  for (const { word, line, plain, mixed, joined } of words) {
    const upper = !/[a-z]/.test(word);
    const group = plain && (word.length === 4 || (word.length < 6 && (joined || upper)));
    if (!mixed && !(run.length && group)) close();
    else run.push({ word, line, mixed, stray: !mixed && !joined && !(upper && word.length > 1) });
  }
  close();
  return pieces;
}

/**
 * Read all codes of a text: each is read, repeated, replaced by a later one of its student, or at
 * fault, so that these add up to what was pasted.
 */
export function readClass(asked, text) {
  const length = codeLength(asked);
  const words = wordsOf(text);
  const read = new Map();
  const notes = [];
  const count = { pasted: 0, repeated: 0, replaced: 0, faulty: 0 };
  const fault = (line, what) => {
    count.faulty++;
    notes.push(`Line ${line}: ${what}. It is left out.`);
  };
  const take = (code) => {
    const before = read.get(code.device);
    if (before?.code === code.code) count.repeated++;
    else if (before) {
      count.replaced++;
      notes.push(`${before.code} and ${code.code} are of one student. The later one counts.`);
    }
    read.delete(code.device);
    read.set(code.device, code);
  };
  const left = [];
  for (let at = 0; at < words.length; at++) {
    const code = codeAt(words, at, asked, length);
    const { line } = words[at];
    left.push(code ? { word: "", line } : words[at]);
    if (typeof code?.read === "string") fault(line, `${code.signs} ${code.read}`);
    else if (code) take(code.read);
    at += (code?.taken ?? 1) - 1;
  }
  for (const { line, signs } of piecesOf(left, length))
    fault(line, `${signs.join("-")} ${decode(asked, signs.join(""))}`);
  count.pasted = read.size + count.repeated + count.replaced + count.faulty;
  return { read: [...read.values()], notes, count };
}

const answer = ({ answers }, paper, item, key = "answer") => answers[paper.name][item.id][key];
const answered = (read, paper, item, key = "answer") =>
  read.filter((code) => answer(code, paper, item, key) !== paper.parts[key][0]);

/** One paper, item by item: bars for its answers. */
function distribution(paper, read) {
  const [key] = Object.keys(paper.parts);
  const blocks = paper.items.map((item, i) => {
    const bars = paper.parts[key].map((value, k) => {
      const words = k ? (item.options[value] ?? value) : "No answer";
      const given = read.filter((code) => answer(code, paper, item, key) === value);
      return tally(words + (value === item.key ? " (right)" : ""), given.length, read.length);
    });
    const text = make("p", {}, make("b", {}, `${i + 1}. `), item.text);
    return make("div", { class: "item" }, text, make("ul", { class: "bars" }, ...bars));
  });
  return make("details", {}, make("summary", {}, `${paper.title}: every answer`), ...blocks);
}

/** Right answers before and after, idea by idea, of those who answered both. */
function growth(before, after, read) {
  const rows = before.items.flatMap((item) => {
    const later = after.items.find(({ concept }) => concept === item.concept);
    if (!later) return [];
    const both = answered(answered(read, before, item), after, later);
    const right = (paper, one) => both.filter((code) => answer(code, paper, one) === one.key);
    return [{ idea: item.concept, both, one: right(before, item), two: right(after, later) }];
  });
  return rows.map(({ idea, both, one, two }) => {
    const bars = Object.entries({ Before: one, After: two }).map(([when, right]) =>
      tally(when, right.length, both.length),
    );
    const title = make("p", { class: "concept" }, idea);
    return make("div", { class: "item" }, title, make("ul", { class: "bars" }, ...bars));
  });
}

/** The bets that a code holds. */
const betsOf = (paper, code) =>
  paper.items.flatMap((item) => {
    const said = Number(answer(code, paper, item));
    return Number.isNaN(said) ? [] : [{ said, came: item.key === "true" }];
  });

/** Bets: how many came true of what was held how likely, and the mean Brier score. */
function calibration(paper, read) {
  const bets = read.flatMap((code) => betsOf(paper, code));
  const bars = paper.parts.answer.slice(1).map((level) => {
    const mine = bets.filter(({ said }) => said === Number(level));
    const came = mine.filter((bet) => bet.came);
    return tally(`Held ${level} % sure, and came true`, came.length, mine.length);
  });
  const scale = "(0 is perfect, 1 is sure and wrong, always saying 50 % gives 0.25)";
  const mean = `Mean Brier score: ${judge(bets)} over ${bets.length} bets ${scale}.`;
  const text = bets.length ? mean : "No bets yet.";
  return [make("ul", { class: "bars" }, ...bars), make("p", {}, text)];
}

/** What each code says: answers with a key, how sure each was, and how good the bets are. */
function marks(bets, papers, read) {
  const keyed = papers.flatMap((paper) => paper.items.map((item, i) => ({ paper, item, i })));
  const rows = read.map((code) => {
    const cells = keyed.map(({ paper, item }) => {
      const [given, sure] = ["answer", "sure"].map((key) => answer(code, paper, item, key));
      const found = given === item.key ? "right" : `${given}, wrong`;
      return given === "open" ? "–" : found + (sure === "open" ? "" : `, ${sure}`);
    });
    const right = cells.filter((cell) => cell.startsWith("right"));
    const mine = betsOf(bets, code);
    const mean = mine.length ? judge(mine) : "–";
    return [code.code, ratio(right, keyed), ...cells, String(mine.length), mean];
  });
  const head = ["Code", "Right", ...keyed.map(({ paper, i }) => `${paper.title} ${i + 1}`)];
  head.push("Bets", "Mean score");
  return grid("Answers by code", head, rows);
}

/** Listen to the box of codes. What is pasted or dropped is read and never shown: it has names. */
function pool(section, asked) {
  const box = section.querySelector("textarea");
  const place = (what) => section.querySelector(`[data-${what}]`);
  const [before, bets, , after, exit] = asked.papers;
  let pasted = "";
  const show = () => {
    const { read, notes, count } = readClass(asked, `${pasted}\n${box.value}`);
    place("count").textContent =
      `${count.pasted} codes pasted: ${read.length} read, ${count.repeated} repeated, ` +
      `${count.replaced} replaced, ${count.faulty} at fault.`;
    place("faults").replaceChildren(...notes.map((note) => make("li", {}, note)));
    place("look").hidden = !notes.length;
    place("results").hidden = !read.length;
    place("growth").replaceChildren(...growth(before, after, read));
    place("calibration").replaceChildren(...calibration(bets, read));
    place("marks").replaceChildren(marks(bets, [after, exit], read));
    place("csv").href = csv(place("marks"));
    const papers = asked.papers.map((paper) => distribution(paper, read));
    place("answers-given").replaceChildren(...papers);
  };
  const take = (event) => {
    event.preventDefault();
    pasted += `\n${(event.clipboardData ?? event.dataTransfer).getData("text")}\n`;
    show();
  };
  box.addEventListener("paste", take);
  box.addEventListener("drop", take);
  box.addEventListener("input", show);
  place("empty").addEventListener("click", () => {
    pasted = box.value = "";
    show();
  });
  const large = (on) => document.documentElement.classList.toggle("showing", on);
  place("show").addEventListener("click", () => large(true));
  place("hide").addEventListener("click", () => large(false));
  addEventListener("keydown", ({ key }) => key === "Escape" && large(false));
  show();
}

const pooling = document.querySelector("[data-pool]");
if (pooling) pool(pooling, JSON.parse(document.getElementById("papers")?.textContent ?? ""));

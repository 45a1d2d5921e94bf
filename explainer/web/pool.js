/**
 * The teacher's page of codes: reads what a class handed in, in whatever mess, says what became of
 * each code, and shows what the class answered. Nothing is stored or sent.
 */
import { codeLength, decode, judge } from "./answers.js";
import { csv, doubt } from "./view.js";

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
    .replace(/=\r?\n/g, "\n")
    .replace(/https?:\/\/\S+|\S+@\S+\.\S+/g, " ");
  return plain.split(/\r\n?|\n|\u2028|\u2029/).flatMap((line, i) =>
    [...line.matchAll(/(\s|^)?([^\s\p{L}\p{N}]*)([\p{L}\p{N}]+)(\)?)/gu)].map(
      ([, apart, between, word, bracket], k, all) => {
        const joined = apart === undefined; // to the word before, without a space
        const tied = joined && k > 0 && /^[^\s,;"'()|<>]{1,2}$/.test(between);
        const time = /^\d+[.:/]\d\d?$/.test(all[k - 1]?.[3] + between + word);
        // As a group of a code looks: digits, and letters that are all large or all small.
        const same = tied || word.length > 3 ? word.replace(/[Oil]/g, "0") : word;
        const alike = !time && /^([\dA-Z]+|[\da-z]+)$/.test(same);
        // A long word with one number in it is a name.
        const mixed = alike && (word.length < 8 ? /\d\D|\D\d/ : /\d\D+\d/).test(word);
        const plain = /^[0-9a-z]+$/i.test(word);
        const small = /^[a-z]+$/.test(word);
        const capital = alike && /^[\dA-HJKMNP-TV-Z]+$/.test(word); // no code has an I, L, O or U
        const item = bracket && /^\d\d?$/.test(word); // a number of a list
        const looks = { joined, tied, plain, small, alike, mixed, capital, item };
        return { word, line: i + 1, size: word.length, ...looks };
      },
    ),
  );
}

/** The code of `length` signs that starts at a word, and how many words it takes. */
function codeAt(words, start, asked, length) {
  let signs = "";
  for (let end = start; end < words.length && words[end].plain; end++) {
    if (words[end].item && signs.length % 4 === 0) continue;
    signs += words[end].word;
    if (signs.length < length) continue;
    const read = words[end + 1]?.tied && words[end + 1].size === 1 ? "" : decode(asked, signs);
    return typeof read === "object" ? { taken: end - start + 1, read } : null;
  }
  return null;
}

/** What is left of a text without its codes: runs of words that look as if they had been codes. */
function piecesOf(words, length) {
  const pieces = [];
  let run = [];
  // A word at the end of a run may only stand beside a code: a name with a number, an English word.
  const beside = (one, next, joined) =>
    !joined && ((next.size === 4 && one.size !== 4) || (one.small && next.size > 1));
  const close = () => {
    while (run.length > 1 && beside(run[0], run[1], run[1].joined)) run.shift();
    while (run.length > 1 && beside(run.at(-1), run.at(-2), run.at(-1).joined)) run.pop();
    const count = run.reduce((sum, { size }) => sum + size, 0);
    const text = run.map(({ word }) => word).join(" ");
    const mixed = run.filter((word) => word.mixed).length;
    const chain = run.map((one, i) => one.mixed || one.tied || run[i + 1]?.tied);
    const group = ({ size, word }, i) => size === 4 && (chain[i] || !/[ilou]/i.test(word));
    const groups = run.filter(group).length;
    const signs = run.every(({ size }) => size === 1);
    // Capitals as no words have: with digits in them, or without a vowel.
    const odd = /\d[A-Z]|[A-Z]\d|\b[B-DF-HJ-NP-TV-XZ]{3,}\b/;
    const strange = run.every(({ capital }) => capital) && odd.test(text);
    // A single word may be a name with a number: only a long one is taken for a code.
    const long = run.some((one) => one.size > 0.4 * length && (one.mixed || one.capital));
    const digits = text.replace(/\D/g, "").length;
    const dense = chain.every(Boolean) ? digits > 0 : 25 * digits >= count;
    const parts = dense && (mixed > 1 || groups > 2 || signs);
    if (/[a-z]/i.test(text) && (long || (count >= 10 && (parts || strange)))) {
      // Two codes in a row that both fail stand in one run.
      const most = Math.ceil(run.length / Math.max(1, Math.round(count / length)));
      for (let at = 0; at < run.length; at += most) pieces.push(run.slice(at, at + most));
    }
    run = [];
  };
  for (const [i, word] of words.entries()) {
    const { size, small, alike, mixed, joined } = word;
    const capital = word.capital && size > 2;
    const group = capital || (alike && (size === 4 || (size < 6 && (joined || !small))));
    const start = !small || (words[i + 1]?.tied && !/[ilou]/.test(word.word));
    const first = mixed || capital || (alike && (size === 1 || (size === 4 && start)));
    if (run.length ? mixed || group : first) run.push(word);
    else close();
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
    left.push(code ? { word: "" } : words[at]);
    if (code) take(code.read);
    at += (code?.taken ?? 1) - 1;
  }
  for (const piece of piecesOf(left, length)) {
    const signs = piece.map(({ word }) => word);
    fault(piece[0].line, `${signs.join("-")} ${decode(asked, signs.join(""))}`);
  }
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
  place("csv").addEventListener("click", doubt);
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

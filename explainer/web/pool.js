/**
 * The teacher's page of codes: reads what a class handed in, in whatever mess, says what became of
 * each code, and shows what the class answered. Nothing is stored or sent.
 */
import { betOf, codeLength, decode, judge } from "./answers.js";
import { all, csv, doubt, find, make } from "./view.js";

/** A table in a box that scrolls. */
function grid(caption, head, rows) {
  const top = head.map((cell) => make("th", { scope: "col" }, cell));
  const lines = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell) => make("td", {}, cell));
    return make("tr", {}, make("th", { scope: "row" }, first), ...cells);
  });
  const parts = [make("caption", {}, caption), make("thead", {}, make("tr", {}, ...top))];
  const table = make("table", {}, ...parts, make("tbody", {}, ...lines));
  const box = { className: "scroll", tabIndex: 0, role: "region", ariaLabel: caption };
  return make("div", box, table);
}

/** Bars, each with its words and its number of a whole. */
function bars(rows) {
  const lines = rows.map(([words, count, whole]) => {
    const bar = make("i", { style: `width:${whole ? (100 * count) / whole : 0}%` });
    const track = make("span", { className: "track" }, bar);
    const number = make("b", {}, `${count} of ${whole}`);
    return make("li", { className: "tally" }, make("span", {}, words), track, number);
  });
  return make("ul", { className: "bars" }, ...lines);
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
      ([, apart, between, word, bracket], k) => ({
        word,
        line: i + 1,
        size: word.length,
        plain: /^[0-9a-z]+$/i.test(word),
        // To the word before.
        tied: k > 0 && apart === undefined && /^[^\s,;"'()|<>]{1,2}$/.test(between),
        item: bracket && /^\d\d?$/.test(word), // a number of a list
      }),
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

const MIXED = /^(?=.*\d)(?=.*[a-z])/i; // digits and letters
/** What a word may be in a damaged code, and how much it then speaks for one; 4 will do. */
const CASES = /** @type {[(word: any) => any, number][]} */ ([
  [({ word, size }) => size < 8 && MIXED.test(word), 2],
  [({ word }) => /\d[a-z]+\d/i.test(word), 4], // a long word with one number in it is a name
  [({ size }) => size === 1, 0.5],
  [({ size, tied, leads }) => size === 4 && (tied || leads), 1],
  [({ word }) => /^[\dA-HJKMNP-TV-Z]{3,}$/.test(word), 1], // no code has an I, L, O or U
  [({ word, size, tied }) => size === 4 || (tied && size < 6) || /^[A-Z]{3}$/.test(word), 0],
]);

/** What is left of a text without its codes: runs of words that look as if they had been codes. */
function piecesOf(words, length) {
  const pieces = [];
  let run = [];
  // A word at the end of a run may only stand beside a code.
  const beside = (one, next, tied) => !one.worth || (!tied && one.size !== 4 && next.size === 4);
  const close = () => {
    while (run.length > 1 && beside(run[0], run[1], run[1].tied)) run.shift();
    while (run.length > 1 && beside(run.at(-1), run.at(-2), run.at(-1).tied)) run.pop();
    const signs = run.map(({ word }) => word).join("");
    const worth = run.reduce((sum, one) => sum + one.worth, 0);
    // Two codes in a row that both fail stand in one run.
    const most = Math.ceil(run.length / Math.max(1, Math.round(signs.length / length)));
    if (worth >= 4 && signs.length >= 10 && MIXED.test(signs))
      for (let at = 0; at < run.length; at += most) pieces.push(run.slice(at, at + most));
    run = [];
  };
  words.forEach((word, i) => {
    const alike = /^([\dA-Zil]+|[\da-zO]+)$/.test(word.word); // all large or all small
    const leads = words[i + 1]?.tied;
    const [, worth] = (alike && CASES.find(([holds]) => holds({ ...word, leads }))) || [];
    if (worth === undefined) close();
    else run.push({ ...word, worth });
  });
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
  const left = [];
  for (let at = 0; at < words.length; ) {
    const found = codeAt(words, at, asked, length);
    left.push(found ? { word: "" } : words[at]);
    at += found?.taken ?? 1;
    if (!found) continue;
    const code = found.read;
    const before = read.get(code.device);
    if (before?.code === code.code) count.repeated++;
    else if (before) {
      count.replaced++;
      notes.push(`${before.code} and ${code.code} are of one student. The later one counts.`);
    }
    read.delete(code.device);
    read.set(code.device, code);
  }
  for (const piece of piecesOf(left, length)) {
    const signs = piece.map(({ word }) => word);
    const what = `${signs.join("-")} ${decode(asked, signs.join(""))}`;
    count.faulty++;
    notes.push(`Line ${piece[0].line}: ${what}. It is left out.`);
  }
  count.pasted = read.size + count.repeated + count.replaced + count.faulty;
  return { read: [...read.values()], notes, count };
}

const answer = ({ answers }, paper, item, key = "answer") => answers[paper.name][item.id][key];
const answered = (read, paper, item) =>
  read.filter((code) => answer(code, paper, item) !== "open");

/** One paper, item by item: bars for its answers. */
function distribution(paper, read) {
  const [key] = Object.keys(paper.parts);
  const blocks = paper.items.map((item, i) => {
    const rows = paper.parts[key].map((value, k) => {
      const words = k ? (item.options[value] ?? value) : "No answer";
      const given = read.filter((code) => answer(code, paper, item, key) === value);
      return [words + (value === item.key ? " (right)" : ""), given.length, read.length];
    });
    const text = make("p", {}, make("b", {}, `${i + 1}. `), item.text);
    return make("div", { className: "item" }, text, bars(rows));
  });
  return make("details", {}, make("summary", {}, `${paper.title}: every answer`), ...blocks);
}

/** Right answers before and after, idea by idea, of those who answered both. */
function growth(before, after, read) {
  return before.items.map((item) => {
    const later = after.items.find(({ concept }) => concept === item.concept);
    const both = answered(answered(read, before, item), after, later);
    const row = (when, paper, one) => {
      const right = both.filter((code) => answer(code, paper, one) === one.key);
      return [when, right.length, both.length];
    };
    const rows = [row("Before", before, item), row("After", after, later)];
    const title = make("p", { className: "concept" }, item.concept);
    return make("div", { className: "item" }, title, bars(rows));
  });
}

/** The bets that a code holds. */
const betsOf = (paper, code) =>
  paper.items.flatMap((item) => betOf(answer(code, paper, item), item.key === "true"));

/** Bets: how many came true of what was held how likely, and the mean Brier score. */
function calibration(paper, read) {
  const bets = read.flatMap((code) => betsOf(paper, code));
  const rows = paper.parts.answer.slice(1).map((level) => {
    const mine = bets.filter(({ said }) => said === Number(level));
    const came = mine.filter((bet) => bet.came);
    return [`Held ${level} % sure, and came true`, came.length, mine.length];
  });
  const scale = "(0 is perfect, 1 is sure and wrong, always saying 50 % gives 0.25)";
  const mean = `Mean Brier score: ${judge(bets)} over ${bets.length} bets ${scale}.`;
  return [bars(rows), make("p", {}, bets.length ? mean : "No bets yet.")];
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
    const number = `${right.length} of ${keyed.length}`;
    return [code.code, number, ...cells, String(mine.length), mean];
  });
  const titles = keyed.map(({ paper, i }) => `${paper.title} ${i + 1}`);
  return grid("Answers by code", ["Code", "Right", ...titles, "Bets", "Mean score"], rows);
}

/** Listen to the box of codes. What is pasted or dropped is read and never shown: it has names. */
function pool(section, asked) {
  const box = find(section, "textarea");
  const place = (what) => find(section, `[data-${what}]`);
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
    const each = asked.papers.map((paper) => distribution(paper, read));
    place("answers-given").replaceChildren(...each);
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

for (const section of document.querySelectorAll("[data-pool]"))
  pool(section, JSON.parse(document.getElementById("papers")?.textContent ?? ""));

/**
 * Answers: what the reader chose in controls that keep it, remembered on this device or in the
 * learning platform around the page; and, in a class, all of them as a code without a name.
 *
 * A code is digits of Crockford's base 32 in groups of four: three for the version of the
 * questions, five drawn at random for the student, the answers as one number, three check digits.
 * The page's `papers` say what a code holds: { version, papers: [{ name, title, first, need,
 * items: [{ id }], parts: { control: values } }] }. An answer is kept as [first, last].
 */
import { all, attempt, copied, find } from "./view.js";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const [VERSION, DEVICE, CHECK] = [3, 5, 3]; // how many digits they have
const PRIME = 32717n; // with it one wrong digit, or any two of them, never pass

const digits = (number, length) =>
  length ? digits(number / 32n, length - 1) + SIGNS[Number(number % 32n)] : "";

const numberOf = (text) => [...text].reduce((n, sign) => n * 32n + BigInt(SIGNS.indexOf(sign)), 0n);
const check = (body) => digits(numberOf(`${body}000`) % PRIME, CHECK); // 000: its own places
const grouped = (code) => code.replace(/.{4}(?=.)/g, "$&-");

/** What papers ask, in order: [name, item, control, values]. */
const places = (papers) =>
  papers.flatMap(({ name, items, parts }) =>
    items.flatMap(({ id }) => Object.entries(parts).map((part) => [name, id, ...part])),
  );

/** How many digits a code has: whole groups of four. */
export function codeLength({ papers }) {
  const most = places(papers).reduce((n, place) => n * BigInt(place[3].length), 1n);
  const room = (most - 1n).toString(32).length;
  return Math.ceil((VERSION + DEVICE + CHECK + room) / 4) * 4;
}

/** Write answers (paper -> item -> control -> value) as a code. */
export function encode(asked, answers, device) {
  const number = places(asked.papers).reduce((n, [name, id, key, values]) => {
    const place = Math.max(0, values.indexOf(answers[name]?.[id]?.[key]));
    return n * BigInt(values.length) + BigInt(place);
  }, 0n);
  const room = codeLength(asked) - VERSION - DEVICE - CHECK;
  const body = asked.version + device + digits(number, room);
  return grouped(body + check(body));
}

/** Read the signs of a code; a text says what is wrong with it. */
export function decode(asked, typed) {
  const code = typed.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const length = codeLength(asked);
  if (code.length !== length) return `has ${code.length} characters, not ${length}`;
  if (code.includes("U")) return "has a U, which no code has";
  const body = code.slice(0, -CHECK);
  if (check(body) !== code.slice(-CHECK)) return "has a typing error";
  if (!body.startsWith(asked.version)) return "is of another version of the class files";
  let number = numberOf(body.slice(VERSION + DEVICE));
  const answers = {};
  for (const [name, id, key, values] of places(asked.papers).reverse()) {
    ((answers[name] ??= {})[id] ??= {})[key] = values[Number(number % BigInt(values.length))];
    number /= BigInt(values.length);
  }
  if (number) return "has a typing error";
  return { code: grouped(code), device: body.slice(VERSION, VERSION + DEVICE), answers };
}

/** A bet, if one was made: how likely it was said to be, and whether it came true. */
export const betOf = (said, came) => (Number(said) >= 0 ? [{ said: Number(said), came }] : []);

/** How good bets are, taken together: the mean Brier score. */
export const judge = (bets) =>
  (bets.reduce((n, { said, came }) => n + (said / 100 - came) ** 2, 0) / bets.length).toFixed(2);

/** The learning platform around the page (SCORM 1.2), where there is one. */
function platform() {
  let api;
  let frame = /** @type {any} */ (window);
  // A page of another site around ours may not be looked into.
  for (let up = 0; !api && up < 8; frame = frame.parent, up++)
    api = attempt(() => frame.API ?? frame.opener?.API);
  if (!api || String(api.LMSInitialize("")) !== "true") return null;
  const set = (name, value) => String(api.LMSSetValue(`cmi.${name}`, value)) === "true";
  addEventListener("pagehide", () => {
    set("core.exit", "suspend");
    api.LMSFinish("");
  });
  return {
    where: "They are kept in your learning platform, where your teacher sees them.",
    read: () => api.LMSGetValue("cmi.suspend_data"),
    write: (text) => set("suspend_data", text) && String(api.LMSCommit("")) === "true",
    /** Add an answer to the log that a teacher can read; the first one stays in it. */
    log(item, answer, code, done) {
      const one = `interactions.${Number(api.LMSGetValue("cmi.interactions._count")) || 0}`;
      set(`${one}.id`, item);
      set(`${one}.type`, "fill-in");
      set(`${one}.time`, new Date().toTimeString().slice(0, 8));
      set(`${one}.student_response`, answer);
      set("core.lesson_location", code);
      set("core.lesson_status", done ? "completed" : "incomplete");
      api.LMSCommit("");
    },
  };
}

/** The store of this device under a name; null where nothing may be stored. */
function device(name) {
  const read = () => localStorage.getItem(name) ?? "";
  const put = (text) => (text ? localStorage.setItem(name, text) : localStorage.removeItem(name));
  if (attempt(read) === null) return null;
  const write = (text) => attempt(() => put(text) ?? true);
  return { where: "They are kept on this device and sent nowhere.", read, write };
}

const EARLIER =
  "There are answers here from an earlier visit. If they are yours, go on. If not, start afresh.";
const SPOILT =
  "What was kept here from an earlier visit cannot be read and is lost. What you answer now is kept.";
const BLOCKED =
  "This browser stores nothing for this page, so they last until you close it. " +
  "Do not reload it, and hand in your code before you leave.";

/** What was kept, if it is answers. */
function sound(read) {
  const held = Object.values(read.given).flatMap(Object.values).flatMap(Object.values);
  const ours = /^[0-9A-HJKMNP-TV-Z]{5}$/.test(read.device) && Array.isArray(held[0]);
  return ours && held.every((pair) => pair.length === 2) ? read : null;
}

/** What is kept under a name, and read again before each change: another tab may have answered. */
function open(name, asked) {
  let store = (asked && platform()) || device(name);
  const empty = () => ({ device: "", given: {} });
  let state = empty();
  let spoilt = false;
  function load() {
    if (!store) return;
    const text = store.read();
    const read = text ? attempt(() => sound(JSON.parse(text))) : empty();
    spoilt ||= !read; // not ours: it is written over with the first answer
    state = read ?? state;
  }
  function save() {
    if (store && !store.write(state.device ? JSON.stringify(state) : "")) store = null;
  }
  load();
  return {
    load,
    spoilt: () => spoilt,
    device: () => state.device,
    where: () => store?.where ?? BLOCKED,
    fleeting: () => !store && state.device,
    get: (view, item) => state.given[view]?.[item] ?? {},
    set(view, item, key, value) {
      load();
      const random = crypto.getRandomValues(new Uint8Array(DEVICE));
      state.device ||= [...random].map((n) => SIGNS[n % 32]).join("");
      const held = ((state.given[view] ??= {})[item] ??= {});
      held[key] = [held[key]?.[0] ?? value, value];
      save();
    },
    forget() {
      state = empty();
      save();
    },
    log: (...entry) => store?.log?.(...entry),
  };
}

const answerable = ({ controls }) => controls.filter(({ keep }) => keep);
const asking = ({ controls }) => controls.filter(({ keep, linked }) => !keep && !linked);
const itemOf = (entry) => asking(entry).map(({ key }) => entry.model.get(key)).join(" ");

/** Say in a view of bets how good the reader's first ones are, taken together. */
function sayMean({ root, name }, memory) {
  const place = find(root, "[data-mean]");
  const outcomes = place ? place.dataset.mean.split(" ").map((pair) => pair.split("=")) : [];
  const first = (item) => memory.get(name, item).answer?.[0];
  const bets = outcomes.flatMap(([item, came]) => betOf(first(item), came === "1"));
  if (!bets.length) return;
  place.hidden = false;
  place.textContent =
    `Your mean score over ${bets.length} ${bets.length === 1 ? "bet" : "bets"}: ${judge(bets)} ` +
    "(0 is perfect, always saying 50 % gives 0.25). Only first answers count.";
}

/** What counts of the answers that are held: the first where the paper says so, else the last. */
function counted({ papers }, memory) {
  const made = (list, entry) => Object.fromEntries(list.map(entry));
  return made(papers, ({ name, items, first }) => {
    const counts = ([key, pair]) => [key, pair[first ? 0 : 1]];
    const one = ({ id }) => [id, made(Object.entries(memory.get(name, id)), counts)];
    return [name, made(items, one)];
  });
}

/** How many answers of how many there are, and which are open. */
function progress({ papers }, answers) {
  const sum = { all: 0, done: 0, lacking: /** @type {string[]} */ ([]) };
  for (const { name, title, items, parts, need } of papers) {
    const whole = ({ id }) =>
      Object.entries(parts).every(([key, values]) => values.indexOf(answers[name][id][key]) > 0);
    const open = items.flatMap((item, i) => (whole(item) ? [] : [i + 1]));
    const missing = Math.max(0, need - (items.length - open.length));
    sum.all += need;
    sum.done += need - missing;
    if (missing) sum.lacking.push(need < items.length ? title : `${title} ${open.join(", ")}`);
  }
  return sum;
}

/**
 * Keep the answers of a page's views: call it when they are in the state of the address and before
 * they listen to their models, so that no view shows one question with the answer to another.
 * On a page that runs a lesson nothing is kept, and each question comes up open.
 */
export function keepAnswers(views) {
  const section = find(document, "[data-answers]");
  const keeping = views.filter((entry) => answerable(entry).length);
  if (!section || !keeping.length) return;
  const shown = find(document, "[data-lesson]");
  const asked = JSON.parse(document.getElementById("papers")?.textContent ?? "null");
  const kept = asked ? `explainer.class.${asked.version}` : "explainer.answers";
  const memory = /** @type {any} */ (shown ? { get: () => ({}), set() {} } : open(kept, asked));
  const marked = (what) => all(document, `[data-${what}]`);
  const say = (what, text) => marked(what).forEach((place) => (place.textContent = text));
  const act = (what, done) => marked(what).forEach((button) => button.addEventListener("click", done));

  /** Say where the answers are, how many there are, and their code. */
  function report() {
    say("where", memory.where());
    if (!asked) return { done: 0, code: "" };
    const answers = counted(asked, memory);
    const { done, all: most, lacking } = progress(asked, answers);
    const code = memory.device() ? encode(asked, answers, memory.device()) : "";
    say("code", code);
    const open = lacking.length ? `Open: ${lacking.join("; ")}.` : "Your code is complete.";
    const next = code ? open : "Your code appears here with the first answer.";
    say("progress", `${done} of ${most} answered. ${next}`);
    for (const box of marked("code-box")) box.hidden = !code;
    return { done: done === most, code };
  }

  const recall = (entry) => {
    const held = memory.get(entry.name, itemOf(entry));
    for (const { key, value, values } of answerable(entry)) {
      const last = held[key]?.[1];
      entry.model.set(key, values.includes(last) ? last : value);
    }
  };
  for (const entry of keeping) {
    const { model, name, root } = entry;
    // An address that names a state of this view comes first.
    if (!new RegExp(`[#&]${name}\\.`).test(location.hash)) recall(entry);
    root.addEventListener("explainer:state", () => sayMean(entry, memory));
    // Only what the reader does here is an answer; an address may bring somebody else's.
    let acting = false;
    for (const { key } of asking(entry))
      model.on(`change:${key}`, () => (acting || shown) && recall(entry));
    for (const kind of ["input", "click"]) {
      root.parentElement.addEventListener(kind, () => (acting = true), { capture: true });
      root.parentElement.addEventListener(kind, (event) => {
        acting = false;
        const item = itemOf(entry);
        for (const { key, value } of answerable(entry)) {
          const now = model.get(key);
          if (now === (memory.get(name, item)[key]?.[1] ?? value)) continue;
          memory.set(name, item, key, now);
          const result = !shown && find(root, "[data-reveal]");
          if (result) find(root, ":scope > [role=status]").textContent = result.textContent;
          sayMean(entry, memory);
          const { done, code } = shown ? {} : report();
          if (asked) memory.log?.(`${name}.${item}.${key}`, now, code, done);
        }
        if (kind === "click" && event.target.closest(".onward")) root.scrollIntoView();
      });
    }
  }
  if (shown) return;

  const again = () => {
    keeping.forEach(recall);
    report();
  };
  addEventListener("storage", () => {
    memory.load();
    again();
  });
  // Back, or a reload, would take what this page alone holds.
  addEventListener("beforeunload", (event) => memory.fleeting() && event.preventDefault());
  act("forget", ({ target }) => {
    memory.forget();
    again();
    target.closest("details").open = false;
    say("earlier", "");
    say("said", "All answers are gone. A new code begins with the next one.");
  });
  act("copy-code", async () => {
    const [code] = marked("code");
    const done = await copied(code.textContent);
    if (!done) getSelection()?.selectAllChildren(code);
    say("said", done ? "Code copied." : "The code is selected: copy it with your keyboard or menu.");
  });
  if (memory.device()) say("earlier", EARLIER);
  if (memory.spoilt()) say("said", SPOILT);
  report();
  section.hidden = false;
}

/**
 * Answers: what the reader chose in controls that keep it, remembered on this device or in the
 * learning platform around the page; and, in a class, all of them as a code without a name.
 *
 * A code is digits of Crockford's base 32 in groups of four: three for the version of the
 * questions, five drawn at random for the student, the answers as one number, three check digits.
 * The page's `papers` say what a code holds: { version, papers: [{ name, title, first, need,
 * items: [{ id }], parts: { control: values } }] }. An answer is kept as [first, last].
 */
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VERSION = 3;
const DEVICE = 5;
const CHECK = 3;
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
  let length = VERSION + DEVICE + CHECK;
  for (let room = 1n; room < most; room *= 32n) length++;
  return Math.ceil(length / 4) * 4;
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

/** How good bets are, taken together: the mean Brier score. */
export const judge = (bets) =>
  (bets.reduce((n, { said, came }) => n + (said / 100 - came) ** 2, 0) / bets.length).toFixed(2);

/** The learning platform around the page (SCORM 1.2), where there is one. */
function platform() {
  let api;
  let frame = /** @type {any} */ (window);
  for (let up = 0; !api && up < 8; frame = frame.parent, up++) {
    try {
      api = frame.API ?? frame.opener?.API;
    } catch {
      // A page of another site around ours may not be looked into.
    }
    if (frame === frame.parent) break;
  }
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
  const attempt = (act, failed) => {
    try {
      return act(localStorage);
    } catch {
      return failed;
    }
  };
  const put = (store, text) => (text ? store.setItem(name, text) : store.removeItem(name));
  if (attempt((store) => store.getItem(name), false) === false) return null;
  return {
    where: "They are kept on this device and sent nowhere.",
    read: () => localStorage.getItem(name) ?? "",
    write: (text) => attempt((store) => put(store, text) ?? true, false),
  };
}

const EARLIER =
  "There are answers here from an earlier visit. If they are yours, go on. If not, start afresh.";
const SPOILT =
  "What was kept here from an earlier visit cannot be read and is lost. What you answer now is kept.";
const BLOCKED =
  "This browser stores nothing for this page, so they last until you close it. " +
  "Do not reload it, and hand in your code before you leave.";

/** What is kept under a name, and read again before each change: another tab may have answered. */
function open(name, asked) {
  let store = (asked && platform()) || device(name);
  const empty = () => ({ device: "", given: {} });
  let state = empty();
  let spoilt = false;
  function load() {
    const text = store?.read();
    if (!text && store) state = empty();
    if (!text) return;
    try {
      const read = JSON.parse(text);
      const held = Object.values(read.given).flatMap(Object.values).flatMap(Object.values);
      const sound = /^[0-9A-HJKMNP-TV-Z]{5}$/.test(read.device) && Array.isArray(held[0]);
      if (!sound || !held.every((pair) => pair.length === 2)) throw new TypeError(text);
      state = read;
    } catch {
      spoilt = true; // not ours: it is written over with the first answer
    }
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
  const place = root.querySelector("[data-mean]");
  const outcomes = place ? place.dataset.mean.split(" ").map((pair) => pair.split("=")) : [];
  const bets = outcomes.flatMap(([item, came]) => {
    const said = Number(memory.get(name, item).answer?.[0]);
    return Number.isNaN(said) ? [] : [{ said, came: came === "1" }];
  });
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
  const rows = papers.map(({ name, title, items, parts, need }) => {
    const whole = ({ id }) =>
      Object.entries(parts).every(([key, values]) => values.indexOf(answers[name][id][key]) > 0);
    const numbers = items.flatMap((item, i) => (whole(item) ? [] : [i + 1]));
    const missing = Math.max(0, need - (items.length - numbers.length));
    const which = need === items.length ? `${title} ${numbers.join(", ")}` : title;
    return { need, missing, text: missing ? [which] : [] };
  });
  const sum = (what) => rows.reduce((all, row) => all + row[what], 0);
  const lacking = rows.flatMap(({ text }) => text).join("; ");
  return { all: sum("need"), done: sum("need") - sum("missing"), lacking };
}

/**
 * Keep the answers of a page's views: call it when they are in the state of the address and before
 * they listen to their models, so that no view shows one question with the answer to another.
 * On a page that runs a lesson nothing is kept, and each question comes up open.
 */
export function keepAnswers(views) {
  const section = /** @type {?HTMLElement} */ (document.querySelector("[data-answers]"));
  const keeping = views.filter((entry) => answerable(entry).length);
  if (!section || !keeping.length) return;
  const shown = document.querySelector("[data-lesson]");
  const papers = document.getElementById("papers");
  const asked = papers && JSON.parse(papers.textContent);
  const nothing = { load() {}, get: () => ({}), set() {} };
  const memory = shown
    ? nothing
    : open(asked ? `explainer.class.${asked.version}` : "explainer.answers", asked);
  /** @type {(what: string) => NodeListOf<any>} */
  const all = (what) => document.querySelectorAll(`[data-${what}]`);
  const say = (what, text) => all(what).forEach((place) => (place.textContent = text));

  /** Say where the answers are, how many there are, and their code. */
  function report() {
    say("where", memory.where());
    if (!asked) return { done: 0, code: "" };
    const answers = counted(asked, memory);
    const { done, all: most, lacking } = progress(asked, answers);
    const code = memory.device() ? encode(asked, answers, memory.device()) : "";
    say("code", code);
    const open = lacking ? `Open: ${lacking}.` : "Your code is complete.";
    const next = code ? open : "Your code appears here with the first answer.";
    say("progress", `${done} of ${most} answered. ${next}`);
    all("code-box").forEach((box) => (box.hidden = !code));
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
          const result = !shown && root.querySelector("[data-reveal]");
          if (result) root.querySelector(":scope > [role=status]").textContent = result.textContent;
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
  for (const button of all("forget"))
    button.addEventListener("click", () => {
      memory.forget();
      again();
      button.closest("details").open = false;
      say("earlier", "");
      say("said", "All answers are gone. A new code begins with the next one.");
    });
  for (const button of all("copy-code"))
    button.addEventListener("click", async () => {
      const code = all("code")[0];
      try {
        await navigator.clipboard.writeText(code.textContent);
        say("said", "Code copied.");
      } catch {
        getSelection()?.selectAllChildren(code);
        say("said", "The code is selected: copy it with your keyboard or menu.");
      }
    });
  if (memory.device()) say("earlier", EARLIER);
  if (memory.spoilt()) say("said", SPOILT);
  report();
  section.hidden = false;
}

/**
 * Answers: what the reader chose in controls that keep it, remembered on this device only, and the
 * answers of a class session as a short code without a name.
 *
 * A code is digits of Crockford's base 32 in groups of four: two for the version of the questions,
 * five drawn at random for the device, the answers as one number, and two check digits.
 *
 * @typedef {import("./page.js").Entry} Entry
 * @typedef {Record<string, Record<string, any>>} Answers view -> item -> what was chosen
 * @typedef {{ name: string, items: any[], values: any[] }} Question
 * @typedef {{ code: string, device: string, answers: Answers }} Read
 */
import { panelOf } from "./view.js";

const STORE = "explainer.answers";
const PAPERS = ["precheck", "bets", "postcheck", "exit_ticket"]; // what a code holds, in its order
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VERSION = 2;
const DEVICE = 5;
const CHECK = 2;
const PRIME = 1021n; // finds one wrong digit, and two that changed places

/** Write a number with a fixed count of digits. */
function digits(/** @type {bigint} */ number, /** @type {number} */ length) {
  let text = "";
  for (; text.length < length; number /= 32n) text = SIGNS[Number(number % 32n)] + text;
  return text;
}

const numberOf = (/** @type {string} */ text) =>
  [...text].reduce((sum, sign) => sum * 32n + BigInt(SIGNS.indexOf(sign)), 0n);

const check = (/** @type {string} */ body) => digits(numberOf(body) % PRIME, CHECK);

/** Two digits that change when the questions do. */
function version(/** @type {Question[]} */ questions) {
  const text = JSON.stringify(questions.map(({ name, items, values }) => [name, items, values]));
  const hash = [...text].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1000003, 7);
  return digits(BigInt(hash % 1024), VERSION);
}

/** How many digits a code of these questions has: whole groups of four. */
export function codeLength(/** @type {Question[]} */ questions) {
  const most = questions.reduce(
    (product, { items, values }) => product * BigInt(values.length) ** BigInt(items.length),
    1n,
  );
  let length = 0;
  for (let room = 1n; room < most; room *= 32n) length++;
  return Math.ceil((length + VERSION + DEVICE + CHECK) / 4) * 4;
}

/**
 * Write answers as a code.
 * @param {Question[]} questions
 * @param {Answers} answers
 * @param {string} device
 */
export function encode(questions, answers, device) {
  let number = 0n;
  for (const { name, items, values } of questions) {
    for (const item of items) {
      const place = Math.max(0, values.indexOf(answers[name]?.[item]));
      number = number * BigInt(values.length) + BigInt(place);
    }
  }
  const body =
    version(questions) + device + digits(number, codeLength(questions) - VERSION - DEVICE - CHECK);
  return (body + check(body)).replace(/.{4}(?=.)/g, "$&-");
}

/**
 * Read a code, however it was typed; a text says what is wrong with it.
 * @param {Question[]} questions
 * @param {string} typed
 * @returns {Read | string}
 */
export function decode(questions, typed) {
  const code = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  const length = codeLength(questions);
  if (code.length !== length) return `has ${code.length} characters, not ${length}`;
  if (code.includes("U")) return "has a U, which no code has";
  const body = code.slice(0, -CHECK);
  if (check(body) !== code.slice(-CHECK)) return "has a typing error";
  if (!body.startsWith(version(questions))) return "is of another version of the class files";
  let number = numberOf(body.slice(VERSION + DEVICE));
  /** @type {Answers} */
  const answers = {};
  for (const { name, items, values } of [...questions].reverse()) {
    answers[name] = {};
    for (const item of [...items].reverse()) {
      answers[name][item] = values[Number(number % BigInt(values.length))];
      number /= BigInt(values.length);
    }
  }
  if (number) return "has a typing error";
  const device = body.slice(VERSION, VERSION + DEVICE);
  return { code: code.replace(/.{4}(?=.)/g, "$&-"), device, answers };
}

/** How good bets are, taken together: mean Brier score; how many of the likely, and of the unlikely
 * ones, came true. */
export function judge(/** @type {{ said: number, came: boolean }[]} */ bets) {
  const loss = bets.reduce((sum, { said, came }) => sum + (said / 100 - Number(came)) ** 2, 0);
  const share = (/** @type {typeof bets} */ some) =>
    `${some.filter(({ came }) => came).length} of ${some.length}`;
  return {
    mean: (loss / bets.length).toFixed(2),
    likely: share(bets.filter(({ said }) => said > 50)),
    unlikely: share(bets.filter(({ said }) => said < 50)),
  };
}

/** What is kept on this device; while the page is open, if nothing may be stored. */
const memory = (() => {
  /** @type {{ device: string, given: Answers }} */
  let state = { device: "", given: {} };
  let stored = true;
  let text = "{}";
  try {
    text = localStorage.getItem(STORE) ?? text;
  } catch {
    stored = false;
  }
  try {
    const found = JSON.parse(text);
    if (/^[0-9A-Z]{5}$/.test(found?.device) && found.given) state = found;
  } catch {
    // Not ours: it is written over with the first answer.
  }
  const save = () => {
    try {
      if (state.device) localStorage.setItem(STORE, JSON.stringify(state));
      else localStorage.removeItem(STORE);
    } catch {
      stored = false;
    }
  };
  return {
    get: (/** @type {string} */ name) => state.given[name] ?? {},
    get device() {
      return state.device;
    },
    get given() {
      return state.given;
    },
    get stored() {
      return stored;
    },
    set(/** @type {string} */ name, /** @type {string} */ item, /** @type {any} */ value) {
      const random = crypto.getRandomValues(new Uint8Array(DEVICE));
      state.device ||= [...random].map((n) => SIGNS[n % 32]).join("");
      state.given[name] = { ...state.given[name], [item]: value };
      save();
    },
    forget() {
      state = { device: "", given: {} };
      save();
    },
  };
})();

/** The control of a view whose value is an answer. */
const answerOf = (/** @type {Entry} */ { controls }) => controls.find((control) => control.keep);

/** The controls that say which question is asked. */
const asking = (/** @type {Entry} */ { controls }) =>
  controls.filter((control) => !control.keep && !control.linked);

const itemOf = (/** @type {Entry} */ entry) =>
  asking(entry)
    .map(({ key }) => entry.model.get(key))
    .join(" ");

/** The questions whose answers make a code; none where a page does not hold them all. */
function questionsOf(/** @type {Entry[]} */ views) {
  const found = PAPERS.flatMap((paper) => views.filter(({ name }) => name === paper));
  if (found.length < PAPERS.length) return [];
  return found.map((entry) => ({
    name: entry.name,
    items: asking(entry)[0].values,
    values: answerOf(entry).values,
  }));
}

/** Say in a view of bets how good the reader's are, taken together. */
function sayMean(/** @type {Entry} */ entry) {
  const place = entry.root.querySelector("[data-mean]");
  if (!(place instanceof HTMLElement)) return;
  const payload = entry.model.get("_payload");
  const bets = asking(entry)[0].values.flatMap((/** @type {any} */ item) => {
    const said = memory.get(entry.name)[item];
    if (!answerOf(entry).values.slice(1).includes(said)) return [];
    const body = panelOf(payload, [item, said]).body.map(
      (/** @type {number} */ n) => payload.pool[n],
    );
    return [{ said: Number(said), came: body.join("").includes('data-came="1"') }];
  });
  place.hidden = !bets.length;
  const { mean, likely, unlikely } = judge(bets);
  place.textContent =
    `Your mean score over ${bets.length} ${bets.length === 1 ? "bet" : "bets"}: ${mean} (0 is ` +
    `perfect, always saying 50 % gives 0.25). Of what you held likely, ${likely} came true; of what ` +
    `you held unlikely, ${unlikely}. You are well calibrated if you say 75 % of things of which three ` +
    "in four come true.";
}

/**
 * Keep the answers of a page's views: call it when they are in the state of the address and before
 * they listen to their models, so that no view shows one question with the answer to another.
 * @param {Entry[]} views
 */
export function keepAnswers(views) {
  const section = document.querySelector("[data-answers]");
  const keeping = views.filter(answerOf);
  if (!(section instanceof HTMLElement) || !keeping.length) return;
  const find = (/** @type {string} */ what) =>
    /** @type {HTMLElement} */ (section.querySelector(`[data-${what}]`));
  const questions = questionsOf(views);

  function report() {
    find("where").textContent = memory.stored
      ? "They are kept on this device and sent nowhere."
      : "This browser stores nothing for this page, so they last until you close it.";
    find("code-box").hidden = !questions.length || !memory.device;
    if (questions.length && memory.device)
      find("code").textContent = encode(questions, memory.given, memory.device);
  }

  for (const entry of keeping) {
    const { key, value, values } = answerOf(entry);
    const { model, name } = entry;
    const recall = () => {
      const answer = memory.get(name)[itemOf(entry)];
      model.set(key, values.includes(answer) ? answer : value);
    };
    // An address that names a state of this view comes first.
    if (!new RegExp(`[#&]${name}\\.`).test(location.hash)) recall();
    entry.root.addEventListener("explainer:state", () => sayMean(entry));
    // Only what the reader does here is an answer; an address may bring somebody else's.
    let acting = false;
    for (const { key: other } of asking(entry))
      model.on(`change:${other}`, () => acting && recall());
    const holder = /** @type {HTMLElement} */ (entry.root.parentElement);
    for (const kind of ["input", "click"]) {
      holder.addEventListener(kind, () => (acting = true), { capture: true });
      holder.addEventListener(kind, () => {
        acting = false;
        const item = itemOf(entry);
        if (model.get(key) === (memory.get(name)[item] ?? value)) return;
        memory.set(name, item, model.get(key));
        sayMean(entry);
        report();
      });
    }
  }

  find("forget").addEventListener("click", () => {
    memory.forget();
    for (const { model, controls } of keeping)
      for (const { key, value, keep } of controls) if (keep) model.set(key, value);
    report();
    find("said").textContent = "Your answers are forgotten.";
  });
  find("copy-code").addEventListener("click", async () => {
    const code = find("code");
    try {
      await navigator.clipboard.writeText(code.textContent ?? "");
      find("said").textContent = "Code copied.";
    } catch {
      getSelection()?.selectAllChildren(code);
      find("said").textContent = "The code is selected: copy it with your keyboard or menu.";
    }
  });
  report();
  section.hidden = false;
}

/** What is folded away in an answer, without the line that opens it. */
const inside = (/** @type {?Element | undefined} */ answer) =>
  [...(answer?.childNodes ?? [])]
    .filter(({ nodeName }) => nodeName !== "SUMMARY")
    .map((node) => node.cloneNode(true));

/**
 * A question as every state of its view holds it: its words, and the answer that is folded away.
 * @returns {[string, Node[]]}
 */
function folded(/** @type {Entry} */ { model, controls }, /** @type {any} */ asked, value = "") {
  const payload = model.get("_payload");
  const chosen = controls.map((control) =>
    control === asked ? value : control.keep ? control.value : model.get(control.key),
  );
  const { head, body } = panelOf(payload, chosen);
  const box = document.createElement("template");
  box.innerHTML = [...head, ...body].map((piece) => payload.pool[piece]).join("");
  const words = box.content.querySelectorAll(".statement");
  const [title] = words.length ? words : box.content.querySelectorAll("h3");
  return [title.textContent ?? "", inside(box.content.querySelector('[data-key="answer"]'))];
}

/**
 * The questions of a view with their answers: all those of a paper, else those that it shows.
 * @returns {[string, Node[]][]}
 */
function answered(/** @type {Entry} */ entry, /** @type {Element[]} */ closed) {
  if (!answerOf(entry))
    return closed.map((box) => [box.previousElementSibling?.textContent ?? "", inside(box)]);
  const [asked] = asking(entry);
  const paper = PAPERS.includes(entry.name);
  const all = paper ? asked.values : [asked && entry.model.get(asked.key)];
  return all.map((/** @type {any} */ item) => folded(entry, asked, item));
}

/** The answers of a view's control as boxes to tick. */
function boxes(/** @type {Entry} */ { root }, /** @type {string} */ key) {
  const field = root.querySelector(`form [name="${key}"]`);
  const box = field?.closest("fieldset") ?? field?.closest("label");
  const words = [...(box?.querySelectorAll("option, label > span:not(.name)") ?? [])];
  const options = words.slice(1).map((word) => ` ☐\u00a0${word.textContent}`);
  return `${box?.querySelector(".name")?.textContent} ${options.join("")}`;
}

/**
 * On paper a question stands with the answers to choose from; ours follow at the end of the chapter.
 * @param {Entry[]} views
 */
export function printAnswers(views) {
  /** @type {Element[]} */
  const made = [];
  const make = (/** @type {string} */ tag, /** @type {string} */ text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    made.push(element);
    return element;
  };
  addEventListener("beforeprint", () => {
    for (const entry of views) {
      const { root, name } = entry;
      const key = answerOf(entry)?.key;
      const closed = [...root.querySelectorAll('[data-key="answer"]:not([open])')];
      const article = root.closest("article");
      if (!closed.length || !article) continue;
      if (key && !root.querySelector(`[data-pick^="${key}="]`))
        closed[0].before(make("p", boxes(entry, key)));
      // The table of a paper holds all its questions.
      if (PAPERS.includes(name)) root.querySelector('[data-key="table"]')?.classList.add("paper");
      const last = article.querySelector(".key") ?? make("section", "");
      if (!last.className) last.append(make("h3", "Answers"));
      last.className = "key";
      for (const [question, answer] of answered(entry, closed))
        if (answer.length) last.append(make("h4", question), ...answer);
      article.append(last);
    }
  });
  addEventListener("afterprint", () => made.splice(0).forEach((element) => element.remove()));
}

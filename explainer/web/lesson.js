/**
 * The lesson, step by step, with a clock; one step fills the screen. A reload goes on where it was.
 * Answers stay closed until the teacher asks for them; those of "After" are not on the page at all.
 *
 * A step is a list item with `data-plan`, `data-minutes` and, where it uses a view, `data-for`. All
 * of it can be read as a list without this.
 */
import { started, views } from "./page.js";
import { all, attempt, find } from "./view.js";

const PLACE = "explainer.lesson";
const page = document.documentElement;
const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Run the steps of one plan. */
function lesson(section) {
  const part = (what) => find(section, `[data-${what}]`);
  const say = (what, text) => (part(what).textContent = text);
  const choice = find(section, "select");
  const [back, next, pause, reveal] = ["back", "next", "pause", "open"].map(part);
  // Where the lesson is: `spent` in this step and `before` it, in seconds without pauses.
  const none = { plan: "", at: 0, spent: 0, before: 0, last: 0, paused: false, running: false };
  let now = { ...none };
  let timer = 0;
  const steps = () => all(section, `li[data-plan="${now.plan}"]`);
  const below = () => page.scrollHeight - innerHeight - scrollY > 24;

  function tick() {
    const time = Date.now();
    if (!now.paused) now.spent += (time - now.last) / 1000;
    now.last = time;
    const minutes = steps().map(({ dataset }) => Number(dataset.minutes));
    const left = 60 * minutes[now.at] - now.spent;
    const from = minutes.slice(0, now.at).reduce((sum, one) => sum + one, 0);
    say("left", left >= 0 ? clock(left) : `over by ${clock(-left)}`);
    part("left").classList.toggle("over", left < 0);
    say("whole", `${clock(now.before + now.spent)} of ${now.plan}:00; this step from ${from}:00`);
    part("more").hidden = !below();
    pause.textContent = now.paused ? "Go on" : "Pause";
    attempt(() => sessionStorage.setItem(PLACE, JSON.stringify(now))); // else a reload begins anew
  }

  /** Close all answers of all views. */
  function close() {
    page.classList.remove("opened");
    for (const { model, controls } of views)
      for (const { key, keep, value } of controls) if (keep) model.set(key, value);
  }

  /** Show one step and its view, nothing else. */
  function show() {
    close();
    for (const shown of all(document, ".now")) shown.classList.remove("now");
    const step = steps()[now.at];
    const view = find(document, `[data-view="${step.dataset.for}"], #${step.dataset.for}`);
    step.classList.add("now");
    step.closest("details").open = true;
    (view?.closest(".wide") ?? step).classList.add("now");
    say("place", `Step ${now.at + 1} of ${steps().length}`);
    back.ariaDisabled = String(now.at === 0); // not disabled, so that neither loses the focus
    next.ariaDisabled = String(now.at === steps().length - 1);
    reveal.hidden = !view;
    say("said", `Step ${now.at + 1}: ${find(step, "h3").textContent}`);
    scrollTo(0, 0);
    dispatchEvent(new Event("resize"));
    tick();
  }

  function go(way) {
    if (!steps()[now.at + way]) return;
    tick();
    now = { ...now, at: now.at + way, before: now.before + now.spent, spent: 0 };
    show();
  }

  /** Fill the screen with the step that it is at; its clock goes on. */
  function run(asked) {
    now.running = true;
    page.classList.add("running");
    if (asked) page.requestFullscreen?.().catch(() => {}); // where it is allowed
    part("bar").hidden = false;
    show();
    clearInterval(timer);
    timer = setInterval(tick, 500);
    next.focus({ preventScroll: true });
  }

  const buttons = {
    start() {
      now = { ...none, plan: choice.value, last: Date.now() };
      run(true);
    },
    resume: run,
    stop() {
      clearInterval(timer);
      page.classList.remove("running");
      if (document.fullscreenElement) document.exitFullscreen();
      close();
      now.running = false;
      tick();
      part("bar").hidden = true;
      say("said", "The lesson is stopped; its clock goes on.");
      part("resume").hidden = false;
      part("resume").focus();
    },
    back: () => go(-1),
    next: () => go(1),
    pause() {
      tick();
      now.paused = !now.paused;
      tick();
    },
    open: () => page.classList.toggle("opened"),
    more: () => scrollBy(0, innerHeight * 0.8),
  };
  for (const [what, act] of Object.entries(buttons)) part(what).addEventListener("click", act);
  const keys = { Escape: "stop", ArrowRight: "next", ArrowLeft: "back", p: "pause" };
  // First of all listeners: a key of the lesson is not one of the page's as well.
  const press = (event) => {
    if (!now.running || event.target.closest("input, select, textarea")) return;
    const paged = { PageDown: below() ? "" : "next", PageUp: scrollY ? "" : "back" };
    const act = buttons[{ ...keys, ...paged }[event.key]];
    if (act) event.preventDefault(act());
  };
  addEventListener("keydown", press, { capture: true });
  part("runner").hidden = false;
  now = attempt(() => JSON.parse(sessionStorage.getItem(PLACE) ?? "null")) ?? now;
  part("resume").hidden = !now.plan;
  if (now.running) started.then(() => run(false));
}

/** Count the votes of the fifteen members, whatever they are, and say what becomes of the text. */
function council(form) {
  const seats = all(form, "[data-seat]");
  const cast = (vote) => seats.filter(({ value }) => value === vote);
  form.addEventListener("input", ({ target }) => {
    if (target.name === "rest") {
      for (const seat of cast("")) seat.value = target.value;
      target.value = "";
    }
    const [yes, no, abstain, open] = ["yes", "no", "abstain", ""].map((vote) => cast(vote).length);
    const vetoes = cast("no").filter(({ dataset }) => dataset.seat === "permanent");
    const names = vetoes.map(({ name }) => name).join(", ");
    const { dataset } = form.elements.namedItem("text").selectedOptions[0];
    let result = `Adopted: ${yes} yes votes and no veto. ${dataset.yes}`;
    if (names) result = `Not adopted: a veto (${names}). ${dataset.no}`;
    if (yes < 9) result = `Not adopted: nine yes votes are needed. ${dataset.no}`;
    if (open) result = `${open} still to vote.`;
    find(form, "output").textContent = `${yes} yes, ${no} no, ${abstain} abstain. ${result}`;
  });
}

const lessons = find(document, "[data-lesson]");
if (lessons) lesson(lessons);
all(document, "form.council").forEach(council);

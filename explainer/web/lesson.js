/**
 * The lesson, step by step, with a clock; one step fills the screen. A reload goes on where it was.
 * Answers stay closed until the teacher asks for them; those of "After" are not on the page at all.
 *
 * A step is a list item with `data-plan`, `data-minutes` and, where it uses a view, `data-for`. All
 * of it can be read as a list without this.
 */
import { started, views } from "./page.js";

const PLACE = "explainer.lesson";
const page = document.documentElement;
const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Run the steps of one plan. */
function lesson(section) {
  const find = (what) => section.querySelector(`[data-${what}]`);
  const choice = section.querySelector("select");
  const [back, next, pause, stop, reveal] = ["back", "next", "pause", "stop", "open"].map(find);
  // Where the lesson is: `spent` in this step and `before` it, in seconds without pauses.
  let now = { plan: "", at: 0, spent: 0, before: 0, last: 0, paused: false, running: false };
  let timer = 0;
  const steps = () => [...section.querySelectorAll(`li[data-plan="${now.plan}"]`)];
  const running = () => page.classList.contains("running");
  const below = () => page.scrollHeight - innerHeight - scrollY > 24;

  function keep() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(now));
    } catch {
      // Then a reload begins anew.
    }
  }

  function tick() {
    const time = Date.now();
    if (!now.paused) now.spent += (time - now.last) / 1000;
    now.last = time;
    const minutes = steps().map(({ dataset }) => Number(dataset.minutes));
    const sum = (some) => some.reduce((all, one) => all + one, 0);
    const left = 60 * minutes[now.at] - now.spent;
    find("left").textContent = left >= 0 ? clock(left) : `over by ${clock(-left)}`;
    find("left").classList.toggle("over", left < 0);
    find("whole").textContent =
      `${clock(now.before + now.spent)} of ${now.plan}:00; ` +
      `this step from ${sum(minutes.slice(0, now.at))}:00`;
    find("more").hidden = !below();
    pause.textContent = now.paused ? "Go on" : "Pause";
    keep();
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
    document.querySelectorAll(".now").forEach((shown) => shown.classList.remove("now"));
    const step = steps()[now.at];
    const view = document.querySelector(`[data-view="${step.dataset.for}"], #${step.dataset.for}`);
    step.classList.add("now");
    step.closest("details").open = true;
    (view?.closest(".wide") ?? step).classList.add("now");
    find("place").textContent = `Step ${now.at + 1} of ${steps().length}`;
    back.ariaDisabled = String(now.at === 0); // not disabled, so that neither loses the focus
    next.ariaDisabled = String(now.at === steps().length - 1);
    reveal.hidden = !view;
    find("said").textContent = `Step ${now.at + 1}: ${step.querySelector("h3").textContent}`;
    scrollTo(0, 0);
    dispatchEvent(new Event("resize"));
  }

  function go(way) {
    if (!steps()[now.at + way]) return;
    tick();
    now = { ...now, at: now.at + way, before: now.before + now.spent, spent: 0 };
    show();
    tick();
  }

  /** Fill the screen with the step that it is at; its clock goes on. */
  function run(event) {
    now.running = true;
    page.classList.add("running");
    if (event) page.requestFullscreen?.().catch(() => {}); // where it is allowed
    find("bar").hidden = false;
    show();
    tick();
    clearInterval(timer);
    timer = setInterval(tick, 500);
    next.focus({ preventScroll: true });
  }

  find("start").addEventListener("click", () => {
    now = { ...now, plan: choice.value, at: 0, spent: 0, before: 0, paused: false };
    now.last = Date.now();
    run(true);
  });
  find("resume").addEventListener("click", run);
  stop.addEventListener("click", () => {
    clearInterval(timer);
    page.classList.remove("running");
    if (document.fullscreenElement) document.exitFullscreen();
    close();
    now.running = false;
    keep();
    find("bar").hidden = true;
    find("said").textContent = "The lesson is stopped; its clock goes on.";
    find("resume").hidden = false;
    find("resume").focus();
  });
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  pause.addEventListener("click", () => {
    tick();
    now.paused = !now.paused;
    tick();
  });
  reveal.addEventListener("click", () => page.classList.toggle("opened"));
  find("more").addEventListener("click", () => scrollBy(0, innerHeight * 0.8));
  // First of all listeners: a key of the lesson is not one of the page's as well.
  const keys = (event) => {
    if (!running() || event.target.closest("input, select, textarea")) return;
    if (event.key === "Escape") stop.click();
    else if (event.key === "ArrowRight" || (event.key === "PageDown" && !below())) go(1);
    else if (event.key === "ArrowLeft" || (event.key === "PageUp" && !scrollY)) go(-1);
    else if (event.key === "p") pause.click();
    else return;
    event.preventDefault();
  };
  addEventListener("keydown", keys, { capture: true });
  find("runner").hidden = false;
  try {
    now = JSON.parse(sessionStorage.getItem(PLACE) ?? "null") ?? now;
  } catch {
    // Nothing kept.
  }
  find("resume").hidden = !now.plan;
  if (now.running) started.then(() => run());
}

/** Count the votes of the fifteen members, whatever they are, and say what becomes of the text. */
function council(form) {
  const seats = [...form.querySelectorAll("[data-seat]")];
  const cast = (vote) => seats.filter(({ value }) => value === vote);
  form.addEventListener("input", ({ target }) => {
    if (target.name === "rest") {
      for (const seat of cast("")) seat.value = target.value;
      target.value = "";
    }
    const [yes, no, abstain, open] = ["yes", "no", "abstain", ""].map((vote) => cast(vote).length);
    const vetoes = cast("no").filter(({ dataset }) => dataset.seat === "permanent");
    const adopted = yes >= 9 && !vetoes.length;
    const { dataset } = form.elements.namedItem("text").selectedOptions[0];
    const names = vetoes.map(({ name }) => name).join(", ");
    const votes = `${yes} yes, ${no} no, ${abstain} abstain`;
    let result = `Adopted: ${yes} yes votes and no veto. ${dataset.yes}`;
    if (!adopted && yes < 9) result = `Not adopted: nine yes votes are needed. ${dataset.no}`;
    else if (!adopted) result = `Not adopted: a veto (${names}). ${dataset.no}`;
    if (open) result = `${open} still to vote.`;
    form.querySelector("output").textContent = `${votes}. ${result}`;
  });
}

const lessons = document.querySelector("[data-lesson]");
if (lessons) lesson(lessons);
document.querySelectorAll("form.council").forEach(council);

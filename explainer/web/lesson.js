/**
 * The lesson, step by step, with a clock: one step fills the screen with the view that it uses.
 *
 * A step is a list item with `data-minutes` and, where it uses a view, `data-for`. All of it can be
 * read as a list without this.
 */

const clock = (/** @type {number} */ seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

/** Run the steps of one plan. */
function lesson(/** @type {HTMLElement} */ section) {
  const find = (/** @type {string} */ what) =>
    /** @type {HTMLElement} */ (section.querySelector(`[data-${what}]`));
  const plan = /** @type {HTMLSelectElement} */ (section.querySelector("select"));
  const [back, next, pause, stop] = ["back", "next", "pause", "stop"].map(
    (what) => /** @type {HTMLButtonElement} */ (find(what)),
  );
  /** @type {HTMLElement[]} */
  let steps = [];
  let at = 0;
  let spent = 0; // seconds in this step, without pauses
  let before = 0; // seconds in the steps before
  let last = 0;
  let paused = false;

  /** Show one step and its view, nothing else. */
  function show() {
    for (const shown of document.querySelectorAll(".now")) shown.classList.remove("now");
    const step = steps[at];
    step.classList.add("now");
    step.closest("details")?.setAttribute("open", "");
    const view = step.dataset.for && document.querySelector(`[data-view="${step.dataset.for}"]`);
    if (view) view.parentElement?.classList.add("now");
    if (at === steps.length - 1) document.querySelector("[data-pool]")?.classList.add("now");
    find("place").textContent = `Step ${at + 1} of ${steps.length}`;
    back.ariaDisabled = String(at === 0); // not disabled, so that neither loses the focus
    next.ariaDisabled = String(at === steps.length - 1);
    find("said").textContent = `Step ${at + 1}: ${step.querySelector("h3")?.textContent ?? ""}`;
    scrollTo(0, 0);
    dispatchEvent(new Event("resize"));
  }

  function tick() {
    const now = Date.now();
    if (!paused) spent += (now - last) / 1000;
    last = now;
    const left = 60 * Number(steps[at].dataset.minutes) - spent;
    find("left").textContent = left >= 0 ? clock(left) : `over by ${clock(-left)}`;
    find("left").classList.toggle("over", left < 0);
    const planned = steps.slice(0, at).reduce((sum, step) => sum + Number(step.dataset.minutes), 0);
    find("whole").textContent =
      `Lesson: ${clock(before + spent)} of ${plan.value}:00, this step planned from ${planned}:00`;
  }

  function go(/** @type {number} */ way) {
    if (!steps[at + way]) return;
    tick();
    before += spent;
    spent = 0;
    at += way;
    show();
    tick();
  }

  let timer = 0;
  /** Fill the screen with the step that it is at; its clock goes on. */
  function run() {
    document.body.classList.add("running");
    document.documentElement.requestFullscreen?.().catch(() => {}); // where it is allowed
    find("bar").hidden = false;
    show();
    tick();
    timer = setInterval(tick, 500);
    next.focus();
  }
  find("start").addEventListener("click", () => {
    steps = [...section.querySelectorAll("li[data-minutes]")]
      .filter((step) => /** @type {HTMLElement} */ (step).dataset.plan === plan.value)
      .map((step) => /** @type {HTMLElement} */ (step));
    [at, spent, before, last, paused] = [0, 0, 0, Date.now(), false];
    pause.textContent = "Pause";
    run();
  });
  find("resume").addEventListener("click", run);
  stop.addEventListener("click", () => {
    clearInterval(timer);
    document.body.classList.remove("running");
    if (document.fullscreenElement) document.exitFullscreen();
    find("bar").hidden = true;
    find("said").textContent = "The lesson is stopped; its clock goes on.";
    find("resume").hidden = false;
    find("resume").focus();
  });
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  pause.addEventListener("click", () => {
    tick();
    paused = !paused;
    pause.textContent = paused ? "Go on" : "Pause";
  });
  // First of all listeners: a key of the lesson is not one of the page's as well.
  const keys = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!document.body.classList.contains("running") || target.closest("input, select, textarea"))
      return;
    if (event.key === "Escape") stop.click();
    else if (event.key === "PageDown" || event.key === "ArrowRight") go(1);
    else if (event.key === "PageUp" || event.key === "ArrowLeft") go(-1);
    else if (event.key === "p") pause.click();
    else return;
    event.preventDefault();
  };
  addEventListener("keydown", keys, { capture: true });
  find("runner").hidden = false;
}

const lessons = document.querySelector("[data-lesson]");
if (lessons instanceof HTMLElement) lesson(lessons);

// The line of the Story's steps: which one is on screen, and the way to the others. Headings are found by
// their anchors, so that the address can name one.

/** @typedef {{ anchor: string, label: string, title: string }} Step label: short */

/** @type {WeakMap<HTMLElement, AbortController>} */
const lines = new WeakMap();
const READ_SHARE = 0.4; // of the window's height: a step whose heading is above that is being read

/** @param {Step} step */
const headingOf = ({ anchor }) => document.getElementById(anchor);

/** @param {Step} step */
function goTo(step) {
  const heading = headingOf(step);
  if (!heading) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  heading.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  history.replaceState(history.state, "", `${location.pathname}${location.search}#${step.anchor}`);
}

/**
 * Where the address names a step, the page opens there, as soon as it is seen.
 * @param {Step[]} steps
 * @param {AbortSignal} signal
 */
function openNamed(steps, signal) {
  const step = steps.find(({ anchor }) => location.hash === `#${anchor}`);
  const seek = () => {
    if (!step || signal.aborted) return;
    if ("arriving" in document.documentElement.dataset || !headingOf(step)) requestAnimationFrame(seek);
    else headingOf(step)?.scrollIntoView();
  };
  seek();
}

/** @param {Step[]} steps */
function shown(steps) {
  const limit = READ_SHARE * innerHeight;
  return steps.findLastIndex((step) => (headingOf(step)?.getBoundingClientRect().top ?? Infinity) < limit);
}

/**
 * @param {HTMLElement} line
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
function add(line, tag, className, text) {
  const element = document.createElement(tag);
  Object.assign(element, { className, textContent: text });
  line.append(element);
  return element;
}

/**
 * @param {HTMLElement} line
 * @param {Step[]} steps
 * @param {AbortSignal} signal
 */
function fill(line, steps, signal) {
  line.replaceChildren();
  const previous = /** @type {HTMLButtonElement} */ (add(line, "button", "previous", "‹ Previous"));
  const list = add(line, "ol", "", "");
  let towards = -1; // the step that the page still scrolls to
  const go = (/** @type {number} */ at) => {
    towards = at;
    goTo(steps[at]);
  };
  const links = steps.map((step, at) => {
    const link = add(add(list, "li", "", ""), "a", "", step.label);
    Object.assign(link, { href: `#${step.anchor}`, title: step.title });
    link.setAttribute("aria-label", `${step.label}: ${step.title}`);
    link.addEventListener("click", (event) => { event.preventDefault(); go(at); });
    return link;
  });
  const where = add(line, "span", "where", "");
  const next = /** @type {HTMLButtonElement} */ (add(line, "button", "next", "Next ›"));
  const bar = add(add(line, "div", "track", ""), "i", "", "");
  const move = (/** @type {number} */ by) => {
    const to = (towards < 0 ? shown(steps) : towards) + by;
    if (to in steps) go(to);
  };
  previous.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  line.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") move(-1);
    if (key === "ArrowRight") move(1);
  }, { signal });
  const update = () => {
    const at = shown(steps);
    previous.disabled = at < 1;
    next.disabled = at === steps.length - 1;
    where.textContent = at < 0 ? "" : steps[at].title;
    bar.style.width = `${(100 * (at + 1)) / steps.length}%`;
    links.forEach((link, i) => {
      link.classList.toggle("read", i < at);
      if (i === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
  };
  addEventListener("scrollend", () => { towards = -1; }, { signal, capture: true });
  // The page scrolls within an element of its own, whose events do not bubble.
  addEventListener("scroll", update, { signal, capture: true, passive: true });
  update();
}

/** @param {{ data: { steps: Step[] }, parentElement: HTMLElement }} component */
export default function ({ data, parentElement }) {
  const line = /** @type {HTMLElement} */ (parentElement.querySelector(".story-steps"));
  const isFirst = !lines.has(line);
  lines.get(line)?.abort();
  const listening = new AbortController();
  lines.set(line, listening);
  fill(line, data.steps, listening.signal);
  const open = () => openNamed(data.steps, listening.signal);
  addEventListener("hashchange", open, { signal: listening.signal });
  if (isFirst) open();
  return () => listening.abort();
}

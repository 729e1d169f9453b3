// Lists whose rows keep their elements: focus stays where it is, and nothing moves under a
// pointer that is about to click. What a row shows is the page's business.

const STILL = 2500; // ms without a movement of the pointer: nobody is about to click

// Whether somebody aims at something in this element. `released` is called when it may move.
export function aim(element, released) {
  let until = 0;
  let timer = null;
  const free = () => {
    until = 0;
    released();
  };
  element.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    until = performance.now() + STILL;
    clearTimeout(timer);
    timer = setTimeout(free, STILL);
  });
  element.addEventListener("pointerleave", () => {
    clearTimeout(timer);
    if (until) free();
  });
  return () => performance.now() < until;
}

// Brings a container's children in line with items ({id, …}). make(item) -> element, fill(
// element, item). While held, rows keep their places: who has gone is marked, who came waits.
export function keep(container, items, make, fill, {held = false} = {}) {
  const active = document.activeElement;
  const known = new Map([...container.children].map((one) => [one.dataset.id, one]));
  const ids = new Set(items.map((one) => one.id));
  for (const [id, element] of known) {
    element.toggleAttribute("data-gone", held && !ids.has(id));
    if (!held && !ids.has(id)) retire(element, container);
  }
  let place = 0;
  for (const item of items) {
    const element = known.get(item.id) ?? (held ? null : made(item, make));
    if (!element) continue;
    fill(element, item);
    if (!held && container.children[place] !== element) {
      container.insertBefore(element, container.children[place] ?? null);
    }
    place += 1;
  }
  // An element that is moved in the document loses the focus.
  if (container.contains(active) && active !== document.activeElement) {
    active.focus({preventScroll: true});
  }
}

function made(item, make) {
  const element = make(item);
  element.dataset.id = item.id;
  return element;
}

// Whoever stood on a row that goes stands on its neighbour, not at the top of the page.
function retire(element, container) {
  const focused = element.contains(document.activeElement);
  const next = element.nextElementSibling ?? element.previousElementSibling;
  element.remove();
  if (!focused) return;
  const target = next?.querySelector("button, [tabindex]") ?? container.closest("section");
  target?.focus();
}

// Arrow keys, Home and End between the rows' own buttons; Tab passes the list in one step.
export function roving(container, selector) {
  const all = () => [...container.querySelectorAll(selector)].filter((one) => one.offsetParent);
  container.addEventListener("keydown", (event) => {
    const rows = all();
    const at = rows.indexOf(event.target.closest(selector));
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1}[event.key];
    if (at < 0 || to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  });
  container.addEventListener("focusin", (event) => settle(all(), event.target.closest(selector)));
  return () => {
    const rows = all();
    settle(rows, rows.find((one) => one.tabIndex === 0) ?? rows[0]);
  };
}

function settle(rows, current) {
  for (const one of rows) one.tabIndex = one === current ? 0 : -1;
}

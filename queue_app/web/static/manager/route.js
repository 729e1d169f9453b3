// The state of the page in its address, so that a view can be kept, sent and printed:
// ?view=now   ?view=past&from=2026-11-01&to=2026-11-24&by=service&weekday=2&weekday=4   [&office=…]
// ?view=ticket&day=2026-11-24&number=A039

const VIEWS = ["now", "past", "future", "ticket"];
export const BY = [
  "service", "group", "counter", "half_hour", "day", "weekday", "week", "month", "kind", "language",
];
const SEVERAL = ["service", "group", "counter", "weekday", "language"];
export const FILTERS = [...SEVERAL, "hour_from", "hour_to", "kind"];

const listeners = new Set();

// {view, from, to, by, office, day, number, filters}; a filter is a text, or a list where several
// may be named. What the address does not say is null or the first choice.
export function route() {
  const query = new URLSearchParams(window.location.search);
  const one = (name, known) => (known.includes(query.get(name)) ? query.get(name) : known[0]);
  return {
    view: one("view", VIEWS),
    from: query.get("from"),
    to: query.get("to"),
    by: one("by", BY),
    office: query.get("office"),
    day: query.get("day"),
    number: query.get("number"),
    filters: Object.fromEntries(FILTERS.map((name) =>
      [name, SEVERAL.includes(name) ? query.getAll(name) : query.get(name)])),
  };
}

// The address with some of it changed; null takes a part away. What we do not know stays.
export function address(changes) {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of [value].flat()) if (one !== null && one !== "") query.append(name, one);
  }
  return `?${query}`;
}

export function go(changes) {
  window.history.pushState(null, "", address(changes));
  tell();
}

export function onRoute(listener) {
  listeners.add(listener);
}

// A link of this page changes the view without loading the page again.
export function follow(event) {
  const link = event.target.closest?.("a[href^='?']");
  if (!link || link.dataset.language || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  window.history.pushState(null, "", link.getAttribute("href"));
  tell();
}

function tell() {
  for (const listener of listeners) listener(route());
}

window.addEventListener("popstate", tell);

// How wide numbers and words are, in em of the typeface they are set in. Measured in the page,
// because only the browser knows; kept, because a display shows the same words all day.

import {number} from "app/dom.js";

const SIZE = 100; // px: large enough for exact figures
const bench = document.getElementById("measure");
const known = new Map();

// kind: "number" in a list, "huge" for the newest, "place", or "name" of a service
export function ems(kind, text) {
  const key = `${kind} ${text}`;
  if (!known.has(key)) {
    if (known.size > 500) known.clear(); // numbers never end; memory does
    known.set(key, measure(kind, text));
  }
  return known.get(key);
}

// Widths of a typeface that had not arrived yet are worth nothing.
export function forget() {
  known.clear();
}

function measure(kind, text) {
  const figures = kind === "number" || kind === "huge";
  const probe = figures ? number(text) : document.createElement("span");
  if (!figures) probe.textContent = text;
  probe.classList.add(`measure-${kind}`);
  bench.replaceChildren(probe);
  const width = probe.getBoundingClientRect().width / SIZE;
  bench.replaceChildren();
  return width;
}

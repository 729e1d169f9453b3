// Drawing: SVG elements, scales and axes. Colours, strokes and letters come from chart.css by
// class; here are only places. All sizes are in px of the screen, grown with the reader's type.

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, typeof value === "number" ? round(value) : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined
    && child !== false));
  return element;
}

function round(value) {
  return String(Math.round(value * 100) / 100);
}

// How many px the design's px is: 1, more for readers with larger type.
export function unit() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

export function linear([from, to], [start, end]) {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

// Round steps from zero that cover the largest value: [0, 10, 20, 30].
export function ticks(largest, steps = 3) {
  const rough = Math.max(largest, 1) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough));
  return everyUpTo(largest, step);
}

// The same for minutes, which are counted in quarters of an hour.
export function minuteTicks(largest) {
  const step = [5, 10, 15, 30, 60, 120, 240].find((n) => Math.max(largest, 5) / n <= 4) ?? 480;
  return everyUpTo(largest, step);
}

function everyUpTo(largest, step) {
  const count = Math.max(1, Math.ceil(largest / step - 1e-9));
  return Array.from({length: count + 1}, (_, index) => index * step);
}

// The room that a chart has: its outer size and the plot within. Margins are in design px.
export function room(width, height, {top = 16, right = 8, bottom = 26, left = 36} = {}) {
  const px = unit();
  return {
    px,
    width,
    height: height * px,
    left: left * px,
    right: width - right * px,
    top: top * px,
    bottom: (height - bottom) * px,
  };
}

export function canvas({width, height}, label, ...children) {
  const attributes = {
    class: "graph", viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`,
    role: "img", "aria-label": label,
  };
  return svg("svg", attributes, ...children);
}

export function text(content, x, y, {anchor = "start", kind = ""} = {}) {
  return svg("text", {x, y, "text-anchor": anchor, class: kind || null}, content);
}

// Lines across the plot with their values at the start; the lowest is the axis.
export function rules(values, y, place, name = String) {
  return values.map((value, index) => svg("g", {},
    svg("line", {
      x1: place.left, x2: place.right, y1: y(value), y2: y(value),
      class: index ? "rule" : "base",
    }),
    text(name(value), place.left - 8 * place.px, y(value) + 5 * place.px, {anchor: "end"}),
  ));
}

// Ticks under the axis. Names that would touch are left out, every second, every third …
export function under(values, x, place, name = String, widest = 24) {
  const gap = values.length > 1 ? Math.abs(x(values[1]) - x(values[0])) : Infinity;
  const every = Math.max(1, Math.ceil((widest * place.px) / gap));
  return values.map((value, index) => svg("g", {},
    svg("line", {
      x1: x(value), x2: x(value), y1: place.bottom, y2: place.bottom + 5 * place.px,
      class: "tick",
    }),
    index % every === 0
      && text(name(value), x(value), place.bottom + 21 * place.px, {anchor: "middle"}),
  ));
}

// "M0 1L2 3…": points that follow one another.
export function path(points) {
  return points.map(([x, y], index) => `${index ? "L" : "M"}${round(x)} ${round(y)}`).join("");
}

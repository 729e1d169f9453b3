// Making elements without HTML strings; icons and ticket numbers as every page shows them.

// el("p", {class: "notice", "data-kind": "ok", onclick: go}, icon("check"), "Saved")
// null and false leave an attribute out, true sets it empty, but aria-… says "true" or "false";
// null children are skipped.
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("aria-")) element.setAttribute(name, String(value));
    else if (value === false) continue;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined
    && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = "/static/icons.svg";

// The sprite is laid into the page once: an icon drawn while the connection is lost must not
// ask the server for its picture.
let inside = false;

async function layIn() {
  const response = await fetch(SPRITE);
  if (!response.ok) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
  const sprite = document.importNode(parsed.documentElement, true);
  for (const symbol of sprite.querySelectorAll("symbol")) symbol.id = `icon-${symbol.id}`;
  sprite.setAttribute("hidden", "");
  document.body.append(sprite);
  inside = true;
  for (const use of document.querySelectorAll(`use[href^="${SPRITE}#"]`)) {
    use.setAttribute("href", `#icon-${use.getAttribute("href").split("#")[1]}`);
  }
}

layIn().catch(() => {}); // then the icons come one by one from the file

// forward: an arrow that means "onwards" and turns with the reading direction.
export function icon(name, {forward = false} = {}) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", forward ? "icon icon-forward" : "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", inside ? `#icon-${name}` : `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

// "A048" with the gap after the letters, which is seen and never read out. With a state it
// becomes a tag in a list: yellow when called, dashed when parked …
export function number(value, state = null) {
  const [, prefix, digits] = /^([^0-9]*)(.*)$/.exec(value ?? "");
  return el(
    "span",
    {class: state ? "number tag" : "number", "data-number": value, "data-state": state},
    prefix && el("span", {class: "prefix"}, prefix),
    digits,
  );
}

// For numbers, ranges and prices: 14–18 stays 14–18 between right-to-left words.
export function ltr(text, tag = "bdi") {
  return el(tag, {dir: "ltr"}, text);
}

// Words and elements with something between them: [a, " · ", b].
export function joined(parts, between) {
  return parts.flatMap((part, n) => (n ? [between, part] : [part]));
}

// Replaces what stands in an element only if it would look different: focus, selection and
// screen readers are left alone by views that bring nothing new.
export function replace(element, ...children) {
  const made = el("div", {}, ...children);
  if (element.innerHTML !== made.innerHTML) element.replaceChildren(...made.childNodes);
}

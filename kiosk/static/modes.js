// How the terminal serves one person: high contrast, large text, controls within low reach; and
// the bar of buttons that switches them, the voice and the call for help.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";

const NAMES = ["large", "contrast", "low"];

// changed(): the page has another look. tools: [{id, icon, words(), on(), press()}] beside the modes.
export function createModes({bar, changed}) {
  const root = document.documentElement;
  const wished = matchMedia("(prefers-contrast: more)");
  const on = new Set();
  let tools = [];

  function usual() {
    on.clear();
    if (wished.matches) on.add("contrast");
    apply();
  }

  function apply() {
    if (on.has("contrast")) root.dataset.theme = "contrast";
    else delete root.dataset.theme;
    root.toggleAttribute("data-large", on.has("large"));
    root.toggleAttribute("data-low", on.has("low"));
    draw();
  }

  function toggle(name) {
    if (!on.delete(name)) on.add(name);
    apply();
    changed();
  }

  function draw() {
    const focus = bar.contains(document.activeElement) && document.activeElement.dataset.key;
    bar.setAttribute("aria-label", t("Language, view and help"));
    bar.replaceChildren(...tools.map((one) => el(
      "button", {
        class: "tool", type: "button", "aria-pressed": one.on(), "data-key": `tool-${one.id}`,
        "data-tool": one.id, onclick: one.press,
      },
      icon(one.icon), el("span", {}, one.words()),
    )));
    if (focus) bar.querySelector(`[data-key="${focus}"]`)?.focus();
  }

  const mode = (id, sign, says) => ({
    id, icon: sign, words: says, on: () => on.has(id), press: () => toggle(id),
  });
  const modes = [
    mode("large", "a-large-small", () => t("Large text")),
    mode("contrast", "contrast", () => t("High contrast")),
    mode("low", "accessibility", () => t("Low reach")),
  ];

  wished.addEventListener("change", () => {
    if (!inUse()) usual();
  });

  function inUse() {
    return NAMES.some((one) => on.has(one) !== (one === "contrast" && wished.matches));
  }

  return {
    modes,
    // The whole bar: what reads aloud, the modes, what calls for help.
    begin(voice, help) {
      tools = [voice, ...modes, help];
      usual();
    },
    draw,
    inUse,
    has: (name) => on.has(name),
    forget: usual,
  };
}

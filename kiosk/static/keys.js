// The keys of the spoken terminal: those of a numeric keypad, and their like on a keyboard. The
// middle row of a keypad is the same on telephones and calculators, so that is what leads.

import {direction} from "app/texts.js";

const BY_KEY = {
  6: "next", ArrowDown: "next", 4: "previous", ArrowUp: "previous",
  5: "choose", Enter: "choose", " ": "choose",
  0: "back", Escape: "back", Backspace: "back", Delete: "back",
  8: "repeat", "*": "repeat", r: "repeat",
  9: "louder", "+": "louder", 7: "quieter", "-": "quieter",
  3: "help", h: "help",
  1: "explain", "/": "explain", "?": "explain", F1: "explain",
};
const MODIFIERS = new Set(["Control", "Alt", "AltGraph", "Meta"]);
const OTHERS = /^(F([2-9]|1[0-2])|Audio|Media|Brightness|Browser|Launch)/; // of the computer itself

// What a key means; "start" where it means nothing but somebody is there, null where it is none
// of ours.
export function meaning(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || MODIFIERS.has(event.key)) return null;
  if (OTHERS.test(event.key)) return null;
  if (event.key === "Tab") return event.shiftKey ? "previous" : "next";
  const rtl = direction() === "rtl";
  if (event.key === "ArrowRight" && !isPad(event)) return rtl ? "previous" : "next";
  if (event.key === "ArrowLeft" && !isPad(event)) return rtl ? "next" : "previous";
  return BY_KEY[digit(event) ?? event.key] ?? "start";
}

function isPad({code}) {
  return /^Numpad\d$/.test(code);
}

// A keypad says the same with Num Lock on and off.
function digit(event) {
  return isPad(event) ? event.code.slice(-1) : null;
}

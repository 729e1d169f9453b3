// The message line: what staff say, in one language after the other, long texts on several pages.

import {direction, language} from "app/texts.js";
import {ems} from "./measure.js";
import {takeTurns} from "./turning.js";

const SIZE = 38; // units, as the band's letters
const BESIDE = 210; // units of the band that are not text: margins and sign
const LINES = 2; // of a page
const SPACE = 0.25; // em between two words

const band = document.getElementById("message");
const words = document.getElementById("message-text");
let pages = [];
let page = 0;
let shown = "";

// texts: {language: text} or null; first: a sentence in the page's own language that goes before.
export function showMessage(texts, first, {width, u}) {
  const room = (width - BESIDE * u) / (SIZE * u);
  const all = [...(first ? [[language(), first]] : []), ...inOrder(texts ?? {})];
  const key = JSON.stringify([all, room.toFixed(1), ems("name", "0")]); // fonts come later
  if (key !== shown) {
    shown = key;
    page = 0;
    pages = all.flatMap(([id, text]) => inPages(text, room).map((one) => ({...one, id})));
    band.style.setProperty("--lines", Math.max(1, ...pages.map((one) => one.lines)));
    draw();
  }
  band.hidden = !pages.length;
  takeTurns("message", pages.length > 1 ? turn : null);
}

// The page's own language leads.
function inOrder(texts) {
  const own = ([id]) => (id === language() ? 0 : 1);
  return Object.entries(texts).sort((a, b) => own(a) - own(b));
}

function inPages(text, room) {
  const lines = inLines(text, room);
  const count = Math.ceil(lines.length / LINES);
  const each = Math.ceil(lines.length / count); // pages of even length
  return Array.from({length: count}, (_, n) => {
    const own = lines.slice(n * each, (n + 1) * each);
    const more = n < count - 1 ? " …" : "";
    return {text: own.join(" ") + more, lines: own.length};
  });
}

function inLines(text, room) {
  const lines = [];
  let used = Infinity;
  for (const word of text.split(/\s+/)) {
    const wide = ems("name", word);
    if (used + SPACE + wide > room) {
      lines.push(word);
      used = wide;
    } else {
      lines.push(`${lines.pop()} ${word}`);
      used += SPACE + wide;
    }
  }
  return lines;
}

function turn() {
  page = (page + 1) % pages.length;
  band.dataset.turned = String(page % 2); // restarts the fade
  draw();
}

function draw() {
  const own = pages[page];
  words.textContent = own?.text ?? "";
  words.lang = own?.id ?? language();
  words.dir = direction(own?.id);
}

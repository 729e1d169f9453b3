// The question at the top of the start page, or why it is not asked.

import {el} from "app/dom.js";
import {t} from "app/texts.js";
import {hour} from "app/time.js";
import {closedTitle, isClosed} from "./closed.js";

export function heading(office) {
  return el(
    "h1", {class: "question"},
    el("span", {class: "greeting"}, greeting()), " ",
    el("span", {}, question(office)),
  );
}

export function question(office) {
  return isClosed(office) ? closedTitle(office) : t("What would you like to do today?");
}

function greeting() {
  const now = hour();
  if (now >= 4 && now < 11) return t("Good morning.");
  return now >= 4 && now < 18 ? t("Good afternoon.") : t("Good evening.");
}

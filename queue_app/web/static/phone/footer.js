// The foot of the page: why this order, how fresh this is, other languages.

import {el} from "app/dom.js";
import {language, languages, t} from "app/texts.js";
import {clock} from "app/time.js";
import {explain} from "./why.js";

export function footer(ticket, changeLanguage) {
  const waiting = ticket.state === "waiting";
  return [
    el(
      "p", {class: "foot-line"},
      waiting ? el("button", {class: "link", type: "button", "data-action": "why",
        onclick: explain}, t("Why this order?")) : el("span"),
      ticket.as_of ? el("span", {class: "secondary"},
        t("As of %(time)s", {time: clock(ticket.as_of)})) : null,
    ),
    languages.length > 1 ? el("ul", {class: "foot-languages", "aria-label": t("Language")},
      languages.map((one) => el("li", {}, el("button", {
        class: "link", type: "button", lang: one.id, dir: one.dir, "data-language": one.id,
        "aria-pressed": one.id === language(), onclick: () => changeLanguage(one.id),
      }, one.name)))) : null,
  ].filter(Boolean);
}

// The languages by their own names: all of them beside each other, or behind one button where
// there is little room.

import {el, icon} from "app/dom.js";
import {language, languages, t} from "app/texts.js";

const NAMED = 5; // names on the one button

export function languageGrid(choose, most = 5) {
  if (languages.length < 2) return null;
  return el(
    "ul", {
      class: "languages", "data-columns": Math.min(most, languages.length), dir: "ltr",
      "aria-label": t("Language"),
    },
    languages.map((one) => {
      const chosen = one.id === language();
      return el("li", {}, el(
        "button",
        {
          class: "language", type: "button", lang: one.id, dir: one.dir, "aria-pressed": chosen,
          "data-key": `language-${one.id}`, "data-language": one.id,
          onclick: () => choose(one.id),
        },
        el("span", {}, ...one.name.split(" / ").flatMap((part, n) =>
          n ? [el("br"), part] : [part])),
        chosen ? icon("check") : null,
      ));
    }),
  );
}

// "Deutsch · English · Türkçe …"; its own language comes first.
export function languageButton(open, toggle) {
  if (languages.length < 2) return null;
  const own = languages.filter((one) => one.id === language());
  const named = [...own, ...languages.filter((one) => !own.includes(one))].slice(0, NAMED);
  const names = named.flatMap((one, n) => [n ? " · " : "",
    el("bdi", {lang: one.id}, one.name.split(" / ")[0])]);
  return el(
    "button",
    {
      class: "languages-button", type: "button", "aria-expanded": open,
      "data-key": "languages", "data-action": "languages", onclick: toggle,
    },
    icon("languages"),
    el("span", {dir: "ltr"}, names, languages.length > NAMED ? " …" : ""),
    icon(open ? "x" : "chevron-down"),
  );
}

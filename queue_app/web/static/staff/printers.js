// What is wrong with the kiosks' printers, in words for those who can put paper in.

import {el, icon, replace} from "app/dom.js";
import {t} from "app/texts.js";
import {clock} from "app/time.js";

const WORDS = {
  paper_low: (name) => t("The printer “%(name)s” will soon be out of paper.", {name}),
  paper_out: (name) => t("The printer “%(name)s” has no paper.", {name}),
  cover_open: (name) => t("The printer “%(name)s” is open.", {name}),
  error: (name) => t("The printer “%(name)s” reports a fault.", {name}),
  offline: (name) => t("The printer “%(name)s” does not answer.", {name}),
  silent: (name) => t("Nothing is heard of the printer “%(name)s”.", {name}),
};

// Of the printers that need somebody: {id, state, words, since, prints}.
export function troubles(printers) {
  return (printers ?? []).filter(({state}) => WORDS[state]).map(({id, state, since}) =>
    ({id, state, since, words: WORDS[state](id), prints: state === "paper_low"}));
}

// The quiet lines above the alarm.
export function showPrinters(box, printers) {
  const found = troubles(printers);
  const key = JSON.stringify(found);
  if (box.dataset.shown === key) return;
  box.dataset.shown = key;
  box.hidden = !found.length;
  replace(box, ...found.map(({id, state, words, since}) => el(
    "p", {class: "printer-note", "data-printer": id, "data-state": state},
    icon(state === "paper_low" ? "printer" : "printer-x"),
    el("span", {}, words, since ? el("span", {class: "secondary"}, " ",
      t("since %(time)s", {time: clock(since)})) : null),
  )));
}

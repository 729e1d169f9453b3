// What comes after drawing: whether paper came out, and the three steps to the counter.

import {el, icon} from "app/dom.js";
import {locale, pick, rich, spoken, t, tn, tongue} from "app/texts.js";

const PRINT = {
  printing: ["printer", () => t("Your slip is being printed.")],
  sent: ["printer", () => t("Please take your slip below."),
    () => t("If none comes out, take a photo of the number.")],
  printed: ["printer-check", () => t("Your slip is printed. Please take it below.")],
  failed: ["printer-x", () => t("The printer does not answer."), photo],
  paper_out: ["printer-x", () => t("The printer has no paper."), photo],
  cover_open: ["printer-x", () => t("The printer is open."), photo],
  off: ["camera", photo],
};

function photo() {
  return t("Please take a photo of the number or scan the code.");
}

// The same for those who listen.
export function printWords(outcome) {
  const [, words, more] = PRINT[outcome];
  return [words(), more ? more() : ""];
}

export function printLine(outcome) {
  const [name, words, more] = PRINT[outcome];
  const paper = outcome === "sent" || outcome === "printed";
  return [
    icon(name),
    el("span", {}, el("b", {}, words()), more ? " " : "", more ? more() : ""),
    paper ? icon("arrow-down") : null,
  ].filter(Boolean);
}

export function stepList(ticket, office) {
  return [
    step(bring(ticket), fee(ticket)),
    step(t("Watch the screen and listen for the gong."),
      t("A gong sounds when your number appears.")),
    step(t("Then go to the counter that is shown."), calls(office.rules)),
  ];
}

function step(main, note) {
  return el("li", {}, el("div", {}, el("p", {class: "step-main"}, main),
    note ? el("p", {class: "step-note"}, note) : null));
}

function bring(ticket) {
  const documents = pick(ticket.service.documents, []);
  if (!documents.length) return t("Keep this number at hand.");
  const id = tongue(ticket.service.documents);
  const list = new Intl.ListFormat(locale(id), {type: "conjunction"}).format(documents);
  return rich("Have ready: %(documents)s.", {documents: spoken({[id]: list})});
}

function fee(ticket) {
  const words = spoken(ticket.service.fee, null);
  return words ? rich("Fee: %(fee)s", {fee: words}) : null;
}

// How often a number is called, and how long it is held.
export function calls(rules) {
  const held = rules.no_show_hold_minutes;
  if (!held) return null;
  return rules.auto_recall_seconds > 0
    ? tn("We call twice. After that we hold your number for %(n)s minute.",
      "We call twice. After that we hold your number for %(n)s minutes.", held)
    : tn("If you miss the call, we hold your number for %(n)s minute.",
      "If you miss the call, we hold your number for %(n)s minutes.", held);
}

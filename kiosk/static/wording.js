// What is said aloud: words as [{language, text}], since an office's own words may be in another
// language than the page.

import {figures, waitOf} from "app/stroke.js";
import {language, nameOf, pick, t, tn, tongue} from "app/texts.js";
import {headline, rowKind, whyNotNow} from "./rows.js";

// Texts of the page's language; empty ones are left out.
export function words(...texts) {
  const text = texts.filter(Boolean).map(ended).join(" ");
  return text ? [{language: language(), text}] : [];
}

// The name of a service, counter or group, in the language in which the office gives it.
export function named(ref) {
  const text = nameOf(ref);
  return text ? [{language: tongue(ref.names) ?? language(), text: ended(text)}] : [];
}

// Pieces that follow each other in one language become one.
export function together(...parts) {
  const joined = [];
  for (const one of parts.flat()) {
    const last = joined.at(-1);
    if (last?.language === one.language) last.text = `${last.text} ${one.text}`;
    else joined.push({...one});
  }
  return joined;
}

function ended(text) {
  const plain = String(text?.textContent ?? text).trim();
  return /[.!?؟:…]$/.test(plain) ? plain : `${plain}.`;
}

// "A 0 4 8": each sign by itself, as it is understood in a hall.
export function spelled(number) {
  return [...number].join(" ");
}

// How long, and how many come before: of a row of wait-times or of a ticket.
export function waitWords(view) {
  const ahead = view.ahead === null || view.ahead === undefined ? ""
    : view.ahead ? tn("%(n)s person is ahead of you.", "%(n)s people are ahead of you.", view.ahead)
      : t("Nobody is ahead of you.");
  return words(lengthWords(view.estimate), ahead);
}

function lengthWords(estimate) {
  const wait = waitOf(estimate);
  if (wait.kind === "soon") return t("Your turn soon");
  if (wait.kind === "none") {
    return estimate?.basis === "nobody_serving"
      ? t("At the moment no counter serves this. Your number keeps its place.")
      : t("There is no estimate yet.");
  }
  if (wait.kind === "over") return `${t("You wait more than")} ${minutes(figures(wait))}`;
  const span = wait.low === wait.high ? minutes(wait.high)
    : tn("%(low)s to %(n)s minute", "%(low)s to %(n)s minutes", wait.high, {low: wait.low});
  return `${t("You wait for about")} ${span}`;
}

function minutes(n) {
  return tn("%(range)s minute", "%(range)s minutes", Number(n), {range: n});
}

// A service in the list: its name, and its wait or why it cannot be had.
export function serviceWords(service, wait, office) {
  const kind = rowKind(wait, office);
  if (kind === "sheet") {
    const late = wait?.will_be_called === false ? t("perhaps not today any more") : "";
    return together(named(service), wait ? waitWords(wait) : [], words(late));
  }
  return together(named(service), words(headline(kind), whyNotNow(kind, service, office)));
}

// What to bring and what it costs.
export function needsWords(service) {
  const documents = pick(service.documents, []);
  const fee = pick(service.fee, "");
  return together(
    documents.length
      ? [...words(t("Please have ready")),
        ...documents.map((one) => ({language: tongue(service.documents), text: ended(one)}))]
      : [],
    fee ? words(t("Fee: %(fee)s", {fee})) : [],
  );
}

export function chosenWords(is) {
  return is ? t("Chosen.") : t("Not chosen.");
}

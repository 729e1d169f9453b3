// The ticket by ear: its number, the wait, what to bring, where to go and what became of the slip.

import {locale, pick, t, tongue} from "app/texts.js";
import {calls, printWords} from "./steps.js";
import {named, spelled, together, waitWords, words} from "./wording.js";

export function resultMenu({result, office, go, entry, tools, guide, done}) {
  const again = () => guide().go(menu, {from: "number"});
  const menu = {
    id: "result",
    title: () => together(numberWords(result), standing(result), printed(result), listen()),
    items: () => [
      entry("number", () => numberWords(result), () => guide().tell(numberWords(result))),
      entry("wait", () => standing(result), () => guide().tell(standing(result))),
      entry("bring", () => bring(result.ticket), () => guide().tell(bring(result.ticket))),
      entry("where", () => where(office), () => guide().tell(where(office))),
      entry("slip", () => printed(result), () => guide().tell(printed(result))),
      entry("longer", () => words(t("Longer")), () => {
        result.more();
        guide().tell(words(t("You have more time.")));
      }, "longer"),
      entry("done", () => words(t("Done")), farewell, "done"),
      tools(again),
    ],
    back: again,
  };

  // Nobody leaves without having heard the number once more.
  async function farewell() {
    const {id, number} = result.ticket;
    const said = await guide().tell(words(t("I repeat: your number is %(number)s. Goodbye.",
      {number: spelled(number)})));
    if (said && result.ticket?.id === id) done();
  }

  return menu;
}

export function numberWords({ticket}) {
  return words(t("Your number is %(number)s.", {number: spelled(ticket.number)}));
}

// How long; or, when it is called already, where to.
export function standing({ticket, isCalled}) {
  if (!isCalled) return waitWords(ticket);
  const way = ticket.counter?.way;
  return together(words(t("It is your turn now")), named(ticket.counter),
    pick(way) ? [{language: tongue(way), text: pick(way)}] : []);
}

export function printed(result) {
  return words(...printWords(result.printed));
}

function bring({service}) {
  const documents = pick(service.documents, []);
  if (!documents.length) return words(t("Keep this number at hand."));
  const id = tongue(service.documents);
  const list = new Intl.ListFormat(locale(id), {type: "conjunction"}).format(documents);
  return words(t("Have ready: %(documents)s.", {documents: list}));
}

function listen() {
  return words(
    t("Stay in the waiting room and listen for the gong."),
    t("If somebody is to take you to the counter, press 3: that calls the staff."),
  );
}

function where({rules}) {
  return together(listen(), words(calls(rules)));
}

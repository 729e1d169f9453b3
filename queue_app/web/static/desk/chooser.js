// Choosing a counter: what each is doing and who sits there. Opening one moves the clerk there
// and takes over what was left open; a number still held elsewhere is explained.

import {boot} from "app/boot.js";
import {el, icon, number, replace} from "app/dom.js";
import {live} from "app/live.js";
import {nameOf, t} from "app/texts.js";
import {clock} from "app/time.js";
import {ask} from "app/staff/dialog.js";
import {refusal} from "app/staff/refusals.js";
import {keep} from "app/staff/rows.js";
import {Presses} from "app/staff/presses.js";

const $ = (id) => document.getElementById(id);

export class Chooser {
  // opened(view): the desk's view after opening. signedOut(): the session has ended.
  constructor({opened, signedOut, remembered}) {
    Object.assign(this, {opened, signedOut, remembered});
    this.presses = new Presses((state) => this.pending(state));
    this.rows = new Map();
    $("counters").addEventListener("click", (event) => this.click(event));
  }

  start() {
    $("chooser").hidden = false;
    document.title = t("Desk");
    replace($("chooser-note"), t("%(name)s, you are signed in at %(office)s.", {
      name: boot.user.name, office: boot.office.name,
    }));
    const {id} = boot.office;
    this.off = live.subscribe(`queue:${id}`, {
      view: (view) => this.show(view.counters),
      stale: () => {},
      denied: (code) => code === "unauthorized"
        ? this.signedOut() : this.notice(refusal({code, status: 403})),
    }, {url: `/api/v1/offices/${id}/queue`});
    this.show(boot.office.counters.map((one) => ({...one, clerk: null, ticket: null})), false);
  }

  stop() {
    this.off?.();
    this.off = null;
    this.notice(null);
    $("chooser").hidden = true;
  }

  show(counters) {
    const first = this.rows.size === 0;
    this.rows = new Map(counters.map((one) => [one.id, one]));
    keep($("counters"), counters, makeRow, (row, one) => fillRow(row, one, this.remembered()));
    if (first) this.focus();
  }

  // The counter of last time is one Enter away.
  focus() {
    const row = $("counters").querySelector(`[data-id="${CSS.escape(this.remembered() ?? "")}"]`)
      ?? $("counters").firstElementChild;
    row?.querySelector("button")?.focus();
  }

  async click(event) {
    const row = event.target.closest("button")?.closest("[data-id]");
    if (row) await this.open(row.dataset.id);
  }

  async open(id) {
    const counter = this.rows.get(id);
    if (!this.presses.counts(`open ${id}`)) return;
    if (isTaken(counter) && !await askTakeOver(counter)) return;
    this.notice(null);
    try {
      const view = await this.presses.post("open", `/counters/${id}/open`);
      if (view) this.opened(view);
    } catch (problem) {
      this.refused(problem);
    }
  }

  refused(problem) {
    if (problem.status === 401) return this.signedOut();
    const busy = problem.code === "counter_busy" ? problem.counter : null;
    this.notice(refusal(problem), busy ? this.wayTo(busy) : null);
  }

  wayTo(counter) {
    const name = nameOf(this.rows.get(counter)) || counter;
    return el("button", {class: "button", type: "button", onclick: () => this.open(counter)},
      t("To %(counter)s", {counter: name}));
  }

  notice(words, go = null) {
    const place = $("chooser-notice");
    place.hidden = !words;
    replace(place);
    if (!words) return;
    place.append(el("p", {class: "notice", "data-kind": "error", role: "alert"},
      icon("circle-alert"), el("span", {}, words)));
    if (go) place.append(go);
    go?.focus();
  }

  pending(state) {
    $("counters").toggleAttribute("data-pending", state !== null);
    if (state?.tries) this.notice(t("No answer yet. The press is repeated until it counts, once."));
  }
}

const isOwn = ({clerk}) => clerk !== null && clerk === boot.user.name;
const isTaken = (counter) => counter.state !== "closed" && counter.clerk && !isOwn(counter);

async function askTakeOver(counter) {
  const answer = await ask({
    title: t("Take over %(counter)s?", {counter: nameOf(counter)}),
    text: counter.ticket
      ? t("%(name)s sits there with %(number)s. Take over only if the counter was left open.", {
        name: counter.clerk, number: counter.ticket.number})
      : t("%(name)s sits there. Take over only if the counter was left open.", {name: counter.clerk}),
    choices: [{id: "take", words: t("Take over")}],
  });
  return answer !== null;
}

function makeRow() {
  return el("li", {class: "counter-row"},
    el("div", {class: "counter-what"},
      el("span", {class: "row-title"}),
      el("span", {class: "row-note"})),
    el("div", {class: "counter-who"}),
    el("button", {class: "button spread", type: "button"}));
}

function fillRow(row, counter, remembered) {
  row.dataset.state = counter.state;
  row.dataset.counter = counter.id;
  const last = counter.id === remembered;
  replace(row.querySelector(".row-title"), nameOf(counter));
  replace(row.querySelector(".row-note"), servicesOf(counter.id));
  replace(row.querySelector(".counter-who"), ...whoWords(counter, last));
  const button = row.querySelector("button");
  button.classList.toggle("filled", last && !isTaken(counter));
  replace(button, actionWords(counter));
  button.setAttribute("aria-label", `${actionWords(counter)}: ${nameOf(counter)}`);
}

function servicesOf(id) {
  const known = boot.office.counters.find((one) => one.id === id);
  const names = new Map(boot.office.services.map((one) => [one.id, nameOf(one)]));
  return (known?.services ?? []).map((one) => names.get(one.id ?? one) ?? one.label).join(", ");
}

function whoWords(counter, last) {
  const state = stateWords(counter);
  return [
    counter.ticket && number(counter.ticket.number, counter.ticket.state),
    el("span", {}, state),
    last && el("span", {class: "secondary"}, t("your last counter")),
  ];
}

function stateWords(counter) {
  if (counter.state === "closed") return t("free");
  const time = counter.since ? clock(counter.since) : "";
  if (isOwn(counter)) return t("you sit here");
  if (!counter.clerk) return t("open since %(time)s, nobody signed in", {time});
  if (counter.state === "paused") {
    return t("%(name)s, on a break since %(time)s", {name: counter.clerk, time});
  }
  return t("%(name)s, since %(time)s", {name: counter.clerk, time});
}

function actionWords(counter) {
  if (counter.state === "closed") return t("Open counter");
  return isOwn(counter) ? t("Continue here") : t("Take over");
}

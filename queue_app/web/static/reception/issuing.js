// Stopping and resuming the issue of numbers, for the office or for one service, with a reason
// that the kiosk shows. Who may not do it sees only the state.

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {ask} from "app/staff/dialog.js";
import {refusal} from "app/staff/refusals.js";
import {say} from "app/staff/speaker.js";

const REASON_LENGTH = 120;
const $ = (id) => document.getElementById(id);

export class Issuing {
  constructor({presses, soon, signedOut}) {
    Object.assign(this, {presses, soon, signedOut});
    this.may = boot.user.role !== "clerk" || boot.office.clerks_may_stop_issuing !== false;
    $("issuing").hidden = !this.may;
    $("issuing").addEventListener("click", () => this.open());
  }

  // issuing: {open, reason, services: {id: reason}}
  show(issuing) {
    this.issuing = issuing;
    const stopped = stoppedScopes(issuing);
    replace($("issuing"), icon(stopped.length ? "play" : "circle-stop"),
      el("span", {}, stopped.length ? t("Issuing: stop or resume") : t("Stop issuing")));
    $("stopped").hidden = !stopped.length;
    replace($("stopped"), ...stopped.map((one) => el("span", {}, icon("circle-stop"), stopWords(one))));
  }

  // One question for both: what is stopped can be resumed, what is not can be stopped.
  async open() {
    const stopped = stoppedScopes(this.issuing);
    const scope = scopeField(this.issuing);
    const reason = el("div", {class: "field"},
      el("label", {for: "stop-reason"}, t("Reason, shown at the kiosk (optional)")),
      el("input", {class: "input", id: "stop-reason", maxlength: REASON_LENGTH, autocomplete: "off"}));
    const problem = el("p", {class: "error", role: "alert", hidden: true});
    const can = scope.querySelector("select").options.length > 0;
    const answer = await ask({
      title: stopped.length ? t("Issuing of numbers") : t("Stop issuing numbers"),
      text: t("Numbers already drawn are called as before."),
      body: [can && scope, can && reason, problem].filter(Boolean),
      choices: [
        can && {id: "stop", words: t("Stop issuing")},
        ...stopped.map((one) => ({id: `resume ${one.service ?? ""}`, words: resumeWords(one)})),
      ].filter(Boolean),
      check: (id) => this.send(id, scope, reason),
    });
    if (answer) say(answer === "stop" ? t("Issuing is stopped.") : t("Issuing goes on."));
  }

  // Answers a sentence when it was refused, so that the question stays open.
  async send(id, scope, reason) {
    const stop = id === "stop";
    const service = stop ? scope.querySelector("select").value : id.split(" ")[1];
    const text = reason.querySelector("input").value.trim();
    const body = {open: !stop, ...(service && {service}), ...(stop && text && {reason: text})};
    try {
      await this.presses.post("issuing", `/offices/${boot.office.id}/issuing`, body);
      this.soon();
      return null;
    } catch (error) {
      if (error.status === 401) this.signedOut();
      return refusal(error);
    }
  }
}

// [{service: id | null, reason}] of everything that is stopped.
function stoppedScopes({open, reason, services = {}}) {
  const found = Object.entries(services).map(([service, why]) => ({service, reason: why}));
  return open ? found : [{service: null, reason}, ...found];
}

const serviceOf = (id) => nameOf(boot.office.services.find((one) => one.id === id)) || id;

function stopWords({service, reason}) {
  if (service && reason) return t("%(service)s is stopped: %(reason)s", {service: serviceOf(service), reason});
  if (service) return t("%(service)s is stopped.", {service: serviceOf(service)});
  return reason ? t("Issuing is stopped: %(reason)s", {reason}) : t("Issuing is stopped.");
}

function resumeWords({service}) {
  return service ? t("Resume: %(service)s", {service: serviceOf(service)}) : t("Resume issuing");
}

function scopeField({open, services = {}}) {
  const left = boot.office.services.filter((one) => !(one.id in services));
  const choices = [
    open && {id: "", words: t("All services")},
    ...left.map((one) => ({id: one.id, words: nameOf(one)})),
  ].filter(Boolean);
  return el("div", {class: "field"},
    el("label", {for: "stop-scope"}, t("What is stopped")),
    el("select", {class: "input", id: "stop-scope"},
      ...choices.map((one) => el("option", {value: one.id}, one.words))));
}

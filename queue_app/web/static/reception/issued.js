// The number just issued: large, with its wait, the QR code to take along, and the slip.

import {el, icon, number} from "app/dom.js";
import {waitText} from "app/stroke.js";
import {t, tn} from "app/texts.js";
import {clock} from "app/time.js";
import {furtherNames, personsWord, serviceName} from "app/staff/words.js";

const PATIENCE = 8000; // ms for the slip to come

// print(ticket) is called by the button; another() begins the next one.
export function issuedElements(ticket, {print, another}) {
  const slip = `/api/v1/tickets/${ticket.token}/slip.pdf`;
  return [
    el("div", {class: "paper-head"},
      el("p", {class: "paper-state"}, t("Issued at %(time)s", {time: clock(ticket.issued_at)})),
      el("p", {class: "paper-number", "data-length": ticket.number.length}, number(ticket.number)),
      el("h2", {}, serviceName(ticket)),
      el("p", {class: "paper-wait"}, waitWords(ticket)),
      ...asides(ticket)),
    el("div", {class: "perforation", "aria-hidden": "true"}),
    el("div", {class: "paper-code"},
      el("img", {class: "qr", src: `/api/v1/tickets/${ticket.token}/qr.svg`, width: 148, height: 148,
        alt: t("QR code: the number on the phone")}),
      el("p", {}, t("Take the number along on the phone: scan the code."),
        el("a", {class: "slip-link", href: slip, target: "_blank", rel: "noopener"}, t("Open the slip")))),
    el("div", {class: "paper-foot"},
      warning(ticket),
      el("p", {class: "print-state", id: "print-state", role: "status"}),
      el("button", {class: "button filled spread", type: "button", "data-action": "print",
        onclick: () => print(ticket)}, icon("printer"), el("span", {}, t("Print the slip"))),
      el("button", {class: "button spread", type: "button", "data-action": "another", onclick: another},
        icon("plus"), el("span", {}, t("Next number")), el("kbd", {class: "key"}, "F2"))),
  ];
}

function waitWords(ticket) {
  if (ticket.position === null) return t("not due yet");
  if (ticket.ahead === null || ticket.ahead === undefined) return waitText(ticket.estimate);
  const people = tn("%(n)s person before", "%(n)s people before", ticket.ahead);
  return [waitText(ticket.estimate), people].join(" · ");
}

function asides(ticket) {
  const lines = [];
  if (ticket.booked_at) lines.push(t("Appointment %(time)s", {time: clock(ticket.booked_at)}));
  if (ticket.persons > 1) lines.push(personsWord(ticket.persons));
  if (ticket.also?.length) lines.push(t("Then: %(services)s", {services: furtherNames(ticket)}));
  return lines.length ? [el("p", {class: "paper-need"}, lines.join(" · "))] : [];
}

function warning(ticket) {
  if (ticket.warning !== "capacity") return null;
  return el("p", {class: "notice paper-warning"}, icon("triangle-alert"),
    el("span", {}, t("Please say so: this number will probably not be called before closing.")));
}

// Hands the slip to the browser's printer; where that is not allowed, to a window of its own.
export async function printSlip(ticket) {
  const state = document.getElementById("print-state");
  const url = `/api/v1/tickets/${ticket.token}/slip.pdf`;
  if (state) state.textContent = t("The slip is on its way to the printer.");
  try {
    const slip = await fetch(url, {cache: "no-store"});
    if (!slip.ok) throw new Error(`HTTP ${slip.status}`);
    await printFrame(url);
  } catch {
    const opened = window.open(url, "_blank", "noopener");
    if (state) state.textContent = opened ? "" : t("The slip could not be printed. Please open it instead.");
  }
}

function printFrame(url) {
  document.getElementById("slip")?.remove();
  const frame = el("iframe", {id: "slip", class: "visually-hidden", tabindex: "-1", title: t("Slip")});
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the slip did not come")), PATIENCE);
    frame.addEventListener("load", () => {
      clearTimeout(timer);
      try {
        const before = document.activeElement;
        frame.contentWindow.print(); // takes the focus along
        before?.focus({preventScroll: true});
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    frame.src = url;
    document.body.append(frame);
  });
}

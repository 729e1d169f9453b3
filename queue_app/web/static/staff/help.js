// Help called from a kiosk: seen by all staff until one of them says "I'm coming".

import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {nameOf, t} from "app/texts.js";
import {clock} from "app/time.js";
import {say, warn} from "app/staff/speaker.js";

const KEY = "F8";

export class Help {
  // report(problem, action) words what the server refused.
  constructor({box, presses, report}) {
    Object.assign(this, {box, presses, report});
    this.calls = [];
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-help]");
      if (button) this.come(button.dataset.help, "click");
    });
  }

  // Called with every view; `calls` are [{kiosk, area, since}], the oldest first.
  show(calls = []) {
    const known = new Set(this.calls.map((one) => one.kiosk.id + one.since));
    this.calls = calls;
    const fresh = calls.filter((one) => !known.has(one.kiosk.id + one.since));
    this.draw();
    for (const one of fresh) warn(helpWords(one));
  }

  draw() {
    const focused = this.box.contains(document.activeElement);
    this.box.hidden = !this.calls.length;
    replace(this.box, ...this.calls.map((one, n) => el(
      "div", {class: "help-call", "data-kiosk": one.kiosk.id},
      el("p", {}, icon("hand"), el("span", {}, el("b", {}, helpWords(one)), " ",
        el("span", {class: "secondary"}, t("since %(time)s", {time: clock(one.since)})))),
      el("button", {class: "button filled spread", type: "button", "data-help": one.kiosk.id,
        "aria-keyshortcuts": n ? null : KEY},
      icon("footprints"), el("span", {}, t("I'm coming")),
      n ? null : el("kbd", {class: "key"}, KEY)),
    )));
    if (focused) this.box.querySelector("button")?.focus();
  }

  // F8 answers the call that has waited longest.
  press(via) {
    if (this.calls.length) this.come(this.calls[0].kiosk.id, via);
  }

  async come(kiosk, via) {
    if (!this.presses.counts("help", via)) return;
    try {
      await this.presses.post("help", `/offices/${boot.office.id}/help/${kiosk}/coming`);
      say(t("The kiosk says that somebody is coming."));
    } catch (problem) {
      this.report(problem, "help");
    }
  }
}

export function helpWords({kiosk}) {
  return t("%(kiosk)s: somebody asks for help.", {kiosk: nameOf(kiosk)});
}

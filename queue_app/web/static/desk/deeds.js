// What each button of the desk does: asks what must be asked, sends one press, and words what
// comes back. What can be done when is in situation.js.

import {boot} from "app/boot.js";
import {t} from "app/texts.js";
import {refusal} from "app/staff/refusals.js";
import {askBreak, askByHand, askEarly, askNote, askOutcome, askReturn} from "./dialogs.js";
import {situation, unavailable} from "./situation.js";
import {askTransfer} from "./transfer.js";

export class Deeds {
  // desk: {view, accept(view), soon(), signedOut(), refused(action), home()}
  constructor({desk, presses, last, arrival}) {
    Object.assign(this, {desk, presses, last, arrival});
  }

  get view() {
    return this.desk.view;
  }

  get base() {
    return `/counters/${this.view.counter.id}`;
  }

  // `via` is the key or "pointer": the same one twice within a second is one press.
  async press(action, via) {
    if (!this.view || this.arrival.open) return;
    const why = unavailable(this.view, action);
    if (why) return this.refuse(action, why);
    if (!this.presses.counts(action, via)) return;
    this.last.clear();
    this.desk.refused(null);
    await this[METHODS[action]]();
  }

  refuse(action, words) {
    this.last.refuse(words);
    this.desk.refused(action);
  }

  // Sends and words refusals. Answers undefined when it was refused or given up.
  async send(action, path, body = {}) {
    try {
      const answer = await this.presses.post(action, this.base + path, body);
      this.desk.soon(answer);
      return answer;
    } catch (problem) {
      if (problem.code === "too_early") throw problem;
      this.report(problem, action);
      return undefined;
    }
  }

  report(problem, action) {
    if (problem.status === 401) return this.desk.signedOut();
    this.refuse(action, refusal(problem));
    this.desk.soon();
  }

  async next() {
    const {current, office} = this.view;
    if (situation(this.view) !== "called" || office.rules.confirm_arrival === false) {
      return this.callNext(current?.state === "called" ? {current: "served"} : {});
    }
    const answer = await this.arrival.ask(current);
    if (answer) await this.callNext({current: answer});
  }

  async callNext(body) {
    try {
      const answer = await this.send("next", "/call-next", body);
      if (answer === null) this.last.tell(t("Nobody is waiting for this counter."));
    } catch (problem) {
      if (await this.early(problem)) await this.callNext({...body, override: true});
    }
  }

  // The last call was a moment ago: the clerk may mean it all the same.
  early(problem) {
    if (problem.code !== "too_early") throw problem;
    return this.view.current ? askEarly(this.view) : false;
  }

  async noShow(body = {}) {
    try {
      await this.send("no-show", "/no-show", body);
    } catch (problem) {
      if (await this.early(problem)) await this.noShow({override: true});
    }
  }

  async finish() {
    const body = await askOutcome(this.view);
    if (body) await this.send("finish", "/finish", body);
  }

  async park() {
    const body = await askNote(this.view);
    if (body) await this.send("park", "/park", body);
  }

  async transfer() {
    const body = await askTransfer(this.view);
    if (body) await this.send("transfer", "/transfer", body);
  }

  start() {
    return this.send("start", "/start");
  }

  recall() {
    return this.send("recall", "/recall");
  }

  putBack() {
    return this.send("put-back", "/put-back");
  }

  async undo() {
    const view = await this.send("undo", "/undo");
    if (!view) return;
    this.desk.accept(view);
    this.last.tell(t("Undone."));
  }

  // Opens the counter, ends a break, or takes the counter over again.
  async open() {
    const view = await this.send("open", "/open");
    if (view) this.desk.accept(view);
  }

  async pause() {
    const {state, pause_pending: pending} = this.view.counter;
    if (state === "paused" || pending) return this.open();
    const body = await askBreak(this.view);
    const view = body && await this.send("pause", "/pause", body);
    if (view) this.desk.accept(view);
  }

  async close() {
    const view = await this.send("close", "/close");
    if (view) this.desk.accept(view);
  }

  // A number called by hand, or one that was parked.
  async call(ticket) {
    const why = unavailable(this.view, "call");
    if (why) return this.refuse("call", why);
    if (!this.presses.counts(`call ${ticket.id}`)) return;
    this.last.clear();
    this.desk.follow = true;
    await this.send("call", "/call", {ticket: ticket.id});
  }

  async byHand(ticket, number) {
    if (!ticket) return this.last.tell(t("%(number)s is not waiting any more.", {number}));
    if (await askByHand(this.view, ticket) === "call") await this.call(ticket);
  }

  async back(ticket) {
    const answer = await askReturn(this.view, ticket);
    if (answer === "call") await this.call(ticket);
    if (answer === "return") await this.giveBack(ticket);
  }

  async giveBack({id, number}) {
    const path = `/offices/${boot.office.id}/tickets/${id}/return`;
    try {
      await this.presses.post("return", path);
      this.desk.home();
      this.desk.soon();
      this.last.tell(t("%(number)s waits again.", {number}));
    } catch (problem) {
      this.report(problem, "return");
    }
  }
}

const METHODS = {
  next: "next",
  open: "open",
  start: "start",
  finish: "finish",
  recall: "recall",
  "no-show": "noShow",
  park: "park",
  transfer: "transfer",
  "put-back": "putBack",
  undo: "undo",
  pause: "pause",
  close: "close",
};

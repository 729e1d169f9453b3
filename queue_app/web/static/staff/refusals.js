// What the server refuses, as a sentence for staff: what happened and what to do instead.

import {boot} from "app/boot.js";
import {nameOf, t} from "app/texts.js";
import {stateWord} from "app/staff/words.js";

const SENTENCES = {
  closed: () => t("The office issues no numbers at this hour."),
  stopped: (p) => p.reason
    ? t("Issuing has been stopped: %(reason)s", {reason: p.reason})
    : t("Issuing has been stopped."),
  capacity: () => t("A new number would probably not be called before closing."),
  counter_closed: (p) => counterOf(p)
    ? t("%(counter)s is closed.", {counter: counterOf(p)})
    : t("This counter is closed. Open it first."),
  counter_paused: () => t("This counter is on a break. End the break first."),
  counter_busy: (p) => counterOf(p)
    ? t("You still have a number at %(counter)s. Finish it there first.", {counter: counterOf(p)})
    : t("Finish the current number first."),
  no_current_ticket: () => t("Nobody is with you: another hand was faster."),
  not_allowed: (p) => p.state
    ? t("Not possible: this number is %(state)s by now.", {state: stateWord(p.state)})
    : t("Not possible any more: the number has changed meanwhile."),
  not_served_here: (p) => counterOf(p)
    ? t("%(counter)s does not serve this.", {counter: counterOf(p)})
    : t("This counter does not serve this."),
  not_at_counter: () => t("Somebody else has taken over this counter."),
  too_early: () => t("The last call was only a moment ago."),
  hold_over: () => t("The number is not held any more."),
  postpone_limit: (p) => p.times
    ? t("This number has been postponed %(n)s times already.", {n: p.times})
    : t("This number cannot be postponed again."),
  undo_refused: () =>
    t("This cannot be taken back any more: a minute has passed, or something has happened since."),
  idempotency_key_reused: () => t("The press was not counted. Please press again."),
  unknown: () => t("This number is not open any more."),
  invalid: (p) => t("The server does not accept this: %(detail)s", {detail: p.detail ?? p.title}),
  unauthorized: () => t("Your session has ended. Please sign in again."),
  csrf: () => t("This page is out of date. Please reload it."),
  forbidden: () => t("You are not allowed to do this."),
};

const BY_STATUS = {401: "unauthorized", 403: "forbidden", 404: "unknown", 422: "invalid"};

export function refusal(problem) {
  const known = SENTENCES[problem.code] ?? SENTENCES[BY_STATUS[problem.status]];
  if (known) return known(problem);
  return t("The server refused this: %(detail)s", {detail: problem.detail ?? problem.message});
}

function counterOf({counter}) {
  if (!counter) return null;
  const id = counter.id ?? counter;
  return nameOf(boot.office?.counters?.find((one) => one.id === id)) || id;
}

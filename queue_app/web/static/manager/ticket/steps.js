// What happened to a ticket, fact by fact, in words.

import {el, ltr} from "app/dom.js";
import {nameOf, t, tn} from "app/texts.js";
import {clock} from "app/time.js";
import {outcomeWord} from "app/staff/words.js";

const WORDS = {
  ticket_issued: ({service}) => t("Number drawn for %(service)s", {service: nameOf(service)}),
  ticket_called: ({counter, by_hand: chosen}) => chosen
    ? t("Called by hand at %(counter)s", {counter: nameOf(counter)})
    : t("Called at %(counter)s", {counter: nameOf(counter)}),
  ticket_recalled: ({automatic}) => automatic ? t("Gonged again by itself") : t("Called again"),
  service_started: ({counter}) => t("Begun at %(counter)s", {counter: nameOf(counter)}),
  service_finished: ({outcome}) => outcome
    ? t("Finished: %(outcome)s", {outcome: outcomeWord(outcome)}) : t("Finished"),
  leg_began: ({service}) => t("Goes on with %(service)s", {service: nameOf(service)}),
  ticket_missed: ({counter}) => t("Nobody came to %(counter)s", {counter: nameOf(counter)}),
  ticket_returned: () => t("Back after the missed call"),
  ticket_put_back: () => t("Put back, its place kept"),
  ticket_parked: () => t("Parked"),
  ticket_transferred: ({service}) => t("Sent on for %(service)s", {service: nameOf(service)}),
  ticket_postponed: ({minutes}) => tn("Postponed by %(n)s minute", "Postponed by %(n)s minutes", minutes),
  ticket_changed: () => t("Corrected by staff"),
  ticket_cancelled: ({by}) => by === "citizen" ? t("Given back by the visitor") : t("Withdrawn by staff"),
  ticket_expired: () => t("Expired at the end of the day"),
  ticket_unbound: () => t("May be called by any counter again"),
  action_undone: () => t("The last action was taken back"),
};

export function stepElement(step) {
  const words = (WORDS[step.code] ?? (() => step.code))(step);
  return el("li", {"data-step": step.code, "data-undone": step.undone},
    el("time", {datetime: step.at}, ltr(clock(step.at))),
    el("span", {}, step.undone ? el("s", {}, words) : words,
      step.undone && el("span", {class: "secondary"}, " ", t("taken back"))));
}

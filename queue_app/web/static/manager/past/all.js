// Every figure of a period with what it means, in lists.

import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {
  cell, duration, figure, inMinutes, limits, missing, percent, within,
} from "app/manager/format.js";

export function allFigures({total, capacity_guard: guard}) {
  const {delay} = total;
  return [
    list(t("The wait"), waiting(total)),
    list(t("Cases"), cases(total)),
    list(t("Serving"), serving(total)),
    delay?.count ? list(t("Appointments"), appointments(delay)) : null,
    spoke(guard) ? list(t("Capacity guard"), guarded(guard)) : null,
  ].filter(Boolean);
}

function list(title, rows) {
  return el("section", {},
    el("h3", {}, title),
    el("dl", {}, ...rows.filter(Boolean).map(([word, value, meaning]) => el("div", {},
      el("dt", {}, word),
      el("dd", {}, cell(value)),
      meaning && el("dd", {class: "meaning"}, meaning)))));
}

function waiting(total) {
  const wait = total.wait ?? {};
  return [
    [t("Mean"), duration(wait.mean)],
    [t("Median"), duration(wait.median), t("Half waited at most as long.")],
    [t("P90"), duration(wait.p90), t("Nine out of ten waited at most as long.")],
    [t("Longest"), duration(wait.max)],
    ...limits(boot.office).map((limit) => [
      t("Called within %(n)s min", {n: limit}), percent(within(total, limit), 1),
    ]),
  ];
}

function cases(total) {
  return [
    [t("Begun"), figure(total.issued), t("A visit with two services is two cases.")],
    [t("Called"), figure(total.called)],
    [t("Served"), figure(total.served),
      t("Also what the same counter did without a further call.")],
    [t("Ended before a call"), figure(total.unserved)],
    [t("Left before a call"), percent(total.abandonment, 1),
      t("Cancelled or expired, of all begun.")],
    [t("Did not come"), percent(total.no_show_rate, 1), t("Of all called.")],
    [t("Turned away"), figure(total.turned_away),
      t("Asked for a number while none was issued.")],
    total.paper > 0 && [t("From paper"), figure(total.paper),
      t("Written by hand while the system was away.")],
  ];
}

function serving(total) {
  const [walking, service, handling] = [total.walking, total.service, total.handling]
    .map((one) => one ?? {});
  return [
    [t("From call to start"), duration(walking.mean), t("Mean; the way to the counter.")],
    [t("Service time"), duration(service.mean), t("Mean, without parking.")],
    [t("Service time, P90"), duration(service.p90)],
    [t("Both together"), duration(handling.mean)],
    !missing(total.throughput) && [t("Finished in an hour"), figure(total.throughput, 1),
      t("For each hour with at least one counter open.")],
    !missing(total.occupancy) && [t("Counters occupied"), percent(total.occupancy),
      t("Of the time that they were open.")],
  ];
}

function appointments(delay) {
  return [
    [t("Called"), figure(delay.count)],
    [t("Mean delay"), duration(delay.mean), t("After the booked time or the check-in.")],
    [t("P90"), duration(delay.p90)],
    [t("Longest"), duration(delay.max)],
  ];
}

// Whether the guard has refused or warned anybody, or let somebody wait in vain.
function spoke(guard) {
  if (!guard) return false;
  const {refused, warned, overridden, passed} = guard;
  return refused + warned.count + overridden.count + passed.never_called > 0;
}

function guarded({refused, scored, would_have_been_served: served, ...issued}) {
  const {warned, overridden, passed} = issued;
  return [
    [t("Turned away by the guard"), figure(refused), refused ? afterwards(scored, served) : null],
    warned.count && [t("Warned, drawn all the same"), figure(warned.count), inVain(warned)],
    overridden.count && [t("Issued by staff all the same"), figure(overridden.count),
      inVain(overridden)],
    passed.count && [t("Passed by the guard"), figure(passed.count), inVain(passed)],
  ];
}

function afterwards(scored, served) {
  if (!scored) return t("How many would have been served is known when the day is over.");
  return tn("Of them %(n)s would have been served.", "Of them %(n)s would have been served.", served);
}

function inVain({never_called: n}) {
  return tn("Of them %(n)s expired without a call.", "Of them %(n)s expired without a call.", n);
}

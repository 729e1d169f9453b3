// The sentence about a period and its five main figures.

import {boot} from "app/boot.js";
import {el} from "app/dom.js";
import {t, tn} from "app/texts.js";
import {figure, inMinutes, limits, missing, percent, within} from "app/manager/format.js";
import {figureElement, split} from "app/manager/now/figures.js";
import {halfHour, periodStart} from "app/manager/past/period.js";

const ENOUGH = 5; // calls in a half-hour before a sentence speaks of it

export function leadPast({compared: {total, bands}}, period) {
  const start = periodStart(period);
  if (!total?.issued) return [el("strong", {}, nothing(start, total))];
  if (missing(total.wait?.median)) {
    return [el("strong", {}, uncalled(start, total.issued)), ...fromPaper(total)];
  }
  const [median, p90] = [total.wait.median, total.wait.p90].map((one) => Math.max(1, Math.round(one / 60)));
  const first = tn(
    "%(period)s half waited at most %(n)s minute, nine out of ten at most %(p90)s.",
    "%(period)s half waited at most %(n)s minutes, nine out of ten at most %(p90)s.",
    median, {period: start, p90},
  );
  const rest = worst(bands ?? []);
  return [el("strong", {}, first), rest && " ", rest && el("span", {}, rest), ...fromPaper(total)];
}

function fromPaper({paper}) {
  if (!paper) return [];
  return [" ", el("span", {"data-paper": paper}, tn(
    "%(n)s of these cases was written by hand and entered afterwards.",
    "%(n)s of these cases were written by hand and entered afterwards.", paper,
  ))];
}

function nothing(start, total) {
  if (!total?.turned_away) return t("%(period)s no number was drawn.", {period: start});
  return tn("%(period)s no number was drawn, %(n)s person was turned away.",
    "%(period)s no number was drawn, %(n)s people were turned away.",
    total.turned_away, {period: start});
}

function uncalled(start, issued) {
  return tn("%(period)s %(n)s number was drawn and none called.",
    "%(period)s %(n)s numbers were drawn and none called.", issued, {period: start});
}

function worst(rows) {
  const known = rows.filter((row) => row.count >= ENOUGH && !missing(row.p90));
  if (known.length < 2) return null;
  const most = known.reduce((best, row) => (row.p90 > best.p90 ? row : best));
  return t("It took longest between %(from)s and %(to)s.",
    {from: halfHour(most.half_hour), to: halfHour(most.half_hour, 30)});
}

export function mainFigures(total) {
  const [limit, second] = limits(boot.office);
  const wait = total.wait ?? {};
  return [
    {
      id: "median", value: inMinutes(wait.median), unit: t("min"), label: t("median wait"),
      note: t("mean %(n)s min", {n: inMinutes(wait.mean)}),
    },
    {
      id: "p90", value: inMinutes(wait.p90), unit: t("min"), label: t("nine out of ten (P90)"),
      note: t("longest %(n)s min", {n: inMinutes(wait.max)}),
    },
    limit && {
      id: "level", ...split(percent(within(total, limit))),
      label: t("called within %(n)s min", {n: limit}),
      note: second && t("%(share)s within %(n)s min",
        {share: percent(within(total, second)), n: second}),
    },
    {
      id: "issued", value: figure(total.issued), label: tn("case", "cases", total.issued),
      note: tn("%(all)s served", "%(all)s served", total.served ?? 0,
        {all: figure(total.served)}),
    },
    {
      id: "missed", ...split(percent(total.no_show_rate, 1)), label: t("did not come when called"),
      note: t("%(share)s left before", {share: percent(total.abandonment, 1)}),
    },
  ].filter(Boolean).map(figureElement);
}

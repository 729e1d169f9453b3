// Why a range became longer, in a sentence; null where it did not, or longer ago.

import {t, tn} from "app/texts.js";

const SENTENCES = {
  counter_closed: (n) => tn("It takes longer: %(n)s counter has closed.",
    "It takes longer: %(n)s counters have closed.", n),
  counter_paused: (n) => tn("It takes longer: %(n)s counter is on a break.",
    "It takes longer: %(n)s counters are on a break.", n),
  priority_ahead: (n) => tn("It takes longer: %(n)s more person goes first by rule.",
    "It takes longer: %(n)s more people go first by rule.", n),
  more_waiting: (n) => tn("It takes longer: %(n)s more person is waiting.",
    "It takes longer: %(n)s more people are waiting.", n),
  slow_service: () => t("It takes longer: somebody at a counter needs more time than usual."),
  longer: () => t("It takes longer than we thought."),
};

export function riseText(estimate) {
  const reason = estimate?.reason;
  if (!reason) return null;
  return (SENTENCES[reason.code] ?? SENTENCES.longer)(reason.count ?? 1);
}

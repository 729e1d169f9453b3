// Why a field of a row cannot be, in a few words beside it.

import {t} from "app/texts.js";

const WORDS = {
  required: () => t("Please fill in."),
  not_a_number: () => t("Digits, such as 17 or A 17."),
  not_a_time: () => t("A time such as 9:05."),
  in_future: () => t("Still to come."),
  too_long_ago: () => t("This day is no longer kept."),
  other_day: () => t("On another day."),
  too_early: () => t("Earlier than the time before it."),
  unknown: () => t("Please choose."),
  not_here: () => t("Please leave empty."),
  not_served_here: () => t("Does not serve this service."),
  not_possible: () => t("1 to 6."),
  twice: () => t("Twice on this sheet."),
  already_entered: () => t("Already entered for this day."),
  overlap: ({other}) => t("The counter served %(number)s then.", {number: other}),
};

export function reason(error) {
  return (WORDS[error.reason] ?? WORDS.unknown)(error);
}

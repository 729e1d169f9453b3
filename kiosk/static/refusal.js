// Why no number could be drawn, in words.

import {t} from "app/texts.js";
import {clock} from "app/time.js";
import {reasonText} from "./rows.js";

export function refusalText(problem, office) {
  if (problem.code === "closed") return t("We have stopped issuing numbers for today.");
  if (problem.code === "stopped") {
    const reason = reasonText(problem.reason ?? office.issuing?.reason);
    return reason || t("No numbers are issued for this at the moment.");
  }
  if (problem.code === "capacity") {
    return office.closes_at
      ? t("It is full today: we could not call you before we close at %(time)s.",
        {time: clock(office.closes_at)})
      : t("It is full today.");
  }
  if (problem.status === 401 || problem.status === 403) {
    return t("This terminal is not signed in. Please tell the staff.");
  }
  return t("That did not work. Please try again or ask at the information desk.");
}

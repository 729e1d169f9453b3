// The printer beside the terminal, where an agent looks after it: how it is, and one slip for
// each ticket, however often it is asked for.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {live} from "app/live.js";

const USUAL = "kiosk"; // another name stands in the address: /kiosk/lindenhof?printer=hall
const HOLD = 5; // seconds that the server may hold an answer
const PATIENCE = 45000; // ms: by then the server has given every slip up
const ABLE = new Set(["ready", "paper_low"]);
const TOLD = new Set(["paper_out", "cover_open"]); // what anybody can see and put right
const OVER = new Set(["printed", "sent", "failed"]);

const asked = new URLSearchParams(location.search).get("printer") ?? "";
const name = /^[A-Za-z0-9_-]{1,64}$/.test(asked) ? asked : USUAL;
const path = `/offices/${boot.office.id}/printers/${name}`;

// Answers "printed", "sent" (the printer reports no more) or why there is no paper: "paper_out",
// "cover_open", "failed".
export async function printByAgent(ticket) {
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    for (;;) {
      const job = await api.put(`${path}/jobs/${ticket.id}`, {wait: HOLD}, {signal});
      if (OVER.has(job.state)) return outcome(job);
    }
  } catch {
    return "failed"; // whatever it was: no paper is known of
  }
}

function outcome({state, reason}) {
  if (state !== "failed") return state;
  return TOLD.has(reason) ? reason : "failed";
}

// Calls told(is) whenever it changes whether slips come out.
export function followPrinter(told) {
  let able = true;
  const now = (is) => {
    if (is === able) return;
    able = is;
    told(able);
  };
  live.subscribe(`printer:${boot.office.id}:${name}`, {
    view: ({printer}) => now(ABLE.has(printer.state)),
  }, {url: `/api/v1${path}`});
}

// The paper: by the agent beside the terminal, or by the browser; says honestly what came of it.
// A failed print never loses the ticket: the number and the QR code stay on the page.

import {printByAgent} from "./printer.js";

const PATIENCE = 8000; // ms for the slip to come
const AFTER = 3000; // ms that a slip stays for the printer when its person has gone already

let current = null; // {frame, printed, left}: the slip of the number on the page

// Answers "off", "sent" (a browser reports no more), "failed"; of an agent also more.
export async function printSlip(mode, ticket) {
  if (mode === "agent") return printByAgent(ticket);
  if (mode !== "browser") return "off";
  const url = `/api/v1/tickets/${ticket.token}/slip.pdf`;
  const slip = {frame: null, printed: false, left: false};
  current = slip;
  try {
    const response = await fetch(url, {cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
    if (!response.ok) return "failed";
    await open(url, slip);
    return "sent";
  } catch {
    slip.frame?.remove();
    return "failed";
  }
}

// Who is quick with "done" still gets the paper; then the slip is forgotten all the same.
export function discardSlip() {
  if (!current) return;
  current.left = true;
  if (current.printed) current.frame.remove();
  current = null;
}

function open(url, slip) {
  const frame = document.createElement("iframe");
  Object.assign(frame, {className: "visually-hidden", src: url, tabIndex: -1});
  frame.dataset.slip = "";
  frame.setAttribute("aria-hidden", "true");
  slip.frame = frame;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the slip did not open")), PATIENCE);
    frame.addEventListener("load", () => {
      clearTimeout(timer);
      try {
        const before = document.activeElement;
        frame.contentWindow.print(); // takes the focus along
        before?.focus({preventScroll: true});
        slip.printed = true;
        if (slip.left) setTimeout(() => frame.remove(), AFTER);
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    document.body.append(frame);
  });
}

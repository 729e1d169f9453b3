// The paper: opens the slip for the browser's printer and says honestly what came of it.
// A failed print never loses the ticket: the number and the QR code stay on the page.

const PATIENCE = 8000; // ms for the slip to come

// Answers "off", "sent" (neither browser nor agent reports more) or "failed".
export async function printSlip(mode, ticket) {
  if (mode === "agent") return "sent";
  if (mode !== "browser") return "off";
  const url = `/api/v1/tickets/${ticket.token}/slip.pdf`;
  try {
    const response = await fetch(url, {cache: "no-store", signal: AbortSignal.timeout(PATIENCE)});
    if (!response.ok) return "failed";
    await open(url);
    return "sent";
  } catch {
    return "failed";
  }
}

export function discardSlip() {
  document.getElementById("slip")?.remove();
}

function open(url) {
  discardSlip();
  const frame = document.createElement("iframe");
  Object.assign(frame, {id: "slip", className: "visually-hidden", src: url, tabIndex: -1});
  frame.setAttribute("aria-hidden", "true");
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the slip did not open")), PATIENCE);
    frame.addEventListener("load", () => {
      clearTimeout(timer);
      try {
        const before = document.activeElement;
        frame.contentWindow.print(); // takes the focus along
        before?.focus({preventScroll: true});
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    document.body.append(frame);
  });
}

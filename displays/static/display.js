// The waiting-room screen: takes the board, decides what fits, and lets the parts draw it.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {live} from "app/live.js";
import {fetchLanguages, t} from "app/texts.js";
import {day, elapsed, everySecond, runClocks, seconds, serverNow} from "app/time.js";
import {Announcer} from "./announcer.js";
import {endAnnouncement, pace, redraw, showAnnouncement} from "./announcement.js";
import {showCalls, widths} from "./calls.js";
import {forget} from "./measure.js";
import {showMessage} from "./message.js";
import {DEFAULT_DISPLAY, letterSize, plan, unit} from "./sizes.js";
import {fade, gong, load, play, prepare} from "./sound.js";
import {Sounding} from "./sounding.js";
import {offered, showWaits, stopped} from "./waits.js";

const office = boot.office.id;
const area = boot.area ?? null;
const display = {...DEFAULT_DISPLAY, ...boot.display};
const part = (id) => document.getElementById(id);
const screenElement = part("screen");

let board = null;
let stale = null; // since when there is no connection (ms of the server's clock), or null
let denied = null; // since when the server refuses us, or null
let muted = false;
let hours = boot.office; // {open_now, next_opening}
let born = day();

const announcer = new Announcer({
  show: (call) => showAnnouncement(call, size()),
  pace,
  end: endAnnouncement,
  voice: new Sounding({gong, play, load, fade}, () => announcer.proceed()),
});

const lost = () => stale ?? denied;

function size() {
  const [width, height] = [window.innerWidth, window.innerHeight];
  return {width, height, u: unit(width, height), letter: letterSize(width, height, display)};
}

function draw() {
  const screen = size();
  document.documentElement.style.setProperty("--px", `${screen.u.toFixed(4)}px`);
  showBands(screen);
  const gone = lost() !== null;
  const services = gone ? 0 : offered(board).length;
  const content = {...widths(board), services, lost: gone, feet: part("feet").offsetHeight};
  // Displays that share a list are alike: each knows what those before it show.
  const plans = Array.from({length: display.part}, (_, n) =>
    plan(screen, content, {part: n + 1, parts: display.parts}));
  const planned = {...plans.at(-1), inner: screen.width - 144 * screen.u};
  dress(planned);
  showCalls(board, plans, {lost: lost(), hours});
  showWaits(board, planned);
  screenElement.dataset.ready = "true";
}

function dress(planned) {
  const root = document.documentElement.style;
  for (const name of ["letter", "side", "block"]) {
    root.setProperty(`--${name}`, `${planned[name].toFixed(2)}px`);
  }
  root.setProperty("--columns", planned.columns ?? 1);
  root.setProperty("--rows", planned.rows);
  screenElement.dataset.mode = planned.mode;
  screenElement.dataset.lost = String(lost() !== null);
}

function showBands(screen) {
  const silent = board && stopped(board) ? t("No numbers are given out at the moment.") : "";
  if (lost() === null) showMessage(board?.message, silent, screen);
  else showMessage(null, "", screen);
  part("sound").hidden = !muted || lost() !== null;
  part("lost").hidden = lost() === null;
  part("lost-reason").textContent = denied !== null
    ? t("This screen is no longer registered as a display. Please tell the staff. Your number remains valid.")
    : t("Your number remains valid. Meanwhile we call in person. The display reconnects by itself.");
}

function showAge() {
  if (lost() === null) return;
  const age = Math.max(0, seconds(new Date(lost())));
  part("lost-age").textContent = elapsed(age);
  part("lost-unit").textContent = age < 3600 ? t("minutes") : t("hours");
}

function arrived(data, meta) {
  const wasClosed = board?.state === "closed";
  board = data;
  denied = null;
  draw();
  announcer.take(data.calls, {fresh: meta.first || meta.replaced});
  if (data.state === "closed" && !wasClosed) askHours();
}

// Whether the office is open and when it opens again; the board does not say it.
async function askHours() {
  try {
    hours = await api.get(`/offices/${office}`);
    draw();
  } catch {
    // The next minute asks again.
  }
}

function everyMinute() {
  if (board?.state === "closed" && lost() === null) askHours();
  renew();
}

// Once a day, when the date changes, the page starts anew: it then runs what the server serves
// today. Only if the server answers; else the screen would show the browser's own error page.
async function renew() {
  if (day() === born || lost() !== null) return;
  born = day();
  try {
    if ((await fetch(location.href, {cache: "no-store"})).ok) location.reload();
  } catch {
    // Away just now; tomorrow is another day.
  }
}

prepare((blocked) => {
  if (blocked === muted) return;
  muted = blocked;
  draw();
});
draw();
fetchLanguages(); // a call speaks the ticket's language, too
runClocks();
everySecond(showAge);
setInterval(everyMinute, 60000);
window.addEventListener("resize", () => {
  draw();
  redraw(size());
});
document.fonts.addEventListener("loadingdone", () => {
  forget();
  draw();
  redraw(size());
});

live.subscribe(area ? `board:${office}:${area}` : `board:${office}`, {
  view: arrived,
  stale(since) {
    stale = since;
    draw();
    showAge();
  },
  denied() {
    denied ??= serverNow().getTime();
    draw();
    showAge();
  },
}, {
  url: `/api/v1/offices/${office}/board${area ? `?area=${encodeURIComponent(area)}` : ""}`,
  initial: boot.board,
});

// Being told without looking: vibration, a gentle gong, a notification where the browser has
// one. Sound needs a touch first; so the button, and nothing plays by itself before it.

import {el, icon} from "app/dom.js";
import {nameOf, t} from "app/texts.js";

const EVERY = 6000; // ms between gongs while called
const TIMES = 10; // gongs, then it is enough
const WORKER = "/t/worker.js";
const TONES = [659.3, 523.3]; // Hz: e² and c², a falling third

let context = null;
let wanted = false;
let timer = null;
let left = 0;

export function soundButton(repaint) {
  if (!available()) return null;
  const toggle = () => {
    if (wanted) wanted = false;
    else enable();
    repaint();
  };
  return el("button", {
    class: "button quiet wide", type: "button", "data-action": "sound", "aria-pressed": wanted,
    onclick: toggle,
  }, icon(wanted ? "volume-2" : "volume-x"),
  wanted ? t("Sound at the call is on") : t("Sound at the call: switch on"));
}

// On the called page: stop what is sounding, or switch it on after all.
export function muteButton(repaint) {
  if (!available()) return null;
  const ringing = timer !== null;
  const toggle = () => {
    if (ringing) quiet();
    else {
      enable();
      ring();
    }
    repaint();
  };
  return el("button", {
    class: "button wide", type: "button", "data-action": ringing ? "mute" : "ring",
    onclick: toggle,
  }, icon(ringing ? "volume-x" : "volume-2"),
  ringing ? t("Switch sound off") : t("Switch sound on"));
}

// With null or any other state than called all is quiet.
export function alertOnCall(ticket) {
  quiet();
  if (ticket?.state !== "called") return;
  vibrate([400, 200, 400, 200, 400]);
  notify(ticket);
  if (wanted) ring();
}

function ring() {
  left = TIMES;
  strike();
}

function strike() {
  left -= 1;
  TONES.forEach((tone, place) => play(tone, place * 0.45));
  vibrate([300, 150, 300]);
  timer = left > 0 ? setTimeout(strike, EVERY) : null;
}

function quiet() {
  if (timer === null) return;
  clearTimeout(timer);
  timer = null;
  vibrate(0);
}

// Before the first touch browsers refuse it and complain.
function vibrate(pattern) {
  if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(pattern);
}

function available() {
  return "AudioContext" in window || "webkitAudioContext" in window;
}

function enable() {
  wanted = true;
  context ??= new (window.AudioContext ?? window.webkitAudioContext)();
  context.resume();
  play(TONES[1], 0, 0.08); // a short proof that it works
  askForNotifications();
}

// A struck bar: a tone and its octave that die away.
function play(tone, after, loudness = 0.25) {
  if (!context) return;
  const start = context.currentTime + after;
  for (const [times, part] of [[1, 1], [2, 0.3], [3, 0.12]]) {
    const wave = context.createOscillator();
    const gain = context.createGain();
    wave.frequency.value = tone * times;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(loudness * part, start + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 1.6);
    wave.connect(gain).connect(context.destination);
    wave.start(start);
    wave.stop(start + 1.7);
  }
}

// Only ever on a press. A refusal changes nothing: the page still shows, sounds and vibrates.
async function askForNotifications() {
  try {
    if (!("Notification" in window) || await Notification.requestPermission() !== "granted") return;
    await navigator.serviceWorker?.register(WORKER);
  } catch {
    // likewise where the page is not encrypted: there is no worker then
  }
}

async function notify(ticket) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const title = t("It is your turn");
  const options = {
    body: t("Number %(number)s, %(counter)s",
      {number: ticket.number, counter: nameOf(ticket.counter)}),
    tag: ticket.id,
    renotify: true,
    icon: "/static/app-icons/app-192.png",
    data: {page: location.pathname},
  };
  try {
    const worker = await navigator.serviceWorker?.getRegistration(WORKER);
    if (worker?.active) await worker.showNotification(title, options);
    else new Notification(title, options);
  } catch {
    // phones allow it to a worker only, some browsers to installed pages only
  }
}

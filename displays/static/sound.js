// Makes sounds heard: the gong and files of speech. Where the browser blocks sound until somebody
// touches the page, a button says so; any touch or key will do, and the button goes.

const FILE = "/displays/static/gong.wav";
const RETRY = 15000; // ms until the gong's file is asked for again
const FADE = 150; // ms
const KEPT = 12; // files of speech

const Context = window.AudioContext ?? window.webkitAudioContext;
const files = new Map(); // address -> promise of a sound
let context = null;
let bell = null;
let heard = null; // {source, gain} of the last sound
let told = () => {};

// blocked(is): called whenever that changes.
export function prepare(blocked) {
  if (!Context) return;
  told = blocked;
  context = new Context();
  context.addEventListener("statechange", tell);
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, allow);
  setTimeout(tell, 500); // it is "suspended" for a moment where sound is allowed, too
  loadGong();
}

// For how many ms it is heard; 0 where it is not.
export function gong() {
  if (context && context.state !== "running") {
    context.resume().catch(() => {}); // blocked, or the sound device went away for a while
    return 0;
  }
  return bell ? play(bell) : 0;
}

export function play(sound) {
  if (context.state !== "running") return 0;
  const source = context.createBufferSource();
  const gain = context.createGain();
  source.buffer = sound;
  source.connect(gain).connect(context.destination);
  source.start();
  heard = {source, gain};
  return sound.duration * 1000;
}

// Lets what is heard die away; answers for how many ms it still does.
export function fade() {
  if (!heard) return 0;
  const {source, gain} = heard;
  const end = context.currentTime + FADE / 1000;
  gain.gain.setValueAtTime(1, context.currentTime);
  gain.gain.linearRampToValueAtTime(0, end);
  source.stop(end);
  heard = null;
  return FADE;
}

// Promises the sound of a file; null where it cannot be had, or nobody would hear it.
export function load(url) {
  if (context?.state !== "running") return Promise.resolve(null);
  if (!files.has(url)) {
    for (const oldest of files.keys()) {
      if (files.size < KEPT) break;
      files.delete(oldest);
    }
    files.set(url, fetched(url).catch(() => {
      files.delete(url);
      return null;
    }));
  }
  return files.get(url);
}

function allow() {
  if (context.state !== "running") context.resume().then(tell, () => {});
}

function tell() {
  told(context.state === "suspended");
}

async function loadGong() {
  try {
    bell = await fetched(FILE);
  } catch {
    setTimeout(loadGong, RETRY); // the server is away: the picture goes on without the gong
  }
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return context.decodeAudioData(await answer.arrayBuffer());
}

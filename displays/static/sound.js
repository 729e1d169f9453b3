// The gong. Where the browser blocks sound until somebody touches the page, a button says so;
// any touch or key will do, and the button goes.

const FILE = "/displays/static/gong.wav";
const RETRY = 15000; // ms until the file is asked for again

const Context = window.AudioContext ?? window.webkitAudioContext;
let context = null;
let buffer = null;
let told = () => {};

// blocked(is): called whenever that changes.
export function prepare(blocked) {
  if (!Context) return;
  told = blocked;
  context = new Context();
  context.addEventListener("statechange", tell);
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, allow);
  setTimeout(tell, 500); // it is "suspended" for a moment where sound is allowed, too
  load();
}

export function gong() {
  if (!context || !buffer) return;
  if (context.state !== "running") {
    context.resume().catch(() => {}); // blocked, or the sound device went away for a while
    return;
  }
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start();
}

function allow() {
  if (context.state !== "running") context.resume().then(tell, () => {});
}

function tell() {
  told(context.state === "suspended");
}

async function load() {
  try {
    const answer = await fetch(FILE);
    if (!answer.ok) throw new Error(`${FILE}: ${answer.status}`);
    buffer = await context.decodeAudioData(await answer.arrayBuffer());
  } catch {
    setTimeout(load, RETRY); // the server is away: the picture goes on without the gong
  }
}

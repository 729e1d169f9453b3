// Speech, one utterance at a time: audio that the server renders, else the browser's own voice,
// else none, and then everybody can see that there is none.
//
// Every utterance is told on document as the event "kiosk:spoken" and kept in
// window.kioskSpoken, until the person has gone: {text, language, volume, by: "server" | "browser"
// | "nobody", ended}.

import {api} from "app/api.js";
import {locale} from "app/texts.js";

const STEPS = 5;
const USUAL = 3; // of the steps
const PATIENCE = 6000; // ms for the server to render a sentence
const REST = 60000; // ms after which a server that had no voice is asked again
const LONGEST = 280; // letters in one piece: the first is heard while the others are rendered
const KEPT = 60; // pieces of sound
const SLOWEST = 200; // ms a letter
const STALLED = 4000; // ms after which a sound that neither ends nor begins is given up

export function createVoice({office, changed}) {
  const audio = new Audio();
  const sounds = new Map(); // "language text" -> promise of an object URL or null
  const mute = new Map(); // language -> when the server had no voice for it
  let turn = 0; // a newer utterance ends the older one
  let queue = Promise.resolve();
  let waiting = 0;
  let level = USUAL;
  let silent = false;
  let stop = () => {};

  window.kioskSpoken = [];

  // words: [{language, text}]; after: when the present utterance has ended. Answers, when it has
  // ended, whether it was said to its end.
  function say(words, {after = false} = {}) {
    if (!after) hush();
    const mine = turn;
    const pieces = words.flatMap(cut);
    waiting += 1;
    const entry = tell(words);
    const said = queue.then(() => run(pieces, mine, entry)).finally(() => {
      waiting -= 1;
      entry.ended = true;
    });
    queue = said.catch(() => {}); // the next one is said all the same
    return said;
  }

  async function run(pieces, mine, entry) {
    for (const [n, one] of pieces.entries()) {
      if (mine !== turn) return false;
      if (pieces[n + 1]) sound(pieces[n + 1]);
      const by = await speak(one, mine);
      if (mine === turn) note(entry, by);
    }
    return mine === turn;
  }

  async function speak(one, mine) {
    const url = await sound(one);
    if (mine !== turn) return null;
    if (url && await play(url)) return "server";
    const voice = browserVoice(one.language);
    if (!voice || mine !== turn) return voice ? null : "nobody";
    await aloud(one, voice);
    return "browser";
  }

  function note(entry, by) {
    if (by) entry.by = by;
    if (!by || silent === (by === "nobody")) return;
    silent = by === "nobody";
    changed();
  }

  // Answers the address of the sound, or null where the server cannot say it.
  function sound(one) {
    const key = `${one.language} ${one.text}`;
    if (Date.now() - (mute.get(one.language) ?? -REST) < REST) return Promise.resolve(null);
    if (!sounds.has(key)) {
      if (sounds.size >= KEPT) drop(sounds.keys().next().value);
      sounds.set(key, fetched(one).then((url) => {
        if (!url) sounds.delete(key);
        return url;
      }));
    }
    return sounds.get(key);
  }

  async function fetched({language, text}) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), PATIENCE);
    const giveUp = () => controller.abort();
    try {
      const {url} = await api.post(`/offices/${office}/speech`, {language, text},
        {signal: controller.signal, waiting: giveUp});
      const answer = await fetch(url, {signal: controller.signal});
      return answer.ok ? URL.createObjectURL(await answer.blob()) : null;
    } catch (problem) {
      if (problem.status) mute.set(language, Date.now());
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  function play(url) {
    return new Promise((resolve) => {
      let over = false;
      let timer = setTimeout(() => end(false), STALLED);
      // What ended is told late too, when the next piece has begun: it must not end that one.
      const end = (well) => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        audio.onended = audio.onerror = audio.onloadedmetadata = null;
        stop = () => {};
        resolve(well);
      };
      audio.onloadedmetadata = () => {
        clearTimeout(timer);
        timer = setTimeout(() => end(true), audio.duration * 1000 + STALLED);
      };
      audio.onended = () => end(true);
      audio.onerror = () => end(false);
      stop = () => {
        audio.pause();
        end(true);
      };
      audio.src = url;
      audio.volume = level / STEPS;
      audio.play().catch(() => end(false));
    });
  }

  function aloud({language, text}, voice) {
    return new Promise((resolve) => {
      const words = new SpeechSynthesisUtterance(text);
      Object.assign(words, {voice, lang: locale(language), volume: level / STEPS});
      const longest = setTimeout(() => stop(), STALLED + text.length * SLOWEST);
      let over = false;
      const end = () => {
        if (over) return;
        over = true;
        clearTimeout(longest);
        stop = () => {};
        resolve();
      };
      words.onend = words.onerror = end;
      stop = () => {
        speechSynthesis.cancel();
        end();
      };
      speechSynthesis.speak(words);
    });
  }

  function hush() {
    turn += 1;
    stop();
  }

  function tell(words) {
    const entry = {
      text: words.map((one) => one.text).join(" "),
      language: words[0]?.language ?? "",
      volume: level,
      by: null,
      ended: false,
    };
    window.kioskSpoken.push(entry);
    document.dispatchEvent(new CustomEvent("kiosk:spoken", {detail: entry}));
    return entry;
  }

  function drop(key) {
    sounds.get(key)?.then((url) => url && URL.revokeObjectURL(url));
    sounds.delete(key);
  }

  return {
    say,
    hush,
    get speaking() {
      return waiting > 0;
    },
    // Whether the latest words were heard by nobody.
    get silent() {
      return silent;
    },
    get level() {
      return level;
    },
    levels: STEPS,
    // One step louder (1) or quieter (-1); never off.
    turnBy(step) {
      level = Math.min(STEPS, Math.max(1, level + step));
      audio.volume = level / STEPS;
    },
    // Rendered early, so that it can be said while the server is away.
    prepare(words) {
      for (const one of words.flatMap(cut)) sound(one);
    },
    forget() {
      for (const key of [...sounds.keys()]) drop(key);
      level = USUAL;
      silent = false;
      window.kioskSpoken.length = 0;
    },
  };
}

function browserVoice(language) {
  const wished = locale(language).split("-")[0];
  const voices = window.speechSynthesis?.getVoices() ?? [];
  return voices.find((one) => one.lang.split(/[-_]/)[0] === wished) ?? null;
}

// Pieces at the ends of sentences; marks that only order letters on a screen are left out.
function cut({language, text}) {
  const plain = text.replace(/[\u2066-\u2069\u200e\u200f]/g, "").replace(/\s+/g, " ").trim();
  const sentences = plain.match(/[^.!?؟…]+[.!?؟…]*\s*|[.!?؟…]+\s*/g) ?? [];
  const pieces = [];
  for (const one of sentences) {
    const last = pieces.at(-1);
    if (last && (last + one).length <= LONGEST) pieces[pieces.length - 1] = last + one;
    else for (let at = 0; at < one.length; at += LONGEST) pieces.push(one.slice(at, at + LONGEST));
  }
  return pieces.map((one) => ({language, text: one.trim()})).filter((one) => one.text);
}

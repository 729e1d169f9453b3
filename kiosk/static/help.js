// Help: calls staff to this terminal, and tells when somebody is on the way. Nothing is asked.

import {api} from "app/api.js";
import {boot} from "app/boot.js";
import {el, icon, replace} from "app/dom.js";
import {live} from "app/live.js";
import {t} from "app/texts.js";

const PATIENCE = 10000; // ms
const FAILED = 20000; // ms that a call which went wrong is shown

// told(words): what has become of it, to be said aloud. changed(): the button looks different.
export function createHelp({band, told, changed}) {
  const {id} = boot.device;
  const path = `/offices/${boot.office.id}/help`;
  let call = null; // {since, coming_since}
  let failed = false;
  let asking = false;
  let timer = null;

  function words() {
    if (failed) return t("Help could not be called. Please ask at the information desk.");
    if (!call) return "";
    return call.coming_since ? t("Somebody is coming to you.") : t("Help has been called.");
  }

  function show(answer) {
    const before = words();
    call = answer;
    if (call) failed = false;
    draw();
    if (words() && words() !== before) told(words());
  }

  function draw() {
    band.hidden = !words();
    const sign = failed ? "circle-alert" : call?.coming_since ? "footprints" : "hand";
    if (words()) replace(band, icon(sign), el("span", {}, words()));
    changed();
  }

  async function press() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    const standing = call && !call.coming_since;
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      const {help} = standing
        ? await api.del(`${path}/${id}`, {signal})
        : await api.post(path, {kiosk: id}, {signal});
      show(help);
    } catch {
      failed = true;
      draw();
      told(words());
      timer = setTimeout(() => {
        failed = false;
        draw();
      }, FAILED);
    } finally {
      asking = false;
    }
  }

  live.subscribe(`help:${boot.office.id}:${id}`, {
    view: ({help}) => show(help),
  }, {url: `/api/v1${path}/${id}`});

  return {
    press,
    draw,
    words,
    tool: {
      id: "help",
      icon: "hand",
      words: () => call && !call.coming_since ? t("Help no longer needed") : t("Call for help"),
      on: () => Boolean(call && !call.coming_since),
      press,
    },
  };
}

// Drawing a number: exactly one ticket for one press, whatever the network does meanwhile.
//
// The key of a press lives until it is answered, also over a reload of the page. Who goes away
// before the answer is not forgotten by it: a ticket that nobody waits for is given back.

import {api, newKey} from "app/api.js";

const PRESS = 1000; // ms in which a second press is the same one
const RESUME = 60000; // ms that an unanswered press outlives a reload
const STORE = "kiosk-draw";

export function createDraw({url, progress, refused, issued}) {
  let current = null; // {key, body, at, wanted}

  function begin(body) {
    const now = Date.now();
    if (current || now - last < PRESS) return;
    last = now;
    send({key: newKey(), body, at: now, wanted: true});
  }

  async function send(order) {
    current = order;
    keep(order);
    progress("asking");
    try {
      const ticket = await api.post(url, order.body, {key: order.key, waiting: () => late(order)});
      answered(order);
      if (order.wanted) issued(ticket);
      else giveBack(ticket);
    } catch (problem) {
      answered(order);
      if (order.wanted) refused(problem);
    }
  }

  function late(order) {
    if (order.wanted) progress("waiting");
  }

  function answered(order) {
    if (current === order) {
      current = null;
      sessionStorage.removeItem(STORE);
    }
    if (order.wanted) progress("done");
  }

  // The person went away: the next one may press at once, with a key of their own.
  function abandon() {
    if (!current) return;
    current.wanted = false;
    current = null;
    sessionStorage.removeItem(STORE);
    progress("done");
  }

  function giveBack(ticket) {
    api.post(`/tickets/${ticket.token}/cancel`).catch(() => {}); // it expires in the evening
  }

  // After a reload: the press that was not answered is asked again with its own key.
  function resume(languages, choose) {
    const order = kept();
    if (!order || Date.now() - order.at > RESUME) return;
    if (languages.includes(order.body.language)) choose(order.body.language);
    send({...order, wanted: true});
  }

  let last = 0;
  return {begin, abandon, resume, busy: () => current !== null};
}

function keep(order) {
  sessionStorage.setItem(STORE, JSON.stringify(order));
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
}

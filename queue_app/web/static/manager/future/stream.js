// Asking for something that takes a while: progress comes line by line, and hanging up ends it.

import {boot} from "app/boot.js";
import {Problem} from "app/api.js";

const BASE = "/api/v1";

// The result; told(done, of) is called as it goes. Throws Problem, or an AbortError when given up.
export async function watched(path, {body, signal, told}) {
  const headers = {Accept: "application/x-ndjson"};
  if (body) {
    headers["Content-Type"] = "application/json";
    if (boot.csrf) headers["X-CSRFToken"] = boot.csrf;
  }
  const response = await fetch(BASE + path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    signal,
    cache: "no-store",
    credentials: "same-origin",
  });
  if (!response.ok) throw new Problem(response.status, await problem(response));
  for await (const line of lines(response.body)) {
    if (line.progress) told(line.progress.done, line.progress.of);
    if (line.problem) throw new Problem(503, {code: line.problem});
    if (line.result) return line.result;
  }
  throw new Problem(503, {code: "replay_failed"});
}

async function problem(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function* lines(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
}

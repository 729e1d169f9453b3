// What a screen reader says: calls and results when it is free, refusals at once. What is seen
// is drawn elsewhere.

const KEEP = 250; // ms between emptying and filling, so that the same words are said twice

export function say(words) {
  speak("say", words);
}

export function warn(words) {
  speak("warn", words);
}

function speak(id, words) {
  const region = document.getElementById(id);
  if (!region || !words) return;
  region.textContent = "";
  clearTimeout(region.timer);
  region.timer = setTimeout(() => (region.textContent = words), KEEP);
}

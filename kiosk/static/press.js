// Between touching a button and letting go, nothing may be put under the finger.

let pressed = false;

export function whenReleased(action) {
  if (!pressed) return action();
  document.addEventListener("pointerup", () => setTimeout(action, 50), {once: true});
}

const press = (is) => () => (pressed = is);
document.addEventListener("pointerdown", press(true), true);
for (const event of ["pointerup", "pointercancel"]) {
  document.addEventListener(event, press(false), true);
}

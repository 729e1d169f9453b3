// What does not fit is moved by two buttons, beside the finger: nobody has to know how to swipe.

import {el, icon} from "app/dom.js";
import {t} from "app/texts.js";

const SHARE = 0.8; // of what is seen, in one step

export function createScroller(box) {
  let region = null;
  const seen = new ResizeObserver(check);

  // Called whenever another part of the page may be too long, or a text has changed.
  function of(element) {
    if (!element) {
      box.hidden = true;
      return;
    }
    if (element !== region) {
      region?.removeEventListener("scroll", check);
      seen.disconnect();
      region = element;
      region.addEventListener("scroll", check, {passive: true});
    }
    seen.disconnect();
    for (const one of [region, ...region.children]) seen.observe(one);
    box.setAttribute("aria-label", `${t("Further up")}, ${t("Further down")}`);
    box.replaceChildren(button(-1, "arrow-up", t("Further up")),
      button(1, "arrow-down", t("Further down")));
    check();
  }

  function button(way, sign, says) {
    return el("button", {
      class: "button", type: "button", "data-scroll": way, "data-key": `scroll${way}`,
      onclick: () => move(way),
    }, icon(sign), says);
  }

  function move(way) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    region.scrollBy({
      top: way * SHARE * region.clientHeight, behavior: still ? "instant" : "smooth",
    });
  }

  function check() {
    if (!region?.isConnected) return;
    box.hidden = true; // its buttons take room: are they needed without them?
    box.hidden = region.scrollHeight - region.clientHeight <= 1;
    const more = region.scrollHeight - region.clientHeight;
    const at = (way) => way < 0 ? region.scrollTop <= 1 : region.scrollTop >= more - 1;
    for (const one of box.children) {
      const end = at(Number(one.dataset.scroll));
      if (end) one.setAttribute("aria-disabled", "true");
      else one.removeAttribute("aria-disabled");
    }
  }

  return {of, check};
}

// How large 20 mm are on this screen: the least size of anything that is touched.

const MILLIMETRES = 20;
const USUAL = 21.5; // inches, of a 1080 × 1920 terminal

// The diagonal is the device's, or stands in the address: /kiosk/lindenhof?diagonal=10.1
export function setTarget(boot) {
  const asked = Number(new URLSearchParams(location.search).get("diagonal"));
  const inches = asked || boot.device?.diagonal_inches || USUAL;
  const apply = () => {
    const pixels = Math.hypot(screen.width, screen.height);
    const size = Math.ceil((pixels / inches / 25.4) * MILLIMETRES);
    document.documentElement.style.setProperty("--target", `${size}px`);
  };
  window.addEventListener("resize", apply);
  apply();
}

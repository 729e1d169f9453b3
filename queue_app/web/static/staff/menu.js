// Menus made of <details>: they close by Escape, by a choice, and when one looks elsewhere.

export function runMenus() {
  for (const menu of document.querySelectorAll("details.menu")) run(menu);
}

function run(menu) {
  const close = () => (menu.open = false);
  document.addEventListener("pointerdown", (event) => {
    if (menu.open && !menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("click", (event) => {
    if (event.target.closest("button")) close();
  });
}

// What the server gave this page to start with, read once from the element #boot.

const element = document.getElementById("boot");

export const boot = element ? JSON.parse(element.textContent) : {};

// Puts the cursor where the person types next: the wrong field, or the first empty one.

const fields = [...document.querySelectorAll(".login .input")];
const wrong = fields.find((one) => one.getAttribute("aria-invalid") === "true");
(wrong ?? fields.find((one) => !one.value) ?? fields[0])?.focus();

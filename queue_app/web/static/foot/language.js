// The page's language is kept for the next pages; the rest of the address stays as it is.

const YEAR = 31536000; // seconds

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-language]");
  if (!link) return;
  const language = link.dataset.language;
  document.cookie = `queue_language=${language}; path=/; max-age=${YEAR}; samesite=lax`;
  const query = new URLSearchParams(window.location.search);
  query.set("lang", language);
  link.search = `?${query}`;
}, {capture: true});

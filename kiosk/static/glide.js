// How an opened row comes to its place.

// The opened row moves from where it was touched to where it stands now. arrived(): it is there;
// until then it may reach beyond the page's end.
export function glide(row, from, arrived) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!row || still) return;
  const way = from - row.getBoundingClientRect().top;
  const motion = row.animate(
    [{transform: `translateY(${way}px)`}, {transform: "none"}],
    {duration: 200, easing: "cubic-bezier(.2,0,0,1)"},
  );
  motion.onfinish = arrived;
}

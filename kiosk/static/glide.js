// How an opened row comes to its place.

// The opened row moves from where it was touched to where it stands now.
export function glide(row, from) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!row || still) return;
  const way = from - row.getBoundingClientRect().top;
  row.animate(
    [{transform: `translateY(${way}px)`}, {transform: "none"}],
    {duration: 200, easing: "cubic-bezier(.2,0,0,1)"},
  );
}

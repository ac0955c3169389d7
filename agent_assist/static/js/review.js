// The review queues by keyboard: each button says its key, and the key presses the button.
const editor = document.querySelector("dialog.labels");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || editor?.open) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  // Enter on a link or a button is theirs
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  const wanted = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.focus();
  else wanted.click();
});

// what was corrected in the editor leaves the queue as what was corrected by a key
document.addEventListener("labels:changed", ({ detail }) => {
  const next = new URL(location.href);
  next.searchParams.set("done", detail);
  location.assign(next);
});

// The keyboard: single keys outside of fields, as the sheet behind "?" lists them.
export function keyboard(deeds) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select") || document.querySelector("dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed(event.key);
  });
}

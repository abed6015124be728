// A hand scanner types: a quick burst of letters that ends with Enter or Tab, anywhere on the page.
const QUICK = 100;
let burst = "";
let last = 0;

/** Listen to the whole page; `tell` gets each scanned text. A field that somebody types in slowly is left alone. */
export function listen(tell) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const quick = event.timeStamp - last < QUICK;
    last = event.timeStamp;
    if (event.key.length === 1) {
      burst = quick ? burst + event.key : event.key;
      return;
    }
    if ((event.key === "Enter" || event.key === "Tab") && quick && burst.length >= 6) {
      const field = event.target.closest?.("input, textarea");
      const text = burst;
      burst = "";
      event.preventDefault();
      event.stopPropagation();
      if (field && field.value.endsWith(text)) field.value = field.value.slice(0, -text.length);
      tell(text, "scan");
      return;
    }
    if (event.key !== "Shift") burst = "";
  }, true);
}

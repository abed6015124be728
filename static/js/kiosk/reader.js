// A card reader types: letters faster than any hand, then Enter. What it types never presses a button.
const QUICK = 60;
const LEAST = 6;
const MOST = 300;
let burst = "";
let last = -QUICK;

/** Listen to the whole page; `tell` gets each text that was typed so. Slow keys are a person's and are left alone. */
export function listen(tell) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Shift") return;
    const quick = event.timeStamp - last < QUICK;
    last = event.timeStamp;
    if (event.key.length === 1) {
      burst = (quick ? burst + event.key : event.key).slice(0, MOST);
      if (quick) event.preventDefault();
      return;
    }
    const text = burst;
    burst = "";
    if (!quick || (event.key !== "Enter" && event.key !== "Tab")) return;
    event.preventDefault();
    event.stopPropagation();
    if (text.length >= LEAST) tell(text);
  }, true);
}

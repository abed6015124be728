/** A pad to sign on with a finger, a pen or a mouse: the lines as an SVG path in a hidden field. */
const LONGEST = 20000;
for (const pad of document.querySelectorAll("[data-sign-pad]")) {
  const field = document.getElementById(pad.dataset.signPad);
  const path = pad.querySelector("path");
  let drawing = false;
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * 600);
    const y = Math.round(((event.clientY - box.top) / box.height) * 200);
    return `${Math.min(600, Math.max(0, x))} ${Math.min(200, Math.max(0, y))}`;
  };
  const add = (word, event) => {
    if (field.value.length > LONGEST - 20) return;
    field.value += `${field.value ? " " : ""}${word} ${place(event)}`;
    path.setAttribute("d", field.value);
  };
  pad.addEventListener("pointerdown", (event) => {
    drawing = true;
    pad.setPointerCapture(event.pointerId);
    add("M", event);
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => { if (drawing) add("L", event); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { drawing = false; });
  pad.parentElement.querySelector("[data-sign-again]").addEventListener("click", () => {
    field.value = "";
    path.setAttribute("d", "");
  });
}

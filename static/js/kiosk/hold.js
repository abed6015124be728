// Nothing on the page leads out of it: no menu, no selection, no drag, no keys of the browser. The system does the rest.
const READER = /^[A-Za-z0-9:/._\-[\]]$/;
const MOVES = new Set(["Enter", "Tab", " ", "Shift"]);

function isOurs(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  return MOVES.has(event.key) || READER.test(event.key);
}

function stop(event) {
  event.preventDefault();
}

/** Keep whoever stands here on this page. */
export function hold() {
  for (const kind of ["contextmenu", "selectstart", "dragstart", "dragover", "drop", "auxclick", "gesturestart", "copy", "cut", "paste"]) {
    document.addEventListener(kind, stop, true);
  }
  document.addEventListener("keydown", (event) => {
    if (!isOurs(event)) stop(event);
  }, true);
  document.addEventListener("wheel", (event) => { if (event.ctrlKey) stop(event); }, { capture: true, passive: false });
  document.addEventListener("touchmove", (event) => { if (event.touches.length > 1) stop(event); }, { capture: true, passive: false });
  window.open = () => null;
}

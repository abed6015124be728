// The big clock: it runs on by itself between what the kiosk says, and its ring fills once a minute.
let seconds = 0;
let since = 0;
let runs = false;

/** Take what the kiosk says: seconds so far, and whether they run. */
export function setClock(busy, isRunning) {
  seconds = busy;
  since = performance.now();
  runs = isRunning;
  draw();
}

/** Begin with what the page says. */
export function runClock() {
  const clock = document.querySelector("[data-clock]");
  if (clock) setClock(Number(clock.dataset.clock), "runs" in clock.dataset);
}

function draw() {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const now = Math.floor(seconds + (runs ? (performance.now() - since) / 1000 : 0));
  const two = (number) => String(number).padStart(2, "0");
  const text = `${Math.floor(now / 3600)}:${two(Math.floor((now % 3600) / 60))}:${two(now % 60)}`;
  if (clock.textContent !== text) clock.textContent = text;
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
    document.querySelector("[data-ring]")?.setAttribute("stroke-dasharray", `${Math.max(1, now % 60)} 60`);
  }
}

setInterval(draw, 500);

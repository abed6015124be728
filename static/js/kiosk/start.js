// The screen beside a machine: keeps the page as the kiosk says it is, and takes cards, labels and presses.
import { isSilent, setSilent, signal } from "../feedback.js";
import { runClock, setClock } from "./clock.js";
import { close, lookThrough } from "./lens.js";
import { hold } from "./hold.js";
import { listen } from "./reader.js";

const PATIENCE = 3;
let asked;
let missed = 0;
let pressedAt = performance.now();
let turn = 0;

const page = () => document.body.dataset;

/** Put an answered page in place of the one that is shown. */
function place(text) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const before = { ...page() };
  const { documentElement: root } = document;
  root.lang = next.documentElement.lang;
  root.dir = next.documentElement.dir;
  document.title = next.title;
  for (const name of document.body.getAttributeNames()) document.body.removeAttribute(name);
  for (const { name, value } of next.body.attributes) document.body.setAttribute(name, value);
  document.body.replaceChildren(...document.adoptNode(next.body).childNodes);
  settle(before);
}

/** What a page needs once it stands: its tone, its camera, its clock. */
function settle(before = {}) {
  const now = page();
  if ("silent" in now !== isSilent()) setSilent("silent" in now);
  if (now.tone && now.voice !== before.voice && now.page === "home") signal(now.tone);
  runClock();
  const lens = document.querySelector("[data-camera]");
  if (lens) lookThrough(lens, { scan, photo: (picture) => send("/photo", picture) });
  else close();
  if (now.page === "asked" && before.page !== "asked") document.getElementById("main").focus({ preventScroll: true });
  watch();
}

/** Ask for a page, or press; what comes back is shown. A press is meant for the machine that the page shows. */
async function send(address, body, machine = page().machine) {
  const method = body ? "POST" : "GET";
  turn += 1;
  asked?.abort();
  try {
    const answer = await fetch(address, { method, body, headers: { "X-Kiosk-Word": page().word, ...(machine && { "X-Kiosk-Machine": machine }) }, cache: "no-store" });
    if (answer.status === 403) return location.replace("/");
    if (!answer.ok && address !== "/") return send("/", undefined, "");
    place(await answer.text());
  } catch {
    gone();
    watch();
  }
  return undefined;
}

function scan(text) {
  pressedAt = performance.now();
  return send("/scan", new URLSearchParams({ text, to: page().cardTo }));
}

/** Wait for the kiosk to say that something changed. */
async function watch() {
  const mine = (turn += 1);
  asked?.abort();
  asked = new AbortController();
  while (mine === turn) {
    const { mark, page: kind } = page();
    try {
      const answer = await fetch(`/now?${new URLSearchParams({ mark, page: kind })}`, { signal: asked.signal, cache: "no-store" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const said = await answer.json();
      if (mine !== turn) return;
      missed = 0;
      document.querySelector(".kiosk-gone").hidden = true;
      setClock(said.busy, said.runs);
      if (said.mark !== mark) {
        send("/", undefined, "");
        return;
      }
    } catch {
      if (mine !== turn) return;
      gone();
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

function gone() {
  missed += 1;
  if (missed >= PATIENCE) document.querySelector(".kiosk-gone").hidden = false;
}

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const address = form.getAttribute("action");
  if (form.method !== "post") return send(address);
  const data = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value);
  return send(address, data);
});

for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { pressedAt = performance.now(); }, true);

// A question that nobody answers gives way to the machine.
setInterval(() => {
  const leave = Number(page().leave);
  if (leave && performance.now() - pressedAt > leave * 1000) {
    pressedAt = performance.now();
    send("/", undefined, "");
  }
}, 1000);

hold();
listen(scan);
settle();

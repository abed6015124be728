// Accidents and near misses on the tablet: what can be chosen is kept here, what is told lies on the disk first and is sent once.
import { addRoad, keepAndSend } from "./line.js";
import { proofMessage } from "./secrets.js";
import { keep, kept } from "./store.js";
import { proofs } from "./who.js";
import { spoken } from "./words.js";

const PATIENCE = 8000;
const KEPT = { result: "kept", message: "" };
let choices = { kinds: [], machines: [] };

/** Take what can be chosen as it was kept; events have a road of their own. */
export async function load() {
  addRoad("mishap", send);
  choices = (await kept("mishap-choices")) ?? choices;
}

/** Ask the server what can be chosen, where a line stands. */
export async function refresh() {
  try {
    const answer = await fetch("/api/v1/mishaps", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return;
    choices = await answer.json();
    await keep("mishap-choices", choices);
  } catch { /* no line: what is kept counts */ }
}

/** What happens, by picture; the machines of the site. */
export const kinds = () => choices.kinds;
export const machines = () => choices.machines;

async function send(events, live) {
  const answer = await fetch("/api/v1/mishaps", {
    method: "POST",
    headers: { "X-Eco": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), language: spoken(), events: events.map(({ id, at, by, told }) => ({ id, at, by, ...told })) }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

/** Tell of one; `told` is {gravity, what, machine, piece, page, place, ago}. No person, no injury. */
export async function tell(told) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const said = [told.gravity, told.what, told.machine, told.piece, told.page, String(told.place), String(told.ago)];
  const { by } = await proofs(proofMessage("mishap", id, at, ...said));
  const answers = await keepAndSend([{ id, kind: "mishap", at, by, told }]);
  return answers?.get(id) ?? KEPT;
}

// Coming and going: what this tablet's door saw, on its disk first and then sent; and who is in, as far as it knows.
import { addRoad, keepAndSend } from "./line.js";
import { proofMessage, prove } from "./secrets.js";
import { keep, kept, waiting } from "./store.js";
import { spoken } from "./words.js";

const PATIENCE = 6000;
const KEPT = { result: "kept", message: "", work: "" };
let inside = new Set();
let day;
let list = { at: 0, people: [], heads: 0 }; // the fire list as the server told it, with what this tablet saw since

const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(new Date());

/** Take what the tablet knew of who is in; its events have a road of their own. */
export async function load() {
  addRoad("visit", send);
  const stored = await kept("inside");
  if (stored?.day === today()) {
    inside = new Set(stored.cards);
    list = stored.list ?? list;
  }
  day = today();
}

/** Ask the server who is in, where there is a line and nothing of ours waits. */
export async function refresh(patience = PATIENCE) {
  try {
    if ((await waiting(1000)).some((event) => event.kind === "visit")) return;
    const answer = await fetch("/api/v1/visits", { cache: "no-store", signal: AbortSignal.timeout(patience) });
    if (!answer.ok) return;
    const told = await answer.json();
    list = { at: Date.now(), people: told.people ?? [], heads: told.heads ?? 0 };
    await know(new Set(told.inside));
  } catch { /* no line: what is known here counts */ }
}

function know(cards) {
  inside = cards;
  day = today();
  return keep("inside", { day, cards: [...inside], list });
}

/** Who is in the building as far as this tablet knows: {at, people, heads}; at 0 where the server told nothing today. */
export const fireList = () => (day === today() ? list : { at: 0, people: [], heads: 0 });

/** Somebody was seen here since the server told: the list follows, whether or not a line stands. */
function seenHere(somebody, what) {
  const others = list.people.filter((one) => !one.cards.includes(somebody.lookup));
  const own = { alias: somebody.alias, avatar: somebody.avatar, since: Date.now(), kind: "visit", cards: [somebody.lookup] };
  list = { ...list, people: what === "went" ? others : others.length < list.people.length ? list.people : [...others, own] };
}

async function send(events, live) {
  const answer = await fetch("/api/v1/visits", {
    method: "POST",
    headers: { "X-Eco": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), language: spoken(), events: events.map(({ id, what, work, at, by }) => ({ id, what, work, at, by })) }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

/** True if the person came today and did not go, as far as this tablet knows. */
export const isInside = (somebody) => day === today() && inside.has(somebody.lookup);

/** The server has heard of them: they are in. */
export function cameIn(somebody) {
  const cards = new Set(startedToday()).add(somebody.lookup);
  seenHere(somebody, "came");
  return know(cards);
}

/** The cards of who is in; a new day begins with nobody. */
function startedToday() {
  if (day !== today()) [inside, list] = [new Set(), { at: 0, people: [], heads: 0 }];
  return inside;
}

/** Note that somebody came, went, or said what they had done; `what` is came, went or worked. */
export async function note(somebody, what, work = "") {
  const id = crypto.randomUUID();
  const at = Date.now();
  const proof = await prove(somebody.keys.key, proofMessage("visit", id, at, what, work));
  const by = somebody.signIn ? { sign_in: somebody.signIn, proof } : { card: somebody.lookup, proof };
  const answers = await keepAndSend([{ id, kind: "visit", what, work, at, by }]);
  const answer = answers?.get(id) ?? KEPT;
  if (!isTaken(answer)) return answer;
  const cards = new Set(startedToday());
  if (what === "came") cards.add(somebody.lookup);
  if (what === "went") cards.delete(somebody.lookup);
  if (what !== "worked") seenHere(somebody, what);
  await know(cards);
  return answer;
}

/** True unless it was refused. */
export const isTaken = (answer) => !["refused", "invalid"].includes(answer.result);

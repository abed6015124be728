// Work days at makeovers on the tablet: their signed pack, what was told here since, and events and photos sealed for the server.
import { addRoad, keepAndSend, keepSealed } from "./line.js";
import { digest, isSigned, proofMessage, prove, seal, sealValue } from "./secrets.js";
import { keep, kept, waiting } from "./store.js";
import { person, proofs } from "./who.js";
import { spoken } from "./words.js";

const PATIENCE = 8000;
const KINDS = "work_day";
const pinned = document.body.dataset.packKey;
const NOTHING = { people: {}, tasks: {}, agrees: {}, seen: {} };
let pack;
let told = structuredClone(NOTHING); // numbers, codes and times only: what the screen shows until the server's pack has it

/** True where the house knows makeovers. */
export const isOpen = () => document.body.dataset.workDays === "yes";

/** Take the kept pack into use, if its signature holds, and what was told here since. */
export async function load() {
  if (!isOpen()) return;
  addRoad(KINDS, send);
  const stored = await kept("work-days");
  if (stored && (await isSigned(pinned, stored.bytes, stored.signature))) use(stored.bytes);
  told = (await kept("work-days-told")) ?? told;
}

function use(bytes) {
  pack = JSON.parse(new TextDecoder().decode(bytes));
}

const waitsHere = async () => (await waiting(1000)).some((event) => event.kind === KINDS);

/** Fetch the pack anew where there is a line; what was told here and has been sent is in it then. */
export async function refresh() {
  if (!isOpen()) return;
  const stored = await kept("work-days");
  try {
    const own = await waitsHere();
    const answer = await fetch("/api/v1/work-days/pack", { headers: stored && pack ? { "If-None-Match": stored.tag } : {}, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return;
    const bytes = await answer.arrayBuffer();
    const signature = answer.headers.get("X-Eco-Signature") ?? "";
    if (!(await isSigned(pinned, bytes, signature))) return;
    use(bytes);
    await keep("work-days", { bytes, signature, tag: answer.headers.get("ETag") ?? "" });
    if (own || (await waitsHere())) return;
    told = structuredClone(NOTHING);
    await keep("work-days-told", told);
  } catch { /* no line: what is kept counts */ }
}

async function send(events, live) {
  const answer = await fetch("/api/v1/work-days", {
    method: "POST",
    headers: { "X-Eco": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), live, language: spoken(), events: events.map(({ id, at, seq, sealed, by }) => ({ id, at, seq, sealed, by })) }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

/** The day by this tablet's clock, as the pack writes days. */
export const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(Date.now());

const place = (day, what) => `${day.day} ${what}`;

/** The work days of these days as far as this tablet knows, with what was told here since. */
export const days = () => (pack?.days ?? []).map((day) => ({
  ...day,
  agrees: day.agrees || Boolean(told.agrees[day.makeover]),
  people: day.people.map((one) => ({ ...one, ...told.people[place(day, one.number)] })),
  tasks: day.tasks.map((task) => ({ ...task, ...told.tasks[task.task] })),
}));
export const dayOf = (token) => days().find((day) => day.day === token);

/** True while there is a work day today, or one that somebody has not left. */
export const isWanted = () => days().some((day) => day.on === today() || day.people.some((one) => one.arrived && !one.left));

/** What the words of the plan are called: kinds of tasks and rooms, what people do. */
export const nameOf = (kind, slug) => pack?.names[kind]?.[slug] ?? slug;

/** The criteria that a trainee's courses teach. */
export const criteriaOf = (one) => pack?.criteria[one.number] ?? [];

/** How often practice of somebody was noted here on a day, by its criterion. */
export const seenOf = (day, one) => told.seen[place(day, one.number)] ?? [];

const isSame = (one, somebody) => one.cards.includes(somebody.lookup) || one.number === somebody.number;

/** Whom of the plan somebody is, or undefined. */
export const whoIs = (day, somebody) => somebody && day.people.find((one) => isSame(one, somebody));

/** True if the card or PIN of somebody may note practice: a trainer's or coordinator's. */
export const mayTeach = (somebody = person()) => Boolean(somebody && (pack?.staff.includes(somebody.lookup) || somebody.rights?.includes("edit_makeovers")));

/** True if somebody says things of others: whoever leads the day, a trainer, a coordinator. */
export const mayLead = (day, somebody = person()) => mayTeach(somebody) || whoIs(day, somebody)?.part === "lead";

const KEPT = { result: "kept", message: "" };

/** True unless it was refused. */
export const isTaken = (answer) => !["refused", "invalid"].includes(answer.result);

/** Say one thing of a day: kept on the disk, sent where there is a line; `card` is whose own card was just shown. */
async function tell(day, said, change, card = undefined) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const sealed = await sealValue(pack.sealing_key, { ...said, day: day.day }, `work day:${id}`);
  const message = proofMessage("work day", id, at, sealed);
  const by = card ? { card: card.lookup, proof: await prove(card.keys.key, message) } : (await proofs(message)).by;
  const answers = await keepAndSend([{ id, kind: KINDS, at, sealed, by }]);
  const answer = answers?.get(id) ?? KEPT;
  if (isTaken(answer) && answer.result !== "stray") {
    change(at);
    await keep("work-days-told", told);
  }
  return answer;
}

/** Somebody of the plan arrived or left: by their own card, or as whoever leads says. */
export function setPerson(day, one, kind, card = undefined) {
  const here = place(day, one.number);
  return tell(day, { kind, person: one.number }, (at) => { told.people[here] = { ...told.people[here], [kind]: at }; }, card);
}

/** Somebody's own card, who is not on the plan of this day: the server says what comes of it. */
export const setStranger = (day, card) => tell(day, { kind: "arrived" }, () => {}, card);

/** A task is done, or not after all. */
export const setTask = (day, task, done) => tell(day, { kind: "task", task: task.task, done }, () => { told.tasks[task.task] = { done }; });

/** What a trainee practised, as a trainer saw it. */
export function notePractice(day, one, said) {
  const here = place(day, one.number);
  return tell(day, { kind: "practice", person: one.number, ...said }, () => { told.seen[here] = [...(told.seen[here] ?? []), said.criterion]; });
}

/** The household agrees to photos before and after. */
export const agree = (day) => tell(day, { kind: "consent" }, () => { told.agrees[day.makeover] = true; });

/** A photo of a room before or after: it lies on the disk as nobody but the server can read it. */
export async function addPhoto(day, room, part, blob) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const code = `${day.day} ${room}`;
  const bytes = await (await seal(pack.sealing_key, await blob.arrayBuffer(), `photo:${id}`)).arrayBuffer();
  const { by } = await proofs(proofMessage("photo", id, code, part, at, await digest(bytes)));
  await keepSealed([{ id, code, kind: part, at, by, bytes, to: "/api/v1/work-days/photos" }]);
}

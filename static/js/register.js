// The register on the tablet: its signed pack, what was marked since, and its events, sealed so that only the server reads them.
import { addRoad, keepAndSend } from "./line.js";
import { digest, isSigned, proofMessage, prove, seal, sealValue } from "./secrets.js";
import { keep, kept, waiting } from "./store.js";
import { person, proofs } from "./who.js";
import { spoken } from "./words.js";

const PATIENCE = 8000;
const OPENS_BEFORE = 30 * 60_000;
const THERE = new Set(["present", "late", "left_early"]);
const pinned = document.body.dataset.packKey;
let pack;
let marks = new Map();
let seats = new Map();
let waits = {};

/** True where the house has opened the room of training. */
export const isOpen = () => document.body.dataset.registers === "yes";

/** Take the kept pack into use, if its signature holds. */
export async function load() {
  if (!isOpen()) return;
  addRoad("register", send);
  const stored = await kept("register");
  if (stored && (await isSigned(pinned, stored.bytes, stored.signature))) use(stored.bytes);
  waits = (await kept("register-waits")) ?? {};
}

function use(bytes) {
  pack = JSON.parse(new TextDecoder().decode(bytes));
}

/** Fetch the pack anew where there is a line; what was marked here and has been sent is in it then. */
export async function refresh() {
  if (!isOpen()) return;
  const stored = await kept("register");
  try {
    const own = (await waiting(1000)).some((event) => event.kind === "register");
    const answer = await fetch("/api/v1/registers/pack", { headers: stored && pack ? { "If-None-Match": stored.tag } : {}, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return;
    const bytes = await answer.arrayBuffer();
    const signature = answer.headers.get("X-Eco-Signature") ?? "";
    if (!(await isSigned(pinned, bytes, signature))) return;
    use(bytes);
    await keep("register", { bytes, signature, tag: answer.headers.get("ETag") ?? "" });
    if (own || (await waiting(1000)).some((event) => event.kind === "register")) return;
    marks = new Map();
    seats = new Map();
    waits = {};
    await keep("register-waits", waits);
  } catch { /* no line: what is kept counts */ }
}

async function send(events, live) {
  const answer = await fetch("/api/v1/registers", {
    method: "POST",
    headers: { "X-Eco": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), live, language: spoken(), events: events.map(({ id, at, seq, sealed, by }) => ({ id, at, seq, sealed, by })) }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

/** The classes of the next days, in order; the class with a token; its run; the criteria of a run; the inductions. */
export const classes = () => pack?.classes ?? [];
export const classOf = (token) => classes().find((one) => one.token === token);
export const runOf = (one) => pack.runs.find((run) => run.id === one.run_id);
export const criteriaOf = (one) => pack.units.filter((unit) => unit.run === one.run);
export const inductions = () => pack?.inductions ?? [];

/** The title of a class in the language of the screen, where the course was written in it. */
export const titleOf = (one) => one.titles?.[spoken()] ?? one.title;

/** True while marks may be given: from half an hour before. */
export const isBegun = (one) => Date.now() >= one.starts - OPENS_BEFORE;

/** The classes that somebody can come to now. */
export const openNow = () => classes().filter((one) => isBegun(one) && Date.now() < one.ends);

/** What the person at the tablet may do: by their card in the pack, or by their PIN. */
export function may(right, somebody = person()) {
  if (!somebody) return false;
  return Boolean(somebody.rights?.includes(right) || pack?.staff.some((one) => one.lookup === somebody.lookup && one.rights.includes(right)));
}

/** True if the person's permit for that machine is in the pack. */
export const hasPermit = (kind, somebody = person()) =>
  Boolean(somebody?.permits?.[kind] || pack?.staff.some((one) => one.lookup === somebody?.lookup && one.permits.includes(kind)));

const keyOf = (learner) => learner.number || learner.cards[0];
const place = (token, learner) => `${token} ${keyOf(learner)}`;

/** Who is on the list of a class, with the mark that counts as far as this tablet knows. */
export function linesOf(one) {
  const run = runOf(one);
  const came = [...seats.values()].filter((seat) => seat.run === run.id && seat.learner).map((seat) => seat.learner);
  return [...run.learners, ...came.filter((learner) => !run.learners.some((known) => known.number && known.number === learner.number))].map((learner) => {
    const here = place(one.token, learner);
    const mark = marks.has(here) ? marks.get(here) : one.marks[learner.number];
    const moved = seats.get(`${run.id} ${keyOf(learner)}`);
    return { ...learner, key: keyOf(learner), state: moved?.state ?? learner.state, mark, waits: Boolean(waits[here]) };
  }).filter((line) => line.state !== "waitlisted");
}

/** The learner whose card that is, on the list of a class or waiting for a seat; undefined for others. */
export function learnerOf(one, lookup) {
  const own = [...runOf(one).learners, ...[...seats.values()].filter((seat) => seat.run === one.run_id && seat.learner).map((seat) => seat.learner)];
  const found = own.find((learner) => learner.cards.includes(lookup));
  return found && { ...found, key: keyOf(found), state: seats.get(`${one.run_id} ${keyOf(found)}`)?.state ?? found.state };
}

/** A learner of any class of the next days by the lookup key of their card. */
export const learnerByCard = (lookup) => pack?.runs.flatMap((run) => run.learners).find((learner) => learner.cards.includes(lookup));

/** Seats that are free for somebody who comes now, as far as this tablet knows. */
export function freeSeats(one) {
  const run = runOf(one);
  const moved = [...seats.values()].filter((seat) => seat.run === run.id);
  return run.free - moved.filter((seat) => seat.state === "booked").length + moved.filter((seat) => seat.state === "no_show").length;
}

/** True while somebody may still join: in the first class, where the run allows it. */
export const takesLate = (one) => one.first && runOf(one).late && Date.now() < one.ends;

const nameOf = (learner) => (learner.number ? { number: learner.number } : { card: learner.cards[0] });

async function makeEvent(kind, said, { learner, own, by } = {}) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const shown = own && { card: own.lookup, proof: await prove(own.key, proofMessage("register learner", id, at, kind)) };
  const sealed = await sealValue(pack.sealing_key, { kind, ...said, learner: shown ?? (learner && nameOf(learner)) }, `register:${id}`);
  const message = proofMessage("register", id, at, sealed);
  const who = by ? { card: by.lookup, proof: await prove(by.key, message) } : (await proofs(message)).by;
  return { id, kind: "register", at, sealed, by: who };
}

const KEPT = { result: "kept", message: "" };

async function perform(events, sealed) {
  const answers = await keepAndSend(events, sealed);
  return events.map((event) => answers?.get(event.id) ?? KEPT);
}

/** True unless it was refused. */
export const isTaken = (answer) => !["refused", "invalid"].includes(answer.result);

/** What one mark is worth when it is given now: minutes there, or undefined for the class's own measure. */
export function minutesNow(one, mark) {
  const now = Date.now();
  if (now <= one.starts || now >= one.ends) return undefined;
  return { late: Math.floor((one.ends - now) / 60_000), left_early: Math.floor((now - one.starts) / 60_000) }[mark];
}

/** How many minutes a mark is shown with. */
export function minutesOf(one, mark, minutes) {
  const all = Math.floor((one.ends - one.starts) / 60_000);
  if (!THERE.has(mark)) return 0;
  return minutes ?? (mark === "present" ? all : Math.floor((all * 75) / 100));
}

let last = [];

/** The marks that one tap takes back. */
export const lastMarks = () => last;

/** Mark learners of a class; with `by`, a learner's own card marks them. Resolves to the answers. */
export async function mark(one, learners, word, { minutes, by } = {}) {
  const events = await Promise.all(learners.map((learner) => makeEvent("mark", { class: one.token, mark: word, minutes: minutes ?? null }, by ? { by } : { learner })));
  const before = learners.map((learner) => marks.get(place(one.token, learner)) ?? one.marks[learner.number]);
  learners.forEach((learner, index) => marks.set(place(one.token, learner), { mark: word, minutes: minutesOf(one, word, minutes), id: events[index].id }));
  const answers = await perform(events);
  const done = learners.map((learner, index) => ({ one, learner, id: events[index].id, before: before[index], answer: answers[index] }));
  for (const each of done.filter(({ answer }) => !isTaken(answer))) putBack(each);
  last = done.filter(({ answer }) => isTaken(answer));
  await noteWaits(last);
  return answers;
}

function putBack({ one, learner, before }) {
  marks.set(place(one.token, learner), before);
  if (!before) delete waits[place(one.token, learner)];
}

/** Only codes of what waits lie on the disk in the clear: a restart shows that there is a mark, not which. */
async function noteWaits(done) {
  for (const { one, learner, answer } of done) if (answer.result === "kept") waits[place(one.token, learner)] = 1;
  await keep("register-waits", waits);
}

/** Take the last marks back. */
export async function undo() {
  const taken = last;
  last = [];
  const answers = await perform(await Promise.all(taken.map(({ id }) => makeEvent("unmark", { mark: id }))));
  for (const each of taken) putBack(each);
  await keep("register-waits", waits);
  return answers;
}

/** "Not here": the seat is free for somebody who came. */
export async function giveUpSeat(one, learner) {
  const [answer] = await perform([await makeEvent("gone", { class: one.token }, { learner })]);
  if (isTaken(answer)) seats.set(`${one.run_id} ${keyOf(learner)}`, { run: one.run_id, state: "no_show", learner: seats.get(`${one.run_id} ${keyOf(learner)}`)?.learner });
  return answer;
}

/** Somebody came without a place and showed their card: seated by the trainer, or on the list. */
export async function seat(one, somebody) {
  const [answer] = await perform([await makeEvent("join", { class: one.token }, { own: { lookup: somebody.lookup, key: somebody.keys.key } })]);
  const known = learnerOf(one, somebody.lookup);
  const learner = known ?? { number: "", alias: somebody.alias, avatar: somebody.avatar, language: somebody.language, cards: [somebody.lookup], state: "booked" };
  const isSeated = isTaken(answer) && answer.result !== "stray";
  if (isSeated) seats.set(`${one.run_id} ${keyOf(learner)}`, { run: one.run_id, state: "booked", learner });
  return { answer, learner, isSeated };
}

/** The trainer signs the class. */
export const sign = async (one) => (await perform([await makeEvent("sign", { class: one.token })]))[0];

/** Seal a photo of evidence: it lies on the disk as nobody but the server can read it, and goes by a road of its own. */
async function sealEvidence(blob) {
  const id = crypto.randomUUID();
  const bytes = await (await seal(pack.sealing_key, await blob.arrayBuffer(), `photo:${id}`)).arrayBuffer();
  return { id, code: "", kind: "evidence", at: Date.now(), by: null, bytes, to: "/api/v1/evidence" };
}

/** An assessor's card says what they saw of a criterion; `said` holds evidence, words and the like, `blob` is a photo. */
export async function decide(one, learner, criterion, decision, said = {}, blob = undefined) {
  const sealed = blob ? [await sealEvidence(blob)] : [];
  const photo = sealed.length ? { id: sealed[0].id, digest: await digest(sealed[0].bytes) } : null;
  return (await perform([await makeEvent("decide", { run: one.run, criterion, decision, evidence: "observed", ...said, photo }, { learner })], sealed))[0];
}

/** A learner's answers and what the giver saw of an induction; the learner's card was shown for it. */
export const induct = async (said, somebody) =>
  (await perform([await makeEvent("induct", said, { own: { lookup: somebody.lookup, key: somebody.keys.key } })]))[0];

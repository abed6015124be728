// The line to the server: every event is on this tablet's disk first, then sent; it goes only on receipt.
import * as pack from "./pack.js";
import { predict } from "./predict.js";
import { counts, enqueue, forget, oldest, sealedWaiting, waiting } from "./store.js";

const PATIENCE = 6000;
const TURN = 4000;
const BATCH = 100;
const RECEIPTS = new Set(["stored", "repeated", "already", "refused", "stray", "invalid", "to_sign"]);
const CLOSED = new Set([401, 403, 429, 502, 503, 504]); // whatever came next would be told the same
const HEADERS = { "X-Eco": "1" };
const QUICKEST = 2000;
const SLOWEST_LINE = 60_000;
const SLOWEST_THING = 5 * 60_000;
const resting = new Map(); // what the server did not take: id -> {pause, until}; a reload tries it at once
let listener = () => {};
let delay = QUICKEST;
let timer;
let flying = 0;
const roads = new Map();

/** How the line stands: {state: saved | waiting | away | unpaired, number}. */
export let line = { state: "saved", number: 0 };

/** Call `tell` whenever the line's state changes. */
export const onChange = (tell) => { listener = tell; };

/** Events of this kind go their own way: send(events, live) resolves to the answers. */
export const addRoad = (kind, send) => roads.set(kind, send);

const isScan = (event) => event.kind !== "newcomer" && !roads.has(event.kind);

async function note(isUp) {
  const [events, photos] = await counts();
  const number = events + photos;
  const up = isUp ?? (line.state !== "away" && line.state !== "unpaired");
  const state = isUp === null ? "unpaired" : !up ? "away" : number - flying > 0 ? "waiting" : "saved";
  line = { state, number: Math.max(0, number - (up ? flying : 0)) };
  listener(line);
}

/** One line at a time, across the tabs of this tablet. */
const alone = (work, signal) => (navigator.locks ? navigator.locks.request("eco-line", signal ? { signal } : {}, work) : work());

async function post(events, live) {
  const answer = await fetch("/api/v1/scans", {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), live, events }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

/** Keep events (and sealed photos) on the disk, send them at once where there is a line, and tell what became of each. */
export async function act(events, sealed = []) {
  const before = events.map((event) => pack.pieceOf(event.code));
  if (line.state === "away" && sealed.length === 0) {
    const guesses = events.map((event, index) => predict(event, before[index]));
    if (guesses.every((guess) => guess.result === "refused")) return guesses;
  }
  await enqueue(events, sealed);
  flying += events.length;
  const answers = await alone(() => sendLive(events), AbortSignal.timeout(TURN)).catch(() => undefined).finally(() => { flying -= events.length; });
  const told = events.map((event, index) => answers?.get(event.id) ?? guess(event, before[index]));
  await Promise.all([pack.keepLearnt(), note(Boolean(answers))]);
  schedule(answers ? 0 : delay);
  return told;
}

/** Keep events of a road (and sealed photos) on the disk and send them at once: the answers by id, or undefined where no line stands. */
export async function keepAndSend(events, sealed = []) {
  await enqueue(events, sealed);
  flying += events.length;
  const answers = await alone(() => sendByRoad(events, true).then(byId, lost), AbortSignal.timeout(TURN)).catch(() => undefined).finally(() => { flying -= events.length; });
  await note(answers ? true : undefined);
  schedule(answers ? 0 : delay);
  return answers;
}

/** Keep sealed things that no event names; they go as soon as the line stands. */
export async function keepSealed(sealed) {
  await enqueue([], sealed);
  await note();
  schedule(line.state === "away" ? delay : 0);
}

const byId = (answers) => new Map(answers.map((answer) => [answer.id, answer]));

async function lost(problem) {
  await note(problem.isUnpaired ? null : false);
}

async function sendByRoad(events, live) {
  const answers = await roads.get(events[0].kind)(events, live);
  await forget("queue", answers.filter((answer) => RECEIPTS.has(answer.result)).map((answer) => answer.id));
  return answers;
}

function guess(event, before) {
  const answer = predict(event, before);
  if (answer.piece && before) answer.piece.before = { ...before, before: undefined };
  pack.learn(answer.piece);
  return answer;
}

async function sendLive(events) {
  try {
    const answers = await post(events.map(body), true);
    const received = answers.filter((answer) => RECEIPTS.has(answer.result));
    await forget("queue", received.map((answer) => answer.id));
    for (const answer of answers) pack.learn(answer.piece);
    return new Map(answers.map((answer) => [answer.id, answer]));
  } catch (problem) {
    await note(problem.isUnpaired ? null : false);
    return undefined;
  }
}

/** An event as it travels: its data as the very text that was proven. */
const body = ({ id, kind, code, at, seq, how, by, with: partners, text }) => ({ id, kind, code, at, seq, how, by, with: partners, data: text });

/** Send all that waits; resolves to true when nothing is left. */
export const flush = () => alone(async () => {
  try {
    const events = await waiting(BATCH);
    const scans = events.filter(isScan);
    for (const event of events.filter((one) => one.kind === "newcomer" && !rests(one.id))) await sendNewcomer(event);
    if (scans.length) {
      const answers = await post(scans.map(body), false);
      const received = answers.filter((answer) => RECEIPTS.has(answer.result)).map((answer) => answer.id);
      await forget("queue", received);
      for (const answer of answers) pack.learn(answer.piece);
      if (!received.length) throw new Error("the server kept none of it");
    }
    for (const kind of roads.keys()) {
      const own = events.filter((event) => event.kind === kind);
      if (own.length && !(await sendByRoad(own, false)).some((answer) => RECEIPTS.has(answer.result))) throw new Error("the server kept none of it");
    }
    const photos = await sendPhotos();
    if (!events.length && !photos && line.state !== "saved") await probe();
    delay = QUICKEST;
    await note(line.state === "saved" && !events.length && !photos ? undefined : true);
    return line.number === 0;
  } catch (problem) {
    delay = Math.min(delay * 2, SLOWEST_LINE);
    await note(problem.isUnpaired ? null : false);
    return false;
  }
});

/** Is there a line again? Throws where there is none. */
async function probe() {
  const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
}

async function sendNewcomer(event) {
  const answer = await fetch("/api/v1/newcomers", {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify({ ...event.data, id: event.id, at: event.at, now: Date.now() }),
    signal: AbortSignal.timeout(5 * PATIENCE),
  });
  if (CLOSED.has(answer.status)) throw new Error(`the server answered ${answer.status}`);
  // one that is refused, or that the server fails on, stays and rests: the chip shows that it waits, and after a
  // fortnight the coordinator is told
  if (answer.ok) await taken("queue", event.id);
  else rest(event.id);
}

/** Send every photo that waits; one that is not taken holds up none of the others. Resolves to how many there were. */
async function sendPhotos() {
  let number = 0;
  for (let part = await sealedWaiting(); part.length; part = await sealedWaiting(20, part.at(-1).id)) {
    for (const photo of part) if (!rests(photo.id)) await sendPhoto(photo);
    number += part.length;
  }
  return number;
}

async function sendPhoto(photo) {
  const form = new FormData();
  for (const name of ["id", "code", "kind", "at"]) form.set(name, String(photo[name]));
  form.set("now", String(Date.now()));
  form.set("by", JSON.stringify(photo.by));
  form.set("sealed", new Blob([photo.bytes]), "photo");
  const answer = await fetch(photo.to ?? "/api/v1/photos", { method: "POST", headers: HEADERS, body: form, signal: AbortSignal.timeout(10 * PATIENCE) });
  if (answer.ok || answer.status === 409) await taken("sealed", photo.id);
  else if (CLOSED.has(answer.status)) throw new Error(`the server answered ${answer.status}`);
  else rest(photo.id);
}

function taken(storeName, id) {
  resting.delete(id);
  return forget(storeName, [id]);
}

/** What was not taken is sent again after a pause that doubles, up to five minutes. */
function rest(id) {
  const pause = Math.min(2 * (resting.get(id)?.pause ?? QUICKEST), SLOWEST_THING);
  resting.set(id, { pause, until: Date.now() + jittered(pause) });
}

const rests = (id) => resting.get(id)?.until > Date.now();

/** A quarter shorter or longer, so that tablets do not all come at once. */
const jittered = (pause) => pause * (0.75 + Math.random() / 2);

/** How long until something can be sent that waits: the first that rests, or the line's own pause. */
function untilNext() {
  const restsAll = line.state === "waiting" && resting.size >= line.number;
  const first = Math.min(...[...resting.values()].map((one) => one.until)) - Date.now();
  return restsAll ? Math.max(first, QUICKEST) : jittered(delay);
}

/** The line is back, or somebody asks: all that waits is tried at once. */
export function hurry() {
  resting.clear();
  delay = QUICKEST;
  schedule(0);
}

/** Flush after a while; again and again, ever slower, while something waits or the line is down. */
export function schedule(after = delay) {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const done = await flush();
    schedule(done ? 30_000 : untilNext());
  }, after);
}

/** Fetch the pack anew where the line stands; the line's state follows. */
export async function renew() {
  try {
    const isNew = await pack.refresh();
    if (isNew) for (const event of (await waiting(1000)).filter(isScan)) guess(event, pack.pieceOf(event.code));
    await note(true);
    return isNew;
  } catch {
    await note(false);
    return false;
  }
}

/** Tell the server how much waits here, and whether the browser promised to keep it. */
export async function report(keepsStorage) {
  const [events, photos] = await counts();
  await fetch("/api/v1/tablet", {
    method: "POST",
    headers: { ...HEADERS, "Content-Type": "application/json" },
    body: JSON.stringify({ waiting: events + photos, oldest: await oldest(), now: Date.now(), keeps_storage: keepsStorage }),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => {});
}

/** Begin: on page load, when the line comes back, when the tablet wakes. */
export async function begin() {
  for (const event of (await waiting(1000)).filter(isScan)) guess(event, pack.pieceOf(event.code));
  window.addEventListener("online", hurry);
  window.addEventListener("offline", () => note(false));
  document.addEventListener("visibilitychange", () => document.hidden || schedule(0));
  schedule(0);
}

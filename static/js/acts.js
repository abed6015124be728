// Doing something to a piece: the event is made, proven, kept, sent; what comes of it is said, shown and felt.
import { announce, go } from "./app.js";
import { signal } from "./feedback.js";
import { act } from "./line.js";
import * as pack from "./pack.js";
import { digest, proofMessage, seal } from "./secrets.js";
import { person, proofs } from "./who.js";
import { t } from "./words.js";

let banner;
let painted;
let last;
let unfinished;

/** What is to be said on the next screen: {kind, words, more, values, doing}; saying it takes it away. */
export function takeBanner() {
  const said = banner;
  banner = undefined;
  painted = said && { said, at: performance.now() };
  return said;
}

// A card brings its language a moment later and the screen is painted again: what was said meanwhile is said in it.
document.addEventListener("eco-words", ({ detail: since }) => {
  if (!banner && painted && painted.at >= since) banner = painted.said;
});

/** Have something said on the screen that comes: kind is good, refused or look. */
export function say(kind, words, more = "", values = undefined, answer = undefined) {
  banner = { kind, words, more, values, answer };
  signal(kind);
  announce(`${t(words, values)} ${more ? t(more, values) : ""}`);
}

/** The last thing done on this tablet: {event, code, piece, at, words}, or undefined. */
export const lastDone = () => last;

/** Forget the last thing (it was taken back). */
export const dropLast = () => { last = undefined; };

/** What was begun before somebody showed a card; it goes on when one is shown. */
export function takeUnfinished() {
  const waiting = unfinished;
  unfinished = undefined;
  return waiting;
}

/** True while something waits for a card. */
export const waitsForCard = () => Boolean(unfinished);

/** Do `work` once a person is at the tablet: at once, or as soon as a card is shown. */
export async function withPerson(work) {
  if (person()) return work();
  unfinished = work;
  signal("look");
  return go("people", { wanted: true });
}

/** An event of ours, with its id, its time and whose it is. */
export async function makeEvent(kind, code, data, how) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const text = JSON.stringify(data);
  return { id, kind, code, at, how, ...(await proofs(proofMessage("event", id, kind, code, at, how, text))), data, text };
}

/** Seal a photo for the server; what comes back may lie on the disk. */
export async function sealPhoto(blob, code, kind) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const sealed = await seal(pack.current().sealing_key, await blob.arrayBuffer(), `photo:${id}`);
  const bytes = await sealed.arrayBuffer();
  const { by } = await proofs(proofMessage("photo", id, code, kind, at, await digest(bytes)));
  return { id, code, kind, at, bytes, by };
}

/** Make one event and see it through; the answer is what the server (or, without a line, this tablet) says. */
export async function perform(kind, code, data, { how = "scan", photos = [] } = {}) {
  const event = await makeEvent(kind, code, data, how);
  const [answer] = await act([event], photos);
  remember(event, answer);
  return answer;
}

/** Remember what can be taken back with one tap. */
export function remember(event, answer) {
  if (event.kind === "undone") last = undefined;
  else if (isDone(answer) && answer.result !== "already") last = { event, piece: answer.piece ?? pack.pieceOf(event.code), at: event.at };
}

/** True if it was done: by the server, or kept here until the line comes back. */
export const isDone = (answer) => ["stored", "repeated", "already", "kept"].includes(answer.result);

/** Say what became of it: done, already so, or refused with what to do and who may help. */
export function sayAnswer(answer, done = "Done") {
  const values = answer.words?.params;
  if (answer.result === "already") say("look", "Already here.", "", undefined, answer);
  else if (isDone(answer)) say("good", done, answer.result === "kept" ? "Kept on this tablet until the line is back." : "", undefined, answer);
  else if (answer.result === "stray") say("look", answer.words?.message || "A coordinator looks at this one.", answer.words?.remedy, values, answer);
  else say("refused", answer.words?.message || "This could not be done.", answer.words?.remedy, values, answer);
}

/** Take the last thing back: one tap. */
export async function undoLast(how = "scan") {
  if (!last) return say("look", "There is nothing to take back.");
  const { event } = last;
  const answer = await perform("undone", event.code, { event: event.id }, { how });
  sayAnswer(answer, "Taken back");
  return answer;
}

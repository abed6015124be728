// The van's day on the tablet: its signed pack, what was done since, and its events, sealed so that only the server reads them.
import { addRoad, keepAndSend } from "./line.js";
import { isSigned, proofMessage, sealValue } from "./secrets.js";
import { keep, kept, waiting } from "./store.js";
import { proofs } from "./who.js";
import { spoken } from "./words.js";

const PATIENCE = 8000;
const pinned = document.body.dataset.packKey;
let pack;
let told = { pieces: {}, deliveries: {}, stops: {} }; // codes and times only: what the screen shows until the server's pack has it

/** True where the house knows the van. */
export const isOpen = () => document.body.dataset.van === "yes";

/** Take the kept pack into use, if its signature holds, and what was done here since. */
export async function load() {
  if (!isOpen()) return;
  addRoad("van", send);
  const stored = await kept("van");
  if (stored && (await isSigned(pinned, stored.bytes, stored.signature))) use(stored.bytes);
  told = (await kept("van-told")) ?? told;
}

function use(bytes) {
  pack = JSON.parse(new TextDecoder().decode(bytes));
}

const waitsHere = async () => (await waiting(1000)).some((event) => event.kind === "van");

/** Fetch the pack anew where there is a line; what was done here and has been sent is in it then. */
export async function refresh() {
  if (!isOpen()) return;
  const stored = await kept("van");
  try {
    const own = await waitsHere();
    const answer = await fetch("/api/v1/van/pack", { headers: stored && pack ? { "If-None-Match": stored.tag } : {}, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) return;
    const bytes = await answer.arrayBuffer();
    const signature = answer.headers.get("X-Eco-Signature") ?? "";
    if (!(await isSigned(pinned, bytes, signature))) return;
    use(bytes);
    await keep("van", { bytes, signature, tag: answer.headers.get("ETag") ?? "" });
    if (own || (await waitsHere())) return;
    const labels = Object.entries(told.stops).filter(([token, stop]) => stop.codes?.length && !stopOf(token)?.outcome);
    told = { pieces: {}, deliveries: {}, stops: Object.fromEntries(labels.map(([token, { codes }]) => [token, { codes }])) };
    await keep("van-told", told);
  } catch { /* no line: what is kept counts */ }
}

async function send(events, live) {
  const answer = await fetch("/api/v1/van", {
    method: "POST",
    headers: { "X-Eco": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ now: Date.now(), live, language: spoken(), events: events.map(({ id, at, seq, sealed, by }) => ({ id, at, seq, sealed, by })) }),
    signal: AbortSignal.timeout(live ? PATIENCE : 5 * PATIENCE),
  });
  if (answer.status === 401 || answer.status === 403) throw Object.assign(new Error("not paired"), { isUnpaired: true });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return (await answer.json()).answers;
}

const place = (delivery, piece) => `${delivery.number} ${piece.code}`;

/** Deliveries and rounds of these days as far as this tablet knows, with what was done here since. */
export const deliveries = () => (pack?.deliveries ?? []).map((one) => ({
  ...one,
  ...told.deliveries[one.number],
  pieces: one.pieces.map((piece) => ({ ...piece, ...told.pieces[place(one, piece)] })),
}));
export const rounds = () => (pack?.rounds ?? []).map((one) => ({ ...one, stops: one.stops.map((stop) => ({ codes: [], ...stop, ...told.stops[stop.stop] })) }));
export const deliveryOf = (number) => deliveries().find((one) => one.number === number);
export const roundOf = (number) => rounds().find((one) => one.number === number);
export const stopOf = (token) => rounds().flatMap((one) => one.stops).find((stop) => stop.stop === token);
export const roundWith = (token) => rounds().find((one) => one.stops.some((stop) => stop.stop === token));

/** The day by this tablet's clock, as the pack writes days. */
export const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(Date.now());

/** True while something of today, or of a day before, is still to be done. */
export const isWanted = () => deliveries().some((one) => one.day === today() || (one.day < today() && isOpenStill(one))) || rounds().some((one) => one.day === today());

/** True while nobody has said of every piece what became of it. */
export const isOpenStill = (one) => one.pieces.some((piece) => ["planned", "loaded"].includes(piece.state));

/** Words to press: why a piece comes back, why nobody signs, why something is not taken at the door. */
export const reasons = (kind) => pack?.[kind] ?? [];

/** The piece of a delivery that wears a scanned label. */
export const pieceWith = (delivery, label) => delivery.pieces.find((piece) => piece.code === label || piece.labels.includes(label));

const KEPT = { result: "kept", message: "" };

/** True unless it was refused. */
export const isTaken = (answer) => !["refused", "invalid"].includes(answer.result);

/** Say one thing of the van: kept on the disk, sent where there is a line; `shelf` and `key` name what changes on the screen. */
async function tell(said, shelf, key, change) {
  const id = crypto.randomUUID();
  const at = Date.now();
  const sealed = await sealValue(pack.sealing_key, said, `van:${id}`);
  const { by } = await proofs(proofMessage("van", id, at, sealed));
  const before = told[shelf][key];
  told[shelf][key] = { ...before, ...change };
  await keep("van-told", told);
  const answers = await keepAndSend([{ id, kind: "van", at, sealed, by }]);
  const answer = answers?.get(id) ?? KEPT;
  if (!isTaken(answer)) {
    if (before) told[shelf][key] = before;
    else delete told[shelf][key];
    await keep("van-told", told);
  }
  return answer;
}

/** A piece is in the van, is delivered, or comes back. */
export const setPiece = (delivery, piece, kind, reason = "") =>
  tell({ kind, delivery: delivery.number, code: piece.code, reason }, "pieces", place(delivery, piece),
    { state: { loaded: "loaded", delivered: "delivered", back: "undelivered" }[kind], reason });

/** The van arrived, left, or that was tapped by mistake. */
export const setDelivery = (delivery, kind) => tell({ kind, delivery: delivery.number }, "deliveries", delivery.number, kind.startsWith("not_") ? { [kind.slice(4)]: 0 } : { [kind]: Date.now() });

/** They signed (the strokes travel sealed and stay nowhere else), or why not. */
export const sign = (delivery, strokes, reason = "") =>
  tell(strokes ? { kind: "signed", delivery: delivery.number, strokes } : { kind: "not_signed", delivery: delivery.number, reason }, "deliveries", delivery.number, { signed: reason || "signed" });

/** Something of a stop: arrived, left, nobody in, not taken and why, collected with the labels that were scanned. */
export function setStop(stop, kind, reason = "") {
  const change = { stop_arrived: { arrived: Date.now() }, stop_not_arrived: { arrived: 0 }, stop_left: { left: Date.now() } }[kind] ?? { outcome: kind, left: Date.now() };
  return tell({ kind, stop: stop.stop, reason, codes: kind === "collected" ? stop.codes : [] }, "stops", stop.stop, change);
}

/** A label that was stuck on something at a stop; it is told with "collected". */
export async function addLabel(stop, code) {
  told.stops[stop.stop] = { ...told.stops[stop.stop], codes: [...new Set([...stop.codes, code])] };
  await keep("van-told", told);
}

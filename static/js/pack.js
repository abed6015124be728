// What this tablet knows of its site: the signed pack, and what was learnt since it was fetched.
import { isSigned } from "./secrets.js";
import { keep, kept } from "./store.js";

let pack;
let pieces = new Map();
let gone = new Map();
const pinned = document.body.dataset.packKey;

/** The pack, or undefined on a tablet that never had a line. */
export const current = () => pack;

/** Take the kept pack into use, if its signature holds. */
export async function load() {
  const stored = await kept("pack");
  if (stored && (await isSigned(pinned, stored.bytes, stored.signature))) use(stored.bytes);
  if (pack) await takeNewcomers();
  for (const piece of (await kept("learnt")) ?? []) pieces.set(piece.code, piece);
  return Boolean(pack);
}

function use(bytes) {
  pack = JSON.parse(new TextDecoder().decode(bytes));
  pieces = new Map(pack.pieces.map((piece) => [piece.code, piece]));
  pack.blankSet = new Set(pack.blanks);
  gone = new Map(pack.gone.map((row) => [row[0], row]));
  delete pack.gone;
}

/** A piece that left and may come back: what the pack tells of it is enough to take it in again. */
function goneOf(code) {
  if (!gone.has(code)) return undefined;
  const [, stage, life, kind, since, practice] = gone.get(code);
  const left = pack.gone_stages[stage];
  return {
    code, label: code, category: pack.categories[kind]?.slug ?? "", title: "", stage: left, step: "", place: 0, site: pack.site.id, life, since: since * 1000, grams: 0,
    photo: "", photos: [], moves: pack.stages.moves[left] ?? [], main: pack.stages.main[left] ?? "", undo: false, practice: Boolean(practice),
    blocked: {}, missing: [], asked: {}, answers: {},
  };
}

/** A blank card has found its person: it signs them in from now on, after a restart without a line too. Their name is
 *  not kept here: until the server tells of them they are known by their picture. */
export async function welcomeCard(somebody) {
  take(somebody);
  const known = (await kept("newcomers")) ?? [];
  await keep("newcomers", [...known, { ...somebody, alias: "" }]);
}

function take(somebody) {
  if (personByCard(somebody.lookup)) return;
  pack.blank_cards = pack.blank_cards.filter((one) => one !== somebody.lookup);
  pack.people.push(somebody);
}

/** Newcomers whom the pack in use does not know yet; the others need no keeping any more. */
async function takeNewcomers() {
  const known = (await kept("newcomers")) ?? [];
  const still = known.filter((one) => !personByCard(one.lookup));
  if (still.length < known.length) await keep("newcomers", still);
  for (const one of still) take(one);
}

/** Fetch the pack anew; true if a newer one is in use. A pack that the server did not sign is not used. */
export async function refresh() {
  const stored = await kept("pack");
  const answer = await fetch("/api/v1/pack", { headers: stored && pack ? { "If-None-Match": stored.tag } : {}, cache: "no-store" });
  if (answer.status === 304 || !answer.ok) return false;
  const bytes = await answer.arrayBuffer();
  const signature = answer.headers.get("X-Eco-Signature") ?? "";
  if (!(await isSigned(pinned, bytes, signature))) throw new Error("the pack is not signed by our server");
  use(bytes);
  await takeNewcomers();
  await Promise.all([keep("pack", { bytes, signature, tag: answer.headers.get("ETag") ?? "" }), keep("learnt", [])]);
  return true;
}

/** The piece behind a label as this tablet knows it, or undefined. */
export function pieceOf(code) {
  const own = pack?.labels?.[code] ?? code;
  return pieces.get(own) ?? goneOf(own);
}

/** True for a label of this site that no piece wears yet, as far as this tablet knows. */
export const isBlank = (code) => Boolean(pack?.blankSet.has(code)) && !pieces.has(code);

/** Remember what the server (or this tablet) says of a piece now. */
export function learn(piece) {
  if (!piece || piece.stage === "blank") return;
  pieces.set(piece.code, piece);
  if (piece.label && piece.label !== piece.code && pack) pack.labels[piece.label] = piece.code;
}

/** Keep what was learnt, so that a restart without a line still knows it. */
export async function keepLearnt() {
  const known = new Map((pack?.pieces ?? []).map((piece) => [piece.code, piece]));
  await keep("learnt", [...pieces.values()].filter((piece) => known.get(piece.code) !== piece));
}

const find = (list, key, value) => list?.find((item) => item[key] === value);

/** The category, question, place or person with that key, or undefined. */
export const category = (slug) => find(pack?.categories, "slug", slug);
export const question = (slug) => find(pack?.questions, "slug", slug);
export const place = (id) => find(pack?.places, "id", id);
export const placeByCode = (code) => find(pack?.places, "code", code);
export const personByCard = (lookup) => find(pack?.people, "lookup", lookup);

/** True if we ship that drawing, such as "answers/intent-yes". */
export const hasDrawing = (name) => Boolean(pack?.drawings.includes(name));

/** Message ids: what a piece is, where it stands. */
export const whatOf = (piece) => category(piece.category)?.name || piece.title || "A piece";
export const stageName = (stage) => pack?.stages.names[stage] ?? stage;
export const stepName = (step) => pack?.stages.step_names[step] ?? step;
export const moveWords = (stage) => pack?.stages.move_words[stage] ?? stage;

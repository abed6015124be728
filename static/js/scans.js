// What a scanned code means where no screen takes it for itself. Piece, wall card and person's card work in any order.
import { again, go, shown } from "./app.js";
import { isDone, perform, say, sayAnswer, takeUnfinished, undoLast, withPerson } from "./acts.js";
import { tellCard, tellPartner } from "./entrance.js";
import * as door from "./door.js";
import * as mine from "./mine.js";
import * as pack from "./pack.js";
import * as who from "./who.js";
import { line, renew } from "./line.js";
import { signal } from "./feedback.js";
import { sayHere } from "./screens/parts.js";

const HOLD = 60_000;
let held;

/** The wall card that waits for its piece, or undefined. */
export const heldCard = () => (held && Date.now() - held.at < HOLD ? held : undefined);

/** Forget the wall card that waits. */
export const dropHeld = () => { held = undefined; };

/** Act on a scanned code: {kind, value}, or null for what is not ours. */
export async function resolve(scanned, how, raw) {
  if (!scanned) return foreign(raw);
  if (scanned.kind === "card") return showCard(scanned.value);
  if (scanned.kind === "piece") return showPiece(scanned.value, how);
  if (scanned.kind === "step" || scanned.kind === "place") return showWallCard(scanned);
  return foreign(raw);
}

/** Another code on the furniture came before the camera: what is under way stays where it is. */
async function foreign() {
  say("look", "Not one of ours.", "Show an EcoWorks label, a wall card or your card.");
  if (["home", "people"].includes(shown().name)) return again();
  return sayHere();
}

/** A person's card: sign in, hand over, or a new person's first hour. */
export async function showCard(token) {
  let met = await who.meet(token);
  if (met.status === "unknown" && line.state !== "away" && (await renew())) met = await who.meet(token);
  if (met.status === "blank") return go("newcomer", { keys: met.keys });
  if (met.status !== "known") {
    say("refused", met.status === "late" ? "This card has ended." : "This card is not known here.", "Ask a trainer or coordinator.");
    return go("people");
  }
  met.person.token = token;
  if (who.person() && who.person().lookup !== met.person.lookup) return go("handover", { somebody: met.person });
  return welcome(met.person);
}

/** Somebody is at the tablet; what waited for them goes on. */
export async function welcome(somebody, { together = false } = {}) {
  signal("good");
  const unfinished = takeUnfinished();
  const { token, ...kept } = somebody;
  if (together) who.join(kept);
  else who.signIn(kept);
  if (line.state !== "away") tell(token, kept, together);
  else if (token && !door.isInside(kept)) door.note(kept, "came");
  if (unfinished) return unfinished();
  if (["people", "pin", "handover", "newcomer"].includes(shown().name)) return go("home");
  return undefined;
}

/** The server hears of the card as well: the visit opens, and a PIN may follow. */
async function tell(token, somebody, together) {
  if (together) return token && tellPartner(token);
  const heard = token && tellCard(token).then((number) => {
    somebody.number = number || somebody.number;
    if (number) door.cameIn(somebody);
    else if (!door.isInside(somebody)) door.note(somebody, "came");
  });
  if ((await mine.ask(heard)) && shown().name === "home") await again();
  return undefined;
}

/** A piece's label: what waits for it is done, else it is shown; a blank one starts an intake. */
export async function showPiece(code, how) {
  const waits = heldCard();
  if (waits) {
    held = undefined;
    return withPerson(() => useWallCard(waits.scanned, code));
  }
  const piece = await lookUp(code);
  signal(piece ? "good" : "look");
  if (piece?.stage === "blank") return go("intake", { code });
  if (piece) return go("piece", { code, piece, how });
  return go("unknown", { code });
}

/** The piece behind a code: from the server where the line stands, else from the pack; {stage: "blank"} for a blank. */
export async function lookUp(code) {
  if (line.state !== "away") {
    try {
      const answer = await fetch(`/api/v1/pieces/${code}`, { signal: AbortSignal.timeout(3000), cache: "no-store" });
      if (answer.status === 404) return undefined;
      if (answer.ok) {
        const { piece } = await answer.json();
        pack.learn(piece);
        return piece;
      }
    } catch { /* no line: what the pack knows */ }
  }
  return pack.pieceOf(code) ?? (pack.isBlank(code) ? { stage: "blank", code } : undefined);
}

async function showWallCard(scanned) {
  const word = scanned.value;
  if (word === "UNDO") {
    return withPerson(async () => {
      await undoLast("wall_card");
      return shown().name === "home" ? again() : go("home");
    });
  }
  const open = shown().name === "piece" ? shown().params.code : undefined;
  if (open) return withPerson(() => useWallCard(scanned, open));
  held = { scanned, at: Date.now() };
  signal("look");
  return shown().name === "home" ? again() : go("home");
}

/** What a wall card does to a piece: [kind, data, words], or undefined for a card that says nothing here. */
export function meaning(scanned) {
  if (scanned.kind === "place") {
    const place = pack.placeByCode(scanned.value);
    return place && ["placed", { place: place.id }, place.name];
  }
  const [group, rest = ""] = scanned.value.split(".");
  const word = rest.toLowerCase().replaceAll("-", "_");
  if (group === "STEP") return ["moved", { to: "in_work", step: word }, pack.stepName(word)];
  if (group === "STAGE") return ["moved", { to: word }, pack.stageName(word)];
  return undefined;
}

async function useWallCard(scanned, code) {
  const [kind, data, words] = meaning(scanned) ?? [];
  if (!kind) {
    say("look", "This wall card says nothing here.", "Open a question first, then show yes, no or not sure.");
    return again();
  }
  const answer = await perform(kind, code, data, { how: "wall_card" });
  sayAnswer(answer, words);
  return isDone(answer) ? go("home") : go("piece", { code, piece: answer.piece });
}

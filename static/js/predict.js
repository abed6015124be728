// What will become of an event, as far as the tablet can tell without a line: from the server's own table of moves
// and the gaps that came with each piece. The server decides again when the event arrives.
import * as pack from "./pack.js";

const LEFT = new Set(["released", "returned"]);

const refused = (message, remedy, more = {}) => ({ result: "refused", words: { message, remedy, params: {} }, people: [], ...more });

/** {result: kept | refused | already, words, piece}: the answer to show while there is no line. */
export function predict(event, piece) {
  if (!piece) return event.kind === "intake" ? taken(event) : { result: "kept" };
  const rule = { moved: predictMove, intake: predictIntake, placed: predictPlace, undone: predictUndo, released: predictRelease }[event.kind];
  return rule ? rule(event, piece) : { result: "kept", piece };
}

function taken(event) {
  const kind = pack.category(event.data.category);
  return {
    result: "kept",
    piece: fresh(event, {
      code: event.code, label: event.code, category: event.data.category ?? "", title: "", life: 1, site: pack.current()?.site.id,
      stage: "received", step: "", place: 0, photo: event.data.photos?.[0] ?? "", photos: event.data.photos ?? [], missing: [], blocked: {},
      answers: {}, grams: event.data.grams ?? kind?.grams ?? 0, asked: {}, practice: false,
    }),
  };
}

/** The piece after the event, its buttons from the table. */
function fresh(event, piece) {
  const { moves, main } = pack.current().stages;
  return { ...piece, since: event.at, moves: moves[piece.stage] ?? [], main: main[piece.stage] ?? "", last: event.id, undo: true, isGuess: true };
}

function predictIntake(event, piece) {
  if (LEFT.has(piece.stage)) return { result: "kept", piece: { ...taken(event).piece, code: piece.code, life: piece.life + 1 } };
  if (piece.stage === "draft") return { result: "kept", piece: { ...taken(event).piece, code: piece.code, life: piece.life } };
  return refused("It is taken in already.", "Open it and go on from there.");
}

function predictMove(event, piece) {
  const { to, step = "", place = 0 } = event.data;
  if (piece.site !== pack.current()?.site.id) return refused("It is booked at another site.", "Press «Receive here» first.");
  if (to === piece.stage && step === piece.step && (place === 0 || place === piece.place)) return { result: "already", piece };
  const gap = piece.blocked?.[to === "in_work" ? `in_work.${step}` : to];
  if (gap) return refused(gap.message, gap.remedy, { wants: gap.wants, permit: gap.permit, people: pack.current()?.checkers[gap.permit] ?? [] });
  const stays = to === piece.stage && step === piece.step;
  if (!stays && !piece.moves?.includes(to)) return refused("From here it cannot go there.", "Open the piece: the buttons show where it can go.");
  return { result: "kept", piece: fresh(event, { ...piece, stage: to, step: to === "in_work" ? step : "", place, blocked: piece.isGuess ? piece.blocked : stillBlocked(piece) }) };
}

/** Gaps that a move does not close: whatever the gates of safety want stays wanted. */
const stillBlocked = (piece) => Object.fromEntries(Object.entries(piece.blocked ?? {}).filter(([, gap]) => gap.permit));

function predictPlace(event, piece) {
  if (event.data.place === piece.place) return { result: "already", piece };
  return { result: "kept", piece: { ...piece, place: event.data.place, last: event.id, undo: true } };
}

/** A piece that is kept goes to its makeover alone. */
function predictRelease(event, piece) {
  const own = pack.current()?.makeovers.find((one) => one.code === piece.kept_for);
  if (piece.kept_for && event.data.makeover_id !== own?.id) {
    const said = refused("This piece is kept for the makeover %(makeover)s.", "Give it to that makeover, or take it off its list first.");
    return { ...said, words: { ...said.words, params: { makeover: piece.kept_for } } };
  }
  return { result: "kept", piece };
}

function predictUndo(event, piece) {
  if (piece.last !== event.data.event) return refused("Something newer was built on it.", "Only the last thing can be taken back.");
  return { result: "kept", piece: piece.before ?? { ...piece, last: event.id, undo: false } };
}

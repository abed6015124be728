// More: every allowed move, what may be asked now, weight and kind, a coordinator's override.
import { go, paint, screen } from "../app.js";
import { isDone, perform, sayAnswer, withPerson } from "../acts.js";
import { duo, h, icon, plain, slab } from "../dom.js";
import * as pack from "../pack.js";
import { lookUp } from "../scans.js";
import { hasConfirmed, mayWithPin } from "../who.js";
import { t } from "../words.js";
import { about } from "./ask.js";
import { banner, STAGE_ICONS, STEP_ICONS } from "./parts.js";
import { answerGap, moveTo } from "./piece.js";
import { backLine } from "./questions.js";

async function more({ code, piece: given }) {
  const piece = given ?? (await lookUp(code));
  if (!piece) return go("unknown", { code }, { replace: true });
  const ends = pack.current().stages.ends;
  const moves = (piece.moves ?? []).filter((to) => to !== "released" || piece.main !== "released");
  paint({
    title: t("More"),
    middle: [about(piece), banner(),
      h("h1", {}, duo("Where to?")),
      h("div", { class: "columns-2" }, moves.filter((to) => !ends.includes(to)).flatMap((to) => moveButtons(piece, to))),
      questions(piece),
      h("h2", {}, duo("Put right")),
      h("div", { class: "columns-2" },
        plain(duo("Weigh it"), "scale", { size: "low", onclick: () => withPerson(() => go("weigh", { code, piece })) }),
        plain(duo("It is something else"), "pencil", { size: "low", onclick: () => withPerson(() => go("category", { code, piece })) }),
        plain(duo("History"), "history", { size: "low", onclick: () => location.assign(`/pieces/${piece.code}`) }),
        mayWithPin("override") && plain(duo("Set a rule aside"), "shield-check", { size: "low", id: "override", onclick: () => go("override", { code, piece }) })),
      moves.some((to) => ends.includes(to)) && h("h2", {}, duo("It ends here")),
      h("div", { class: "columns-2" }, moves.filter((to) => ends.includes(to)).map((to) =>
        plain(duo(pack.moveWords(to)), STAGE_ICONS[to], { size: "low", "data-to": to, onclick: () => withPerson(() => go("end", { code, piece, to })) })))],
    thumb: [backLine(() => go("piece", { code, piece }))],
  });
  return undefined;
}

function moveButtons(piece, to) {
  if (to !== "in_work") return [moveButton(piece, to, "", pack.moveWords(to), STAGE_ICONS[to])];
  return pack.current().stages.steps.map((step) => moveButton(piece, to, step, pack.stepName(step), STEP_ICONS[step]));
}

function moveButton(piece, to, step, words, sign) {
  const gap = piece.blocked?.[step ? `${to}.${step}` : to];
  const press = () => withPerson(() => (to === "released" ? go("release", { code: piece.code, piece }) : gap ? answerGap(piece, gap.wants) : moveTo(piece, to, step)));
  return plain(duo(words), gap ? "hand-stop" : sign, { size: "mid", more: gap && t(gap.message), "data-to": step || to, onclick: press });
}

function questions(piece) {
  const open = ["work", "release"].flatMap((when) => piece.asked?.[when] ?? []).filter((slug) => !(slug in (piece.answers ?? {})));
  if (!open.length || ["released", "returned", "draft"].includes(piece.stage)) return undefined;
  return [h("h2", {}, duo("Questions")), h("div", { class: "columns-2" }, open.map((slug) =>
    plain(duo(pack.question(slug).text), "clipboard-check", { size: "mid", "data-question": slug, onclick: () => withPerson(() => go("ask", { code: piece.code, piece, slug })) })))];
}

/** An end is for good, so it is said once more before it is done. */
function end({ code, piece, to }) {
  const note = h("input", { id: "waste-note", class: "input", maxlength: "60", autocomplete: "off" });
  const wantsNote = to === "waste_pops" || to === "waste";
  const press = async () => {
    const data = wantsNote && note.value ? { to, waste_note: note.value } : { to };
    const answer = await perform("moved", code, data);
    sayAnswer(answer, pack.stageName(to));
    return isDone(answer) ? go("home") : go("piece", { code, piece: answer.piece ?? piece });
  };
  paint({
    title: t(pack.moveWords(to)),
    middle: [about(piece), h("div", { class: "said" }, icon(STAGE_ICONS[to], 72)), h("h1", {}, duo(pack.moveWords(to))),
      h("p", {}, duo("This ends the piece's life here. It can be taken back for 10 minutes.")),
      wantsNote && h("div", { class: "field" }, h("label", { for: "waste-note" }, t("Number of the waste note, if there is one")), note)],
    thumb: [slab(duo("Yes, do it"), STAGE_ICONS[to], { size: "home", id: "yes", onclick: press }), backLine(() => go("more", { code, piece }))],
  });
}

/** A coordinator sets a house rule aside, with a reason that is counted and listed. */
function override({ code, piece }) {
  if (!hasConfirmed()) return go("pin", { then: () => go("override", { code, piece }) });
  const house = Object.entries(pack.current().gates).filter(([, gate]) => gate.house);
  const wanted = new Set((piece.missing ?? []).map((one) => one.gate));
  const reason = h("input", { id: "reason", class: "input", maxlength: "200", required: true });
  const choice = (slug, gate) => h("label", { class: "choice" }, h("input", { type: "radio", name: "gate", value: slug, required: true, checked: wanted.has(slug) }), h("span", {}, duo(gate.name)));
  const form = h("form", { class: "form" }, h("fieldset", { class: "field" }, h("legend", {}, t("Which rule?")), h("div", { class: "choices" }, house.map(([slug, gate]) => choice(slug, gate)))),
    h("div", { class: "field" }, h("label", { for: "reason" }, t("Reason")), reason), slab(duo("Set it aside"), "shield-check", { type: "submit", size: "home" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await perform("overridden", code, { gate: new FormData(form).get("gate"), reason: reason.value });
    sayAnswer(answer, "Set aside");
    return go("piece", { code, piece: answer.piece ?? piece });
  });
  return paint({
    title: t("Set a rule aside"),
    middle: [about(piece), h("h1", {}, duo("Set a rule aside")), h("p", {}, duo("Only house rules. Fire, POPs, mains, children's and quality checks have no way around.")), form],
    thumb: [backLine(() => go("more", { code, piece }))],
  });
}

screen("more", more);
screen("end", end);
screen("override", override);

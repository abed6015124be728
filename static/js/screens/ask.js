// A question that a gate still has, about a piece that is here already; new filling's papers; a weight; a category.
import { go, paint, screen } from "../app.js";
import { isDone, makeEvent, perform, sayAnswer, sealPhoto } from "../acts.js";
import { act } from "../line.js";
import { duo, h, notice, plain, slab } from "../dom.js";
import * as pack from "../pack.js";
import { holds } from "../who.js";
import { t } from "../words.js";
import { banner, listed, photoAddress, thumb } from "./parts.js";
import { shutter, shutterView } from "./piece.js";
import { backLine, cardAnswer, drawing, factsForm, questionView, shownQuestions } from "./questions.js";
import { categoryView, weightView } from "./intake_parts.js";

let asked;

/** The piece at the top of a question's page. */
export const about = (piece, words, right) => h("div", { class: "asked" }, thumb(piece, 76),
  h("div", {}, h("b", {}, words ?? t(pack.whatOf(piece))), h("span", { class: "code" }, piece.code)), right);

const back = ({ code, piece, next }) => () => (next ? next(piece) : go("piece", { code, piece }));

function ask(params) {
  const { code, piece, slug } = params;
  const question = pack.question(slug);
  asked = { params, question };
  if (question.permit && !holds(question.permit)) return askPin(params, question);
  paint({
    title: t(question.text),
    bar: undefined,
    middle: [about(piece), banner(), questionView(question, (answer) => answered(params, question, answer), { picture: drawing(slug, piece.category, photoAddress(piece)) })],
    thumb: [backLine(back({ code, piece }))],
  });
  return undefined;
}

/** An answer that only a checker may give counts with a PIN; anybody else's means quarantine, said beforehand. */
function askPin(params, question) {
  const { code, piece } = params;
  const people = pack.current()?.checkers[question.permit] ?? [];
  paint({
    title: t(question.text),
    middle: [about(piece), banner(), questionView(question, (answer) => answered(params, question, answer), { picture: drawing(question.slug, piece.category, photoAddress(piece), "picture-low") }),
      notice("look", duo("A checker answers this"), [duo("Their answer counts with the PIN. Anybody else's answer means that it waits for a checker."), " ", people.length > 0 && h("b", {}, listed(people))])],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", onclick: back({ code, piece }) }),
      slab(duo("I am a checker: PIN"), "key", { id: "give-pin", onclick: () => go("pin", { then: () => go("ask", params) }) }))],
    stays: true,
  });
}

function answered(params, question, answer) {
  if (question.fields.length && answer === "yes") return facts(params, question);
  if (question.photo === answer) return evidence(params, question, answer);
  return send(params, question, { answer });
}

function facts(params, question) {
  paint({ title: t(question.text), middle: [about(params.piece), factsForm(question, (data) => send(params, question, { answer: "yes", data }))], thumb: [backLine(() => ask(params))] });
}

function evidence(params, question, answer) {
  paint({
    title: t("A photo of it"),
    middle: [about(params.piece), h("h1", {}, duo("Take a photo of what you see")), shutterView()],
    thumb: shutter(async (blob) => {
      const photo = await sealPhoto(blob, params.code, "evidence");
      return send(params, question, { answer, photo: photo.id }, [photo]);
    }, () => ask(params)),
  });
}

async function send(params, question, said, photos = []) {
  const event = await makeEvent("answered", params.code, { answers: { [question.slug]: said }, shown: shownQuestions([question]) }, params.how ?? "scan");
  const [answer] = await act([event], photos);
  const piece = answer.piece ?? params.piece;
  sayAnswer(answer, "Answered");
  if (isDone(answer) && params.next) return params.next(piece);
  return go("piece", { code: params.code, piece });
}

/** Papers of new filling or a new cover: without them the piece may not leave. */
function filling({ code, piece, next }) {
  const names = { supplier: "Supplier", batch: "Batch", fire_test: "Fire-test reference", what: "What was used" };
  const fields = Object.keys(names).map((name) => h("input", { id: `fill-${name}`, name, maxlength: "80", required: name !== "what" }));
  const submit = async (event) => {
    event.preventDefault();
    const answer = await perform("filled", code, Object.fromEntries(fields.map((field) => [field.name, field.value])));
    sayAnswer(answer, "Kept");
    const after = answer.piece ?? piece;
    return isDone(answer) && next ? next(after) : go("piece", { code, piece: after });
  };
  paint({
    title: t("Papers of the new filling"),
    middle: [about(piece), h("h1", {}, duo("Papers of the new filling")), h("form", { class: "form", onsubmit: submit },
      fields.map((field) => h("div", { class: "field" }, h("label", { for: field.id }, t(names[field.name])), field)), slab(duo("Keep it"), "check", { type: "submit", size: "home" }))],
    thumb: [backLine(back({ code, piece, next }))],
  });
}

function weigh({ code, piece }) {
  const done = async (grams) => {
    const usual = grams === undefined;
    const kind = pack.category(piece.category);
    const answer = await perform("weighed", code, { grams: usual ? kind?.grams ?? 0 : grams });
    sayAnswer(answer, "Weighed");
    return go("piece", { code, piece: answer.piece ?? piece });
  };
  paint({ title: t("How heavy is it?"), middle: [about(piece), weightView(pack.category(piece.category), done, { measuredOnly: true })], thumb: [backLine(back({ code, piece }))] });
}

function changeCategory({ code, piece }) {
  const done = async (slug) => {
    const answer = await perform("described", code, { category: slug });
    sayAnswer(answer, "Changed");
    return go("piece", { code, piece: answer.piece ?? piece });
  };
  paint({ title: t("What is it?"), middle: [about(piece), categoryView(done)], thumb: [backLine(back({ code, piece }))] });
}

screen("ask", ask, (scanned) => {
  const answer = asked && cardAnswer(scanned, asked.question);
  if (!answer) return false;
  answered({ ...asked.params, how: "wall_card" }, asked.question, answer);
  return true;
});
screen("filling", filling);
screen("weigh", weigh);
screen("category", changeCategory);

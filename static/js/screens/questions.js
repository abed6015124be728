// One question a page: where to look, three picture answers, what follows said beforehand. Used by intake and by gates.
import { asset, duo, h, icon, plain, slab } from "../dom.js";
import * as pack from "../pack.js";
import { isUnchecked, shownWords, t } from "../words.js";
import { ear, notChecked } from "./parts.js";

const WORDS = { yes: "Yes", no: "No", not_sure: "Not sure", none: "None", mains: "Plug", battery: "Battery" };
const SIGNS = { yes: "check", no: "x", not_sure: "question-mark", none: "x", mains: "plug", battery: "bolt" };
const LOOKS = { not_sure: "answer-unsure" };
const GOOD_NO = new Set(["infestation", "before_1950", "old_paint", "new_filling"]);

/** Which answer stands on leaf green: the one that lets the piece go on. */
const lookOf = (slug, answer) => LOOKS[answer] ?? (answer === (GOOD_NO.has(slug) ? "no" : "yes") ? "answer-yes" : "answer-no");

/** The question with its answers; `choose(answer)` is told which was pressed. */
export function questionView(question, choose, { picture } = {}) {
  const all = Object.entries(question.answers);
  const unchecked = textsOf(question).some(isUnchecked);
  return [
    picture,
    h("div", { class: "question" }, h("div", {}, h("h1", {}, duo(question.text)), question.hint && h("p", { class: "hint" }, withEnglish(question.hint))), ear(question.text, question.hint)),
    unchecked && (question.permit ? h("div", { class: "row row-apart" }, notChecked(), interpreterField()) : notChecked()),
    h("div", { class: all.length === 2 ? "answers answers-2" : "answers" }, all.map(([answer, more]) => answerButton(question.slug, answer, more, choose))),
    question.note && h("p", { class: "foretold" }, icon("hand-stop", 36), h("span", {}, withEnglish(question.note))),
  ];
}

/** Every text of a question. */
export const textsOf = (question) => [question.text, question.hint, ...Object.values(question.answers), question.note].filter(Boolean);

/** Small words of a gate: with their English where nobody has checked them. */
const withEnglish = (text) => (isUnchecked(text) ? duo(text) : t(text));

let interpreter = "";

/** Who interprets, where a check is signed on words that nobody has checked: may stay as it is, costs no tap. */
function interpreterField() {
  const people = (pack.current()?.people ?? []).map((one) => h("option", { value: one.lookup, selected: one.lookup === interpreter }, one.alias));
  const select = h("select", { id: "interpreter", class: "input", onchange: () => { interpreter = select.value; } },
    h("option", { value: "" }, t("Who interpreted?")), h("option", { value: "nobody", selected: interpreter === "nobody" }, t("Nobody was needed")), people);
  return h("label", { class: "interpreter" }, h("span", { class: "unseen" }, t("Who interpreted?")), select);
}

/** The record of the words of these questions as they were shown, kept with the answers; makes no tap. */
export function shownQuestions(questions) {
  const shown = shownWords(questions.flatMap(textsOf));
  const asked = !shown.checked && questions.some((one) => one.permit);
  return { ...shown, ...(asked && interpreter ? { interpreter } : {}) };
}

/** Another person begins: whoever interpreted for the one before is forgotten. */
document.addEventListener("eco-person", () => { interpreter = ""; });

function answerButton(slug, answer, more, choose) {
  return h("button", { type: "button", class: "answer", "data-answer": answer, onclick: () => choose(answer) },
    answerPicture(slug, answer),
    h("span", { class: `answer-words ${lookOf(slug, answer)}` },
      h("span", { class: "answer-word" }, icon(SIGNS[answer] ?? "check", 40, { tick: true }), duo(WORDS[answer] ?? answer)),
      h("span", { class: "answer-more" }, withEnglish(more))));
}

function answerPicture(slug, answer) {
  const name = `answers/${slug}-${answer}`;
  if (pack.hasDrawing(name)) return h("img", { src: asset(`art/${name}.svg`), alt: "" });
  return h("span", { class: "answer-sign", "aria-hidden": "true" }, icon(SIGNS[answer] ?? "check", 72, { tick: true }));
}

/** Where to look, as large as question and answers leave room: the drawing of the question for this kind, else the piece with the question's sign over it, else what we have. */
export function drawing(slug, category, piece, more = "") {
  const over = pack.hasDrawing(`questions/${slug}-over`) && category;
  const name = [`questions/${slug}-${category}`, !over && `questions/${slug}`].find((one) => one && pack.hasDrawing(one));
  const image = h("img", { src: name ? asset(`art/${name}.svg`) : piece, alt: "" });
  if (over) image.addEventListener("error", () => { image.src = asset(`art/${category}-before.svg`); }, { once: true });
  return h("figure", { class: `picture picture-grows picture-yields ${more}` }, image, over && h("img", { class: "picture-over", src: asset(`art/questions/${slug}-over.svg`), alt: "" }));
}

/** What a wall card answers to an open question, or undefined. */
export function cardAnswer(scanned, question) {
  if (scanned.kind !== "step" || !scanned.value.startsWith("ANSWER.")) return undefined;
  const answer = scanned.value.slice(7).toLowerCase().replaceAll("-", "_");
  return answer in question.answers ? answer : undefined;
}

/** The extra facts that a question asks for (an electrical test): ticks, a name, a day. */
export function factsForm(question, send) {
  const ticks = question.fields.filter((name) => !["tester", "tested_on"].includes(name));
  const fields = ticks.map((name) => h("input", { type: "checkbox", name, id: `fact-${name}` }));
  const tester = h("input", { id: "fact-tester", name: "tester", maxlength: "80", required: true });
  const day = h("input", { id: "fact-tested_on", name: "tested_on", type: "date", required: true, value: new Date().toISOString().slice(0, 10) });
  const submit = (event) => {
    event.preventDefault();
    const data = Object.fromEntries(fields.map((field) => [field.name, field.checked ? "yes" : "no"]));
    send({ ...data, tester: tester.value, tested_on: day.value });
  };
  return h("form", { class: "form", onsubmit: submit },
    h("h1", {}, duo(question.text)),
    fields.map((field, index) => h("label", { class: "tick choice" }, field, h("span", {}, duo(FACTS[ticks[index]] ?? ticks[index])))),
    h("div", { class: "field" }, h("label", { for: "fact-tester" }, t("Tester")), tester),
    h("div", { class: "field" }, h("label", { for: "fact-tested_on" }, t("Tested on")), day),
    slab(duo("Passed"), "check", { type: "submit", size: "home" }));
}

const FACTS = { plug: "The plug is good", fuse: "The fuse is right", visual: "It looks safe", pat: "The test is passed", recall: "It is on no recall list" };

/** Back; and, where something was begun, the promise that nothing is lost. */
export const backLine = (back, { isKept = false } = {}) => h("div", { class: "row row-apart" }, plain(duo("Back"), "arrow-left", { size: "low", id: "back", onclick: back }), isKept && h("span", { class: "quiet" }, t("Everything so far is kept")));

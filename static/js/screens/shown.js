// What a learner showed: criteria in easy words, decided by an assessor's card; and an induction, with both cards.
import { again, go, paint, screen, shown } from "../app.js";
import { say } from "../acts.js";
import { asset, duo, h, icon, notice, plain, slab } from "../dom.js";
import { signal } from "../feedback.js";
import * as register from "../register.js";
import { meet, person, signIn } from "../who.js";
import { spoken, t } from "../words.js";
import { banner, dots, ear, viewfinder } from "./parts.js";
import { shutter, shutterView } from "./piece.js";
import { bar, face, tellAnswer } from "./register.js";

const RTL = new Set(["ar", "fa", "ckb", "ur", "ps"]);
const DECISIONS = { achieved: ["check", "achieved"], not_yet: ["clock", "not yet"], referred: ["arrow-back-up", "referred"] };
const EVIDENCE = { observed: "I saw it done", product: "The finished piece", photo: "A photo", question: "A question answered", witness: "A witness" };
const decided = new Map();
let given;

/** What a checklist shows: one of our drawings, or an icon where an older version names one. */
const drawn = (name, size, fallback) =>
  name?.startsWith("drawn-") ? h("img", { class: `drawn drawn-${size} dims`, src: asset(`art/inductions/${name.slice(6)}.svg`), alt: "" }) : icon(name || fallback, 48);

const found = ({ code, key }) => {
  const one = register.classOf(code);
  return { one, line: one && register.linesOf(one).find((each) => each.key === key) };
};
const head = (line, more) => h("div", { class: "said" }, face(line.avatar), h("h1", {}, h("bdi", {}, line.alias), more && [" · ", more]));

/** Somebody else's card is wanted: whoever may do it takes over. */
async function takeOver(token, right) {
  const met = await meet(token);
  if (met.status !== "known" || !register.may(right, met.person)) {
    say("refused", right === "assess" ? "This is no assessor's card." : "This card gives no inductions.");
    return again();
  }
  signal("good");
  signIn(met.person);
  return again();
}

/** Where nobody is there who may: their card is asked for. */
function askFor(words, back) {
  paint({
    title: t(words),
    bar: bar(back, "Back"),
    middle: [viewfinder({ low: true, grows: true }), banner(), h("div", { class: "said" }, h("h1", {}, duo(words)), ear(words))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
}

function criteria(params) {
  const { one, line } = found(params);
  if (!line) return go("registers", {}, { replace: true });
  const back = () => go("learner", params);
  if (!register.may("assess")) return askFor("Show an assessor's card", back);
  const row = (unit) => {
    const now = decided.get(`${line.key} ${unit.criterion}`);
    return h("li", { class: "register-line" }, h("p", {}, h("b", {}, h("bdi", {}, unit.number)), " ", unit.easy || unit.text), unit.easy && unit.easy !== unit.text && h("p", { class: "quiet" }, unit.text),
      h("div", { class: "brushes" }, Object.entries(DECISIONS).map(([word, [sign, words]]) => h("button", { type: "button", class: `button brush register-${word === "achieved" ? "present" : "late"}`, "aria-pressed": String(now === word), "data-decide": `${unit.criterion} ${word}`, onclick: () => decide(one, line, unit, word) }, icon(sign, 32), duo(words)))),
      plain(duo("Photo and words"), "camera", { size: "low", "data-more-of": unit.criterion, onclick: () => go("criterion", { ...params, criterion: unit.criterion }) }));
  };
  const units = register.criteriaOf(one);
  return paint({
    title: t("What they showed"),
    bar: bar(back, "Back"),
    middle: [head(line), banner(), h("p", { class: "said" }, duo("Your card says it, your PIN signs it when there is a network.")),
      [...new Set(units.map((unit) => unit.title))].map((title) => [h("h2", {}, title), h("ul", { class: "lines", role: "list" }, units.filter((unit) => unit.title === title).map(row))])],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
}

/** One criterion with its photo, its evidence and words to the learner; the decision is the last tap. */
function criterion(params) {
  const { one, line } = found(params);
  const unit = line && register.criteriaOf(one).find((each) => each.criterion === params.criterion);
  if (!unit) return go("registers", {}, { replace: true });
  const back = () => go("criteria", { code: params.code, key: params.key });
  if (!register.may("assess")) return askFor("Show an assessor's card", back);
  const said = params.said ?? {};
  const note = (name, value) => { said[name] = value; };
  const words = (name, label, most) => h("div", { class: "field" }, h("label", { for: `said-${name}` }, duo(label)), h("input", { id: `said-${name}`, maxlength: String(most), dir: "auto", autocomplete: "off", value: said[name] ?? "", oninput: (event) => note(name, event.target.value) }));
  const evidence = h("select", { id: "said-evidence", onchange: (event) => note("evidence", event.target.value) }, Object.entries(EVIDENCE).map(([value, label]) => h("option", { value, selected: (said.evidence ?? "observed") === value }, t(label))));
  const photo = params.blob && h("img", { class: "evidence-photo", alt: t("Photo of the evidence"), src: URL.createObjectURL(params.blob) });
  return paint({
    title: t("What they showed"),
    bar: bar(back, "Back"),
    middle: [head(line, unit.number), banner(), h("p", { class: "said" }, unit.easy || unit.text), photo,
      plain(duo(params.blob ? "Take it again" : "Take a photo"), "camera", { size: "low", id: "take-evidence", onclick: () => go("criterion_photo", { ...params, said }) }),
      h("div", { class: "field" }, h("label", { for: "said-evidence" }, duo("By which evidence?")), evidence),
      words("reference", "Where the evidence is", 120), words("feedback", "Words for the learner", 400), words("because", "Why, if it is taken back", 200),
      h("div", { class: "field" }, h("label", { for: "said-resubmit" }, duo("Show it again by")), h("input", { id: "said-resubmit", type: "date", value: said.resubmit ?? "", oninput: (event) => note("resubmit", event.target.value) })),
      h("label", { class: "tick" }, h("input", { type: "checkbox", id: "said-borderline", checked: Boolean(said.borderline), onchange: (event) => note("borderline", event.target.checked) }), h("span", {}, duo("A close decision")))],
    thumb: [h("div", { class: "columns-3" }, Object.entries(DECISIONS).map(([word, [sign, label]]) => plain(duo(label), sign, { size: "mid", "data-decide-with": word, onclick: () => decide(one, line, unit, word, said, params.blob, back) }))),
      plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
    stays: true,
  });
}

function photoOfCriterion(params) {
  const back = () => go("criterion", params);
  paint({
    title: t("Take a photo"),
    middle: [h("h1", {}, duo("Take a photo of what you see")), shutterView()],
    thumb: shutter((blob) => go("criterion", { ...params, blob, said: { ...params.said, evidence: params.said?.evidence ?? "photo" } }, { replace: true }), back),
  });
}

async function decide(one, line, unit, word, said, blob, next = again) {
  const answer = await register.decide(one, line, unit.criterion, word, said, blob);
  if (register.isTaken(answer)) decided.set(`${line.key} ${unit.criterion}`, word);
  tellAnswer(answer, DECISIONS[word][1]);
  return next();
}

function induction(params) {
  const { line } = found(params);
  if (!line) return go("registers", {}, { replace: true });
  const back = () => go("learner", params);
  if (!register.may("give_inductions")) return askFor("Show the card of who gives the induction", back);
  if (given?.key !== line.key) given = undefined;
  if (given) return given.page();
  const mine = register.inductions().filter((one) => register.hasPermit(one.permit_kind));
  return paint({
    title: t("Induction"),
    bar: bar(back, "Back"),
    middle: [head(line), banner(), mine.length ? h("h2", {}, duo("For which machine?")) : notice("look", duo("Only somebody whose own permit for this machine is live signs for it.")),
      h("div", { class: "columns-2" }, mine.map((one) => h("button", { type: "button", class: "reply", "data-induction": one.slug, onclick: () => begin(params, line, one) }, drawn(one.picture, 96, "tool"), h("span", {}, wordsOf(one, spoken()).title ?? one.title))))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
}

const wordsOf = (one, language) => one.words[language] ?? {};

function begin(params, line, one) {
  const language = one.words[line.language] ? line.language : "en";
  given = { key: line.key, params, line, one, language, answers: {}, seen: new Set(), minutes: 0, interpreter: "", page: question };
  return question();
}

/** What the learner reads, in their language, with the English under it. */
function inTheirs(text, english) {
  const { language } = given;
  return h("span", { class: "duo" }, h("span", { lang: text ? language : "en", dir: RTL.has(language) && text ? "rtl" : "ltr" }, text || english), text && text !== english && h("span", { class: "duo-also", lang: "en", dir: "ltr" }, english));
}

function question() {
  const { one, line, answers, language } = given;
  given.page = question;
  const open = one.questions.find((each) => !isRight(each));
  if (!open) return practice();
  const said = wordsOf(one, language).questions?.[open.key] ?? {};
  const wrong = open.key in answers;
  const answer = (reply) => {
    answers[open.key] = reply.key;
    signal(reply.right ? "good" : "look");
    return question();
  };
  return paint({
    title: open.text,
    bar: bar(stop, "Back"),
    middle: [head(line), dots(one.questions.filter(isRight).length, one.questions.length), h("div", { class: "said" }, drawn(open.picture, "theory", "question-mark")), h("h2", {}, inTheirs(said.text, open.text)),
      wrong && notice("look", duo("Not right yet. Look again."), inTheirs(said.why, open.why ?? ""))],
    thumb: open.answers.map((reply) => h("button", { type: "button", class: "reply", "data-reply": reply.key, onclick: () => answer(reply) }, drawn(reply.picture, 96, "circle"), inTheirs(said.answers?.[reply.key], reply.text))),
  });
}

const isRight = (each) => each.answers.find((reply) => reply.right)?.key === given.answers[each.key];

const stop = () => {
  const { params } = given;
  given = undefined;
  return go("learner", params);
};

function practice() {
  const { one, line, seen, language } = given;
  given.page = practice;
  const said = wordsOf(one, language).practice ?? {};
  const isApproved = one.approved.includes(language);
  const field = h("input", { id: "interpreter", class: "input", maxlength: "80", autocomplete: "off", dir: "auto", value: given.interpreter });
  const beside = h("input", { id: "minutes-beside", class: "input", type: "number", inputmode: "numeric", min: "0", max: "600", value: String(given.minutes) });
  const next = slab(duo("I saw it all"), "check", { size: "home", id: "all-seen", onclick: learnersCard });
  const check = () => {
    given.interpreter = field.value.trim();
    given.minutes = Math.max(0, Math.min(600, Number.parseInt(beside.value, 10) || 0));
    next.disabled = seen.size < one.practice.length || !(isApproved || given.interpreter);
  };
  for (const each of [field, beside]) each.addEventListener("input", check);
  const tick = (step) => h("label", { class: "tick", for: `seen-${step.key}` }, h("input", { type: "checkbox", id: `seen-${step.key}`, checked: seen.has(step.key), onchange: (event) => { if (event.target.checked) seen.add(step.key); else seen.delete(step.key); check(); } }), drawn(step.picture, 72, "eye"), inTheirs(said[step.key], step.text));
  paint({
    title: t("Tick what you saw"),
    bar: bar(stop, "Back"),
    middle: [head(line, one.title), h("h2", {}, duo("Tick what you saw")), h("div", { class: "stack" }, one.practice.map(tick)),
      one.supervised_minutes > 0 && h("div", { class: "field" }, h("label", { for: "minutes-beside" }, duo("Minutes at the machine beside you (%(minutes)s in all are needed)", { minutes: one.supervised_minutes })), beside),
      !isApproved && h("div", { class: "field" }, h("label", { for: "interpreter" }, duo("Nobody has approved these words. Who explained them?")), field)],
    thumb: [next],
  });
  check();
}

function learnersCard() {
  const { line, one } = given;
  given.page = learnersCard;
  paint({
    title: t("Now the learner's card"),
    bar: bar(practice, "Back"),
    middle: [viewfinder({ low: true, grows: true }), banner(), head(line, one.title), h("div", { class: "said" }, h("h2", {}, duo("Now the learner's card")), ear("Now the learner's card"))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: practice })],
  });
}

async function finish(token) {
  const { one, line, params } = given;
  const met = await meet(token);
  const lookup = met.keys?.lookup ?? met.person?.lookup;
  if (!line.cards.includes(lookup)) {
    say("refused", "This is another person's card.");
    return learnersCard();
  }
  const said = { slug: one.slug, number: one.number, answers: given.answers, seen: [...given.seen], minutes: given.minutes, interpreter: given.interpreter };
  const answer = await register.induct(said, { lookup, keys: met.keys ?? met.person.keys });
  given = undefined;
  tellAnswer(answer, "Induction signed");
  return go("learner", params);
}

screen("criterion", criterion);
screen("criterion_photo", photoOfCriterion);
screen("criteria", criteria, async (scanned) => {
  if (scanned.kind !== "card" || register.may("assess")) return false;
  await takeOver(scanned.value, "assess");
  return true;
});
screen("induction", induction, async (scanned) => {
  if (scanned.kind !== "card") return false;
  if (given?.page === learnersCard && person()) await finish(scanned.value);
  else if (!register.may("give_inductions")) await takeOver(scanned.value, "give_inductions");
  else return shown().name === "induction";
  return true;
});

// Taking a piece in: photo, what it is, weight, the questions of its kind. One thing a page; a sleep loses nothing.
import { go, leaveChip, lineChip, paint, personChip, screen } from "../app.js";
import { isDone, makeEvent, remember, say, sayAnswer, sealPhoto, takeBanner, withPerson } from "../acts.js";
import { asset, duo, h, icon, plain, slab } from "../dom.js";
import { act, line, renew } from "../line.js";
import * as pack from "../pack.js";
import { draft, dropDraft, keepDraft } from "../store.js";
import { kilograms, t } from "../words.js";
import { banner, dots, heading, listed, tags, track } from "./parts.js";
import { shutter, shutterView } from "./piece.js";
import { categoryView, weightView } from "./intake_parts.js";
import { backLine, cardAnswer, drawing, questionView, shownQuestions } from "./questions.js";

let work;
let preview;
let open;

async function begin({ code }) {
  if (!pack.current() && line.state !== "away") await renew();
  if (!pack.current()) {
    say("look", "This tablet has not heard from the server yet.", "It needs the network once.");
    return go("home");
  }
  return withPerson(async () => {
    if (work?.code !== code) {
      work = (await draft(code)) ?? { code, photos: [], answers: {}, page: 0, how: "scan" };
      preview = undefined;
    }
    return show();
  });
}

/** The pages of this intake, as far as they are known. */
function pages() {
  const kind = pack.category(work.category);
  const asked = kind ? [...kind.asked] : [];
  for (const slug of kind?.asked ?? []) {
    asked.push(...(kind.after[`${slug}=${work.answers[slug]?.answer}`] ?? []));
  }
  return ["photo", "category", "weight", ...asked.map((slug) => `?${slug}`), "done"];
}

async function turnTo(page) {
  work.page = Math.max(0, page);
  await keepDraft(work);
  return show();
}
const next = () => turnTo(work.page + 1);
const back = () => (work.page === 0 ? stop() : turnTo(work.page - 1));

function show() {
  if (location.hash !== `#intake/${work.code}`) return go("intake", { code: work.code }, { replace: true });
  const all = pages();
  const page = all[Math.min(work.page, all.length - 1)];
  open = undefined;
  if (page === "photo") return photoPage(all);
  if (page === "category") return view(t("What is it?"), [categoryView(chooseCategory)], [backLine(back, { isKept: true })], all);
  if (page === "weight") return view(t("How heavy is it?"), [h("figure", { class: "picture picture-grows" }, h("img", { src: likeness(), alt: "" })), ...weightView(pack.category(work.category), chooseWeight)], [backLine(back, { isKept: true })], all);
  if (page === "done") return donePage(all);
  return questionPage(pack.question(page.slice(1)), all);
}

function view(title, middle, thumb, all) {
  paint({ title, middle: [head(all), banner(), ...middle], thumb, bar: undefined });
  document.getElementById("bar").replaceChildren(leaveChip("x", "Stop", stop), personChip(), document.querySelector("#bar .page-help") ?? "", document.querySelector("#bar .menu") ?? "", lineChip());
}

/** A picture of what is being taken in: the drawing of its kind. */
const likeness = () => (work.category ? asset(`art/${work.category}-before.svg`) : asset("art/mark.svg"));

function head(all) {
  const kind = pack.category(work.category);
  return h("div", { class: "asked" }, h("img", { class: "thumb thumb-76 dims", src: preview ?? likeness(), alt: "", width: 76, height: 76 }),
    h("div", {}, h("b", {}, kind ? t("New piece: %(what)s", { what: t(kind.name) }) : t("New piece")), h("span", { class: "code" }, work.code)),
    dots(work.page, all.length));
}

function photoPage(all) {
  const keep = async (blob) => {
    work.photos = [...work.photos, await sealPhoto(blob, work.code, "before")].slice(-4);
    preview = URL.createObjectURL(blob);
    return next();
  };
  const done = work.photos.length > 0 && plain(duo("Go on with this photo"), "arrow-right", { size: "low", id: "go-on", onclick: next });
  view(t("Take a photo"), [heading("Take a photo of the whole piece"), shutterView()], [...shutter(keep, back), done], all);
}

function chooseCategory(slug) {
  work.category = slug;
  return next();
}

function chooseWeight(grams) {
  if (grams === undefined) {
    work.weight = "average";
    delete work.grams;
  } else {
    work.weight = "measured";
    work.grams = grams;
  }
  return next();
}

function questionPage(question, all) {
  open = question;
  view(t(question.text), questionView(question, (answer) => answered(question, answer), { picture: drawing(question.slug, work.category, likeness()) }), [backLine(back, { isKept: true })], all);
}

async function answered(question, answer) {
  work.answers[question.slug] = { answer };
  if (question.photo !== answer) return next();
  const keep = async (blob) => {
    const photo = await sealPhoto(blob, work.code, "evidence");
    work.photos = [...work.photos.filter((one) => one.question !== question.slug), { ...photo, question: question.slug }];
    work.answers[question.slug] = { answer, photo: photo.id };
    return next();
  };
  await keepDraft(work);
  return view(t("A photo of it"), [heading("Take a photo of what you see"), shutterView()], shutter(keep, show), pages());
}

function donePage(all) {
  const kind = pack.category(work.category);
  const rows = [
    [t("What it is"), t(kind.name)],
    [t("Weight"), work.weight === "average" ? `${kilograms(kind.grams)} · ${t("usual")}` : kilograms(work.grams)],
    ...Object.entries(work.answers).map(([slug, said]) => [t(pack.question(slug).text), t(pack.question(slug).answers[said.answer])]),
  ];
  const picture = h("figure", { class: "picture picture-grows" }, h("img", { src: preview ?? likeness(), alt: "" }));
  view(t("Is this right?"), [picture, heading("Is this right?"), h("dl", { class: "facts" }, rows.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))],
    [slab(duo("Take it in"), "stage-received", { size: "piece", id: "take-in", onclick: finish }), backLine(back, { isKept: true })], all);
}

async function finish(event) {
  event.currentTarget.disabled = true;
  const done = work;
  const before = done.photos.filter((photo) => !photo.question).map((photo) => photo.id);
  const data = { category: done.category, weight: done.weight, photos: before, answers: done.answers, shown: shownQuestions(Object.keys(done.answers).map(pack.question)) };
  if (done.grams) data.grams = done.grams;
  const fact = await makeEvent("intake", done.code, data, done.how);
  const [answer] = await act([fact], done.photos.map(({ question: _, ...photo }) => photo));
  remember(fact, answer);
  if (!isDone(answer)) {
    sayAnswer(answer);
    return show();
  }
  await dropDraft(done.code);
  work = undefined;
  return go("taken", { code: done.code, piece: { ...(answer.piece ?? { code: done.code, category: done.category, stage: "received" }), preview }, answer });
}

/** What became of it, and where to put it now. */
function taken({ piece, answer }) {
  if (!piece) return go("home");
  const waits = piece.stage === "quarantine" || piece.stage === "draft" || piece.stage === "waste_pops";
  const gap = piece.missing?.[0];
  const place = waits && pack.current().places.find((one) => one.kind === "quarantine");
  const people = gap ? pack.current().checkers[gap.permit] ?? [] : [];
  if (waits) say("look", "It waits for a checker", "", undefined, answer);
  else sayAnswer(answer, "Taken in");
  paint({
    title: t("Taken in"),
    middle: [waits ? (takeBanner(), undefined) : banner(),
      h("figure", { class: "picture picture-grows" }, h("img", { src: piece.preview ?? asset(`art/${piece.category}-before.svg`), alt: "" })),
      h("h1", {}, duo(pack.whatOf(piece))), tags(piece), track(piece),
      gap && h("p", { class: "foretold" }, icon("hand-stop", 36), h("span", {}, duo(gap.message), " ", place ? t("Put it on %(place)s.", { place: place.name }) : t(gap.remedy), " ", people.length > 0 && t("%(people)s can help today.", { people: listed(people) })))],
    thumb: [slab(duo("Next piece"), "scan", { size: "home", id: "next-piece", onclick: () => go("home") }),
      plain(duo("Open it"), "eye", { size: "low", onclick: () => go("piece", { code: piece.code, piece }) })],
  });
  return undefined;
}

function stop() {
  say("look", "Everything so far is kept", "Scan the label again to go on.");
  return go("home");
}

screen("intake", begin, (scanned) => {
  const answer = open && cardAnswer(scanned, open);
  if (answer) answered(open, answer);
  return Boolean(answer) || (scanned.kind === "piece" && scanned.value === work?.code);
});
screen("taken", taken);

// A blank card's first hour: language, a name (one word is enough), a drawn picture, the notice. Also without a line.
import { changeLanguage, go, paint, screen } from "../app.js";
import { say } from "../acts.js";
import { asset, duo, h, icon, plain, slab } from "../dom.js";
import { inToday } from "../entrance.js";
import { proofMessage, prove, sealValue } from "../secrets.js";
import { enqueue } from "../store.js";
import { line, schedule } from "../line.js";
import * as pack from "../pack.js";
import { welcome } from "../scans.js";
import { isUnchecked, shownWords, spoken, t } from "../words.js";
import { ear, heading, notChecked } from "./parts.js";
import { backLine } from "./questions.js";

const LANGUAGES = { en: "English", ar: "العربية", fa: "فارسی", ckb: "کوردی", ti: "ትግርኛ", uk: "Українська", pl: "Polski", ro: "Română", fr: "Français", ur: "اردو", ps: "پښتو", am: "አማርኛ" };
let told;

function newcomer({ keys, then }) {
  if (told?.page && (!keys || keys.lookup === told.keys.lookup)) return told.page();
  if (!keys) return go("home");
  told = { keys, then };
  return languagePage();
}

function languagePage() {
  const choose = async (code) => {
    told.language = code;
    namePage();
    await changeLanguage(code);
  };
  told.page = languagePage;
  paint({
    title: t("Which language?"),
    middle: [heading("Which language?"), h("div", { class: "columns-2" }, Object.entries(LANGUAGES).map(([code, name]) => plain(h("span", { lang: code }, name), "language", { size: "low", "data-language": code, onclick: () => choose(code) })))],
    thumb: [backLine(() => go("home"))],
  });
}

function namePage() {
  told.page = namePage;
  const field = h("input", { id: "called", class: "input", maxlength: "60", autocomplete: "off", required: true, dir: "auto", value: told.called ?? "" });
  const young = h("input", { type: "checkbox", id: "is-young", checked: told.isYoung ?? false });
  const next = (event) => {
    event.preventDefault();
    told.called = field.value.trim();
    told.isYoung = young.checked;
    if (told.called) picturePage();
  };
  paint({
    title: t("What may we call you?"),
    middle: [h("figure", { class: "picture picture-grows picture-low" }, h("img", { src: asset("art/empty-people.svg"), alt: "" })), heading("What may we call you?"), h("form", { class: "form", onsubmit: next }, h("div", { class: "field" }, h("label", { for: "called" }, duo("One word is enough")), field), h("label", { class: "tick", for: "is-young" }, young, h("span", {}, duo("I am under 18"))), slab(duo("Go on"), "arrow-right", { size: "home", type: "submit" }))],
    thumb: [backLine(languagePage)],
  });
  field.focus();
}

function picturePage() {
  told.page = picturePage;
  const choose = (avatar) => {
    told.avatar = avatar;
    noticePage();
  };
  paint({
    title: t("Choose your picture"),
    middle: [heading("Choose your picture"), h("ul", { class: "people", role: "list" }, (pack.current().avatars ?? []).map((avatar, place) =>
      h("li", {}, h("button", { type: "button", class: "person", "data-avatar": avatar, "aria-label": t("Picture %(number)s", { number: place + 1 }), onclick: () => choose(avatar) }, h("img", { class: "avatar avatar-96", src: asset(`art/person-${avatar}.svg`), width: 96, height: 96, alt: "" })))))],
    thumb: [backLine(namePage)],
  });
}

const NOTICE = ["What we keep about you",
  "We keep the name you choose, your picture, your language and the days you were here.",
  "We keep which furniture you worked on.",
  "We never ask about papers, religion or where you come from.",
  "Only the people who run this place see it. You may see it too, and have it erased: ask at the desk."];
const NOTICE_SIGNS = ["", "user", "armchair", "hand-stop", "eye"];

function noticePage() {
  told.page = noticePage;
  const unchecked = NOTICE.some(isUnchecked);
  const agreed = (how) => () => {
    told.how = how;
    return unchecked ? interpreterPage() : finish("");
  };
  paint({
    title: t(NOTICE[0]),
    middle: [h("div", { class: "said-head" }, h("h1", {}, duo(NOTICE[0])), ear(...NOTICE)), unchecked && notChecked(),
      h("div", { class: "stack" }, NOTICE.slice(1).map((words, place) => h("div", { class: "notice" }, h("span", { class: "disc" }, icon(NOTICE_SIGNS[place + 1], 28)), h("div", {}, h("p", {}, h("b", {}, duo(words)))))))],
    thumb: [slab(duo("I have read it"), "eye", { size: "home", id: "notice", onclick: agreed("seen") }),
      plain(duo("Somebody told me"), "volume", { size: "low", id: "heard", onclick: agreed("heard") }), backLine(picturePage)],
  });
}

/** The words are unchecked: they do not carry a consent alone, so it is kept who interpreted. */
async function interpreterPage() {
  told.page = interpreterPage;
  const here = line.state === "away" ? undefined : await inToday();
  const people = here?.map((one) => ({ ...one, key: one.number })) ?? pack.current().people.map((one) => ({ ...one, key: one.lookup }));
  paint({
    title: t("Who interpreted?"),
    middle: [heading("Who interpreted?"), notChecked(), h("ul", { class: "people", role: "list", id: "interpreters" }, people.map((one) =>
      h("li", {}, h("button", { type: "button", class: "person", onclick: () => finish(one.key) }, h("img", { class: "avatar avatar-96", src: asset(`art/person-${one.avatar || "pear"}.svg`), width: 96, height: 96, alt: "" }), h("span", {}, one.alias)))))],
    thumb: [plain(duo("Nobody was needed"), "check", { size: "low", id: "nobody", onclick: () => finish("nobody") }), backLine(noticePage)],
  });
}

async function finish(interpreter) {
  const id = crypto.randomUUID();
  const { keys, language, called, avatar, how, isYoung } = told;
  const words = { ...shownWords(NOTICE), interpreter };
  const sealed = await sealValue(pack.current().sealing_key, { language, called, avatar, notice: pack.current().notice, notice_how: how, is_young: isYoung ?? false, words }, `newcomer:${id}`);
  const data = { card: keys.lookup, proof: await prove(keys.key, proofMessage("newcomer", id, sealed)), sealed };
  await enqueue([{ id, kind: "newcomer", at: Date.now(), data }]);
  const somebody = { lookup: keys.lookup, alias: called, avatar, language: language ?? spoken(), theme: "", english: true, rights: ["move_pieces", "take_in", "answer_checks", "release"], pin_rights: [], permits: {}, keys, strength: "card" };
  await pack.welcomeCard({ ...somebody, keys: undefined });
  schedule(0);
  const { then } = told;
  told = undefined;
  if (then) return then(somebody);
  say("good", "Welcome, %(name)s", "", { name: called });
  return welcome(somebody);
}

screen("newcomer", newcomer);

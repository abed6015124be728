// A blank card's first hour: language, a name (one word is enough), a drawn picture, the notice. Also without a line.
import { changeLanguage, go, paint, screen } from "../app.js";
import { say } from "../acts.js";
import { asset, duo, h, plain, slab } from "../dom.js";
import { proofMessage, prove, sealValue } from "../secrets.js";
import { enqueue } from "../store.js";
import { schedule } from "../line.js";
import * as pack from "../pack.js";
import { welcome } from "../scans.js";
import { spoken, t } from "../words.js";
import { backLine } from "./questions.js";

const LANGUAGES = { en: "English", ar: "العربية", fa: "فارسی", ckb: "کوردی", ti: "ትግርኛ", uk: "Українська", pl: "Polski", ro: "Română", fr: "Français", ur: "اردو", ps: "پښتو", am: "አማርኛ" };
let told;

function newcomer({ keys }) {
  if (told?.page && (!keys || keys.lookup === told.keys.lookup)) return told.page();
  if (!keys) return go("home");
  told = { keys };
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
    middle: [h("h1", {}, duo("Which language?")), h("div", { class: "columns-2" }, Object.entries(LANGUAGES).map(([code, name]) => plain(h("span", { lang: code }, name), "language", { size: "low", "data-language": code, onclick: () => choose(code) })))],
    thumb: [backLine(() => go("home"))],
  });
}

function namePage() {
  told.page = namePage;
  const field = h("input", { id: "called", class: "input", maxlength: "60", autocomplete: "off", required: true, dir: "auto", value: told.called ?? "" });
  const next = (event) => {
    event.preventDefault();
    told.called = field.value.trim();
    if (told.called) picturePage();
  };
  paint({
    title: t("What may we call you?"),
    middle: [h("h1", {}, duo("What may we call you?")), h("form", { class: "form", onsubmit: next }, h("div", { class: "field" }, h("label", { for: "called" }, duo("One word is enough")), field), slab(duo("Go on"), "arrow-right", { size: "home", type: "submit" }))],
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
    middle: [h("h1", {}, duo("Choose your picture")), h("ul", { class: "people", role: "list" }, (pack.current().avatars ?? []).map((avatar) =>
      h("li", {}, h("button", { type: "button", class: "person", "data-avatar": avatar, "aria-label": avatar, onclick: () => choose(avatar) }, h("img", { class: "avatar avatar-96", src: asset(`art/person-${avatar}.svg`), width: 96, height: 96, alt: "" })))))],
    thumb: [backLine(namePage)],
  });
}

function noticePage() {
  told.page = noticePage;
  paint({
    title: t("What we keep of you"),
    middle: [h("h1", {}, duo("What we keep of you")), h("ul", { class: "stack" },
      ["Your name as you say it, your language and your picture.", "The days you are here, and what you do with the pieces.", "You may see it all, and have it taken away. Ask any coordinator."].map((words) => h("li", {}, duo(words))))],
    thumb: [slab(duo("I have read it or heard it"), "check", { size: "home", id: "notice", onclick: finish }), backLine(picturePage)],
  });
}

async function finish() {
  const id = crypto.randomUUID();
  const { keys, language, called, avatar } = told;
  const sealed = await sealValue(pack.current().sealing_key, { language, called, avatar, notice: pack.current().notice, notice_how: "seen" }, `newcomer:${id}`);
  const data = { card: keys.lookup, proof: await prove(keys.key, proofMessage("newcomer", id, sealed)), sealed };
  await enqueue([{ id, kind: "newcomer", at: Date.now(), data }]);
  const somebody = { lookup: keys.lookup, alias: called, avatar, language: language ?? spoken(), theme: "", english: true, rights: ["move_pieces", "take_in", "answer_checks", "release"], pin_rights: [], permits: {}, keys, strength: "card" };
  await pack.welcomeCard({ ...somebody, keys: undefined });
  schedule(0);
  say("good", "Welcome, %(name)s", "", { name: called });
  told = undefined;
  return welcome(somebody);
}

screen("newcomer", newcomer);

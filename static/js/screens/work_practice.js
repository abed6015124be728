// What a trainee practised on a work day: a trainer taps a criterion and says it in a few words; an assessor decides later.
import { go, paint, screen } from "../app.js";
import { withPerson } from "../acts.js";
import { asset, duo, h, icon, plain, slab } from "../dom.js";
import { hasConfirmed, person } from "../who.js";
import * as work from "../work_days.js";
import { t } from "../words.js";
import { banner } from "./parts.js";
import { face } from "./register.js";
import { dayBar, leading, tellAnswer } from "./work_days.js";

function practice({ code, key }) {
  const day = work.dayOf(code);
  const one = day?.people.find((each) => each.number === key);
  if (!one) return go(day ? "work_day" : "work_days", { code }, { replace: true });
  if (!person()) return withPerson(() => go("work_practice", { code, key }));
  if (!work.mayTeach()) return leading({ ...day, people: [] }, () => go("work_day", { code }));
  const back = () => go("work_day", { code });
  const seen = new Set(work.seenOf(day, one));
  const all = work.criteriaOf(one);
  let chosen = "";
  const words = h("input", { id: "practice-words", class: "input", maxlength: "120", autocomplete: "off", dir: "auto" });
  const said = slab(duo("I saw it"), "eye", { size: "home", id: "practised", disabled: true, onclick: async () => {
    tellAnswer(await work.notePractice(day, one, { criterion: chosen, words: words.value.trim() }), hasConfirmed() && chosen && words.value.trim() ? "Signed for the assessor" : "The practice is noted.");
    return back();
  } });
  const allow = () => { said.disabled = !chosen && !words.value.trim(); };
  words.addEventListener("input", allow);
  const choose = (place) => {
    chosen = chosen === place ? "" : place;
    for (const button of document.querySelectorAll("[data-criterion]")) button.setAttribute("aria-pressed", String(button.dataset.criterion === chosen));
    allow();
  };
  paint({
    title: one.alias,
    bar: dayBar(back, "Back"),
    middle: [h("div", { class: "said" }, face(one.avatar), h("h1", {}, h("bdi", {}, one.alias))), banner(), h("h2", {}, duo("What did they practise?")),
      all.length ? h("ul", { class: "day-criteria", role: "list" }, all.map((each) => line(each, seen, choose))) : h("p", {}, duo("No unit of theirs is taught here now: say it in a few words.")),
      h("div", { class: "field" }, h("label", { for: "practice-words" }, duo("In a few words")), words),
      h("p", { class: "quiet" }, duo("An assessor decides. Your PIN signs what you saw, here or later at the desk."))],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", onclick: back }), said)],
    stays: true,
  });
  return undefined;
}

function line(each, seen, choose) {
  const place = `${each.unit} ${each.outcome}.${each.number}`;
  return h("li", {}, h("button", { type: "button", class: "button day-criterion", "aria-pressed": "false", "data-criterion": place, onclick: () => choose(place) },
    each.picture ? h("img", { class: "dims", src: asset(`art/${each.picture}.svg`), width: 64, height: 64, alt: "" }) : icon("list-check", 36),
    h("span", {}, h("b", { class: "code" }, place), h("br"), h("span", { lang: "en", dir: "auto" }, each.easy || each.text)), h("span", { class: "push day-chosen" }, icon("circle-check", 28)), seen.has(place) && icon("check", 28, { label: t("noted today") })));
}

screen("work_practice", practice);

// A work day at a makeover: who is there, by card or by one tap of whoever leads; what is to do, by picture; practice and photos.
import { again, changeLanguage, go, leaveChip, paint, screen, shown, standardBar } from "../app.js";
import { say, withPerson } from "../acts.js";
import { chip, duo, h, icon, notice, plain } from "../dom.js";
import { signal } from "../feedback.js";
import { kept } from "../store.js";
import { meet, person, signIn } from "../who.js";
import * as work from "../work_days.js";
import { clock, counted, speak, t } from "../words.js";
import { banner, viewfinder } from "./parts.js";
import { face } from "./register.js";

export const TASK_ICONS = { clean: "wand", paint: "brush", paper: "layout-board", floor: "stack-2", mend: "tool", fit: "ruler-2", build: "hammer", garden: "sun", other: "dots" };
export const ROOM_ICONS = { living: "category-sofa-2-seat", bedroom: "category-bed-base-double", kitchen: "category-kitchen-table", bathroom: "category-washing-machine", hall: "key", garden: "sun", shared: "users", other: "home" };
const SHOWN = 8000;
const SOON = 10 * 60_000; // a card that is shown twice by mistake does not send its person home
let answered;
let timer;

/** Say what became of something of a work day, on the screen that comes. */
export function tellAnswer(answer, done = "Done") {
  if (!work.isTaken(answer)) return say("refused", answer.message || "This could not be done.");
  if (answer.result === "stray") return say("look", "A coordinator looks at this one.", answer.message);
  if (answer.message) return say("look", answer.message);
  return say("good", done, answer.result === "kept" ? "Kept on this tablet until the line is back." : "");
}

export const dayBar = (back, words) => standardBar(leaveChip("arrow-left", words, back));
const dayWords = (on) => (on === work.today() ? t("Today") : new Intl.DateTimeFormat(counted() === "en" ? "en-GB" : counted(), { weekday: "short", day: "numeric", month: "short", timeZone: "UTC", numberingSystem: "latn" }).format(Date.parse(on)));
const span = (day) => h("bdi", { dir: "ltr" }, `${clock(day.starts)}–${clock(day.ends)}`);
const sign = (day) => (day.kind === "home" ? "home-heart" : "building-community");
const kindWords = (day) => (day.kind === "home" ? "Home" : "Community place");

function list() {
  const all = work.days();
  const line = (day) => h("li", {}, h("button", { type: "button", class: "line-link", "data-day": day.day, onclick: () => go("work_day", { code: day.day }) },
    icon(sign(day), 36), h("span", {}, h("b", { class: "code" }, day.makeover), " ", t(kindWords(day)), h("br"), dayWords(day.on), " · ", span(day)),
    h("span", { class: "push quiet" }, t("%(done)s of %(all)s there", { done: day.people.filter((one) => one.arrived && !one.left).length, all: day.people.length })), icon("chevron-right")));
  paint({
    title: t("Work days"),
    middle: [banner(), h("h1", {}, duo("Work days")), all.length ? h("ul", { class: "lines", role: "list" }, all.map(line)) : h("p", {}, duo("No work day is planned.")),
      h("p", { class: "quiet" }, duo("The addresses are on the paper sheet."))],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("home") })],
  });
}

function show({ code }) {
  const day = work.dayOf(code);
  if (!day) return go("work_days", {}, { replace: true });
  const teaches = work.mayTeach();
  paint({
    title: day.makeover,
    bar: dayBar(() => go("work_days"), "Work days"),
    middle: [h("h1", {}, h("bdi", { class: "code" }, day.makeover)),
      h("p", { class: "tags" }, chip(t(kindWords(day)), sign(day)), chip([dayWords(day.on), " · ", span(day)], "clock")),
      banner() ?? answered?.(), viewfinder({ low: true }), h("p", { class: "said" }, duo("Show your card when you come and when you go")),
      h("ul", { class: "register-grid", role: "list", id: "day-people" }, day.people.map((one) => tile(day, one, teaches))),
      !day.people.length && h("p", {}, duo("Nobody comes along yet.")),
      day.tasks.length > 0 && [h("h2", {}, duo("What is to do")), h("ul", { class: "day-tasks", role: "list" }, day.tasks.map((task) => taskTile(day, task)))]],
    thumb: [h("div", { class: "columns-2" }, plain(duo("Back"), "arrow-left", { size: "low", onclick: () => go("work_days") }),
      plain(duo("Photos"), "camera", { size: "low", id: "day-photos", onclick: () => leading(day, () => go("work_photos", { code })) }))],
    stays: true,
  });
  return undefined;
}

function tile(day, one, teaches) {
  const [mark, words] = one.left ? ["logout", t("left %(time)s", { time: clock(one.left) })] : one.arrived ? ["check", t("there since %(time)s", { time: clock(one.arrived) })] : ["circle", t("not there yet")];
  const seen = work.seenOf(day, one).length;
  const next = one.arrived ? "left" : "arrived";
  return h("li", { class: `register-tile${one.left ? " register-told_us" : one.arrived ? " register-present" : ""} day-person`, "data-person": one.number, "data-state": one.left ? "left" : one.arrived ? "arrived" : "planned" },
    h("div", { class: "person" }, face(one.avatar), h("bdi", {}, one.alias), h("span", { class: "quiet" }, t(work.nameOf("part", one.part))), h("span", { class: "register-says" }, icon(mark, 24), h("span", {}, words)),
      !one.left && plain(one.arrived ? duo("Has left") : duo("Has arrived"), one.arrived ? "logout" : "map-pin", { size: "low", "data-tap": `${next} ${one.number}`, onclick: () => tapped(day, one, next) }),
      one.part === "trainee" && teaches && one.arrived > 0 && plain(seen ? h("span", { class: "with-count" }, duo("Practice"), h("span", { class: "chip" }, String(seen))) : duo("Practice"), "school", { size: "low", "data-practice": one.number, onclick: () => go("work_practice", { code: day.day, key: one.number }) })));
}

function taskTile(day, task) {
  return h("li", {}, h("button", { type: "button", class: "button button-tall day-task", "aria-pressed": String(task.done), "data-task": task.task, onclick: () => leading(day, async () => {
    tellAnswer(await work.setTask(day, task, !task.done), task.done ? "Not done yet" : "Done");
    await go("work_day", { code: day.day });
  }) }, icon(TASK_ICONS[task.kind] ?? "dots", 64), h("span", {}, duo(work.nameOf("task", task.kind))), task.room && h("span", { class: "quiet row" }, icon(ROOM_ICONS[task.room] ?? "home", 28), h("span", {}, t(work.nameOf("room", task.room)))),
  h("span", { class: "register-says" }, icon(task.done ? "circle-check" : "circle", 28), h("span", {}, t(task.done ? "done" : "to do")))));
}

/** Whoever leads says things of the day; others are told to ask them. */
export function leading(day, act) {
  return withPerson(() => {
    if (work.mayLead(day)) return act();
    say("refused", "Whoever leads the day says this.", "Show their card.");
    return go("work_day", { code: day.day });
  });
}

/** One tap: for oneself, or for anybody as whoever leads. */
function tapped(day, one, kind) {
  answered = undefined;
  return withPerson(async () => {
    if (work.whoIs(day, person())?.number !== one.number && !work.mayLead(day)) {
      say("refused", "Whoever leads the day taps for others.", "Show your own card.");
      return go("work_day", { code: day.day });
    }
    tellAnswer(await work.setPerson(day, one, kind), kind === "arrived" ? "Has arrived" : "Has left");
    return go("work_day", { code: day.day });
  });
}

/** A card at the door of the day: the first time its person came, later they go. Whoever leads is at the tablet then. */
async function carded(day, token) {
  const met = await meet(token);
  const lookup = met.person?.lookup ?? met.keys?.lookup;
  const one = day.people.find((each) => each.cards.includes(lookup));
  if (!one && met.status !== "known") {
    say("refused", met.status === "late" ? "This card has ended." : "This card is not known here.", "Ask a trainer or coordinator.");
    return again();
  }
  const card = { lookup, keys: met.person?.keys ?? met.keys };
  const leads = met.status === "known" && work.mayLead(day, met.person);
  if (leads) signIn({ ...met.person, number: one?.number });
  if (!one) {
    if (leads) return again();
    return heard(met.person, await work.setStranger(day, card), "arrived");
  }
  await speak(one.language || "en", { english: true });
  if (one.arrived && (leads || Date.now() - Math.max(one.arrived, one.left) < SOON)) return heard(one, { result: "kept" }, "arrived");
  return heard(one, await work.setPerson(day, one, one.arrived ? "left" : "arrived", card), one.arrived ? "left" : "arrived");
}

/** Show one person's answer in their own language for a while; then the tablet speaks its own again. */
async function heard(one, answer, kind) {
  clearTimeout(timer);
  const good = work.isTaken(answer) && answer.result !== "stray";
  await speak(one.language || "en", { english: true });
  signal(good ? "good" : "refused");
  answered = () => (good
    ? h("div", { class: "notice notice-good here", role: "status", id: "here" }, face(one.avatar, 96), h("div", {}, h("h2", {}, duo(kind === "left" ? "You left. Thank you." : "You are here")), h("p", {}, h("b", {}, h("bdi", {}, one.alias)))))
    : notice("refused", duo(answer.message || "You are not on the list of this day"), duo("Tell whoever leads the day.")));
  await again();
  timer = setTimeout(forget, SHOWN);
}

async function forget() {
  answered = undefined;
  if (shown().name === "work_day") await changeLanguage(person()?.language ?? (await kept("language")) ?? "en", person()?.english ?? true);
}

screen("work_days", list);
screen("work_day", show, async (scanned) => {
  const day = scanned.kind === "card" && work.dayOf(location.hash.slice(1).split("/")[1]);
  if (!day) return false;
  await carded(day, scanned.value);
  return true;
});

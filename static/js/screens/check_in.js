// A fixed tablet where everybody checks in with their own card; and who came without a place, seated by the trainer.
import { again, changeLanguage, go, leaveChip, lineChip, paint, screen, shown } from "../app.js";
import { say } from "../acts.js";
import * as door from "../door.js";
import { duo, h, icon, notice, plain } from "../dom.js";
import { signal } from "../feedback.js";
import { line, renew } from "../line.js";
import * as register from "../register.js";
import { kept } from "../store.js";
import { meet, person } from "../who.js";
import { clock, speak, t } from "../words.js";
import { banner, ear, viewfinder } from "./parts.js";
import { bar, face, mayTake, tellAnswer, times } from "./register.js";

const SHOWN = 6000;
const LATE_AFTER = 10 * 60_000;
let told;
let timer;
let rows = [];
let turn = Promise.resolve();

function checkIn() {
  const open = register.openNow();
  paint({
    title: t("Show your card"),
    bar: [leaveChip("arrow-left", "Registers", () => go("registers")), lineChip()],
    middle: [viewfinder({ low: true, grows: true }), told ?? [banner(), h("div", { class: "said" }, h("h1", {}, duo("Show your card")), ear("Show your card"))],
      open.map((one) => h("p", { class: "said quiet" }, h("b", {}, register.titleOf(one)), " ", times(one), " · ", h("bdi", {}, one.where))),
      !open.length && h("p", { class: "said" }, duo("No class begins now.")),
      h("ol", { class: "verdicts", id: "came-in", hidden: !rows.length, "aria-label": t("Came in") }, rows.map((row) => h("li", { class: "verdict" }, icon("check", 28, { tick: true }), face(row.avatar, 44), h("span", { class: "verdict-words" }, h("b", {}, h("bdi", {}, row.alias)), register.titleOf(row.one)), h("span", { class: "verdict-time" }, clock(row.at)))))],
    thumb: [person() && register.may("take_register") && plain(duo("Somebody came without a place"), "user-plus", { size: "low", id: "came", onclick: () => go("came", { code: open[0]?.token }) })],
  });
}

/** Show one person's answer in their own language for a while; then the tablet speaks its own again. */
async function tell(somebody, kind, content) {
  clearTimeout(timer);
  await speak(somebody.language || "en", { english: somebody.english ?? true });
  signal(kind);
  told = content();
  await again();
  timer = setTimeout(forgetTold, SHOWN);
}

async function forgetTold() {
  told = undefined;
  if (shown().name === "check_in") await changeLanguage(person()?.language ?? (await kept("language")) ?? "en", person()?.english ?? true);
}

/** Whose card that is: of the site's people, or of the learners of the register's pack, who may have no role here. */
async function whose(token) {
  const met = await meet(token);
  if (met.status !== "unknown") return met;
  const learner = register.learnerByCard(met.keys.lookup);
  return learner ? { status: "known", person: { ...learner, lookup: met.keys.lookup, keys: met.keys, strength: "card" } } : met;
}

/** One card after the other: two that are shown at once would answer into each other's words. */
function inTurn(token) {
  turn = turn.catch(() => undefined).then(() => comes(token));
  return turn;
}

async function comes(token) {
  let met = await whose(token);
  if (met.status === "unknown" && line.state !== "away") {
    await Promise.all([renew(), register.refresh()]);
    met = await whose(token);
  }
  if (met.status === "blank") return go("newcomer", { keys: met.keys, then: newHere });
  if (met.status !== "known") {
    say("refused", met.status === "late" ? "This card has ended." : "This card is not known here.", "Ask a trainer or coordinator.");
    return again();
  }
  const somebody = met.person;
  let one = classFor(somebody);
  if (!one && line.state !== "away") {
    await register.refresh();
    one = classFor(somebody);
  }
  if (!one) return notToday(somebody);
  const word = Date.now() > one.starts + LATE_AFTER ? "late" : "present";
  const learner = register.learnerOf(one, somebody.lookup);
  await speak(somebody.language || "en", { english: somebody.english ?? true }); // the server answers in it too
  const [answer] = await register.mark(one, [learner], word, { minutes: register.minutesNow(one, word), by: { lookup: somebody.lookup, key: somebody.keys.key } });
  if (!register.isTaken(answer)) return tell(somebody, "refused", () => notice("refused", duo(answer.message)));
  door.cameIn(somebody);
  rows = [{ ...learner, one, at: Date.now() }, ...rows.filter((row) => row.key !== learner.key)].slice(0, 20);
  return tell(somebody, "good", () => h("div", { class: "notice notice-good here", role: "status", id: "here" }, face(somebody.avatar, 96),
    h("div", {}, h("h1", {}, duo("You are here")), h("p", {}, h("b", {}, h("bdi", {}, somebody.alias))), h("p", {}, register.titleOf(one), " · ", times(one), " · ", h("bdi", {}, one.where)))));
}

/** The class that somebody is booked on and that is on now. */
const classFor = (somebody) => register.openNow().find((one) => ["booked", "attending", "no_show"].includes(register.learnerOf(one, somebody.lookup)?.state));

/** A new person at the fixed tablet: seated where the trainer stands by and a place is free, else they ask. */
async function newHere(somebody) {
  const one = register.openNow().find((each) => register.takesLate(each) && register.freeSeats(each) > 0);
  if (one && person() && register.may("take_register")) return seatNew(one, somebody);
  await go("check_in");
  return notToday(somebody);
}

/** No class now: their next one is said, else that a trainer may seat them. */
function notToday(somebody) {
  const next = register.classes().find((one) => one.starts > Date.now() && ["booked", "attending"].includes(register.learnerOf(one, somebody.lookup)?.state));
  const words = next
    ? () => notice("look", duo("You are early"), [h("b", {}, register.titleOf(next)), " ", times(next), ". ", duo("Show the card again half an hour before the class begins.")])
    : () => notice("look", duo("You are not on the list"), duo("Ask the trainer: a place may be free."));
  return tell(somebody, "look", words);
}

/** Somebody came without a place: their card, then a seat or the list. */
function came({ code }) {
  const one = register.classOf(code) ?? register.openNow()[0];
  if (!one) return go("registers", {}, { replace: true });
  const back = () => go("register", { code: one.token });
  if (!mayTake(() => go("registers"))) return undefined;
  const free = register.freeSeats(one);
  const list = register.runOf(one).learners.filter((learner) => learner.state === "waitlisted" && register.learnerOf(one, learner.cards[0])?.state === "waitlisted");
  paint({
    title: t("Somebody came"),
    bar: bar(back, "Back"),
    middle: [viewfinder({ low: true, grows: true }), banner(), h("div", { class: "said" }, h("h1", {}, duo("Show the card of who came")), ear("Show the card of who came")),
      h("p", { class: "said" }, free > 0 ? duo("Places free: %(count)s", { count: free }) : duo("Every place is taken. “Not here” frees one.")),
      !register.takesLate(one) && h("p", { class: "said" }, duo("Late joining ends with the first class.")),
      list.length > 0 && [h("h2", {}, duo("They wait for a place")), h("ul", { class: "people", role: "list" }, list.map((learner) => h("li", { class: "person" }, face(learner.avatar), h("bdi", {}, learner.alias))))]],
    thumb: [plain(duo("Back"), "arrow-left", { size: "low", onclick: back })],
  });
  return undefined;
}

async function seatCard(token, params) {
  const one = register.classOf(params.code) ?? register.openNow()[0];
  const met = await whose(token);
  if (met.status === "blank") return go("newcomer", { keys: met.keys, then: (somebody) => seatNew(one, somebody) });
  if (met.status !== "known") {
    say("refused", met.status === "late" ? "This card has ended." : "This card is not known here.", "A blank card begins a first hour.");
    return again();
  }
  return seatThem(one, met.person);
}

async function seatNew(one, somebody) {
  await changeLanguage(person()?.language ?? "en", person()?.english ?? true);
  return seatThem(one, somebody);
}

async function seatThem(one, somebody) {
  if (["booked", "attending"].includes(register.learnerOf(one, somebody.lookup)?.state)) {
    say("look", "They have a place already.");
    return go("register", { code: one.token });
  }
  const { answer, learner, isSeated } = await register.seat(one, somebody);
  if (isSeated) {
    await register.mark(one, [learner], "present", { by: { lookup: somebody.lookup, key: somebody.keys.key } });
    door.cameIn(somebody);
  }
  if (isSeated && answer.result !== "kept") say("good", "%(name)s has a place.", "", { name: somebody.alias });
  else if (isSeated) say("good", "%(name)s has a place.", "Kept on this tablet until the line is back.", { name: somebody.alias });
  else tellAnswer(answer);
  return go("register", { code: one.token });
}

screen("check_in", checkIn, async (scanned) => {
  if (scanned.kind !== "card") return false;
  await inTurn(scanned.value);
  return true;
});
screen("came", came, async (scanned) => {
  if (scanned.kind !== "card" || !person()) return false;
  await seatCard(scanned.value, shown().params);
  return true;
});

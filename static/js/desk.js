// The scan desk starts here: the worker, the pack, the line, the camera's and the hand scanner's codes.
import { again, announce, changeLanguage, go, hear, openAddress, paintLine, shown } from "./app.js";
import { say } from "./acts.js";
import * as door from "./door.js";
import * as line from "./line.js";
import * as mishaps from "./mishaps.js";
import * as pack from "./pack.js";
import * as register from "./register.js";
import { resolve } from "./scans.js";
import { askToPersist, kept } from "./store.js";
import { listen } from "./wedge.js";
import * as who from "./who.js";
import * as van from "./van.js";
import * as workDays from "./work_days.js";
import { keepClips } from "./voice.js";
import { clipLists, renewWords, speak, t } from "./words.js";
import "./screens/home.js";
import "./screens/piece.js";
import "./screens/more.js";
import "./screens/ask.js";
import "./screens/intake.js";
import "./screens/release.js";
import "./screens/station.js";
import "./screens/many.js";
import "./screens/people.js";
import "./screens/newcomer.js";
import "./screens/register.js";
import "./screens/check_in.js";
import "./screens/door.js";
import "./screens/shown.js";
import "./screens/camera_help.js";
import "./screens/van.js";
import "./screens/van_sign.js";
import "./screens/van_round.js";
import "./screens/work_days.js";
import "./screens/work_practice.js";
import "./screens/work_photos.js";
import "./screens/fire.js";
import "./screens/mishap.js";

const PACK_EVERY = 5 * 60_000;
const STAYS = new Set(["station", "registers", "register", "learner", "came", "check_in", "door", "criteria", "induction", "van", "delivery", "van_sign", "comes_back", "round", "stop", "at_door", "work_days", "work_day", "work_practice", "work_photos", "work_shot", "fire", "mishap_where"]); // where one idles for half an hour

async function start() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
  await Promise.all([pack.load(), register.load(), van.load(), workDays.load(), door.load(), mishaps.load()]);
  await speak((await kept("language")) ?? document.documentElement.lang, { english: true });
  line.onChange(paintLine);
  who.onChange(personChanged);
  who.watch(() => STAYS.has(shown().name));
  listen((text, how) => heard(text, how));
  document.addEventListener("eco-code", (event) => heard(event.detail.text, event.detail.how));
  await line.begin();
  await openAddress();
  document.body.dataset.ready = "yes";
  if (await line.renew()) await again();
  await Promise.all([renewRegister(), door.refresh(), mishaps.refresh()]);
  const keeps = await askToPersist();
  if (!keeps) document.body.dataset.storage = "may be cleared";
  line.report(keeps);
  tellAndHear();
  setInterval(() => line.renew().then(renewRegister).then(() => Promise.all([door.refresh(), mishaps.refresh()])).then(tellAndHear).then(() => line.report(keeps)), PACK_EVERY);
}

/** The register's own pack; the home screen shows its door once there are classes. */
async function renewRegister() {
  const had = register.classes().length;
  await register.refresh();
  if (register.classes().length !== had && ["home", "registers"].includes(shown().name)) await again();
  const wanted = van.isWanted();
  await van.refresh();
  if (shown().name === "van" || (van.isWanted() !== wanted && shown().name === "home")) await again();
  const worked = workDays.isWanted();
  await workDays.refresh();
  if (["work_days", "work_day"].includes(shown().name) || (workDays.isWanted() !== worked && shown().name === "home")) await again();
}

/** Corrected words and new recordings come with the pack. */
async function tellAndHear() {
  if (["away", "unpaired"].includes(line.line.state)) return;
  await renewWords();
  await keepClips(...clipLists());
}

function heard(text, how) {
  who.touch();
  return hear(text, how, (scanned, way, raw) => resolve(scanned, way, raw)).catch((problem) => {
    console.error(problem);
    say("look", "Something broke on this tablet.", "Try again. What was saved is still here.");
  });
}

async function personChanged() {
  const somebody = who.person();
  document.dispatchEvent(new Event("eco-person"));
  document.documentElement.dataset.theme = somebody?.theme || "";
  if (!somebody?.theme) delete document.documentElement.dataset.theme;
  announce(somebody ? somebody.alias : t("Nobody is signed in."));
  if (!somebody && !["home", "check_in", "door", "fire", "work_day"].includes(shown().name)) await go("home");
  await changeLanguage(somebody?.language ?? (await kept("language")) ?? "en", somebody?.english ?? true);
}

start();

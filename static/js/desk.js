// The scan desk starts here: the worker, the pack, the line, the camera's and the hand scanner's codes.
import { again, announce, changeLanguage, go, hear, openAddress, paintLine, shown } from "./app.js";
import { say } from "./acts.js";
import * as line from "./line.js";
import * as pack from "./pack.js";
import { resolve } from "./scans.js";
import { askToPersist, kept } from "./store.js";
import { listen } from "./wedge.js";
import * as who from "./who.js";
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
import "./screens/camera_help.js";

const PACK_EVERY = 5 * 60_000;

async function start() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
  await pack.load();
  await speak((await kept("language")) ?? document.documentElement.lang, { english: true });
  line.onChange(paintLine);
  who.onChange(personChanged);
  who.watch(() => shown().name === "station");
  listen((text, how) => heard(text, how));
  document.addEventListener("eco-code", (event) => heard(event.detail.text, event.detail.how));
  await line.begin();
  await openAddress();
  document.body.dataset.ready = "yes";
  if (await line.renew()) await again();
  const keeps = await askToPersist();
  if (!keeps) document.body.dataset.storage = "may be cleared";
  line.report(keeps);
  tellAndHear();
  setInterval(() => line.renew().then(tellAndHear).then(() => line.report(keeps)), PACK_EVERY);
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
  if (!somebody && shown().name !== "home") await go("home");
  await changeLanguage(somebody?.language ?? (await kept("language")) ?? "en", somebody?.english ?? true);
}

start();

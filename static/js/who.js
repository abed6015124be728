// Who stands at the tablet. It lives in memory only: a reload, two idle minutes or Leave and nobody is signed in.
import * as pack from "./pack.js";
import { cardKeys, prove } from "./secrets.js";

const IDLE = 2 * 60_000;
const IDLE_STATION = 30 * 60_000;
const PIN_HOLDS = 4.5 * 60_000; // the server's five minutes, less the time to press
let people = [];
let touched = Date.now();
let listener = () => {};

/** The person who acts, or undefined. */
export const person = () => people[0];

/** Those who work together with them. */
export const partners = () => people.slice(1);

/** Everybody at the tablet. */
export const everybody = () => people;

/** Call `tell` when somebody comes or goes. */
export const onChange = (tell) => { listener = tell; };

/** Somebody touched or scanned: the idle clock starts anew. */
export const touch = () => { touched = Date.now(); };

/** What a shown card is: {status: known | blank | unknown | late, person, keys}. */
export async function meet(token) {
  const keys = await cardKeys(token);
  const known = pack.personByCard(keys.lookup);
  if (known) {
    const late = known.until && known.until < new Date().toISOString().slice(0, 10);
    return { status: late ? "late" : "known", person: { ...known, keys, strength: "card" } };
  }
  const isBlank = pack.current()?.blank_cards.includes(keys.lookup);
  return { status: isBlank ? "blank" : "unknown", keys };
}

/** Let somebody act, alone. */
export function signIn(somebody) {
  people = [somebody];
  touch();
  listener();
}

/** Two or three who work together: the first one acts, the others stand beside. */
export function join(somebody) {
  if (people.some((one) => one.lookup === somebody.lookup)) return;
  people = [...people, somebody].slice(0, 4);
  touch();
  listener();
}

/** Nobody is at the tablet any more. */
export function leave() {
  if (!people.length) return;
  people = [];
  listener();
}

/** True if the person gave the PIN in the last minutes: only then may they sign a check or set a rule aside. */
export const hasConfirmed = () => person()?.strength === "pin" && Date.now() - person().pinAt < PIN_HOLDS;

/** True if the person may do it once the PIN is given. */
export const mayWithPin = (right) => Boolean(person()?.pin_rights?.includes(right));

/** True if the person's permit counts: it is in the pack and a PIN was given just now. */
export const holds = (permit) => hasConfirmed() && permit in (person().permits ?? {});

async function named(somebody, message) {
  if (somebody.signIn) return { sign_in: somebody.signIn, proof: await prove(somebody.keys.key, message) };
  return { card: somebody.lookup, proof: await prove(somebody.keys.key, message) };
}

/** Who acts and with whom, each proven for this one message. */
export async function proofs(message) {
  const [by, ...others] = await Promise.all(people.map((one) => named(one, message)));
  return { by, with: others };
}

/** Start the idle clock; `isStation` tells whether the longer one counts. */
export function watch(isStation) {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch, true);
  setInterval(() => {
    if (people.length && Date.now() - touched > (isStation() ? IDLE_STATION : IDLE)) leave();
  }, 2000);
}

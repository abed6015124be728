// What waits for the person at the tablet in the training room: asked of the server once it knows them, kept in memory only.
import { person } from "./who.js";
import * as register from "./register.js";

const PATIENCE = 4000;
const NOTHING = { offers: 0, steps: 0, witness: false };
let told = NOTHING;
let whose;
let asking;

/** What waits for whoever is at the tablet now: {offers, steps, witness}. */
export const waiting = () => (person() && person() === whose ? told : NOTHING);

/** Ask what waits for them once the server has heard of their card; true if the home screen has something new to show. */
export function ask(heard) {
  asking = hear(heard);
  return asking;
}

/** Open a page of theirs: not before the server knows who stands here. */
export async function visit(address) {
  await asking;
  location.assign(address);
}

async function hear(heard) {
  const somebody = person();
  await heard;
  if (!somebody || !register.isOpen() || person() !== somebody) return false;
  try {
    const answer = await fetch("/api/v1/mine", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    const said = answer.ok && (await answer.json());
    if (!said || person() !== somebody || said.number !== somebody.number) return false;
    [whose, told] = [somebody, said];
    return Boolean(said.offers || said.steps || said.witness);
  } catch { /* no line: it is asked again with the next card */
    return false;
  }
}

// What waits for the person at the tablet in the training room: asked of the server once it knows them, kept in memory only.
import { person } from "./who.js";
import * as register from "./register.js";

const PATIENCE = 4000;
const NOTHING = { offers: 0, steps: 0, witness: false };
let told = NOTHING;
let whose;

/** What waits for whoever is at the tablet now: {offers, steps, witness}. */
export const waiting = () => (person() && person() === whose ? told : NOTHING);

/** Ask what waits for them; true if the home screen has something new to show. */
export async function ask() {
  const somebody = person();
  if (!somebody || !register.isOpen()) return false;
  try {
    const answer = await fetch("/api/v1/mine", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok || person() !== somebody) return false;
    const said = await answer.json();
    if (somebody.number && said.number !== somebody.number) return false;
    [whose, told] = [somebody, said];
    return Boolean(said.offers || said.steps || said.witness);
  } catch { /* no line: it is asked again with the next card */
    return false;
  }
}

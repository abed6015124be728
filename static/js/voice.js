// Says texts aloud: the recording of the site's own speakers, else the browser's own voice. What neither has is passed over.
let now;

/** The browser's voice for a language, or undefined. */
export const voiceFor = (language) => globalThis.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));

/** True if any of them can be heard: each is {clip: address, words, language}. */
export const canSay = (texts) => texts.some((one) => one.clip || voiceFor(one.language));

/** Say them one after the other; a second call stops the first. */
export async function sayAloud(texts) {
  hush();
  const turn = { stopped: false };
  now = turn;
  for (const one of texts) {
    if (turn.stopped) return;
    const heard = one.clip && (await playClip(one.clip, turn));
    if (!heard && !turn.stopped) await speakWords(one, turn);
  }
}

/** Be silent. */
export function hush() {
  if (now) now.stopped = true;
  now?.audio?.pause();
  now?.done?.();
  globalThis.speechSynthesis?.cancel();
  now = undefined;
}

/** Play a recording to its end; false where it cannot be fetched or played. */
async function playClip(address, turn) {
  let source;
  try {
    const answer = await fetch(address);
    if (!answer.ok) return false;
    source = URL.createObjectURL(await answer.blob());
    turn.audio = new Audio(source);
    const end = new Promise((done) => {
      turn.done = done;
      turn.audio.addEventListener("ended", () => done(true));
      turn.audio.addEventListener("error", () => done(false));
    });
    await turn.audio.play();
    return (await end) !== false;
  } catch {
    return false;
  } finally {
    if (source) URL.revokeObjectURL(source);
  }
}

function speakWords({ words, language }, turn) {
  const voice = voiceFor(language);
  if (!voice) return undefined;
  return new Promise((done) => {
    const speech = new SpeechSynthesisUtterance(words);
    speech.voice = voice;
    speech.addEventListener("end", done);
    speech.addEventListener("error", done);
    turn.done = done;
    speechSynthesis.speak(speech);
  });
}

/** Recordings that the site has no more go from the tablet; those of the present language are fetched, within bounds. */
export async function keepClips(own, all, most = 150) {
  if (!globalThis.caches) return;
  const cache = await caches.open("eco-clips");
  const addressOf = (id) => new URL(`/clips/${id}`, location.href).href;
  const known = new Set(all.map(addressOf));
  const kept = (await cache.keys()).map((request) => request.url);
  await Promise.all(kept.filter((address) => !known.has(address)).map((address) => cache.delete(address)));
  const wanted = own.map(addressOf).filter((address) => !kept.includes(address));
  for (const address of wanted.slice(0, Math.max(0, most - kept.length))) {
    const answer = await fetch(address).catch(() => undefined);
    if (answer?.ok) await cache.put(address, answer);
  }
}

// Ok, refused, look here: two short tones that differ in pitch and rhythm, and a vibration. Off-able per tablet.
let context;
const TUNES = {
  good: { notes: [[880, 0, 0.09]], shake: [40] },
  refused: { notes: [[220, 0, 0.14], [196, 0.2, 0.2]], shake: [120, 60, 120] },
  look: { notes: [[523, 0, 0.07], [523, 0.12, 0.07]], shake: [60, 40, 60] },
};

/** True if this tablet is to be silent. */
export const isSilent = () => localStorage.getItem("eco-silent") === "yes";

/** Switch the tones of this tablet on or off. */
export const setSilent = (silent) => localStorage.setItem("eco-silent", silent ? "yes" : "no");

/** Play and shake: "good", "refused" or "look". */
export function signal(kind) {
  const tune = TUNES[kind];
  navigator.vibrate?.(tune.shake);
  document.body.dataset.signal = kind;
  if (isSilent()) return;
  try {
    context ??= new AudioContext();
    for (const [pitch, start, length] of tune.notes) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      tone.type = kind === "refused" ? "square" : "sine";
      volume.gain.setValueAtTime(0.12, context.currentTime + start);
      volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + start + length);
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + start);
      tone.stop(context.currentTime + start + length);
    }
  } catch { /* a tablet without sound still shows colour, icon and word */ }
}

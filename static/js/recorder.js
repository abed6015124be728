// Records a spoken text on the page of words: press, speak, press, listen, keep. Without a microphone a file does.
const form = document.getElementById("recorder");
const button = document.getElementById("record");
const says = document.getElementById("record-says");
const heard = document.getElementById("record-heard");
const field = form?.querySelector("input[type=file]");
const LONGEST = 20_000;
const FORMS = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
let recorder;

/** The first form that this browser can record. */
const formOf = () => FORMS.find((form_) => MediaRecorder.isTypeSupported(form_));

async function begin() {
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true, autoGainControl: true } });
  } catch {
    says.textContent = form.dataset.refused;
    return;
  }
  const parts = [];
  recorder = new MediaRecorder(sound, { mimeType: formOf(), audioBitsPerSecond: 48_000 });
  const end = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST - 500);
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    clearTimeout(end);
    for (const track of sound.getTracks()) track.stop();
    keep(new Blob(parts, { type: recorder.mimeType }));
  });
  recorder.start();
  button.setAttribute("aria-pressed", "true");
  says.textContent = form.dataset.recording;
}

/** Put what was recorded into the form's file field, and let it be heard. */
function keep(blob) {
  const kind = blob.type.split(";")[0].split("/")[1];
  const carrier = new DataTransfer();
  carrier.items.add(new File([blob], `clip.${kind}`, { type: blob.type }));
  field.files = carrier.files;
  if (heard.src) URL.revokeObjectURL(heard.src);
  heard.src = URL.createObjectURL(blob);
  heard.hidden = false;
  button.setAttribute("aria-pressed", "false");
  says.textContent = form.dataset.recorded;
}

if (form && globalThis.MediaRecorder && navigator.mediaDevices?.getUserMedia && formOf()) {
  for (const part of form.querySelectorAll("[data-only=recorder]")) part.hidden = false;
  button.addEventListener("click", () => (recorder?.state === "recording" ? recorder.stop() : begin()));
}

// One camera for the whole desk: it stays open from screen to screen, finds codes, and takes photos.
const SAME_AGAIN = 2500;
const PAUSE = 90;
let stream;
let detector;
let video;
let hear;
let seen = { text: "", at: 0 };
let turning = false;

/** Why there is no picture: "", "refused", "missing" or "insecure". */
export let fault = "";

function makeDetector() {
  const { BarcodeDetector, prepareZXingModule } = globalThis.BarcodeDetectionAPI;
  prepareZXingModule({ overrides: { locateFile: (file) => `${document.body.dataset.static}vendor/${file}` } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}

/** Open the camera if it is not open; false (and `fault`) where that cannot be. */
export async function open() {
  if (stream?.active) return true;
  if (!navigator.mediaDevices) {
    fault = window.isSecureContext ? "missing" : "insecure";
    return false;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } },
    });
    fault = "";
    return true;
  } catch (problem) {
    fault = problem.name === "NotAllowedError" || problem.name === "SecurityError" ? "refused" : "missing";
    return false;
  }
}

/** The video element that every screen puts in its own frame. */
export function picture() {
  if (!video) {
    video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.setAttribute("aria-hidden", "true");
  }
  if (stream?.active && video.srcObject !== stream) video.srcObject = stream;
  return video;
}

/** Show the camera in `place` (an element) and tell each new code to `tell`; returns false without a camera. */
export async function show(place, tell) {
  hear = tell;
  if (!(await open())) return false;
  place.prepend(picture());
  await video.play().catch(() => {});
  if (tell && !turning) turn();
  return true;
}

/** Stop listening to codes; the picture may stay. */
export function deaf() {
  hear = undefined;
}

/** Close the camera: nobody is at the tablet. */
export function close() {
  hear = undefined;
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
}

async function turn() {
  turning = true;
  while (hear) {
    if (video.isConnected && video.readyState >= 2 && !document.hidden) await look();
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  turning = false;
}

async function look() {
  try {
    detector ??= makeDetector();
    const [found] = await detector.detect(video);
    if (found && hear) told(found.rawValue);
  } catch (problem) {
    console.warn("no decoding:", problem.message);
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** A code that stays in view is told once. */
function told(text) {
  const now = performance.now();
  const again = text === seen.text && now - seen.at < SAME_AGAIN;
  seen = { text, at: now };
  if (!again) hear(text, "scan");
}

/** Let the code that is in view count again (after a mode was chosen, for instance). */
export function forgetSeen() {
  seen = { text: "", at: 0 };
}

/** A photo of what the camera sees, as JPEG bytes; undefined without a camera. */
export async function photo() {
  if (!stream?.active || !video?.videoWidth) return undefined;
  return shrink(video, video.videoWidth, video.videoHeight);
}

/** A photo file of the tablet, made small enough to send. */
export async function photoOf(file) {
  const bitmap = await createImageBitmap(file);
  return shrink(bitmap, bitmap.width, bitmap.height);
}

async function shrink(source, width, height) {
  const scale = Math.min(1, 1600 / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob;
}

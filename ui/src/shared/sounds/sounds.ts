// The sounds of the verdicts, made by the window itself. Admit and stop differ in direction and register.

export type Sound =
  "admit" | "already" | "attention" | "wrong" | "cancelled" | "blocked" | "unknown" | "print_problem";

export interface Tone {
  hz: number;
  ms: number;
  /** From the sound's beginning. */
  startsMs: number;
  wave: "sine" | "triangle" | "hollow" | "wood";
}

const E5 = 659.26;
const B5 = 987.77;
const G4 = 392;
const D5 = 587.33;
const A4 = 440;
const A3 = 220;

export const tones: Record<Sound, Tone[]> = {
  admit: [
    { hz: E5, ms: 90, startsMs: 0, wave: "sine" },
    { hz: B5, ms: 140, startsMs: 90, wave: "sine" },
  ],
  already: [
    { hz: G4, ms: 110, startsMs: 0, wave: "sine" },
    { hz: G4, ms: 110, startsMs: 180, wave: "sine" },
  ],
  attention: [0, 110, 220].map((startsMs) => ({ hz: 900, ms: 35, startsMs, wave: "wood" as const })),
  wrong: [
    { hz: D5, ms: 140, startsMs: 0, wave: "sine" },
    { hz: A4, ms: 200, startsMs: 140, wave: "sine" },
  ],
  cancelled: [{ hz: A3, ms: 450, startsMs: 0, wave: "triangle" }],
  blocked: [
    { hz: A3, ms: 220, startsMs: 0, wave: "triangle" },
    { hz: A3, ms: 220, startsMs: 310, wave: "triangle" },
  ],
  unknown: [{ hz: 330, ms: 260, startsMs: 0, wave: "hollow" }],
  print_problem: [
    { hz: 180, ms: 70, startsMs: 0, wave: "wood" },
    { hz: 180, ms: 70, startsMs: 130, wave: "wood" },
  ],
};

let audio: AudioContext | undefined;

/** Plays a sound, or nothing where the machine has none: every sound has a visible twin. */
export function play(sound: Sound): void {
  if (typeof AudioContext === "undefined") return;
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
    for (const tone of tones[sound]) playTone(audio, tone);
  } catch {
    audio = undefined;
  }
}

function playTone(context: AudioContext, tone: Tone): void {
  const starts = context.currentTime + 0.01 + tone.startsMs / 1000;
  const ends = starts + tone.ms / 1000;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = tone.hz;
  if (tone.wave === "hollow") oscillator.setPeriodicWave(hollow(context));
  else oscillator.type = tone.wave === "triangle" ? "triangle" : "sine";
  const loud = tone.wave === "triangle" ? 0.5 : 0.35;
  gain.gain.setValueAtTime(0, starts);
  gain.gain.linearRampToValueAtTime(loud, starts + (tone.wave === "wood" ? 0.002 : 0.012));
  if (tone.wave === "wood") gain.gain.exponentialRampToValueAtTime(0.001, ends);
  else gain.gain.setValueAtTime(loud, Math.max(starts + 0.012, ends - 0.03));
  gain.gain.linearRampToValueAtTime(0, ends + 0.005);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(starts);
  oscillator.stop(ends + 0.02);
}

/** Odd harmonics only: the sound of a stopped pipe. */
function hollow(context: AudioContext): PeriodicWave {
  const real = new Float32Array(10);
  const imaginary = new Float32Array([0, 1, 0, 0.4, 0, 0.2, 0, 0.1, 0, 0.06]);
  return context.createPeriodicWave(real, imaginary);
}

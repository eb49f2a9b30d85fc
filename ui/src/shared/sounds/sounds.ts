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

/** The highest point of a tone's wave, of 1 at most: a wood tap dies away at once and may be louder. */
export const peaks: Record<Tone["wave"], number> = { sine: 0.35, triangle: 0.5, hollow: 0.35, wood: 0.8 };

/** So fast the sound before falls silent when the next begins: two at once would be too loud. */
const FADE_S = 0.01;

let audio: AudioContext | undefined;
let playing: GainNode | undefined;

/** Plays a sound, or nothing where the machine has none: every sound has a visible twin. A sound ends the one before.
    The volume is in per cent. */
export function play(sound: Sound, volume: number): void {
  if (typeof AudioContext === "undefined") return;
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") void audio.resume();
    if (playing) fade(audio, playing);
    playing = audio.createGain();
    playing.gain.value = loudness(volume);
    playing.connect(audio.destination);
    for (const tone of tones[sound]) playTone(audio, playing, tone);
  } catch {
    audio = undefined;
    playing = undefined;
  }
}

/** The share of the full amplitude: half the per cent is heard as about half as loud. */
export function loudness(volume: number): number {
  return (Math.min(100, Math.max(0, volume)) / 100) ** 2;
}

function fade(context: AudioContext, before: GainNode): void {
  before.gain.setTargetAtTime(0, context.currentTime, FADE_S / 3);
}

function playTone(context: AudioContext, out: AudioNode, tone: Tone): void {
  const starts = context.currentTime + FADE_S + tone.startsMs / 1000;
  const ends = starts + tone.ms / 1000;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = tone.hz;
  if (tone.wave === "hollow") oscillator.setPeriodicWave(hollow(context));
  else oscillator.type = tone.wave === "triangle" ? "triangle" : "sine";
  const loud = peaks[tone.wave];
  gain.gain.setValueAtTime(0, starts);
  gain.gain.linearRampToValueAtTime(loud, starts + (tone.wave === "wood" ? 0.002 : 0.012));
  if (tone.wave === "wood") gain.gain.exponentialRampToValueAtTime(0.001, ends);
  else gain.gain.setValueAtTime(loud, Math.max(starts + 0.012, ends - 0.03));
  gain.gain.linearRampToValueAtTime(0, ends + 0.005);
  oscillator.connect(gain).connect(out);
  oscillator.start(starts);
  oscillator.stop(ends + 0.02);
}

/** Odd harmonics only: the sound of a stopped pipe. */
function hollow(context: AudioContext): PeriodicWave {
  const real = new Float32Array(10);
  const imaginary = new Float32Array([0, 1, 0, 0.4, 0, 0.2, 0, 0.1, 0, 0.06]);
  return context.createPeriodicWave(real, imaginary);
}

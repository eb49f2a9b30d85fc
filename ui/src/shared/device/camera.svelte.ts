// The camera of this device, wherever it is looked at: which one, whether it is on, and what it shows.
import type { CameraNews } from "../../generated/CameraNews";
import type { CameraView } from "../../generated/CameraView";
import type { Failure } from "../../generated/Failure";
import { commands, onCamera, type Picture } from "../api/camera";
import { asFailure } from "../api/failure";

/** What happens with what the camera reads. */
export interface Reads {
  scanned: (code: string) => void;
  /** A code that holds no text. */
  notText: () => void;
}

/** Each of Rust's answers without a picture takes a second at most: after so many the camera gives none. */
const EMPTY_MAX = 4;

const kept = (name: string) => localStorage.getItem(`sarrera.camera${name}`);
const keep = (name: string, value: string) => localStorage.setItem(`sarrera.camera${name}`, value);

export class Camera {
  all = $state.raw<CameraView[]>([]);
  looked = $state(false);
  state = $state<"off" | "starting" | "on">("off");
  /** Why it gives no pictures although somebody wants them. */
  failure = $state.raw<Failure | null>(null);
  light = $state("good");
  picture = $state.raw<Picture | null>(null);
  /** The kind of the last code, and how many were read since the window opened. */
  kind = $state<string | null>(null);
  reads = $state(0);
  #wanted = $state(kept("") === "on");
  #id = $state(kept("-id") ?? "");
  #mirror = $state(kept("-mirror") !== "off");
  #followed = false;
  /** Grows with each start and stop: what belongs to an earlier one is left alone. */
  #turn = 0;
  /** Starts and stops reach Rust in the order in which they were asked for. */
  #line: Promise<void> = Promise.resolve();

  /** Whether somebody switched it on, also while it cannot run. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** The camera that is used: the one that was chosen, else the first. */
  get chosen(): string {
    return this.all.some((one) => one.id === this.#id) ? this.#id : (this.all[0]?.id ?? "");
  }

  /** People look at themselves as into a mirror; the code is read as it is. */
  get mirror(): boolean {
    return this.#mirror;
  }
  set mirror(on: boolean) {
    this.#mirror = on;
    keep("-mirror", on ? "on" : "off");
  }

  async look(): Promise<void> {
    this.all = await commands.cameras();
    this.looked = true;
  }

  choose(id: string): void {
    this.#id = id;
    keep("-id", id);
    if (this.#wanted) this.#start();
  }

  /** On, off, and once more where it failed. */
  toggle(): void {
    this.switch(this.state === "off");
  }

  switch(on: boolean): void {
    this.#wanted = on;
    keep("", on ? "on" : "off");
    if (on) this.#start();
    else this.#stop();
  }

  /** Runs the camera whenever it is wanted and the window is seen, until the returned function is called. */
  follow(reads: Reads): () => void {
    this.#followed = true;
    const stop = onCamera((news) => this.#hear(news, reads));
    const seen = () => {
      if (document.hidden) this.#stop();
      else if (this.#wanted) this.#start();
    };
    document.addEventListener("visibilitychange", seen);
    seen();
    return () => {
      this.#followed = false;
      document.removeEventListener("visibilitychange", seen);
      stop();
      this.#stop();
    };
  }

  #start(): void {
    if (!this.#followed || document.hidden) return;
    const turn = this.#next("starting");
    this.#line = this.#line.then(async () => {
      try {
        await this.look();
        await commands.start(this.chosen);
      } catch (thrown) {
        return this.#end(turn, asFailure(thrown));
      }
      void this.#show(turn);
    });
  }

  #stop(): void {
    if (this.state === "off" && this.failure === null) return;
    this.#next("off");
    this.#line = this.#line.then(() => commands.stop().catch(() => undefined));
  }

  #next(state: "off" | "starting"): number {
    this.#turn += 1;
    this.state = state;
    this.failure = null;
    this.light = "good";
    this.picture = null;
    return this.#turn;
  }

  #end(turn: number, failure: Failure): void {
    if (turn !== this.#turn) return;
    this.#next("off");
    this.failure = failure;
  }

  /** Asks for one picture after the other: that somebody asks is what keeps the camera on. */
  async #show(turn: number): Promise<void> {
    let empty = 0;
    let after = 0;
    while (turn === this.#turn) {
      let picture: Picture | null;
      try {
        picture = await commands.picture(after);
      } catch (thrown) {
        return this.#end(turn, asFailure(thrown));
      }
      if (turn !== this.#turn) return;
      if (picture) {
        empty = 0;
        after = picture.number;
        this.picture = picture;
        this.state = "on";
      } else if ((empty += 1) >= EMPTY_MAX) {
        this.#end(turn, { code: "camera_silent", params: {}, message: "The camera sends no pictures." });
        await commands.stop().catch(() => undefined);
      }
    }
  }

  #hear(news: CameraNews, reads: Reads): void {
    if (this.state === "off") return;
    switch (news.tells) {
      case "code":
        this.kind = news.kind;
        this.reads += 1;
        return reads.scanned(news.text);
      case "not_text":
        this.kind = news.kind;
        return reads.notText();
      case "light":
        this.light = news.light;
        return;
      case "ended":
        return this.#end(this.#turn, news.failure);
      case "unwatched":
        if (this.#wanted) this.#start();
    }
  }
}

export const camera = new Camera();

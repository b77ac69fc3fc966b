/** How far a run is, how fast it goes and how long it still takes; and where its time went. */

const windowS = 60;

export interface Pace {
  readonly done: number;
  readonly total: number;
  /** Pictures per minute over the last minute; undefined before the first picture. */
  readonly perMinute: number | undefined;
  readonly leftS: number | undefined;
}

/** Times of completions, so that the rate follows what happened in the last minute. */
export class PaceMeter {
  readonly #total: number;
  #done: number;
  readonly #timesS: number[];

  /** `done` were finished by runs before; they do not count for the rate. */
  constructor(total: number, done: number, nowS: number) {
    this.#total = total;
    this.#done = done;
    this.#timesS = [nowS];
  }

  add(nowS: number): Pace {
    this.#done++;
    this.#timesS.push(nowS);
    while (this.#timesS.length > 2 && nowS - (this.#timesS[1] ?? nowS) > windowS) {
      this.#timesS.shift();
    }
    const first = this.#timesS[0] ?? nowS;
    const perSecond = nowS > first ? (this.#timesS.length - 1) / (nowS - first) : undefined;
    return {
      done: this.#done,
      total: this.#total,
      perMinute: perSecond === undefined ? undefined : perSecond * 60,
      leftS: perSecond === undefined ? undefined : (this.#total - this.#done) / perSecond,
    };
  }
}

/** One line: `train 1234/8000 (15 %), 312 pictures/min, 21 min left`. */
export function paceLine(name: string, { done, total, perMinute, leftS }: Pace): string {
  const share = `${name} ${done}/${total} (${Math.floor((100 * done) / total)} %)`;
  if (perMinute === undefined || leftS === undefined) return share;
  const rate = perMinute < 10 ? perMinute.toFixed(1) : perMinute.toFixed(0);
  return `${share}, ${rate} pictures/min, ${duration(leftS)} left`;
}

/** 45 s, 12 min, 3 h 20 min. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Sums of milliseconds by stage, over all pictures. */
export class StageTimes {
  readonly #sumMs = new Map<string, number>();
  #pictures = 0;

  add(stagesMs: Readonly<Record<string, number>>): void {
    this.#pictures++;
    for (const [stage, ms] of Object.entries(stagesMs)) {
      this.#sumMs.set(stage, (this.#sumMs.get(stage) ?? 0) + ms);
    }
  }

  /** `per picture: truth 41 ms (5 %), picture 812 ms (90 %), ...`; empty before the first. */
  summary(): string {
    const total = [...this.#sumMs.values()].reduce((a, b) => a + b, 0);
    if (this.#pictures === 0 || total === 0) return '';
    const parts = [...this.#sumMs].map(
      ([stage, ms]) =>
        `${stage} ${(ms / this.#pictures).toFixed(1)} ms (${((100 * ms) / total).toFixed(0)} %)`,
    );
    return `per picture and worker: ${parts.join(', ')}`;
  }
}

/** Writes over one line on a terminal; elsewhere a line every ten seconds. */
export class ProgressLine {
  #lastS = -Infinity;
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream;
  }

  show(text: string, isLast: boolean): void {
    const nowS = performance.now() / 1000;
    if (!isLast && nowS - this.#lastS < (this.#stream.isTTY ? 0.2 : 10)) return;
    this.#lastS = nowS;
    if (this.#stream.isTTY) this.#stream.write(`\r\x1b[2K${text}${isLast ? '\n' : ''}`);
    else this.#stream.write(`${text}\n`);
  }
}

// A lab's session for browser tests: its pipeline on the reference backend, and an experiment that the test plays.
import { defaults } from '$src/core/params';
import { Notebook } from '$src/evidence/notebook.svelte';
import type { LabBench } from '$src/lab/bench.svelte';
import type { Answers, DataEvent, PipelineResult } from '$src/lab/contract';
import type { RunRequest } from '$src/lab/lab.worker';
import { experimentsOf, metaOf, pipelineOf } from '$src/lab/modules';
import { LabSession } from '$src/lab/session.svelte';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { ImageSource } from '$src/sources/source.svelte';

const noAnswers: Answers = {
  flat: [],
  strong: { junior: [], mid: [], senior: [] },
  why: [],
  followUps: [],
  teacher: [],
};

/** `play` gives the data events of an experiment that is asked for; the picture is opened by the caller. */
export async function labSession(
  slug: string,
  query = '',
  play: (experiment: string, request: RunRequest) => readonly DataEvent[] = () => [],
): Promise<LabSession> {
  const lab = metaOf(slug);
  const [experiments, pipeline] = await Promise.all([experimentsOf(slug), pipelineOf(slug)]);
  const backend = createReferenceBackend();
  const source = new ImageSource();
  const bench = {
    states: { reference: { name: 'reference', isUsable: true, device: 'TypeScript' } },
    timerResolutionMs: 0.1,
    resolve: () => 'reference' as const,
    setInput: () => Promise.resolve(),
    setKernel: () => Promise.resolve([]),
    trim: () => Promise.resolve(),
    async runPipeline({ params, seed }: RunRequest): Promise<PipelineResult> {
      const image = source.current?.image;
      if (!image) throw new Error('no picture');
      const result = await pipeline.run({
        backend,
        input: { image },
        params: { ...defaults(lab.params), ...params } as Record<string, never>,
        seed,
        signal: new AbortController().signal,
        now: () => performance.now(),
      });
      return { ...result, backend: 'reference', isEdited: false };
    },
    runExperiment(request: RunRequest, id: string, onEvent: (event: DataEvent) => void) {
      for (const event of play(id, request)) onEvent(event);
      return Promise.resolve();
    },
  } as unknown as LabBench;
  return new LabSession({
    lab,
    answers: noAnswers,
    experiments,
    bench,
    source,
    notebook: new Notebook(),
    query: new URLSearchParams(query),
    writeUrl: () => undefined,
  });
}

/**
 * A reader's own ONNX file on its way to a detector: read, recognised, corrected by hand, and handed on as a
 * request. The file stays in memory; nothing is sent or kept.
 */
import { formFields, missingFields, type FormField, type MappingDraft } from '../custom/form';
import { mappingFromDraft } from '../custom/mapping';
import { readOnnxFile, type OnnxSummary } from '../custom/onnx-file';
import { recognise } from '../custom/recognise';
import type { DetectorRequest } from '../open';
import { DetectError, type RuntimeChoice } from '../types';

/** Larger than any detector that a browser can run, small enough to be read whole. */
export const mostBytes = 512 * 2 ** 20;

/** The part of the browser's File that is read. */
export interface FileLike {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export type CustomState = 'empty' | 'reading' | 'recognised' | 'incomplete';

export class CustomForm {
  state = $state<CustomState>('empty');
  name = $state('');
  summary = $state.raw<OnnxSummary>();
  draft = $state.raw<MappingDraft>({});
  confidence = $state<'sure' | 'likely'>('likely');
  reasons = $state.raw<readonly string[]>([]);
  /** Why the file or the form was refused. */
  fault = $state<string>();

  #bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Fields that were missing at any time, or only guessed: they stay where the reader answers them. */
  #asked = $state.raw<readonly string[]>([]);
  #turn = 0;

  /** The fields of the form: those to be answered, and those that are known. */
  readonly fields = $derived.by((): { open: FormField[]; known: FormField[] } => {
    if (!this.summary) return { open: [], known: [] };
    const all = formFields(this.summary, this.draft);
    const isOpen = ({ key }: FormField): boolean => this.#asked.includes(key);
    return { open: all.filter(isOpen), known: all.filter((field) => !isOpen(field)) };
  });

  /** Reads and recognises a file; a later call replaces an earlier one. Never rejects: see `fault`. */
  async open(file: FileLike): Promise<void> {
    const turn = ++this.#turn;
    this.#forget();
    this.state = 'reading';
    this.name = file.name;
    try {
      if (file.size > mostBytes) {
        throw new DetectError(
          'model-unsupported',
          `The file has ${file.size} bytes; at most ${mostBytes} are opened. Choose a smaller model.`,
        );
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      if (turn !== this.#turn) return;
      this.#take(bytes);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.state = 'empty';
      this.fault = `“${file.name}”: ${messageOf(error)}`;
    }
  }

  set(change: Partial<MappingDraft>): void {
    this.draft = { ...this.draft, ...change };
    if (this.summary) this.#asked = [...this.#asked, ...missingFields(this.summary, this.draft)];
    this.fault = undefined;
  }

  /** The request, or undefined with `fault` set. */
  request(runtime: RuntimeChoice): DetectorRequest | undefined {
    if (!this.#bytes || !this.summary) return undefined;
    try {
      const mapping = mappingFromDraft(this.draft);
      this.fault = undefined;
      return {
        adapter: 'custom-onnx',
        modelId: this.name,
        runtime,
        custom: { bytes: this.#bytes, mapping },
      };
    } catch (error) {
      this.fault = this.#inWordsOfTheForm(messageOf(error));
      return undefined;
    }
  }

  clear(): void {
    this.#turn++;
    this.#forget();
  }

  #forget(): void {
    this.#bytes = undefined;
    this.#asked = [];
    this.state = 'empty';
    this.summary = undefined;
    this.draft = {};
    this.reasons = [];
    this.fault = undefined;
  }

  #take(bytes: Uint8Array<ArrayBuffer>): void {
    const summary = readOnnxFile(bytes);
    const found = recognise(summary);
    this.#bytes = bytes;
    this.#asked = found.kind === 'incomplete' ? found.missing : [];
    this.summary = summary;
    this.draft = found.draft;
    this.reasons = found.reasons;
    if (found.kind === 'recognised') this.confidence = found.confidence;
    this.state = found.kind;
  }

  /** Messages name fields by their key, the form by a label. */
  #inWordsOfTheForm(message: string): string {
    const all = this.summary ? formFields(this.summary, this.draft) : [];
    return all.reduce((text, { key, label }) => text.replace(`“${key}”`, `“${label}”`), message);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

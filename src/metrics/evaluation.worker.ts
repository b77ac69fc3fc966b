/** The worker of the evaluation. A thin door; the page talks to it through `client.ts`. */
import * as Comlink from 'comlink';
import { EvaluationHost } from './evaluation-host';

Comlink.expose(new EvaluationHost());

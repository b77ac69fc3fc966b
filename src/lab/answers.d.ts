declare module '*/answers.md' {
  import type { Answers } from '$src/lab/contract';
  const answers: Answers;
  export default answers;
  /** Ids of the slots that the answers quote. */
  export const slots: readonly string[];
}

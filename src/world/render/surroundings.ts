/** What is around the things, by family name; a seed varies each. */
export { buildBackdrop } from './backdrops';
export { Environments } from './environments';
export { buildTable } from './tables';

/** A link's query to write into. Here and not in components: it is not state, nothing follows it. */
export function emptyQuery(): URLSearchParams {
  return new URLSearchParams();
}

/**
 * Versions of the libraries that networks run in, as the libraries report them: what a record says of an older one is
 * no longer true of this page. Written down, because asking a library means loading megabytes; a test holds them to
 * the installed packages.
 */
export const runtimeVersions = { ort: '1.30.0', tfjs: '4.22.0' } as const;

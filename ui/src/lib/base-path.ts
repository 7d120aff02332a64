/** The path under which the tracker is mounted, without a slash at its end; usually ''. */
export const basePath = new URL(document.baseURI).pathname.replace(/\/+$/, '')

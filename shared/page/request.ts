import * as z from 'zod/mini'

/** What a function URL was asked. */
export interface PageRequest {
  readonly method: string
  /** Begins with a slash; parts still percent-encoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly cookies: readonly string[]
  /** A program wants the data and no HTML. */
  readonly wantsJson: boolean
}

/** The second version of the payload, as far as the page needs it. */
const Payload = z.object({
  rawPath: z.string(),
  rawQueryString: z.optional(z.string()),
  cookies: z.optional(z.array(z.string())),
  headers: z.optional(z.record(z.string(), z.string())),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
})

const longestQuery = 2_000

/** Reads what a function URL hands over; undefined when it is something else. */
export function parsePageRequest(event: unknown): PageRequest | undefined {
  const parsed = z.safeParse(Payload, event)
  if (!parsed.success) return undefined
  const { rawPath, rawQueryString = '', cookies = [], headers = {}, requestContext } = parsed.data
  return {
    method: requestContext.http.method,
    path: rawPath === '' ? '/' : rawPath,
    query: new URLSearchParams(rawQueryString.slice(0, longestQuery)),
    cookies,
    wantsJson: /^application\/json\b/.test(headers['accept'] ?? ''),
  }
}

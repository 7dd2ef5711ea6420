import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FetchFunction } from '@slack/web-api'

/** No byte of the request was sent: nobody can have done what it asks for. */
export class Unsent extends Error {
  override name = 'Unsent' as const
}

/** What Node's own client tells of: that a request waits for a connection, and that it is being written to one. */
const created = 'undici:request:create'
const written = 'undici:client:sendHeaders'

/**
 * As the function, but throws `Unsent` when it fails before the request left. Its errors alone do not tell: a connection that is
 * never made and an answer that never comes both end as the same timeout.
 */
export function tellingUnsent(fetchFunction: FetchFunction): FetchFunction {
  return async (url, init) => {
    const watch = watchRequests(new URL(url).pathname)
    try {
      return await fetchFunction(url, init)
    } catch (error) {
      if (!watch.isWaiting()) throw error
      throw new Unsent(error instanceof Error ? textOf(error) : String(error), { cause: error })
    } finally {
      watch.stop()
    }
  }
}

/** Requests of others for the same path count as this one: what is unsent is then not known. */
function watchRequests(path: string) {
  const waiting = new Set<object>()
  let isSent = false
  const onCreated = (message: unknown) => {
    const request = requestIn(message)
    if (request && 'path' in request && request.path === path) waiting.add(request)
  }
  const onWritten = (message: unknown) => {
    const request = requestIn(message)
    if (request && waiting.has(request)) isSent = true
  }
  subscribe(created, onCreated)
  subscribe(written, onWritten)
  return {
    /** A Node that tells of no requests tells nothing about this one either. */
    isWaiting: () => waiting.size > 0 && !isSent,
    stop() {
      unsubscribe(created, onCreated)
      unsubscribe(written, onWritten)
    },
  }
}

function requestIn(message: unknown): object | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined
  return typeof message.request === 'object' && message.request !== null ? message.request : undefined
}

/** `fetch failed` hides why. */
function textOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}

import type { ClientPlace } from './client-settings.ts'

/**
 * Loads once, at the first call; a failure is forgotten, so that the next call tries again. Marked for the bundler: a client that
 * nothing uses is left out of the bundle together with the package it would load.
 */
/* @__NO_SIDE_EFFECTS__ */
export function lazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

/** As `lazy`, once for each region: a repository may lie in another one. */
/* @__NO_SIDE_EFFECTS__ */
export function lazyByRegion<T>(load: (region: string) => Promise<T>): (region: string) => Promise<T> {
  const known = new Map<string, () => Promise<T>>()
  return (region) => {
    const client = known.get(region) ?? lazy(() => load(region))
    known.set(region, client)
    return client()
  }
}

/** As `lazy`, once for each place that targets are in. */
/* @__NO_SIDE_EFFECTS__ */
export function lazyByPlace<T>(load: (at: ClientPlace | undefined) => Promise<T>): (at?: ClientPlace) => Promise<T> {
  const known = new Map<ClientPlace | undefined, () => Promise<T>>()
  return (at) => {
    const client = known.get(at) ?? lazy(() => load(at))
    known.set(at, client)
    return client()
  }
}

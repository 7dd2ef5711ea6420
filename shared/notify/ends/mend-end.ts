import type { EndConfig } from '../../config/normalised.ts'

/** What a person does about an end that refuses for good. `place`: where its URL is kept, `key`: where its signing key is. */
export function mendEnd(
  { name, kind }: Pick<EndConfig, 'name' | 'kind'>,
  status: number,
  { place, key }: { readonly place: string; readonly key: string },
): string {
  const mend = status >= 300 && status < 400 ? redirected(place) : mends[kind]({ name, status, place, key })
  return `${mend}; then move the message from the dead-letter queue back (redrive to a custom destination, …-ends).`
}

interface Refused {
  readonly name: string
  readonly status: number
  readonly place: string
  readonly key: string
}

const mends: Readonly<Record<EndConfig['kind'], (refused: Refused) => string>> = { webhook, teams, discord }

/** A redirect could lead a signed announcement anywhere. */
function redirected(place: string): string {
  return `Longshore follows no redirects: store the URL that it leads to in ${place}`
}

function webhook({ name, status, place, key }: Refused): string {
  if (status === 410)
    return `The receiver wants no more: take the end ${name} out of longshore.yml, or store another URL in ${place}`
  if (status === 401 || status === 403) return `Give the receiver the key that is stored in ${key}`
  if (status === 404 || status === 405) return `Store the URL that takes announcements in ${place}`
  if (status === 413) return 'Let the receiver take bodies of 64 KB'
  return 'Look into the log of the receiver for why it refuses'
}

function teams({ status, place }: Refused): string {
  if (status === 413) return 'The card was too large, which is a fault of Longshore: report it with this message'
  return `The workflow is gone, turned off or asks for a login: make one in Teams that anyone may post to, and store its URL in ${place}`
}

function discord({ status, place }: Refused): string {
  if (status === 400 || status === 413)
    return 'The message was not understood, which is a fault of Longshore: report it with this message'
  return `The webhook was removed: make a new one in Discord and store its URL in ${place}`
}

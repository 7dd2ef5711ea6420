import type { EndConfig } from '../../config/normalised.ts'
import type { AnnouncementDocument } from '../document-schema.ts'
import { renderDiscord } from './discord-message.ts'
import { signatureOf } from './signature.ts'
import { renderTeams } from './teams-card.ts'

/** A POST to an end. */
export interface EndRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What an end is sent. `now`: epoch ms; `keys`: of an end that is signed for. */
export function requestOf(
  kind: EndConfig['kind'],
  document: AnnouncementDocument,
  { url, keys, now }: { readonly url: URL; readonly keys: readonly string[]; readonly now: number },
): EndRequest {
  switch (kind) {
    case 'webhook': {
      const body = JSON.stringify(document)
      const timestamp = String(Math.floor(now / 1_000))
      const signature = signatureOf(keys, timestamp, body)
      const own = { 'longshore-id': headerText(document.id), 'longshore-timestamp': timestamp }
      return { url, headers: { ...json, ...own, 'longshore-signature': signature }, body }
    }
    case 'teams':
      return { url, headers: json, body: JSON.stringify(renderTeams(document)) }
    case 'discord':
      return { url: confirmed(url), headers: json, body: JSON.stringify(renderDiscord(document)) }
  }
}

const json = { 'content-type': 'application/json', 'user-agent': 'Longshore' }

/** Without it Discord answers before it has kept the message, and says nothing when it cannot. */
function confirmed(url: URL): URL {
  const confirmed = new URL(url)
  confirmed.searchParams.set('wait', 'true')
  return confirmed
}

/** Ids hold nothing else today; a header takes no more. */
function headerText(text: string): string {
  return text.replace(/[^\x21-\x7e]/g, (character) => encodeURIComponent(character.toWellFormed()))
}

import type { AnnouncementDocument } from './document-schema.ts'
import { headlineText } from './headline.ts'

/** SNS refuses subjects of 100 characters and more, line breaks, control characters and, by older documents, anything beyond ASCII. */
const longest = 99

/** The subject of the e-mail: `[longshore-dev] api went back: v1.2.3 failed`. */
export function renderSubject(document: AnnouncementDocument): string {
  const subject = `[${document.stack}] ${headlineText(document)}`.normalize('NFKD').replace(/\p{M}/gu, '')
  const ascii = subject.replace(/[^\x20-\x7e]/g, '?')
  return ascii.length <= longest ? ascii : `${ascii.slice(0, longest - 3)}...`
}

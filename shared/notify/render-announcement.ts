import type { Announcement } from '../domain/announcement.ts'
import { type Place, renderDocument } from './document.ts'
import type { AnnouncementDocument } from './document-schema.ts'
import { renderSubject } from './subject.ts'
import { renderText } from './text.ts'

/** What goes to the topic: people get subject and text, machines the document. */
export interface RenderedAnnouncement {
  readonly subject: string
  readonly text: string
  readonly document: AnnouncementDocument
}

export function renderAnnouncement(announcement: Announcement, place: Place): RenderedAnnouncement {
  const document = renderDocument(announcement, place)
  return { subject: renderSubject(document), text: renderText(document), document }
}

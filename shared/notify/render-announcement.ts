import type { Announcement } from '../domain/announcement.ts'
import { renderDocument } from './document.ts'
import type { AnnouncementDocument } from './document-schema.ts'
import { placeOf, type StackPlace } from './place.ts'
import { renderSubject } from './subject.ts'
import { renderText } from './text.ts'

/** What goes to the topic: people get subject and text, machines the document. */
export interface RenderedAnnouncement {
  readonly subject: string
  readonly text: string
  readonly document: AnnouncementDocument
}

export function renderAnnouncement(announcement: Announcement, stack: StackPlace): RenderedAnnouncement {
  const document = renderDocument(announcement, placeOf(announcement.target, stack))
  return { subject: renderSubject(document), text: renderText(document), document }
}

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

/** Where the stack and its targets are; the normalised configuration is one. */
export interface StackPlace {
  readonly account: string
  readonly region: string
  readonly stack: string
  readonly targets: Readonly<Record<string, { readonly ecs: { readonly cluster: string; readonly service: string } }>>
}

export function renderAnnouncement(announcement: Announcement, stack: StackPlace): RenderedAnnouncement {
  const document = renderDocument(announcement, placeOf(announcement.target, stack))
  return { subject: renderSubject(document), text: renderText(document), document }
}

function placeOf(target: string, { account, region, stack, targets }: StackPlace): Place {
  const ecs = Object.hasOwn(targets, target) ? targets[target]?.ecs : undefined
  return { account, region, stack, ...(ecs && { cluster: ecs.cluster, service: ecs.service }) }
}

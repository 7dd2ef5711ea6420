import type { EndConfig } from '../../config/normalised.ts'
import type { AnnouncementDocument } from '../document-schema.ts'

/** Whether an end is told of an announcement: by the target's name, and by what happened. */
export function wants({ targets, outcomes }: EndConfig, document: AnnouncementDocument): boolean {
  const happened = document.kind === 'outcome' ? document.outcome : document.notice
  const isOfTarget = targets?.some((source) => new RegExp(source).test(document.target)) ?? true
  return isOfTarget && (outcomes?.includes(happened) ?? true)
}
